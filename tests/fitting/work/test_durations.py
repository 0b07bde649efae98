"""Durations: shapes against scipy, intervals that hold what they promise, mean kept, zeros and open pieces allowed for."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sim.fitting.work.between_bounds import distribution_between_bounds, sample_of, worth_of
from sim.fitting.work.durations import fit_duration
from sim.fitting.work.mean_intervals import inflation_of_variance, interval_of_mean
from sim.fitting.work.shapes import Shape, fit_shapes, greatest_distance
from sim.quantities import Floats
from sim.scenario.distributions_by_p90 import Gamma, Lognormal, Weibull

NONE: Floats = np.zeros(0)


def drawn(family: str, n: int, seed: int = 1) -> Floats:
    rng = np.random.default_rng(seed)
    return {
        "gamma": lambda: rng.gamma(2, 600, n),
        "lognormal": lambda: rng.lognormal(7, 0.7, n),
        "weibull": lambda: 1500 * rng.weibull(1.6, n),
        "exponential": lambda: rng.exponential(1200, n),
    }[family]()


def in_scipy(shape: Shape) -> stats.distributions.rv_frozen:
    return {
        "gamma": lambda: stats.gamma(shape.form, scale=shape.scale / shape.form),
        "lognormal": lambda: stats.lognorm(shape.form, scale=shape.scale * math.exp(-(shape.form**2) / 2)),
        "weibull": lambda: stats.weibull_min(shape.form, scale=shape.scale / math.gamma(1 + 1 / shape.form)),
        "exponential": lambda: stats.expon(scale=shape.scale),
    }[shape.family]()


@pytest.mark.parametrize("family", ["gamma", "lognormal", "weibull", "exponential"])
def test_each_shape_is_that_of_scipy_and_the_true_family_is_found(family: str) -> None:
    values = drawn(family, 4000)
    shapes = fit_shapes(values, NONE)
    assert shapes[0].family == family
    for shape in shapes:
        known = in_scipy(shape)
        assert known.logpdf(values).sum() == pytest.approx(shape.likelihood, rel=1e-6)
        assert known.ppf(0.9) == pytest.approx(shape.scale * shape.p90)
        assert known.std() == pytest.approx(shape.scale * shape.variation)
        assert known.cdf(values[:9]) == pytest.approx(shape.below(values[:9] / shape.scale))
    best = shapes[0]
    expected = stats.kstest(values, in_scipy(best).cdf).statistic
    assert greatest_distance(best, best.scale, np.sort(values), 0.0) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("family", ["gamma", "lognormal", "weibull"])
def test_a_likelihood_is_the_greatest(family: str) -> None:
    values = drawn(family, 500)
    best = next(shape for shape in fit_shapes(values, NONE) if shape.family == family)
    for by in (0.97, 1.03):
        for other in (
            Shape(best.family, best.form * by, best.scale, 0),
            Shape(best.family, best.form, best.scale * by, 0),
        ):
            assert in_scipy(other).logpdf(values).sum() < best.likelihood


@pytest.mark.parametrize("family", ["gamma", "lognormal", "weibull", "exponential"])
def test_pieces_that_had_not_ended_count_by_how_long_they_had_lasted(family: str) -> None:
    values = drawn(family, 3000)
    seen = np.random.default_rng(2).exponential(2500, 3000)
    ended = values <= seen
    assert 0.2 < 1 - ended.mean() < 0.5
    fitted = fit_duration(values[ended], seen[~ended])
    assert fitted.mean.low < values.mean() < fitted.mean.high
    assert values[ended].mean() < 0.85 * values.mean()
    shape = next(s for s in fit_shapes(values[ended], seen[~ended]) if s.family == family)
    assert shape.scale == pytest.approx(values.mean(), rel=0.08)


def test_the_mean_is_that_of_the_register_and_a_scenario_says_the_same_shape() -> None:
    written = {"gamma": Gamma, "lognormal": Lognormal, "weibull": Weibull}
    for family, block in written.items():
        values = drawn(family, 3000)
        fitted = fit_duration(values, NONE)
        assert fitted.distribution == family
        assert fitted.mean.value == pytest.approx(values.mean())
        assert fitted.p90 == pytest.approx(np.quantile(values, 0.9), rel=0.06)
        said = block(distribution=family, mean=f"{values.mean():.0f} seconds", p90=f"{fitted.p90:.0f} seconds")  # type: ignore[call-arg]
        drawn_anew = said.quantile((np.arange(2000) + 0.5) / 2000)
        assert stats.kstest(values, np.sort(drawn_anew)).statistic < 0.035
        assert len(fitted.sample) == 200
        assert np.mean(fitted.sample) == pytest.approx(values.mean(), abs=0.01)


def test_what_no_family_has_stays_as_it_was_observed() -> None:
    rng = np.random.default_rng(3)
    two_kinds = np.concatenate([rng.normal(300, 20, 600), rng.normal(3000, 100, 400)])
    fitted = fit_duration(two_kinds, NONE)
    assert fitted.distribution == "empirical"
    assert fitted.p90 == pytest.approx(np.quantile(two_kinds, 0.9))
    mostly_nothing = np.where(rng.random(1000) < 0.4, 0, rng.gamma(2, 300, 1000))
    assert fit_duration(mostly_nothing, NONE).distribution == "empirical"
    assert fit_duration(np.full(40, 300.0), NONE).distribution == "constant"
    assert fit_duration(np.zeros(40), NONE).mean.high == 0


def test_a_few_events_of_no_length_do_not_choose_the_shape() -> None:
    values = drawn("gamma", 2000)
    values[:20] = 0
    fitted = fit_duration(values, NONE)
    assert fitted.mean.value == pytest.approx(values.mean())
    assert fitted.distribution in ("gamma", "weibull")
    assert fitted.distance < 0.05


def test_a_clock_that_shows_minutes_only_hides_no_shape() -> None:
    values = np.floor(drawn("gamma", 3000) / 4 / 60) * 60
    fitted = fit_duration(values, NONE, resolution=60)
    assert fitted.distribution in ("gamma", "weibull")
    assert fitted.distance < 0.05


@pytest.mark.parametrize("n", [3, 10, 40, 300])
@pytest.mark.parametrize("family", ["gamma", "lognormal"])
def test_nineteen_in_twenty_intervals_hold_the_mean(family: str, n: int) -> None:
    many = drawn(family, 600 * n).reshape(600, n)
    mean = 1200 if family == "gamma" else math.exp(7 + 0.7**2 / 2)
    bounds = np.array([interval_of_mean(row) for row in many])
    holds = ((bounds[:, 0] <= mean) & (mean <= bounds[:, 1])).mean()
    assert 0.92 <= holds <= 1.0


def test_pieces_that_hang_together_count_for_fewer() -> None:
    rng = np.random.default_rng(4)
    noise = rng.normal(size=4000)
    slow = np.zeros(4000)
    for i in range(1, 4000):
        slow[i] = 0.7 * slow[i - 1] + noise[i]
    members = np.repeat([0, 1], 2000)
    theory = (1 + 0.7) / (1 - 0.7)
    assert inflation_of_variance(slow, members) == pytest.approx(theory, rel=0.4)
    assert inflation_of_variance(noise, members) < 1.5
    alone = [inflation_of_variance(rng.normal(size=500), np.zeros(500, dtype=np.int64)) for _ in range(200)]
    assert np.mean(np.array(alone) > 1) < 0.1


def test_lengths_between_bounds_are_found_where_some_are_exact() -> None:
    rng = np.random.default_rng(5)
    true = rng.exponential(10_000, 4000)
    queue = rng.exponential(5_000, 4000) * (rng.random(4000) < 0.5)
    low, high = np.where(queue > 0, np.maximum(true - rng.exponential(8_000, 4000), 0), true), true + queue
    points, mass = distribution_between_bounds(low, high)
    assert mass.sum() == pytest.approx(1)
    assert points @ mass == pytest.approx(10_000, rel=0.06)
    sample = sample_of(points, mass, 500)
    assert sample.mean() == pytest.approx(points @ mass)
    assert np.quantile(sample, 0.5) == pytest.approx(10_000 * math.log(2), rel=0.12)
    assert 2000 < worth_of(low, high, points, mass) < 4000
    assert worth_of(true, true, points, mass) == pytest.approx(4000, rel=0.01)
