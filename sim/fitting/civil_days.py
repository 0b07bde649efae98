"""Civil days by their number, and which of them are official working days."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from sim.calendar.official_days import OfficialDays
from sim.quantities import Flags

_EPOCH = date(1970, 1, 1)
CALENDAR = "kz"
"""The calendar whose days off are held against a register."""


def civil_day(number: int) -> date:
    """The date of a civil day, by its number [days since 1970-01-01]."""
    return _EPOCH + timedelta(days=number)


def day_number(day: date) -> int:
    """The number of a date [days since 1970-01-01]."""
    return (day - _EPOCH).days


def official_working(days: OfficialDays, first: int, last: int) -> Flags:
    """By civil day: whether it is an official working day; from Monday to Friday where the calendar does not reach."""
    number = np.arange(first, last + 1)
    working = (number + 3) % 7 < 5
    start, end = day_number(days.first), day_number(days.last)
    known = (number >= start) & (number <= end)
    working[known] = days.working[number[known] - start]
    return np.asarray(working)
