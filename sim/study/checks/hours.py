"""Faults of opening hours that no single block shows: changes outside the period, and changes that go back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sim.calendar.opening_hours import HoursFrom, OfficeHours
from sim.errors import Fault
from sim.schema.yaml_file import Where
from sim.study.checks.absences import end_of_run_out
from sim.study.context import CheckContext, in_line
from sim.translations.in_use import translated


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
        line = in_line(context.file.place((*where, str(i - 1), "from")).line)
        if change.from_ == before.from_:
            message = translated(
                "two hours are given for {day}, these and those of the change before it{line}",
                day=change.from_,
                line=line,
            )
            yield context.file.fault(at, message, translated("keep one of them"))
        elif change.from_ < before.from_:
            message = translated(
                "hours from {day} go back behind {earlier}, when the change before it{line} begins",
                day=change.from_,
                earlier=before.from_,
                line=line,
            )
            yield context.file.fault(at, message, translated("write the changes in order of their dates"))
        elif before.until is not None and change.from_ < before.until:
            message = translated(
                "two hours are given for {day}, for the change before it{line} holds until {until}",
                day=change.from_,
                line=line,
                until=before.until,
            )
            yield context.file.fault(at, message, translated("take that 'until' out, or let these begin with it"))


def _in_period(context: CheckContext, where: Where, change: HoursFrom) -> Iterator[Fault]:
    """Dates before the period, or behind the days on which files of the period are followed."""
    if (period := context.scenario.period) is None:
        return
    end = end_of_run_out(context)
    if change.from_ < period.start:
        message = translated(
            "hours from {day} on lie before the period, which begins on {start}", day=change.from_, start=period.start
        )
        repair = translated("choose a day inside it, or write them as the usual hours")
        yield context.file.fault((*where, "from"), message, repair)
    elif change.from_ >= end:
        message = translated(
            "hours from {day} on lie behind the period, which ends on {end}", day=change.from_, end=_last(period.end)
        )
        yield context.file.fault((*where, "from"), message, translated("choose a day inside it, or take them out"))


def _last(end: date) -> date:
    return end - timedelta(days=1)
