"""How figures are written: digits by the interval, whole days and people, numbers that add up; every value counted by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.measure.digits import before_and_after, decimals, parts_of_whole
from sim.measure.in_words import (
    count,
    gain,
    hours,
    number,
    percent,
    percents_of_whole,
    points,
    share,
    share_changed,
    stated_share,
    whole_days,
)
from sim.measure.intervals import Estimate, mean_interval
from sim.measure.outcome_range import outer_tenths

NONE = math.nan


def known(mean: float, half_width: float) -> Estimate:
    return Estimate(mean, mean - half_width, mean + half_width, 30)


@pytest.mark.parametrize(
    ("half_width", "most", "digits"),
    [
        (0.0352, 3, 3),  # 35 of the last place: two digits
        (0.0361, 3, 2),  # 36: one
        (0.9, 1, 1),
        (1.8, 1, 1),
        (1.8, 0, 0),  # never more than the unit wants
        (3.5, 1, 1),
        (3.6, 1, 0),
        (12.0, 1, 0),
        (0.001, 1, 1),
        (0.0, 1, 1),  # no width says nothing
        (NONE, 2, 2),
        (math.inf, 1, 1),
    ],
)
def test_the_half_width_says_how_many_decimals(half_width: float, most: int, digits: int) -> None:
    assert decimals(half_width, most) == digits


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (known(0.927, 0.018), "92.7 % (90.9 to 94.5)"),
        (known(0.84, 0.05), "84 % (79 to 89)"),
        (known(0.1402, 0.0002), "14.0 %"),  # an interval narrower than what is shown
        (Estimate(0.99998, 0.991, 1.0, 30), "> 99.9 % (99.1 to 100.0)"),  # not all
        (Estimate(0.0002, 0.0, 0.004, 30), "< 0.1 % (0.0 to 0.4)"),  # not nothing
        (Estimate(1.0, 0.99, 1.0, 30), "100.0 % (99.0 to 100.0)"),
        (Estimate(0.5, NONE, NONE, 1), "50.0 %"),
        (Estimate(NONE, NONE, NONE, 0), "–"),
    ],
)
def test_a_share_has_the_digits_that_its_interval_bears(value: Estimate, text: str) -> None:
    assert share(value) == text


def test_a_percentage_is_nothing_or_all_only_where_it_is() -> None:
    assert [percent(value, 0) for value in (0.0, 0.003, 0.012, 0.997, 1.0)] == [
        "0 %",
        "< 1 %",
        "1 %",
        "> 99 %",
        "100 %",
    ]
    assert percent(NONE) == "–"
    assert stated_share(0.995) == "99.5 %"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (known(357.8, 76.2), "358 (282 to 434)"),
        (known(28.3, 8.1), "28 (20 to 36)"),
        (known(6.6, 2.4), "6.6 (4.2 to 9.0)"),  # below ten a decimal
        (known(6.6, 5.4), "7 (1 to 12)"),  # that its interval has to bear
        (known(4507.2, 3.1), "4507 (4504 to 4510)"),
        (known(12_345.6, 300.0), "12,346 (12,046 to 12,646)"),
        (known(26.0, 0.0), "26"),
    ],
)
def test_people_are_counted_whole(value: Estimate, text: str) -> None:
    assert count(value, interval=True) == text


def test_no_minus_stands_before_nothing() -> None:
    assert number(known(-0.01, 0.03), interval=True) == "0.0"
    assert count(known(0.01, 0.04), interval=True) == "0.0 (0.0 to 0.1)"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Estimate(9.0, 8.0, 9.0, 30), "8 or 9"),
        (Estimate(9.0, 9.0, 9.0, 30), "9"),
        (Estimate(9.0, 8.0, 11.0, 30), "9 (8 to 11)"),
        (Estimate(8.1, 7.9, 8.4, 30), "8 or 9"),  # a day that is begun counts
        (Estimate(9.0, NONE, NONE, 1), "9"),
        (Estimate(9.0, 8.0, 9.0, 30, censored=True), "8 or 9*"),
        (Estimate(math.inf, NONE, NONE, 30, more_than=25.0), "more than 25"),
        (Estimate(math.inf, NONE, NONE, 30), "not reached"),
        (Estimate(NONE, NONE, NONE, 0), "–"),
    ],
)
def test_quantiles_of_whole_days_are_whole_days(value: Estimate, text: str) -> None:
    assert whole_days(value, interval=True) == text


def test_what_is_short_is_said_in_minutes() -> None:
    said = [hours(value) for value in (0.25, 0.005, 0.11, 1.0, 3.44, 126.4)]
    assert said == ["15 minutes", "0.3 minutes", "6.6 minutes", "1.0 hours", "3.4 hours", "126 hours"]


def test_shown_numbers_add_up() -> None:
    # 94.24 and 5.44 make 99.68, which alone would be shown as 99.7: 94.2 and 99.7 with a gain of 5.4.
    assert gain(0.9424, known(0.0544, 0.012)) == ("94.2 %", "99.6 %", "5.4 points (95 % interval 4.2 to 6.6)")
    assert before_and_after(94.24, 5.44, 1) == (94.2, 99.6, 5.4)
    # What would be is never above all of them: 99.96 is shown as 100.0, so that nothing is left to gain.
    assert gain(0.9996, known(0.0004, 0.0002)) == ("100.0 %", "100.0 %", "0.0 points (95 % interval 0.0 to 0.1)")
    drawn, stated, shift = share_changed(known(0.9573, 0.03), known(-0.0332, 0.068), known(0.9241, 0.064))
    assert (drawn, stated, shift) == ("93 % (86 to 99)", "96 % (93 to 99)", "-3 points (95 % interval -10 to 3)")


def test_points_have_a_sign_where_it_is_asked_for() -> None:
    assert points(known(0.054, 0.015)) == "5.4 points (95 % interval 3.9 to 6.9)"
    assert points(known(0.054, 0.015), signed=True).startswith("+5.4 points")
    assert points(known(-0.054, 0.015), signed=True).startswith("-5.4 points")
    assert points(known(0.0001, 0.015), signed=True).startswith("0.0 points")


def test_parts_sum_to_their_whole() -> None:
    # Rounded one by one 33.4, 33.4 and 33.2 would make 99; the largest remainder gets the point.
    assert parts_of_whole([0.334, 0.334, 0.332]) == [34, 33, 33]
    # 47.6, 52.0 and 0.4: 48 + 52 + 0.
    assert percents_of_whole({"5": 0.476, "7": 0.52, "8": 0.004}) == {"5": "48 %", "7": "52 %", "8": "< 1 %"}
    # Parts of less than the whole sum to what they are together: 30.3 and 30.4 are 61 of 100.
    assert sum(parts_of_whole([0.303, 0.304])) == 61
    assert percents_of_whole({"1": NONE, "2": NONE}) == {"1": "–", "2": "–"}


def test_a_tenth_of_the_replications_lies_outside_on_either_side() -> None:
    ten, nineteen, twenty = (np.arange(1.0, n + 1).reshape(-1, 1) for n in (10, 19, 20))
    assert [tuple(map(float, np.ravel(outer_tenths(values)))) for values in (ten, nineteen, twenty)] == [
        (2.0, 9.0),
        (2.0, 18.0),
        (3.0, 18.0),
    ]
    few = np.arange(1.0, 10).reshape(-1, 1)
    assert np.isnan(outer_tenths(few)).all()
    with_gaps = np.column_stack([np.append(ten, NONE), np.append(NONE, ten[::-1])])
    assert [end.tolist() for end in outer_tenths(with_gaps)] == [[2.0, 2.0], [9.0, 9.0]]
    late = mean_interval([0.0] * 6 + [3.0, 8.0, 31.0, 90.0])
    assert (late.tenth_low, late.tenth_high, late.mean) == (0.0, 31.0, 13.2)
    assert math.isnan(mean_interval([1.0, 2.0]).tenth_low)
