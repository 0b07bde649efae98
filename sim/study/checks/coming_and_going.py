"""Faults of people who come and go: days outside the period or out of order, and absences of those who are not there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from sim.errors import Fault
from sim.scenario.coming_and_going import Pace
from sim.scenario.planned_absences import PlannedAbsence
from sim.scenario.staff import NamedMember, Staff
from sim.schema.yaml_file import Where
from sim.study.context import CheckContext
from sim.translations.in_use import translated


def check_coming_and_going(context: CheckContext, where: Where, staff: Staff) -> Iterator[Fault]:
    """Days from which somebody is there, until which he is, or at which a headcount or a pace changes."""
    yield from _pace(context, (*where, "pace"), staff.pace, context.scenario.period.start)
    for name, member in (staff.members or {}).items():
        at = (*where, "members", name)
        yield from _coming(context, (*at, "from"), member.from_)
        yield from _going(context, (*at, "until"), member.until)
        yield from _pace(context, (*at, "pace"), member.pace, member.from_ or context.scenario.period.start)
    for i, change in enumerate(staff.count_changes):
        at = (*where, "count_changes", str(i))
        yield from _coming(context, (*at, "from"), change.from_)
        yield from _pace(context, (*at, "pace"), change.pace, change.from_)
    days = [change.from_ for change in staff.count_changes]
    for i, (before, day) in enumerate(pairwise(days), 1):
        if day <= before:
            message = translated(
                "{day} does not lie behind {earlier}, from which the change before it holds", day=day, earlier=before
            )
            yield context.file.fault(
                (*where, "count_changes", str(i), "from"), message, translated("put the changes in order")
            )


def check_absence_of_member(
    context: CheckContext, where: Where, absence: PlannedAbsence, member: NamedMember
) -> Iterator[Fault]:
    """An absence of somebody on days on which he is not on the staff."""
    if member.from_ is not None and absence.first_day < member.from_:
        message = translated(
            "'{member}' is not there on {first_day}, for he comes on {day}",
            member=absence.member,
            first_day=absence.first_day,
            day=member.from_,
        )
        yield context.file.fault((*where, "first_day"), message, translated("let the absence begin when he is there"))
    elif member.until is not None and absence.first_day >= member.until:
        message = translated(
            "'{member}' is not there on {first_day}, for he is gone from {until} on",
            member=absence.member,
            first_day=absence.first_day,
            until=member.until,
        )
        yield context.file.fault((*where, "first_day"), message, translated("take the absence out"))
    elif member.until is not None and absence.last_day is not None and absence.last_day >= member.until:
        message = translated(
            "'{member}' is not there on {last_day}, for he is gone from {until} on",
            member=absence.member,
            last_day=absence.last_day,
            until=member.until,
        )
        repair = translated("let the absence end before, or leave 'last_day' out")
        yield context.file.fault((*where, "last_day"), message, repair)


def _coming(context: CheckContext, where: Where, day: date | None) -> Iterator[Fault]:
    """A day from which somebody is there."""
    period = context.scenario.period
    if day is not None and not period.start <= day < period.end:
        message = translated(
            "{day} lies outside the period, which lasts from {start} to before {end}",
            day=day,
            start=period.start,
            end=period.end,
        )
        repair = translated("leave the day out") if day < period.start else translated("choose a day inside it")
        yield context.file.fault(where, message, repair)


def _going(context: CheckContext, where: Where, day: date | None) -> Iterator[Fault]:
    """A day on which somebody is gone."""
    period = context.scenario.period
    if day is not None and not period.start < day <= period.end:
        message = translated(
            "{day} lies outside the period, which lasts from {start} to before {end}",
            day=day,
            start=period.start,
            end=period.end,
        )
        repair = translated("leave the member out") if day <= period.start else translated("leave the day out")
        yield context.file.fault(where, message, repair)


def _pace(context: CheckContext, where: Where, pace: Pace | None, since: date) -> Iterator[Fault]:
    """A pace that is over before anybody works at it."""
    if pace is not None and pace.until is not None and pace.until <= since:
        message = translated(
            "a pace until {until} is over before anybody works at it, from {since} on", until=pace.until, since=since
        )
        yield context.file.fault(
            (*where, "until"), message, translated("choose a later day, or state the pace that follows alone")
        )
