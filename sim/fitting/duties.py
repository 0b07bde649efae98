"""When an office was open and its members were there, from fitted hours, days and absences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from sim.calendar.duty import Duty, Gap, present, union
from sim.calendar.official_days import OfficialDays
from sim.calendar.working_time import DayHours, WorkingTime
from sim.fitting.fitted import FittedDays, FittedHours, FittedMember, FittedRole
from sim.quantities import DAY, FIRST_YEAR, LAST_YEAR, instant, parse_opening_hours

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SINGLE_DAYS = 2
"""Whoever comes on so few days of the week is not taken to come on a worked weekend."""
_YEARS_BEFORE, _YEARS_AFTER = 1, 3
"""How far the calendar reaches beyond the register, for files that lie long."""


@dataclass
class DutyBook:
    """When an office was open and who was there, in the days of a register; hours that are alike are laid out once."""

    days: FittedDays
    """Which days were worked."""
    first: date
    """First day of the register."""
    last: date
    """Last day of the register."""
    _laid_out: dict[tuple[tuple[str, str], ...], WorkingTime] = field(default_factory=dict, repr=False)

    def open_time(self, hours: FittedHours) -> WorkingTime:
        """Weekly hours over the days that were worked."""
        key = tuple(sorted(hours.by_weekday.items()))
        if key not in self._laid_out:
            week = [parse_opening_hours(hours.by_weekday.get(day, "closed")) for day in _WEEK]
            # Whoever comes on single days of the week is not taken to come on a worked Saturday as well.
            usual = next((day for day in week if day), ()) if sum(map(bool, week)) > _SINGLE_DAYS else ()
            off, worked = frozenset(self.days.days_off), frozenset(self.days.worked_weekends)

            def hours_of(day: date) -> DayHours:
                if day in off:
                    return ()
                return week[day.weekday()] or (usual if day in worked else ())

            self._laid_out[key] = WorkingTime.of_days(hours_of, self._civil_days())
        return self._laid_out[key]

    def duty_of(self, role: FittedRole, member: FittedMember) -> Duty:
        """When a member was there: his hours or those of his role, less what he was away, and while he belonged to it."""
        return present(self.open_time(member.hours or role.hours), self._gaps(member))

    def _gaps(self, member: FittedMember) -> Iterable[Gap]:
        begin, end = (instant(day) for day in (self._span[0], self._span[1] + timedelta(days=1)))
        gaps = [(instant(a.first_day), instant(a.last_day) + DAY) for a in member.absences]
        if member.first_day is not None:
            gaps.append((begin, instant(member.first_day)))
        if member.last_day is not None:
            gaps.append((instant(member.last_day) + DAY, end))
        return union((a, b) for a, b in gaps if b > a)

    @property
    def _span(self) -> tuple[date, date]:
        first = date(max(self.first.year - _YEARS_BEFORE, FIRST_YEAR), 1, 1)
        return first, date(min(self.last.year + _YEARS_AFTER, LAST_YEAR), 12, 31)

    def _civil_days(self) -> OfficialDays:
        """The calendar over which hours are laid; which of its days are worked, `hours_of` says."""
        first, last = self._span
        weekday = (first.weekday() + np.arange((last - first).days + 1)) % 7
        return OfficialDays("register", first, last, weekday < 5, {})
