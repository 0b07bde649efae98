"""Intervals of nested simulation hold what they promise where the answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from sim.forecast.nested_intervals import nested_estimate
from sim.quantities import Floats

DRAWS, EACH = 100, 10


def made(seed: int, spread: float, noise: float, numbers: int = 4) -> tuple[Floats, Floats]:
    """Times whose logarithm is linear in the numbers, and chance beside it."""
    luck = np.random.default_rng(seed)
    scores = luck.standard_normal((DRAWS, numbers))
    heights = scores @ np.full(numbers, spread / np.sqrt(numbers))
    return 10 * np.exp(heights[:, None] + noise * luck.standard_normal((DRAWS, EACH)) - noise**2 / 2), scores


def test_the_ends_are_those_of_what_the_numbers_may_be_and_chance_is_taken_out() -> None:
    widths = []
    for seed in range(20):
        values, scores = made(seed, 0.2, 0.6)
        found = nested_estimate(values, scores, "times", 1.0, 1)
        assert found.value == pytest.approx(10, rel=0.1)
        widths.append(np.log(found.high / found.low))
        assert found.period_high / found.period_low > found.high / found.low
    assert np.mean(widths) == pytest.approx(2 * 1.96 * 0.2, rel=0.12)
    assert max(widths) < 1.5 * min(widths) + 0.3


def test_with_nothing_uncertain_the_interval_is_that_of_the_mean() -> None:
    held = 0
    for seed in range(200):
        luck = np.random.default_rng(seed)
        values = luck.normal(5.0, 2.0, (20, 5))
        found = nested_estimate(values, np.zeros((20, 0)), "difference", 1.0, 1)
        held += found.low <= 5.0 <= found.high
        assert found.high - found.low == pytest.approx(2 * 1.96 * 2 / 10, rel=0.6)
    assert 180 <= held <= 199


def test_a_share_stays_between_nothing_and_all_and_is_not_certain_of_either() -> None:
    found = nested_estimate(np.ones((DRAWS, EACH)), made(1, 1, 1)[1], "share", 5_000, 1)
    assert 0.99 < found.low <= found.high <= 1


def test_a_difference_is_told_where_its_interval_leaves_nothing_out() -> None:
    values, scores = made(3, 0.2, 0.1)
    assert nested_estimate(-values, scores, "difference", 1.0, 1).told
    assert not nested_estimate(values - 10, scores, "difference", 1.0, 1).told


def test_a_figure_that_no_replication_has_is_unknown() -> None:
    assert np.isnan(nested_estimate(np.full((3, 2), np.nan), np.zeros((3, 0)), "times", 1.0, 1).value)


def test_a_share_that_all_draws_but_a_few_have_whole_may_be_whole() -> None:
    values, scores = np.ones((DRAWS, EACH)), made(2, 1, 1)[1]
    values[:10] = 0.9
    found = nested_estimate(values, scores, "share", 5_000, 1)
    assert (found.low, found.high) == (pytest.approx(0.9), 1.0)
    assert found.value == pytest.approx(0.99)
