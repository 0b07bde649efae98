"""Every distribution is scipy's of the same name and has the mean, mode and percentile that a file states."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from scipy import optimize, special, stats

from sim.quantities import HOUR, Floats
from sim.scenario.distributions import Distribution
from sim.scenario.distributions_by_p90 import _WIDEST_WEIBULL, Z90
from sim.scenario.uncertain_inputs import _RARE
from tests.minimal import assert_only, changed, faults_of

PROBABILITIES = np.array([1e-9, 0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1 - 1e-9])
NINE_IN_TEN = np.array([0.9])


def distribution(block: Any) -> Any:
    return TypeAdapter(Distribution).validate_python(block)


def stated(kind: str, **seconds: int) -> Any:
    return distribution({"distribution": kind, **{name: f"{value} seconds" for name, value in seconds.items()}})


def integrated_mean(quantile: Callable[[Floats], Floats]) -> float:
    """The integral of the quantile function over all probabilities, with a normal deviate as the variable."""
    z = np.linspace(-7.5, 7.5, 10_001)
    return float(np.trapezoid(quantile(stats.norm.cdf(z)) * stats.norm.pdf(z), z))


def narrower(family: Any, mean: float, p90: float, narrowest: float, widest: float) -> Any:
    """The distribution of a family of scipy with a mean and a 90th percentile, and a shape between two bounds."""

    def excess(shape: float) -> float:
        return float(family(shape).ppf(0.9) / family(shape).mean() - p90 / mean)

    shape = optimize.brentq(excess, widest, narrowest, xtol=1e-14, rtol=1e-14)
    return family(shape, scale=mean / family(shape).mean())


def with_mode(family: Callable[[float], Any], p90: float, low: float, high: float) -> Any:
    """The distribution of a family of scipy with one parameter left open that has a 90th percentile."""
    return family(optimize.brentq(lambda x: float(family(x).ppf(0.9)) - p90, low, high, xtol=1e-14, rtol=1e-14))


# The same distribution as a file states it and as scipy has it, and its mean [s].
STATED: dict[str, tuple[Any, Any, float]] = {
    "uniform": (
        {"distribution": "uniform", "minimum": "10 minutes", "maximum": "1 hour"},
        stats.uniform(600, 3000),
        2100,
    ),
    "triangular": (
        {"distribution": "triangular", "minimum": "4 hours", "mode": "10 hours", "maximum": "24 hours"},
        stats.triang(6 / 20, loc=4 * HOUR, scale=20 * HOUR),
        38 * HOUR / 3,
    ),
    "triangular, falling": (
        {"distribution": "triangular", "minimum": "0 hours", "mode": "0 hours", "maximum": "16 hours"},
        stats.triang(0, loc=0, scale=16 * HOUR),
        16 * HOUR / 3,
    ),
    "triangular, rising": (
        {"distribution": "triangular", "minimum": "0 hours", "mode": "16 hours", "maximum": "16 hours"},
        stats.triang(1, loc=0, scale=16 * HOUR),
        32 * HOUR / 3,
    ),
    # Six of the twenty hours lie before the mode: shapes 1 + 4 * 0.3 and 1 + 4 * 0.7; mean (4 + 40 + 24) / 6 hours.
    "pert": (
        {"distribution": "pert", "minimum": "4 hours", "mode": "10 hours", "maximum": "24 hours"},
        stats.beta(2.2, 3.8, loc=4 * HOUR, scale=20 * HOUR),
        68 * HOUR / 6,
    ),
    "pert, falling": (
        {"distribution": "pert", "minimum": "0 hours", "mode": "0 hours", "maximum": "16 hours"},
        stats.beta(1, 5, loc=0, scale=16 * HOUR),
        16 * HOUR / 6,
    ),
    "exponential": ({"distribution": "exponential", "mean": "30 minutes"}, stats.expon(scale=1800), 1800),
    "erlang": (
        {"distribution": "erlang", "mean": "30 minutes", "stages": 4},
        stats.erlang(4, scale=450),
        1800,
    ),
    "erlang, one stage": (
        {"distribution": "erlang", "mean": "30 minutes", "stages": 1},
        stats.expon(scale=1800),
        1800,
    ),
    # The narrower of the two: sigma = z90 - sqrt(z90^2 - 2 ln(11/7)) = 1.281552 - sqrt(1.642374 - 0.903970) = 0.422247.
    "lognormal by its mean": (
        {"distribution": "lognormal", "mean": "7 minutes", "p90": "11 minutes"},
        stats.lognorm(0.42224710, scale=420 * math.exp(-(0.42224710**2) / 2)),
        420,
    ),
    # sigma = ln 3 / z90 = 1.098612 / 1.281552 = 0.857252.
    "lognormal by its median": (
        {"distribution": "lognormal", "median": "10 minutes", "p90": "30 minutes"},
        stats.lognorm(0.85725167, scale=600),
        600 * math.exp(0.85725167**2 / 2),
    ),
    # sigma^2 + z90 sigma = ln 3, so sigma = (sqrt(1.642374 + 4.394449) - 1.281552) / 2 = 0.587722.
    "lognormal by its mode": (
        {"distribution": "lognormal", "mode": "10 minutes", "p90": "30 minutes"},
        with_mode(lambda s: stats.lognorm(s, scale=600 * math.exp(s**2)), 1800, 0.1, 2),
        600 * math.exp(1.5 * 0.58772163**2),
    ),
    "gamma by its mean": (
        {"distribution": "gamma", "mean": "30 minutes", "p90": "50 minutes"},
        narrower(stats.gamma, 1800, 3000, 1e4, 1),
        1800,
    ),
    "gamma by its mean, wider than the exponential": (
        {"distribution": "gamma", "mean": "30 minutes", "p90": "80 minutes"},
        narrower(stats.gamma, 1800, 4800, 1, 0.21),
        1800,
    ),
    # By its definition: mode = (shape - 1) scale.
    "gamma by its mode": (
        {"distribution": "gamma", "mode": "30 minutes", "p90": "80 minutes"},
        (by_mode := with_mode(lambda k: stats.gamma(k, scale=1800 / (k - 1)), 4800, 1.01, 100)),
        by_mode.mean(),
    ),
    "weibull": (
        {"distribution": "weibull", "mean": "30 minutes", "p90": "50 minutes"},
        narrower(stats.weibull_min, 1800, 3000, 50, 1),
        1800,
    ),
    "weibull, wider than the exponential": (
        {"distribution": "weibull", "mean": "30 minutes", "p90": "78 minutes"},
        narrower(stats.weibull_min, 1800, 4680, 1, 0.6),
        1800,
    ),
}


@pytest.mark.parametrize("name", STATED)
def test_the_quantiles_are_scipys(name: str) -> None:
    block, expected, _ = STATED[name]
    for u in (PROBABILITIES, np.linspace(0.0005, 0.9995, 1000)):
        assert distribution(block).quantile(u) == pytest.approx(expected.ppf(u), rel=1e-6, abs=1e-3)


@pytest.mark.parametrize("name", STATED)
def test_the_mean_is_the_integral_of_the_quantiles(name: str) -> None:
    block, expected, mean = STATED[name]
    d = distribution(block)
    assert d.mean_seconds == pytest.approx(mean)
    assert expected.mean() == pytest.approx(mean, rel=1e-6)
    assert integrated_mean(d.quantile) == pytest.approx(mean, rel=1e-5)


@pytest.mark.parametrize("name", [name for name, (block, *_) in STATED.items() if "mode" in block])
def test_the_density_is_highest_at_the_stated_mode(name: str) -> None:
    block, expected, _ = STATED[name]
    mode = distribution(block).mode
    beside = mode + np.array([-300, -30, -3, 3, 30, 300])
    assert (expected.pdf(beside) < expected.pdf(mode)).all()


@pytest.mark.parametrize("block", ["25 minutes", {"distribution": "fixed", "value": "25 minutes"}])
def test_a_bare_duration_is_always_the_same(block: Any) -> None:
    fixed = distribution(block)
    assert fixed.mean_seconds == 1500
    assert fixed.quantile(PROBABILITIES).tolist() == [1500] * len(PROBABILITIES)


# Whatever valid parameters are stated, the distribution has them.

MIDDLES = st.integers(60, 100_000)


def above(middle: int, ratio: float) -> int:
    return max(round(middle * ratio), middle + 1)


@given(st.sampled_from(["lognormal", "gamma", "weibull"]), MIDDLES, st.floats(1.02, 2.27))
def test_mean_and_90th_percentile_are_the_stated_ones(kind: str, mean: int, ratio: float) -> None:
    p90 = int(mean * ratio)
    d = stated(kind, mean=mean, p90=p90)
    assert d.quantile(NINE_IN_TEN)[0] == pytest.approx(p90)
    assert integrated_mean(d.quantile) == pytest.approx(mean, rel=1e-5)
    assert d.mean_seconds == mean


@given(st.sampled_from(["gamma", "weibull"]), MIDDLES, st.floats(2.2, 2.67))
def test_percentiles_beyond_the_exponentials_are_reached(kind: str, mean: int, ratio: float) -> None:
    p90 = int(mean * ratio)
    d = stated(kind, mean=mean, p90=p90)
    assert d.quantile(NINE_IN_TEN)[0] == pytest.approx(p90)
    assert integrated_mean(d.quantile) == pytest.approx(mean, rel=1e-4)


@given(MIDDLES, st.floats(1.02, 20))
def test_a_lognormal_has_the_stated_median_and_90th_percentile(median: int, ratio: float) -> None:
    p90 = above(median, ratio)
    d = stated("lognormal", median=median, p90=p90)
    assert d.quantile(np.array([0.5, 0.9])) == pytest.approx([median, p90])
    assert integrated_mean(d.quantile) == pytest.approx(d.mean_seconds, rel=1e-5)


def probability(quantile: Callable[[Floats], Floats], values: Sequence[float]) -> Floats:
    """The distribution function as the inverse of the quantile function."""
    found = [optimize.brentq(lambda u, x=x: quantile(np.array([u]))[0] - x, 1e-300, 1 - 1e-15) for x in values]
    return np.array(found)


@given(st.sampled_from(["lognormal", "gamma"]), MIDDLES, st.floats(1.1, 20))
def test_the_stated_mode_is_the_most_frequent_duration(kind: str, mode: int, ratio: float) -> None:
    p90 = above(mode, ratio)
    d = stated(kind, mode=mode, p90=p90)
    assert d.quantile(NINE_IN_TEN)[0] == pytest.approx(p90)
    assert integrated_mean(d.quantile) == pytest.approx(d.mean_seconds, rel=1e-5)
    # Of three stretches alike the one around the mode is met most often.
    step = min(0.1 * (p90 - mode), 0.3 * mode)
    before, around, behind = np.diff(probability(d.quantile, [mode + k * step for k in (-3, -1, 1, 3)]))
    assert around > before
    assert around > behind


@given(MIDDLES, st.integers(1, 1000))
def test_an_erlang_has_the_mean_and_the_deviation_of_its_stages(mean: int, stages: int) -> None:
    d = distribution({"distribution": "erlang", "mean": f"{mean} seconds", "stages": stages})
    squares = integrated_mean(lambda u: (d.quantile(u) - mean) ** 2)
    assert integrated_mean(d.quantile) == pytest.approx(mean, rel=1e-5)
    assert math.sqrt(squares) == pytest.approx(mean / math.sqrt(stages), rel=1e-4)


@given(st.lists(st.integers(0, 100_000), min_size=3, max_size=3, unique=True))
def test_pert_and_triangular_keep_their_bounds_and_means(points: list[int]) -> None:
    low, mode, high = sorted(points)
    for kind, weight in (("pert", 4), ("triangular", 1)):
        d = stated(kind, minimum=low, mode=mode, maximum=high)
        values = d.quantile(PROBABILITIES)
        assert low <= values.min() <= values.max() <= high
        mean = (low + weight * mode + high) / (weight + 2)
        assert integrated_mean(d.quantile) == pytest.approx(mean, rel=1e-5)
        assert d.mean_seconds == pytest.approx(mean)


@given(
    st.sampled_from(
        ["lognormal by mean", "lognormal by median", "lognormal by mode", "gamma by mean", "gamma by mode"]
    ),
    MIDDLES,
    st.floats(1.001, 2.26),
    st.lists(st.floats(2.0**-53, 1 - 2.0**-53), min_size=2, max_size=20).map(sorted),
)
def test_more_luck_never_takes_less(kind: str, middle: int, ratio: float, u: list[float]) -> None:
    family, _, name = kind.split()
    values = stated(family, **{name: middle, "p90": above(middle, ratio)}).quantile(np.array(u))
    assert (np.diff(values) >= -1e-9 * values[1:]).all()
    assert (values >= 0).all()
    assert np.isfinite(values).all()


@pytest.mark.parametrize("name", STATED)
def test_more_luck_never_takes_less_on_a_grid(name: str) -> None:
    values = distribution(STATED[name][0]).quantile(np.linspace(0.001, 0.999, 999))
    assert (np.diff(values) >= 0).all()
    assert (values >= 0).all()


@pytest.mark.parametrize("kind", ["lognormal", "gamma", "weibull"])
def test_a_percentile_one_second_above_the_longest_mean_is_reached(kind: str) -> None:
    mean = 10_000 * HOUR - 1
    d = stated(kind, mean=mean, p90=mean + 1)
    assert d.quantile(NINE_IN_TEN)[0] == pytest.approx(mean + 1, abs=0.01)
    assert d.quantile(np.array([0.5]))[0] == pytest.approx(mean, abs=1)


# Observed durations.


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=40), st.lists(st.floats(0.001, 0.999), min_size=1))
def test_observed_durations_are_drawn_by_the_inverse_of_their_step_function(values: list[int], u: list[float]) -> None:
    d = distribution({"distribution": "empirical", "values": [f"{value} seconds" for value in values]})
    assert d.quantile(np.array(u)).tolist() == np.quantile(values, u, method="inverted_cdf").tolist()
    assert d.mean_seconds == pytest.approx(np.mean(values))


def test_each_observation_is_drawn_as_often_as_the_others_and_a_double_one_twice_as_often() -> None:
    d = distribution({"distribution": "empirical", "values": ["9 minutes", "3 minutes", "9 minutes", "5 minutes"]})
    values, counts = np.unique(d.quantile((np.arange(400) + 0.5) / 400), return_counts=True)
    assert values.tolist() == [180, 300, 540]
    assert counts.tolist() == [100, 100, 200]
    # At a step itself the smaller one is taken, as the inverse of the step function has it.
    assert d.quantile(np.array([0.25, 0.5, 0.75])).tolist() == [180, 300, 540]
    assert d.quantile(np.array([2.0**-53, 1 - 2.0**-53])).tolist() == [180, 540]


# What is none.


@pytest.mark.parametrize(
    "block",
    [
        {"distribution": "exponential", "mean": 30},
        {"distribution": "exponential", "mean": math.nan},
        {"distribution": "exponential"},
        {"distribution": "exponential", "mean": "30 minutes", "p90": "60 minutes"},
        {"distribution": "gaussian", "mean": "30 minutes"},
        {"mean": "30 minutes"},
        25,
    ],
)
def test_no_distribution(block: Any) -> None:
    with pytest.raises(ValidationError):
        distribution(block)


@pytest.mark.parametrize(
    ("block", "key", "sentence"),
    [
        ("uniform, minimum: 2 hours, maximum: 1 hour", "maximum", "'maximum' is below 'minimum'; write the shorter"),
        ("pert, minimum: 2 hours, mode: 1 hour, maximum: 3 hours", "mode", "'mode' is below 'minimum'; write the shorter"),
        ("pert, minimum: 1 hour, mode: 4 hours, maximum: 3 hours", "maximum", "'maximum' is below 'mode'; write the shorter"),
        ("pert, minimum: 1 hour, mode: 1 hour, maximum: 1 hour", "maximum", "'minimum' and 'maximum' are equal; write the one"),
        ("triangular, minimum: 2 hours, mode: 1 hour, maximum: 3 hours", "mode", "'mode' is below 'minimum'; write the"),
        ("lognormal, mean: 10 minutes, p90: 10 minutes", "p90", "'p90' is not above 'mean'; nine in ten durations do not"),
        ("lognormal, median: 10 minutes, p90: 9 minutes", "p90", "'p90' is not above 'median'; nine in ten durations do"),
        ("gamma, mode: 10 minutes, p90: 9 minutes", "p90", "'p90' is not above 'mode'; nine in ten durations do not"),
        ("weibull, mean: 10 minutes, p90: 9 minutes", "p90", "'p90' is not above 'mean'; nine in ten durations do not"),
        (
            "lognormal, mean: 10 minutes, p90: 23 minutes",
            "p90",
            "no lognormal distribution has a 90th percentile 2.30 times its mean; more than 1 and at most 2.27 times are possible",
        ),
        (
            "gamma, mean: 10 minutes, p90: 31 minutes",
            "p90",
            "no gamma distribution has a 90th percentile 3.10 times its mean; more than 1 and at most 3.02 times are possible",
        ),
        (
            "weibull, mean: 10 minutes, p90: 27 minutes",
            "p90",
            "no Weibull distribution has a 90th percentile 2.70 times its mean; more than 1 and at most 2.67 times are possible",
        ),
        (
            "lognormal, median: 1 minute, p90: 1000 hours",
            "p90",
            "a lognormal distribution with these has a mean of 1.68e+14 hours; at most 10000 are possible, so check 'p90'",
        ),
        ("lognormal, mean: 1 hour, mode: 1 hour, p90: 2 hours", "mode", "'mean' and 'mode' are both given; keep one of"),
        ("gamma, mean: 1 hour, mode: 1 hour, p90: 2 hours", "mode", "'mean' and 'mode' are both given; keep one of them"),
        ("gamma, mode: 0 hours, p90: 2 hours", "mode", "the mode of a gamma distribution is above zero; state the mean"),
        ("lognormal, median: 0 hours, p90: 2 hours", "median", "the median of a lognormal distribution is above zero; state"),
        ("weibull, mean: 0 hours, p90: 2 hours", "mean", "the mean of a Weibull distribution is above zero; write '0 sec"),
        ("exponential, mean: 0 hours", "mean", "the mean of an exponential distribution is above zero; write '0 seconds'"),
        ("erlang, mean: 0 hours, stages: 2", "mean", "the mean of an Erlang distribution is above zero; write '0 seconds'"),
        ("erlang, mean: 1 hour, stages: 0", "stages", "'0' is out of range; at least 1 is needed"),
        ("erlang, mean: 1 hour, stages: 2.5", "stages", "a whole number is needed here, not '2.5'"),
        ("erlang, mean: 1 hour, stages: 1001", "stages", "'1001' is out of range; at most 1000 is possible"),
        ("gamma, mean: -1 hours, p90: 2 hours", "mean", "'-1 hours' is below zero; write a duration such as"),
        ("weibull, mean: 1 hour, p90: .nan", "p90", "'nan' is not a duration; write '25 minutes'"),
        ("empirical, values: [5 minutes]", "values", "one observed duration makes no distribution; give at least two"),
        ("empirical, values: []", "values", "no observed durations make no distribution; give at least two"),
        ("empirical, values: 5 minutes", "values", "a list is needed here, not '5 minutes'"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_at_its_key(tmp_path: Path, block: str, key: str, sentence: str) -> None:
    line = f"          1: {{work: {{distribution: {block}}}}}"
    column = line.index(f" {key}: ") + len(f" {key}: ") + 1
    faults = faults_of(tmp_path, changed("          1: {work: 10 minutes}", line))
    assert_only(faults, f"19:{column}: {sentence}")


@pytest.mark.parametrize(
    ("block", "fault"),
    [
        ("lognormal, p90: 1 hour", "19:21: beside 'p90' one of 'mean', 'median' and 'mode' is needed; add it"),
        ("gamma, p90: 1 hour", "19:21: beside 'p90' one of 'mean' and 'mode' is needed; add it"),
        ("weibull, p90: 1 hour", "19:15: the key 'mean' is missing in 'work' (line 19); add it"),
        ("gamma, mode: 1 hour", "19:15: the key 'p90' is missing in 'work' (line 19); add it"),
        ("gamma, mean: 1 hour, p9: 2 hours", "19:57: unknown key 'p9'; did you mean 'p90'?"),
        ("lognormal, medain: 1 hour, p90: 2 hours", "19:47: unknown key 'medain'; did you mean 'median'?"),
        ("empirical, values: [5 minutes, 6 parsecs]", "19:67: '6 parsecs' is not a duration; write '25 minutes'"),
        ("erlang, mean: 1 hour", "19:15: the key 'stages' is missing in 'work' (line 19); add it"),
        ("wiebull, mean: 1 hour, p90: 2 hours", "19:36: 'wiebull' is not known for 'distribution'; did you mean 'weibull'?"),
    ],
)  # fmt: skip
def test_what_is_missing_or_misspelt(tmp_path: Path, block: str, fault: str) -> None:
    assert_only(faults_of(tmp_path, changed("1: {work: 10", f"1: {{work: {{distribution: {block}}}}}\n#")), fault)


def test_numbers_that_stand_for_special_functions_are_those_of_scipy():
    log_ten = math.log(math.log(10))
    assert float(special.ndtri(0.9)) == Z90
    assert float(special.ndtri(1 - 0.001)) == -float(special.ndtri(0.001)) == _RARE
    assert special.digamma(1 + _WIDEST_WEIBULL) >= log_ten > special.digamma(1 + math.nextafter(_WIDEST_WEIBULL, 0))
