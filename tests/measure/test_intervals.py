"""Intervals over replications: Student's t of symmetric values, Hall's of skewed ones, rare events, and the cases without one."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from scipy import stats

from sim.measure.intervals import (
    CONFIDENCE,
    ONE_FATE,
    Bounds,
    Estimate,
    difference_bounds,
    mean_interval,
    mean_intervals,
    share_bounds,
    share_difference,
    share_interval,
)
from sim.measure.skewed_means import TAIL, Limits, SampleMeans

VALUES = st.lists(st.floats(-1e6, 1e6).map(lambda x: round(x, 3)), min_size=2, max_size=30)
SHARES = st.lists(st.integers(0, 100).map(lambda n: n / 100), min_size=2, max_size=30)
COUNTS = st.lists(st.integers(0, 5), min_size=2, max_size=30)
NOT_NEGATIVE = Bounds(0.0, math.inf, 1.0)


def ends(estimate: Estimate) -> tuple[float, float]:
    return estimate.low, estimate.high


def one(values: Sequence[float]) -> SampleMeans:
    return SampleMeans.of(np.array(values, dtype=np.float64).reshape(-1, 1))


def test_intervals_are_of_95_percent() -> None:
    assert CONFIDENCE == 0.95


@given(VALUES, st.sampled_from([0.8, 0.95, 0.99]))
def test_symmetric_values_have_students_interval(values: list[float], confidence: float) -> None:
    values = [*values, *(-value for value in values)]
    assume(np.std(values) > 1e-3 and sum(value == 0 for value in values) < len(values) / 2)
    estimate = mean_interval(values, confidence)
    expected = stats.t.interval(confidence, len(values) - 1, np.mean(values), stats.sem(values))
    assert ends(estimate) == pytest.approx(expected, rel=1e-6, abs=1e-6)
    assert estimate.mean == pytest.approx(0, abs=1e-6)
    assert estimate.replications == len(values)


def test_students_interval_of_a_table() -> None:
    # Mean 5, squared deviations 9 + 1 + 1 + 9 = 20, variance 20/3, standard error sqrt(20/3/4) = 1.29099;
    # t(3, 0.975) = 3.18245: half the width is 4.10852.
    estimate = mean_interval([2, 4, 6, 8])
    assert estimate.mean == 5
    assert ends(estimate) == pytest.approx((0.89148, 9.10852), abs=1e-5)
    assert estimate.half_width == pytest.approx(4.10852, abs=1e-5)


def test_halls_interval_of_a_table() -> None:
    # Mean 4; deviations -3, -2, -1, 0, 0, 6: squares 9 + 4 + 1 + 36 = 50, of six values 8.33333, cubes -27 - 8 - 1 + 216 = 180,
    # of six 30: skewness 30 / 8.33333^1.5 = 1.24708. Standard error sqrt(50/5/6) = 1.29099, t(5, 0.975) = 2.57058.
    # With six replications half of the skewness counts, 0.62354, and 1.5 times that towards the tail, 0.93531.
    # back(x) = 3/a (cbrt(1 + a (x - a/6)) - 1) with a = 0.62354 / sqrt(6) = 0.25456 for the lower end, 0.38184 for the upper one:
    # back(2.57058) = 11.78508 (cbrt(1.64356) - 1) = 11.78508 * 0.18013 = 2.12287; low = 4 - 1.29099 * 2.12287 = 1.25939.
    # back(-2.57058) = 7.85672 (cbrt(-0.00585) - 1) = 7.85672 * -1.18016 = -9.27215; high = 4 + 1.29099 * 9.27215 = 15.97025.
    assert TAIL == 1.5
    assert ends(mean_interval([1, 2, 3, 4, 4, 10])) == pytest.approx((1.2594, 15.9703), abs=2e-3)


@given(VALUES)
def test_at_an_end_the_transformed_mean_is_students_quantile(values: list[float]) -> None:
    means = one(values)
    assume(np.std(values) > 1e-3 and not means.few[0])
    low, high = ends(mean_interval(values))
    t = stats.t.ppf(0.975, len(values) - 1)
    assert means.transformed(low)[0] == pytest.approx(t, rel=1e-6)
    assert means.transformed(high)[0] == pytest.approx(-t, rel=1e-6)


def test_a_long_tail_to_the_right_moves_the_interval_to_the_right_and_mirrored_values_mirror_it() -> None:
    values = [0.3, 0.1, 0.5, 0.2, 1.4, 0.1, 0.6, 4.2, 0.3, 0.2]
    estimate, mirrored = mean_interval(values), mean_interval([-value for value in values])
    assert estimate.high - estimate.mean > estimate.mean - estimate.low
    assert ends(mirrored) == pytest.approx((-estimate.high, -estimate.low))


def test_three_replications_say_nothing_of_skewness() -> None:
    # Mean 0.1; squared deviations 0.0081 + 0.0036 + 0.0225 = 0.0342; standard error sqrt(0.0057) = 0.075498; t(2) = 4.30265.
    assert ends(mean_interval([0.01, 0.04, 0.25])) == pytest.approx((0.1 - 0.324842, 0.1 + 0.324842), abs=1e-5)
    assert ends(share_interval([0.01, 0.04, 0.25])) == pytest.approx((0, 0.424842), abs=1e-5)


@pytest.mark.parametrize("interval", [mean_interval, share_interval])
def test_missing_values_are_left_out(interval: Callable[[Sequence[float]], Estimate]) -> None:
    assert interval([0.4, math.nan, 0.5, 0.6, math.nan]) == interval([0.4, 0.5, 0.6])
    assert interval([0.4, math.nan, 0.5, 0.6]).replications == 3


@pytest.mark.parametrize("interval", [mean_interval, share_interval])
@pytest.mark.parametrize("values", [[0.4], [0.4, math.nan], [math.nan, 0.4, math.nan]])
def test_one_replication_has_a_mean_and_no_interval(
    interval: Callable[[Sequence[float]], Estimate], values: Sequence[float]
) -> None:
    estimate = interval(values)
    assert (estimate.mean, estimate.replications) == (0.4, 1)
    assert np.isnan(ends(estimate)).all()
    assert math.isnan(estimate.half_width)


@pytest.mark.parametrize("interval", [mean_interval, share_interval])
@pytest.mark.parametrize("values", [[], [math.nan], [math.nan, math.nan]])
def test_without_values_there_is_neither_mean_nor_interval(
    interval: Callable[[Sequence[float]], Estimate], values: Sequence[float]
) -> None:
    estimate = interval(values)
    assert estimate.replications == 0
    assert np.isnan([estimate.mean, *ends(estimate)]).all()


def test_what_cannot_vary_has_an_interval_of_no_width() -> None:
    assert mean_interval([3.0] * 5) == Estimate(3.0, 3.0, 3.0, 5)
    assert mean_interval([0.1 + 0.2, 0.3, 0.3]).half_width == 0, "but for rounding"


def test_a_quantile_that_is_not_reached_in_one_replication_is_not_reached_on_average() -> None:
    estimate = mean_interval([1.0, 2.0, math.inf])
    assert estimate.mean == math.inf
    assert estimate.replications == 3
    assert np.isnan(ends(estimate)).all()


@given(SHARES)
@example([1.0] * 29 + [0.99])
def test_an_interval_for_a_share_stays_inside_has_a_width_and_holds_its_mean(values: list[float]) -> None:
    estimate = share_interval(values)
    assert 0 <= estimate.low <= estimate.mean <= estimate.high <= 1
    assert estimate.mean == pytest.approx(np.mean(values))
    assert estimate.low < estimate.high


@given(COUNTS)
def test_an_interval_for_a_count_is_not_negative_has_a_width_and_holds_its_mean(values: list[int]) -> None:
    estimate = mean_interval([float(value) for value in values], bounds=NOT_NEGATIVE)
    assert 0 <= estimate.low <= estimate.mean <= estimate.high
    assert estimate.low < estimate.high


@given(COUNTS, st.sampled_from([0.9, 0.99]))
def test_a_higher_confidence_never_has_a_narrower_interval(values: list[int], confidence: float) -> None:
    numbers = [float(value) for value in values]
    narrow, wide = (mean_interval(numbers, level, NOT_NEGATIVE) for level in (0.8, confidence))
    assert wide.low <= narrow.low + 1e-12
    assert wide.high >= narrow.high - 1e-12


def test_of_1712_applications_all_in_time_in_20_replications_hardly_any_is_late() -> None:
    # Clopper and Pearson: with no event in 20 replications its probability is at most 1 - 0.025^(1/20) = 0.16843; an event
    # is that ten applications of 1,712 are late: 0.16843 * 10 / 1712 = 0.000984.
    assert ONE_FATE == 10
    assert ends(share_interval([1.0] * 20, applications=1712)) == pytest.approx((1 - 0.000984, 1.0), abs=1e-6)


@pytest.mark.parametrize("n", [2, 10, 30])
def test_without_the_number_of_applications_a_whole_replication_may_be_late(n: int) -> None:
    unseen = stats.binomtest(0, n).proportion_ci(method="exact").high
    assert ends(share_interval([1.0] * n)) == (pytest.approx(1 - unseen), 1.0)
    assert ends(share_interval([0.0] * n)) == (0.0, pytest.approx(unseen))


def test_of_fewer_applications_than_go_together_all_may_be_late() -> None:
    assert share_bounds(4) == Bounds(0, 1, 1)
    assert share_bounds(40) == Bounds(0, 1, 0.25)
    assert share_bounds(math.nan) == share_bounds(0) == share_bounds()


def test_one_event_in_thirty_replications_has_the_interval_of_a_single_count() -> None:
    # One event of size 5 in 30 replications; as one of exponential size it has a shape of 1/2 and a mean of 5/30 = 0.16667.
    # Low: gamma(1/2) at 2.5 % is 0.00049104; over 1/2, times 0.16667, 0.00016368. The next may be as large: mean 0.33333,
    # variance (2 * 25 + 2 * 25) / 900 = 0.11111, shape 1: high = 0.33333 * -ln 0.025 = 1.22963. Hall's is narrower.
    estimate = mean_interval([0.0] * 29 + [5.0], bounds=NOT_NEGATIVE)
    assert ends(estimate) == pytest.approx((0.00016368, 1.22963), abs=1e-5)


def test_an_event_that_was_seen_once_does_not_make_an_interval_narrower() -> None:
    nothing = mean_interval([0.0] * 30, bounds=NOT_NEGATIVE)
    little = mean_interval([0.0] * 29 + [0.001], bounds=NOT_NEGATIVE)
    assert little.high > nothing.high > 0


def test_differences_of_shares_lie_between_minus_one_and_one() -> None:
    assert difference_bounds(Bounds(0, 1, 0.2)) == Bounds(-1, 1, 0.2)
    assert ends(share_difference([-1.0, 1.0])) == (-1, 1)
    # Nowhere a difference: one application of a hundred more, or less, in a share 1 - 0.025^(1/30) of the replications.
    unseen = stats.binomtest(0, 30).proportion_ci(method="exact").high
    assert ends(share_difference([0.0] * 30, applications=1000)) == pytest.approx((-0.01 * unseen, 0.01 * unseen))


def test_few_differences_of_one_sign_are_no_more_than_the_sign_test_makes_of_them() -> None:
    # Five of one sign come by chance with 2 * 2^-5 = 0.0625, six with 0.03125.
    five, six = ([0.0] * (30 - k) + [0.01 + 0.001 * i for i in range(k)] for k in (5, 6))
    assert share_difference(five, applications=1000).low < 0
    assert share_difference(six, applications=1000).low > 0


@given(st.lists(VALUES.map(lambda values: (values * 30)[:30]), min_size=1, max_size=5))
def test_many_figures_at_once_have_the_intervals_that_each_has_alone(columns: list[list[float]]) -> None:
    together = mean_intervals(np.array(columns).T, Limits.of(-1e6, 1e6, 1.0))
    assert together == [mean_interval(column, bounds=Bounds(-1e6, 1e6, 1.0)) for column in columns]
