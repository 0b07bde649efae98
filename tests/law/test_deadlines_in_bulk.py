"""Deadlines of many rows under many rules, in compiled code, are those that each clock gives by itself."""

from __future__ import annotations

from unittest import mock

import numpy as np
import pytest

from sim import native
from sim.calendar.official_days import load_days
from sim.calendar.opening_hours import shipped_hours, weekly_hours
from sim.calendar.working_time import WeeklyHours, WorkingTime
from sim.errors import CalendarSpanError
from sim.law.legal_clock import DeadlineRule, OfficeClock, deadlines_by_rule
from sim.quantities import DAY, HOUR, UNSET, parse_hours, parse_limit

pytestmark = pytest.mark.skipif(native.library() is None, reason=f"there is no library: {native.why_missing()}")
DAYS = load_days("kz")
NIGHT = WeeklyHours((parse_hours("20:00-24:00"),) * 7)
CLOCKS = [
    OfficeClock.of(WorkingTime.from_hours(hours, DAYS), DAYS)
    for hours in (weekly_hours(shipped_hours()["department"]), NIGHT, WeeklyHours.every_day())
]
RULES = [
    DeadlineRule(clock, parse_limit(limit), included)
    for clock in CLOCKS
    for limit in ("20 minutes", "9 hours", "1 working day", "15 working days", "1 calendar day", "30 calendar days")
    for included in (False, True)
]


def moments(clock: OfficeClock) -> np.ndarray:
    """Instants around openings, closings and midnights, from the beginning to the end of the calendar, and any others."""
    rng = np.random.default_rng(1)
    hours = clock.hours
    edges = [hours.start, hours.end, *hours.opens.tolist(), *clock.closes.tolist(), *(clock.days * DAY).tolist()]
    near = (rng.choice(np.array(edges), 3_000)[:, None] + np.array([-1, 0, 1])).ravel()
    every = np.concatenate([near, rng.integers(hours.start, hours.end, 3_000), [hours.start, hours.end - 1]])
    return every[(every >= hours.start) & (every <= hours.end)]


@pytest.mark.parametrize("with_stops", [False, True])
def test_rows_under_many_rules_get_the_deadlines_of_their_clocks(with_stops: bool) -> None:
    rng = np.random.default_rng(2)
    received = np.concatenate([moments(clock) for clock in CLOCKS])
    rule = rng.integers(UNSET, len(RULES), len(received))
    left_out = rng.integers(0, 9 * HOUR, len(received)) if with_stops else None
    if left_out is not None:  # seconds for limits in hours, days for others
        in_days = np.array([each.limit.unit.endswith("days") for each in RULES])[rule]
        left_out[in_days] %= 5
    deadline = deadlines_by_rule(received, rule, RULES, left_out)
    with mock.patch("sim.calendar.open_time.library", return_value=None):
        np.testing.assert_array_equal(deadline, deadlines_by_rule(received, rule, RULES, left_out))
    assert (deadline[rule == UNSET] == UNSET).all()
    beyond = deadline == CLOCKS[0].hours.end + 1
    assert beyond.any()
    assert (deadline[(rule != UNSET) & ~beyond] > received[(rule != UNSET) & ~beyond]).mean() > 0.9


def test_one_rule_counts_as_its_clock_does_at_every_edge() -> None:
    for number, rule in enumerate(RULES):
        received = moments(rule.clock)
        expected = rule.clock.deadlines(received, rule.limit, day_of_receipt_included=rule.day_of_receipt_included)
        rows = np.full(len(received), number)
        np.testing.assert_array_equal(deadlines_by_rule(received, rows, RULES), expected, err_msg=str(rule.limit))


def test_a_receipt_outside_the_calendar_is_refused_in_the_same_words() -> None:
    hours = CLOCKS[0].hours
    received, rule = np.array([hours.start, hours.end + DAY]), np.zeros(2, dtype=np.int64)
    with pytest.raises(CalendarSpanError) as compiled:
        deadlines_by_rule(received, rule, RULES)
    with mock.patch("sim.calendar.open_time.library", return_value=None), pytest.raises(CalendarSpanError) as plain:
        deadlines_by_rule(received, rule, RULES)
    assert str(compiled.value) == str(plain.value)


def test_without_rules_there_are_no_deadlines() -> None:
    assert deadlines_by_rule(np.array([5, 6]), np.array([UNSET, UNSET]), []).tolist() == [UNSET, UNSET]
