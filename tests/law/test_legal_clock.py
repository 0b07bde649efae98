"""How long before a deadline something happens: working days by closes, hours and minutes by open time."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from sim.calendar.official_days import OfficialDays, read_days
from sim.calendar.opening_hours import shipped_hours, weekly_hours
from sim.calendar.working_time import WorkingTime
from sim.law.legal_clock import OfficeClock
from sim.quantities import HOUR, NEVER, Limit, civil, instant
from sim.shipped import shipped_folder


@pytest.fixture(scope="module")
def days() -> OfficialDays:
    """The shipped calendar."""
    return read_days(shipped_folder("calendars") / "kz.csv", "kz.csv")


@pytest.fixture(scope="module")
def clock(days: OfficialDays) -> OfficeClock:
    """The clock of a department: 9:00-13:00 and 14:30-18:30."""
    return OfficeClock.of(WorkingTime.from_hours(weekly_hours(shipped_hours()["department"]), days), days)


@pytest.mark.parametrize(
    ("deadline", "limit", "since"),
    [
        ("2018-03-16 18:30", Limit(2, "working_days"), "2018-03-14 18:30"),
        ("2018-03-12 18:30", Limit(1, "working_days"), "2018-03-07 18:30"),  # 8 and 9 March and the weekend are free
        ("2018-03-18 12:00", Limit(1, "working_days"), "2018-03-16 18:30"),  # on a Sunday: of Monday, so Friday
        ("2018-03-16 18:30", Limit(4, "hours"), "2018-03-16 14:30"),
        ("2018-03-16 18:30", Limit(5, "hours"), "2018-03-16 12:00"),
        ("2018-03-12 09:30", Limit(60, "minutes"), "2018-03-07 18:00"),
    ],
)
def test_so_long_before_a_deadline(clock: OfficeClock, deadline: str, limit: Limit, since: str) -> None:
    before = clock.before(instant(datetime.fromisoformat(deadline)), limit)
    assert civil(before) == datetime.fromisoformat(since)


def test_what_would_lie_before_the_calendar_is_its_beginning_and_behind_it_nothing_comes(clock: OfficeClock) -> None:
    first = int(clock.closes[0])
    assert clock.before(first, Limit(1, "working_days")) == clock.hours.start
    assert clock.before(first, Limit(9, "hours")) == clock.hours.start
    assert clock.before(clock.hours.end + 1, Limit(1, "working_days")) == NEVER


@pytest.mark.parametrize(
    ("received", "counted_on"),
    [
        ("2018-03-12 17:00:00", "2018-03-12"),  # in that very second it is not late
        ("2018-03-12 17:00:01", "2018-03-13"),
        ("2018-03-07 18:00:00", "2018-03-12"),  # 8 and 9 March and the weekend are free
        ("2018-03-10 10:00:00", "2018-03-10"),  # a Saturday of rest, in time on its day
        ("2018-03-10 17:30:00", "2018-03-12"),
    ],
)
def test_what_is_received_after_an_hour_counts_on_the_next_working_day(
    clock: OfficeClock, received: str, counted_on: str
) -> None:
    at = np.array([instant(datetime.fromisoformat(received))])
    assert str(civil(int(clock.counted_receipts(at, 17 * HOUR)[0])).date()) == counted_on
    assert clock.counted_receipts(at, None).tolist() == at.tolist()


def test_a_receipt_that_counts_behind_the_calendar_has_no_known_deadline_and_no_elapsed_day(clock: OfficeClock) -> None:
    late = np.array([instant(datetime(2027, 12, 31, 18))])
    counted = clock.counted_receipts(late, 17 * HOUR)
    for limit in (Limit(1, "working_days"), Limit(1, "calendar_days")):
        for included in (False, True):
            due = clock.deadlines(counted, limit, day_of_receipt_included=included)
            assert due.tolist() == [clock.hours.end + 1]
    assert clock.working_days(counted, late + 1_200).tolist() == [0]
