"""Faults of opening hours that no single block shows: changes outside the period, and changes that go back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sim.calendar.opening_hours import HoursFrom, OfficeHours
from sim.errors import Fault
from sim.schema.yaml_file import Where
from sim.study.checks.absences import end_of_run_out
from sim.study.context import CheckContext


def check_hours(context: CheckContext) -> Iterator[Fault]:
    """Hours from a date outside the period, and changes of hours out of their order."""
    for name, hours in context.scenario.hours.items():
        where = ("hours", name, "changes")
        yield from _in_order(context, where, hours)
        for i, change in enumerate(hours.changes):
            yield from _in_period(context, (*where, str(i)), change)


def _in_order(context: CheckContext, where: Where, hours: OfficeHours) -> Iterator[Fault]:
    """Changes that begin before the one before them has begun, or has ended."""
    for i, change in enumerate(hours.changes[1:], start=1):
        before, at = hours.changes[i - 1], (*where, str(i), "from")
        line = context.file.place((*where, str(i - 1), "from")).line
        named = f"the change before it (line {line})" if line else "the change before it"
        if change.from_ == before.from_:
            message = f"two hours are given for {change.from_}, these and those of {named}"
            yield context.file.fault(at, message, "keep one of them")
        elif change.from_ < before.from_:
            message = f"hours from {change.from_} go back behind {before.from_}, when {named} begins"
            yield context.file.fault(at, message, "write the changes in order of their dates")
        elif before.until is not None and change.from_ < before.until:
            message = f"two hours are given for {change.from_}, for {named} holds until {before.until}"
            yield context.file.fault(at, message, "take that 'until' out, or let these begin with it")


def _in_period(context: CheckContext, where: Where, change: HoursFrom) -> Iterator[Fault]:
    """Dates before the period, or behind the days on which files of the period are followed."""
    if (period := context.scenario.period) is None:
        return
    end = end_of_run_out(context)
    if change.from_ < period.start:
        message = f"hours from {change.from_} on lie before the period, which begins on {period.start}"
        repair = "choose a day inside it, or write them as the usual hours"
        yield context.file.fault((*where, "from"), message, repair)
    elif change.from_ >= end:
        message = f"hours from {change.from_} on lie behind the period, which ends on {_last(period.end)}"
        yield context.file.fault((*where, "from"), message, "choose a day inside it, or take them out")


def _last(end: date) -> date:
    return end - timedelta(days=1)
