"""When a commission sits: by weekday or every n working days, moved off days of rest, with the cut-off for its files."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
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
    rule: SittingRule,
    days: OfficialDays,
    office: WorkingTime,
    start: int,
    end: int,
    closed: Collection[date] = (),
) -> tuple[Sitting, ...]:
    """The sittings that begin in [start, end), in order; those that fall on one day are one.

    The cut-off lies so much of the office's working time before the beginning. Days on which the office is closed are taken
    as days of rest.
    """
    sittings: list[Sitting] = []
    for day in sorted(set(_days(rule, days, closed))):
        begin = instant(day) + rule.at
        if start <= begin < end:
            sittings.append(Sitting(begin, office.back(begin, rule.cut_off)))
    return tuple(sittings)


def _days(rule: SittingRule, days: OfficialDays, closed: Collection[date]) -> Iterator[date]:
    """The days of the sittings over the whole calendar."""
    working = days.working
    opens = [works and days.first + timedelta(days=i) not in closed for i, works in enumerate(working.tolist())]
    if rule.every is not None:
        first = rule.first_day or days.first
        numbers = np.flatnonzero(working)
        numbers = numbers[numbers >= (first - days.first).days][:: rule.every]
        yield from _moved(rule, days, opens, numbers.tolist())
        return
    named = []
    for i in range(len(working)):
        day = days.first + timedelta(days=i)
        if WEEKDAYS[day.weekday()] not in (rule.weekdays or ()) or (
            rule.first_day is not None and day < rule.first_day
        ):
            continue
        named.append(i)
    yield from _moved(rule, days, opens, named)


def _moved(rule: SittingRule, days: OfficialDays, opens: Sequence[bool], numbers: Sequence[int]) -> Iterator[date]:
    """The days of some numbers in the calendar, those of rest moved to the next day on which the office opens, or left out."""
    for i in numbers:
        if opens[i]:
            yield days.first + timedelta(days=i)
        elif rule.if_closed == "next_working_day":
            later = next((k for k in range(i, len(opens)) if opens[k]), None)
            if later is not None:
                yield days.first + timedelta(days=later)
