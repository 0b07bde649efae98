"""When a commission sits: by weekday or every n working days, moved off days of rest, with the cut-off for its files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from sim.calendar.official_days import OfficialDays
from sim.calendar.working_time import WorkingTime
from sim.quantities import instant
from sim.scenario.sittings import SittingRule

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Sitting:
    """One sitting of a commission on the calendar; whether it is held is judged when it begins."""

    begin: int
    """When it begins [instant]."""
    cut_off: int
    """Files that queued at or before this instant can be on its agenda [instant]."""


def sitting_dates(
    rule: SittingRule, days: OfficialDays, office: WorkingTime, start: int, end: int
) -> tuple[Sitting, ...]:
    """The sittings that begin in [start, end), in order; those that fall on one day are one.

    The cut-off lies so much of the office's working time before the beginning.
    """
    sittings: list[Sitting] = []
    for day in sorted(set(_days(rule, days))):
        begin = instant(day) + rule.at
        if start <= begin < end:
            sittings.append(Sitting(begin, office.back(begin, rule.cut_off)))
    return tuple(sittings)


def _days(rule: SittingRule, days: OfficialDays) -> Iterator[date]:
    """The days of the sittings over the whole calendar."""
    working = days.working
    if rule.every is not None:
        first = rule.first_day or days.first
        numbers = np.flatnonzero(working)
        numbers = numbers[numbers >= (first - days.first).days][:: rule.every]
        yield from (days.first + timedelta(days=int(i)) for i in numbers)
        return
    for i in range(len(working)):
        day = days.first + timedelta(days=i)
        if WEEKDAYS[day.weekday()] not in (rule.weekdays or ()) or (
            rule.first_day is not None and day < rule.first_day
        ):
            continue
        if working[i]:
            yield day
        elif rule.if_closed == "next_working_day":
            later = np.flatnonzero(working[i:])
            if len(later):
                yield day + timedelta(days=int(later[0]))
