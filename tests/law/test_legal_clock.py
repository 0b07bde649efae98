"""How long before a deadline something happens: working days by closes, hours and minutes by open time."""

from __future__ import annotations

from datetime import datetime

import pytest

from sim.calendar.official_days import OfficialDays, read_days
from sim.calendar.opening_hours import shipped_hours, weekly_hours
from sim.calendar.working_time import WorkingTime
from sim.law.legal_clock import OfficeClock
from sim.quantities import NEVER, Limit, civil, instant
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
