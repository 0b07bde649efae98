"""Which days an office worked, and whether the days off of Kazakhstan explain those without events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.calendar.official_days import load_days
from sim.fitting.civil_days import CALENDAR, civil_day, official_working
from sim.fitting.fit_hours import event_instants
from sim.fitting.fitted import FittedDays, FittedHours
from sim.fitting.weekly_pattern import seconds_of_day
from sim.quantities import DAY, Flags, Floats, Integers
from sim.register.events.event_register import EventRegister

_SURE = 0.05
"""Chance that any day of a register is wrongly taken for a day off [probability]."""
_PLAIN = 0.02
"""Share of the working days without events, and of the other days with some, that no calendar explains, at least."""
_WORKED_SHARE = 0.1
"""A weekend day is worked from this share of the events of a working day on."""
_FEWEST = 2
"""And from so many instants on."""


@dataclass(frozen=True)
class DaysFound:
    """Which days were worked, and what speaks for the calendar."""

    days: FittedDays
    """Which days were worked."""
    exceptional: int
    """How many days of the register the calendar has otherwise than the week has."""
    gain: float
    """By how much the calendar explains the register better than the week alone [nats]."""
    uncovered: bool
    """Whether the register reaches beyond the calendar."""


class _Days(NamedTuple):
    """The days of a register."""

    first: int
    """The first [civil day]."""
    events: Integers
    """By day: instants of events."""
    weekly: Flags
    """By day: whether the weekly hours have it."""


def fit_days(register: EventRegister, office: FittedHours, official_stated: bool | None = None) -> DaysFound:
    """Which days were worked, with the weekly hours of the office known.

    Two explanations are compared by their likelihood: every day of the week with hours is worked but for a small share of
    exceptions, or so are the official working days of Kazakhstan. A day counts as not worked if it would have events with
    near certainty otherwise (negative binomial counts of days of its weekday). `official_stated` says whether the office keeps
    the calendar, None has it found out.
    """
    days = _days(register, office)
    last = days.first + len(days.events) - 1
    calendar = load_days(CALENDAR)
    official = official_working(calendar, days.first, last)
    weekday = (np.arange(len(days.events)) + days.first + 3) % 7
    # Offices that work at weekends anyway close on official days of rest alone.
    by_calendar = np.where(weekday < 5, days.weekly & official, days.weekly | official)
    if len(office.by_weekday) == 7:
        by_calendar = days.weekly
    worked, telling = _worked(days)
    unlike = telling & (by_calendar != days.weekly)
    gain = _gain(days, worked, by_calendar, unlike)
    keeps = gain >= 0 if official_stated is None else official_stated
    expected = by_calendar if keeps else days.weekly
    # A day that tells nothing is off if the calendar that the office keeps has it off.
    free = days.weekly & (days.events == 0) & (telling | ~expected) & (weekday < 5)
    off = [civil_day(days.first + i) for i in np.flatnonzero(free).tolist()]
    busy = days.events >= max(_FEWEST, _WORKED_SHARE * _typical_day(days))
    extra = [civil_day(days.first + i) for i in np.flatnonzero(~days.weekly & busy & (weekday >= 5)).tolist()]
    uncovered = bool(civil_day(days.first) < calendar.first or civil_day(last) > calendar.last)
    return DaysFound(FittedDays(keeps, tuple(off), tuple(extra)), int(unlike.sum()), gain, uncovered)


def _days(register: EventRegister, office: FittedHours) -> _Days:
    """The days of a register from its first event to its last."""
    _, at, _ = event_instants(register)
    if not len(at):
        at = register.came
    day = at // DAY
    first = int(day.min())
    events = np.bincount(day - first)
    has_hours = np.array([bool(of_day) for of_day in seconds_of_day(office.by_weekday)])
    return _Days(first, events, has_hours[(np.arange(len(events)) + first + 3) % 7])


def _typical_day(days: _Days) -> float:
    """Instants of a day that is worked, as a rule."""
    some = days.events[days.weekly & (days.events > 0)]
    return float(np.median(some)) if len(some) else 1.0


def _worked(days: _Days) -> tuple[Flags, Flags]:
    """By day: whether it was worked, and whether the register tells; a day without events tells only if some were certain."""
    none_by_chance = np.ones(len(days.events))
    weekday = (np.arange(len(days.events)) + days.first + 3) % 7
    for number in range(7):
        of_weekday = weekday == number
        counts = days.events[of_weekday & (days.events > 0)]
        if len(counts):
            none_by_chance[of_weekday] = _none(counts.astype(np.float64))
    worked = days.events >= np.where(days.weekly, 1, max(_FEWEST, _WORKED_SHARE * _typical_day(days)))
    telling = worked | (none_by_chance < _SURE / len(days.events)) | ~days.weekly
    return worked, telling


def _none(counts: Floats) -> float:
    """The chance of no event on a day, from days with some: Poisson, or negative binomial where days differ more."""
    mean = float(counts.mean())
    spread = float(counts.var()) - mean
    if spread <= 0.05 * mean:
        return float(np.exp(-mean))
    shape = mean * mean / spread
    return float(np.exp(-shape * np.log1p(mean / shape)))


def _gain(days: _Days, worked: Flags, by_calendar: Flags, unlike: Flags) -> float:
    """By how much the calendar explains the days better on which it differs from the week [nats]; 0 where they are none."""
    alike = ~unlike
    rates = {}
    for weekly in (True, False):
        of_kind = alike & (days.weekly == weekly)
        n = int(of_kind.sum())
        rates[weekly] = min(max((int(worked[of_kind].sum()) + 0.5) / (n + 1), _PLAIN), 1 - _PLAIN)
    told = worked[unlike]
    by_week = np.where(days.weekly[unlike], rates[True], rates[False])
    instead = np.where(by_calendar[unlike], rates[True], rates[False])
    plain = np.where(told, by_week, 1 - by_week)
    official = np.where(told, instead, 1 - instead)
    return float((np.log(official) - np.log(plain)).sum())
