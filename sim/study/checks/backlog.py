"""Faults of backlogs: files at steps that are not passed, or from times that cannot be, and a warm-up beside them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from sim.calendar.official_days import OfficialDays
from sim.calendar.opening_hours import weekly_hours
from sim.calendar.working_time import WorkingTime
from sim.errors import Fault
from sim.quantities import instant
from sim.scenario.backlog import Backlog, WaitingFiles
from sim.schema.in_words import limit_text
from sim.schema.yaml_file import Where
from sim.study.context import STAFFED, CheckContext
from sim.translations.in_use import translated


def check_backlog(context: CheckContext, key: str, backlog: Backlog) -> Iterator[Fault]:
    """Faults of the files of a backlog, and of what stands beside it."""
    where: Where = ("backlog", key)
    if key in context.names("arrivals"):
        yield context.file.fault(
            where,
            translated("'{key}' is a stream of 'arrivals' too", key=key),
            translated("give one another name"),
            at_key=True,
        )
    hours = _hours_of_receipt(context, backlog)
    for i, entry in enumerate(backlog.files):
        inside = (*where, "files", str(i))
        yield from _at_a_step(context, inside, backlog, entry)
        yield from _from_a_day(context, inside, entry, hours)
    period = context.scenario.period
    if period is not None and period.warm_up_until != period.start and key == next(iter(context.scenario.backlog)):
        message = translated("a backlog and a warm-up are both given, and the one stands for the other")
        repair = translated("make 'warm_up_until' the start, {start}, or take the backlog out", start=period.start)
        yield context.file.fault(("period", "warm_up_until"), message, repair)


def _at_a_step(context: CheckContext, where: Where, backlog: Backlog, entry: WaitingFiles) -> Iterator[Fault]:
    """Files lie at a step from the receipt to the result."""
    path = context.path(backlog.service, backlog.route)
    if not path:
        return  # a fault of its own
    regulation = context.regulations[backlog.service]
    steps = [step.key for step in path]
    staffed = any(regulation.kind(step.role) in STAFFED for step in path)
    receipt, ready = regulation.bounds(path) if staffed else (0, len(steps) - 1)
    if entry.step not in steps:
        message = translated(
            "no step '{key}' is passed on the route '{channel}'", key=entry.step, channel=backlog.route
        )
        repair = translated("its steps are {steps}", steps=", ".join(steps))
    elif entry.step in steps[:receipt]:
        message = translated(
            "step {step} comes before the receipt, so no file that was received lies there", step=entry.step
        )
        repair = translated("write one of {steps}", steps=", ".join(steps[receipt : ready + 1]))
    elif entry.step in steps[ready + 1 :]:
        message = translated("the result is ready before step {step}, so no term runs any more", step=entry.step)
        repair = translated("leave these files out")
    else:
        return
    yield context.file.fault((*where, "step"), message, repair)


def _from_a_day(context: CheckContext, where: Where, entry: WaitingFiles, hours: WorkingTime | None) -> Iterator[Fault]:
    """Files were received before the start, on a day of the calendar on which the office was open."""
    period, days = context.scenario.period, context.days
    if period is None or days is None or not days.first <= period.start <= days.last:
        return
    if entry.received is not None and not days.first <= entry.received < period.start:
        message = translated(
            "{received} does not lie between {first} and the start, {start}",
            received=entry.received,
            first=days.first,
            start=period.start,
        )
        yield context.file.fault((*where, "received"), message, translated("write a day before the start"))
        return
    if entry.age is not None and not _reaches(period.start, days, entry):
        message = translated(
            "{age} before {start} lies before the calendar, which begins on {first}",
            age=limit_text(entry.age),
            start=period.start,
            first=days.first,
        )
        yield context.file.fault((*where, "age"), message, translated("write a lower age"))
        return
    day = day_of_receipt(entry, period.start, days)
    if hours is not None and hours.next_open(instant(day)) >= instant(period.start):
        message = translated("nothing is received on {day}, a day of rest", day=day)
        key = "received" if entry.received is not None else "age"
        yield context.file.fault((*where, key), message, translated("write the working day of receipt"))


def _hours_of_receipt(context: CheckContext, backlog: Backlog) -> WorkingTime | None:
    """When the provider of the offices of a backlog receives files; None where that is a fault of its own."""
    chain = [site for name in context.offices.named(backlog.office)[:1] for site in context.offices.chain(name)]
    hours = context.hours.get(context.offices.sites[chain[-1]].hours) if chain else None
    return WorkingTime.from_hours(weekly_hours(hours), context.days).without_end if hours and context.days else None


def day_of_receipt(files: WaitingFiles, start: date, days: OfficialDays) -> date:
    """The day on which files of a backlog were received, by their age before the start or as stated."""
    if files.received is not None:
        return files.received
    assert files.age is not None
    if files.age.unit == "calendar_days":
        return start - timedelta(days=files.age.value)
    working = np.flatnonzero(days.working[: (start - days.first).days])
    return days.first + timedelta(days=int(working[-files.age.value]))


def _reaches(start: date, days: OfficialDays, files: WaitingFiles) -> bool:
    """Tell whether the calendar reaches back to the day on which files were received."""
    assert files.age is not None
    before = (start - days.first).days
    if files.age.unit == "working_days":
        before = int(days.working[:before].sum())
    return files.age.value <= before
