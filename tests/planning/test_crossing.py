"""Where a falling figure crosses a target, against functions whose crossing is known."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from sim.measure.intervals import Estimate
from sim.planning.headroom.crossing import COARSE, LEAST_TIMES, MOST_TIMES, RESOLUTION, crossing

HALF = 0.1
"""Half the width of all intervals here."""


def falling(zero: float, slope: float = 1.0) -> Callable[[float], Estimate]:
    """A margin that falls in a straight line and is 0 at a multiple."""
    return lambda times: Estimate(
        slope * (zero - times), slope * (zero - times) - HALF, slope * (zero - times) + HALF, 30
    )


@pytest.mark.parametrize("zero", [0.6, 0.97, 1.0, 1.03, 1.4, 1.9])
@pytest.mark.parametrize("guess", [0.2, 0.9, 1.5, math.inf])
def test_the_largest_multiple_that_meets_the_target_and_the_inverted_band_are_found(zero: float, guess: float) -> None:
    found = crossing(falling(zero), guess)
    for times, truth in ((found.times, zero), (found.low, zero - HALF), (found.high, zero + HALF)):
        assert times == pytest.approx(truth, rel=RESOLUTION if times >= 0.5 else COARSE)


@pytest.mark.parametrize(("zero", "last", "found"), [(1000, MOST_TIMES, math.inf), (-1, LEAST_TIMES, 0)])
def test_what_lies_beyond_the_bounds_is_not_searched_for_ever(zero: float, last: float, found: float) -> None:
    tried: list[float] = []

    def margin(times: float) -> Estimate:
        tried.append(times)
        return falling(zero)(times)

    there = crossing(margin, math.inf)
    assert (there.times, there.low, there.high) == (found, found, found)
    assert tried[0] == 1
    assert tried[-1] == last
    assert len(tried) <= 3


def test_an_end_alone_may_lie_beyond_the_bounds() -> None:
    found = crossing(lambda times: Estimate(1.3 - times, -1, 9.5 - times, 30), 1.2)
    assert (found.low, found.times == pytest.approx(1.3, rel=RESOLUTION)) == (0, True)
    assert found.high == pytest.approx(9.5, rel=COARSE)


@pytest.mark.parametrize(
    "margin",
    [
        lambda times: 0.05 if times <= 1.37 else -0.9,  # a step
        lambda times: 0.05 - max(times - 1.2, 0) ** 3 * 10,  # flat, then steep
        lambda times: 1.37 - times + 0.004 * math.sin(40 * times),  # not quite monotone
    ],
    ids=["step", "convex", "wavy"],
)
def test_few_multiples_suffice_for_figures_of_any_shape(margin: Callable[[float], float]) -> None:
    tried: list[float] = []

    def estimate(times: float) -> Estimate:
        tried.append(times)
        return Estimate(margin(times), margin(times) - 0.01, margin(times) + 0.01, 30)

    found = crossing(estimate, 3.0)
    assert margin(found.times / (1 + RESOLUTION)) >= 0 > margin(found.times * (1 + RESOLUTION))
    assert found.low <= found.times <= found.high
    assert len(tried) == len(set(tried)) <= 24


def test_one_replication_has_a_crossing_without_an_interval() -> None:
    found = crossing(lambda times: Estimate(1.5 - times, math.nan, math.nan, 1), 2.0)
    assert found.low == found.times == found.high
