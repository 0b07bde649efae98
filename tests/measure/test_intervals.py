"""Intervals over replications: Student's t as scipy has it, Wilson's for shares at an end, and the cases without one."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from sim.measure.intervals import CONFIDENCE, Estimate, mean_interval, share_interval

Z = 1.959963984540054
"""97.5th percentile of the normal distribution."""
VALUES = st.lists(st.floats(-1e6, 1e6).map(lambda x: round(x, 3)), min_size=2, max_size=30)
SHARES = st.lists(st.integers(0, 100).map(lambda n: n / 100), min_size=2, max_size=30)


def ends(estimate: Estimate) -> tuple[float, float]:
    return estimate.low, estimate.high


def test_intervals_are_of_95_percent() -> None:
    assert CONFIDENCE == 0.95


@given(VALUES, st.sampled_from([0.8, 0.95, 0.99]))
def test_the_mean_has_students_interval(values: list[float], confidence: float) -> None:
    assume(np.std(values) > 1e-6)
    estimate = mean_interval(values, confidence)
    expected = stats.t.interval(confidence, len(values) - 1, np.mean(values), stats.sem(values))
    assert ends(estimate) == pytest.approx(expected, rel=1e-9, abs=1e-6)
    test = stats.ttest_1samp(values, 0.0).confidence_interval(confidence)
    assert ends(estimate) == pytest.approx((test.low, test.high), rel=1e-9, abs=1e-6)
    assert estimate.mean == pytest.approx(np.mean(values))
    assert estimate.half_width == pytest.approx((expected[1] - expected[0]) / 2, rel=1e-9, abs=1e-6)
    assert estimate.replications == len(values)


def test_students_interval_of_a_table() -> None:
    # Mean 5, squared deviations 9 + 1 + 1 + 9 = 20, variance 20/3, standard error sqrt(20/3/4) = 1.29099;
    # t(3, 0.975) = 3.18245: half the width is 4.10852.
    estimate = mean_interval([2, 4, 6, 8])
    assert estimate.mean == 5
    assert ends(estimate) == pytest.approx((0.89148, 9.10852), abs=1e-5)


def test_paired_differences_have_the_interval_of_the_paired_t_test() -> None:
    before, after = [0.91, 0.88, 0.95, 0.90, 0.93], [0.94, 0.93, 0.95, 0.92, 0.97]
    estimate = mean_interval([b - a for a, b in zip(before, after, strict=True)])
    test = stats.ttest_rel(after, before).confidence_interval(0.95)
    assert ends(estimate) == pytest.approx((test.low, test.high))


@pytest.mark.parametrize("interval", [mean_interval, share_interval])
def test_missing_values_are_left_out(interval: type) -> None:
    assert interval([0.4, math.nan, 0.5, 0.6, math.nan]) == interval([0.4, 0.5, 0.6])
    assert interval([0.4, math.nan, 0.5, 0.6]).replications == 3


@pytest.mark.parametrize("interval", [mean_interval, share_interval])
@pytest.mark.parametrize("values", [[0.4], [0.4, math.nan], [math.nan, 0.4, math.nan]])
def test_one_replication_has_a_mean_and_no_interval(interval: type, values: Sequence[float]) -> None:
    estimate = interval(values)
    assert (estimate.mean, estimate.replications) == (0.4, 1)
    assert np.isnan(ends(estimate)).all()
    assert math.isnan(estimate.half_width)


@pytest.mark.parametrize("interval", [mean_interval, share_interval])
@pytest.mark.parametrize("values", [[], [math.nan], [math.nan, math.nan]])
def test_without_values_there_is_neither_mean_nor_interval(interval: type, values: Sequence[float]) -> None:
    estimate = interval(values)
    assert estimate.replications == 0
    assert np.isnan([estimate.mean, *ends(estimate)]).all()


def test_equal_values_have_an_interval_of_no_width() -> None:
    assert mean_interval([3.0] * 5) == Estimate(3.0, 3.0, 3.0, 5)
    assert share_interval([0.5] * 5) == Estimate(0.5, 0.5, 0.5, 5)


def test_a_quantile_that_is_not_reached_in_one_replication_is_not_reached_on_average() -> None:
    estimate = mean_interval([1.0, 2.0, math.inf])
    assert estimate.mean == math.inf
    assert estimate.replications == 3


@given(SHARES)
def test_a_share_has_students_interval_where_that_stays_inside(values: list[float]) -> None:
    simple = mean_interval(values)
    assume(min(values) > 0 and max(values) < 1 and simple.low >= 0 and simple.high <= 1)
    assert share_interval(values) == simple


@given(SHARES)
def test_an_interval_for_a_share_stays_inside_and_holds_its_mean(values: list[float]) -> None:
    estimate = share_interval(values)
    assert 0 <= estimate.low <= estimate.mean + 1e-12
    assert estimate.mean - 1e-12 <= estimate.high <= 1
    assert estimate.mean == pytest.approx(np.mean(values))
    if min(values) < max(values):
        assert estimate.low < estimate.high


@given(SHARES)
def test_wilsons_ends_are_the_shares_that_a_test_of_that_size_just_does_not_reject(values: list[float]) -> None:
    x = np.array(values)
    simple = mean_interval(values)
    assume(x.std() > 1e-9 and not (x.min() > 0 and x.max() < 1 and simple.low >= 0 and simple.high <= 1))
    p = x.mean()
    size = p * (1 - p) / (x.var(ddof=1) / len(x))
    for end in ends(share_interval(values)):
        assert (p - end) ** 2 == pytest.approx(Z**2 * end * (1 - end) / size, abs=1e-9)


def test_wilsons_interval_where_a_replication_is_at_one() -> None:
    # Mean 0.95; squared deviations 0.0025 + 0 + 0.0025 + 0 = 0.005, variance 0.005/3, of the mean 0.005/12; effective
    # size 0.95 * 0.05 / (0.005/12) = 114; z^2 = 3.841459.
    # Centre (0.95 + 3.841459/228) / (1 + 3.841459/114) = 0.966848574 / 1.033697 = 0.935331.
    # Half: 1.959964/1.033697 * sqrt(0.0475/114 + 3.841459/51984) = 1.896072 * sqrt(0.000490564) = 0.041996.
    estimate = share_interval([0.9, 0.95, 1.0, 0.95])
    assert estimate.mean == pytest.approx(0.95)
    assert ends(estimate) == pytest.approx((0.893335, 0.977327), abs=2e-6)


def test_wilsons_interval_where_students_leaves_the_range() -> None:
    # Mean 0.1; squared deviations 0.0081 + 0.0036 + 0.0225 = 0.0342, variance 0.0171, of the mean 0.0057; effective size
    # 0.09/0.0057 = 15.78947. Centre (0.1 + 3.841459/31.57895) / (1 + 3.841459/15.78947) = 0.221646/1.243293 = 0.178274.
    # Half: 1.959964/1.243293 * sqrt(0.0057 + 3.841459/997.2299) = 1.576430 * sqrt(0.009552133) = 0.154072.
    assert mean_interval([0.01, 0.04, 0.25]).low < 0
    estimate = share_interval([0.01, 0.04, 0.25])
    assert estimate.mean == pytest.approx(0.1)
    assert ends(estimate) == pytest.approx((0.024202, 0.332346), abs=2e-6)


@pytest.mark.parametrize("n", [2, 10, 30])
def test_where_all_are_in_time_the_size_is_the_number_of_replications(n: int) -> None:
    # Wilson with p = 1 and no variance: from n / (n + z^2) to 1; 30 replications show no more than 88.6 %.
    estimate = share_interval([1.0] * n)
    assert ends(estimate) == pytest.approx((n / (n + Z**2), 1.0))
    estimate = share_interval([0.0] * n)
    assert ends(estimate) == pytest.approx((0.0, Z**2 / (n + Z**2)))


@pytest.mark.parametrize(
    ("share", "n"),
    [
        *((0.0, n) for n in (2, 5, 10, 20, 30)),
        *((1.0, n) for n in (2, 5, 10, 20, 30)),
    ],
)
def test_an_interval_at_an_end_reaches_it_exactly(share: float, n: int) -> None:
    # A chart draws `high - mean`, which must not be negative.
    estimate = share_interval([share] * n)
    assert estimate.low <= estimate.mean <= estimate.high
