"""Kinds of days, by which the days of a register's weeks are laid on the days of a period.

A week of a register has its own days of rest. So each day of the period takes what came on a day of its kind: a day of rest on
a day of rest, a worked Saturday on a working day, the first working day after a rest on such a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from functools import cached_property
from itertools import pairwise

import numpy as np

from sim.calendar.official_days import OfficialDays
from sim.quantities import DAY, Floats, Instants, Integers, civil

NO_DAY = -1
"""In the place of a day of the register: nobody comes."""
WEEK_DAYS = 7


class DayKind(IntEnum):
    """What kind of day it is for those who hand in applications."""

    first = 0
    """The first working day after a day of rest."""
    working = 1
    """Another working day."""
    saturday = 2
    """An ordinary Saturday of rest, on which some offices are open."""
    rest = 3
    """A Sunday, or an official day of rest."""


INSTEAD = {
    DayKind.first: (DayKind.working,),
    DayKind.working: (DayKind.first,),
    DayKind.saturday: (),
    DayKind.rest: (),
}
"""By kind of day: which kinds take its place where a register has none of it."""
PLAIN_WEEK = (DayKind.first, *[DayKind.working] * 4, DayKind.saturday, DayKind.rest)
"""The kinds of the days of a week without anything special, from Monday."""


def kinds_of_weeks(monday: date, weeks: int, days: OfficialDays) -> Integers:
    """The kinds of all days of some weeks, given by the first Monday; outside the calendar weeks are plain [shape (weeks, 7)]."""
    kinds = [_kind(monday + timedelta(days=i), days) for i in range(WEEK_DAYS * weeks)]
    return np.array(kinds, dtype=np.int64).reshape(weeks, WEEK_DAYS)


def _kind(day: date, days: OfficialDays) -> DayKind:
    if not days.first <= day <= days.last:
        return PLAIN_WEEK[day.weekday()]
    if not days.is_working(day):
        return DayKind.saturday if day.weekday() == 5 and day not in days.names else DayKind.rest
    before = day - timedelta(days=1)
    worked = days.is_working(before) if before >= days.first else before.weekday() < 5
    return DayKind.working if worked else DayKind.first


def day_sources(register: Integers, wanted: Sequence[int]) -> Integers:
    """By drawn week and day of a week of wanted kinds: the day of the register that it takes [7 weeks + weekday; NO_DAY].

    That is the day of its kind in the drawn week whose weekday is nearest, the earlier of two; else in the next week that has
    one, after the last week the first; else one of the kind that takes its place.
    """
    weeks = len(register)
    sources = np.full((weeks, WEEK_DAYS), NO_DAY, dtype=np.int64)
    for weekday, kind in enumerate(wanted):
        for which in (DayKind(kind), *INSTEAD[DayKind(kind)]):
            nearest = [_nearest(register[week], which, weekday) for week in range(weeks)]
            having = [week for week, found in enumerate(nearest) if found is not None]
            if not having:
                continue
            for week in range(weeks):
                taken = next((other for other in having if other >= week), having[0])
                sources[week, weekday] = WEEK_DAYS * taken + (nearest[taken] or 0)
            break
    return sources


def _nearest(kinds: Integers, kind: int, weekday: int) -> int | None:
    """The weekday of a kind that is nearest to a weekday, the earlier of two; None where the week has none of the kind."""
    found = np.flatnonzero(kinds == kind).tolist()
    return min(found, key=lambda day: (abs(day - weekday), day)) if found else None


@dataclass(frozen=True)
class Register:
    """The whole weeks of a register, by day and kind of day."""

    by_day: tuple[Instants, ...]
    """Day by day from the first Monday: its applications, in order [s since midnight]."""
    kinds: Integers
    """Kinds of the days [shape (weeks, 7)]."""
    timeless: Integers
    """By day: how many of its first applications have no time [count]."""

    @classmethod
    def of(
        cls, weeks: Sequence[Instants], monday: int, days: OfficialDays, timeless: Instants | None = None
    ) -> Register:
        """From weeks as seconds since their Monday 00:00, the first of which begins at an instant.

        `timeless` are the midnights of applications without a time, in order; these stand first on their days.
        """
        midnights = np.arange(WEEK_DAYS + 1, dtype=np.int64) * DAY
        by_day: list[Instants] = []
        for week in weeks:
            cuts = np.searchsorted(week, midnights)
            by_day += [week[a:b] - i * DAY for i, (a, b) in enumerate(pairwise(cuts.tolist()))]
        begins = monday + np.arange(len(by_day) + 1, dtype=np.int64) * DAY
        without = np.diff(np.searchsorted(np.zeros(0, dtype=np.int64) if timeless is None else timeless, begins))
        return cls(tuple(by_day), kinds_of_weeks(civil(monday).date(), len(weeks), days), without)

    @cached_property
    def counts(self) -> Floats:
        """Applications of each day, and at last 0 for NO_DAY [count]."""
        return np.array([*(len(day) for day in self.by_day), 0], dtype=np.float64)
