"""Quantiles of elapsed terms as whole days: days counted by hand, unfinished files, and agreement with the share within a day."""

from __future__ import annotations

import math
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

import sim
from sim.measure.day_quantiles import DAY_QUANTILES, answered_within, day_of, day_quantile
from sim.measure.time_series import MOST_DAYS, TimeCurves


def curves(answered: dict[int, int], unanswered: dict[int, int] | None = None) -> TimeCurves:
    """A replication of one route, by its numbers of applications for each elapsed term."""
    counts = np.zeros((2, 1, MOST_DAYS + 1), dtype=np.int32)
    for row, numbers in zip(counts, (answered, unanswered or {}), strict=True):
        for day, number in numbers.items():
            row[0, day] = number
    nothing = {field.name: np.zeros(0) for field in fields(TimeCurves)}
    return TimeCurves(**nothing | {"elapsed": counts[0], "unanswered": counts[1]})


def test_the_day_is_that_of_the_mean_distribution() -> None:
    # 90, 94 and 100 of 100 within 8 days: 94.67 % on average, so 19 in 20 only by day 9, on which it is 98.33 %. The 95th
    # percentiles of the replications are 9 or 10, 9 and 8: their mean is no day.
    within = answered_within(
        [curves({5: 60, 8: 30, 9: 5, 10: 5}), curves({5: 60, 8: 34, 9: 6}), curves({5: 60, 8: 40})], 0
    )
    assert within[:, 8] == pytest.approx([0.9, 0.94, 1.0])
    found = day_quantile(within, np.array([9.05, 9.0, 8.0]), 0.95, 100.0)
    assert (found.mean, found.replications) == (9.0, 3)
    assert day_quantile(within, np.array([5.0, 5.0, 5.0]), 0.5, 100.0).mean == 5.0


def test_the_interval_has_the_days_whose_shares_may_reach_it() -> None:
    # Thirty replications with 93 and thirty with 97 of 100 within 8 days: 95 % on average, with an end on either side of it.
    rows = [curves({8: 93, 9: 7}), curves({8: 97, 9: 3})] * 30
    found = day_quantile(answered_within(rows, 0), np.array([9.0, 8.0] * 30), 0.95, 100.0)
    assert (found.mean, found.low, found.high) == (8.0, 8.0, 9.0)
    # With 99 of 100 it is day 8 without a doubt.
    sure = [curves({8: 98, 9: 2}), curves({8: 100})] * 30
    found = day_quantile(answered_within(sure, 0), np.array([8.0, 8.0] * 30), 0.95, 100.0)
    assert (found.mean, found.low, found.high) == (8.0, 8.0, 8.0)


def test_one_replication_has_a_day_and_no_interval() -> None:
    found = day_quantile(answered_within([curves({2: 10})], 0), np.array([2.0]), 0.95, 10.0)
    assert found.mean == 2.0
    assert math.isnan(found.low)


def test_a_quantile_that_a_replication_does_not_reach_is_not_reached() -> None:
    within = answered_within([curves({2: 10}), curves({2: 8}, {40: 2})], 0)
    assert day_quantile(within, np.array([2.0, math.inf]), 0.95, 10.0).mean == math.inf


def test_beyond_the_days_that_are_counted_one_by_one_it_is_the_mean_rounded_up() -> None:
    within = answered_within([curves({MOST_DAYS: 10}), curves({MOST_DAYS: 10})], 0)
    found = day_quantile(within, np.array([130.0, 133.0]), 0.95, 10.0)
    assert found.mean == 132.0
    assert found.low <= 131 <= 132 <= found.high


def test_without_applications_there_is_no_day() -> None:
    within = answered_within([curves({}), curves({})], 0)
    assert math.isnan(day_quantile(within, np.array([math.nan, math.nan]), 0.5, 0.0).mean)


@given(
    st.dictionaries(st.integers(0, 30), st.integers(1, 9), min_size=1, max_size=8),
    st.dictionaries(st.integers(0, 30), st.integers(1, 9), max_size=4),
)
def test_unfinished_applications_are_kaplan_and_meiers(answered: dict[int, int], unanswered: dict[int, int]) -> None:
    (within,) = answered_within([curves(answered, unanswered)], 0)
    known = np.repeat(list(answered), list(answered.values()))
    open_ = np.repeat(list(unanswered), list(unanswered.values())) if unanswered else np.zeros(0)
    survival = ecdf(CensoredData(uncensored=known.astype(float), right=open_.astype(float))).sf
    assert within[:31] == pytest.approx(1 - survival.evaluate(np.arange(31)), abs=1e-9)


def test_rounding_moves_no_day() -> None:
    assert day_of(np.array([0.5, 0.95 - 1e-12, 1.0]), 0.95) == 1
    assert day_of(np.array([0.5, 0.949, 0.9499]), 0.95) == 3, "beyond all days"


def test_the_share_within_a_day_and_the_day_of_a_quantile_agree() -> None:
    study = sim.load_scenario("west_kazakhstan_social_aid", changes=["replications=12"])
    results = sim.run(study, strengthen=False)
    table = results.elapsed_term().set_index(["service", "route", "days"])["within"]
    for key, row in results.figures.routes.items():
        for figure, share in DAY_QUANTILES.items():
            day = int(row[figure].mean)
            assert table[(*key, day)] >= share - 1e-9
            assert table[(*key, day - 1)] < share
            assert row[figure].low <= day <= row[figure].high
            assert row[figure].low % 1 == row[figure].high % 1 == 0
