"""Faults of information systems: unknown hours, outages that change nothing, and more outages than memory holds."""

from __future__ import annotations

from collections.abc import Iterator

from sim.calendar.opening_hours import weekly_hours
from sim.calendar.working_time import WorkingTime
from sim.errors import Fault, did_you_mean
from sim.quantities import DAY, civil, instant
from sim.scenario.systems import System
from sim.schema.yaml_file import Where
from sim.study.context import CheckContext
from sim.translations.in_use import translated

MOST_OUTAGES = 100_000
"""Outages by chance of one system in the period at most: one every few minutes over a year."""


def check_systems(context: CheckContext) -> Iterator[Fault]:
    """Unknown hours, and outages outside the calendar or longer than the period."""
    for key, system in context.scenario.systems.items():
        where = ("systems", key)
        if system.hours is not None and context.unknown(system.hours, "hours", context.hours):
            message = translated("no hours are called '{name}'", name=system.hours)
            yield context.file.fault((*where, "hours"), message, did_you_mean(system.hours, context.hours))
        yield from _outages(context, where, system)
        yield from _failures(context, where, system)


def _outages(context: CheckContext, where: Where, system: System) -> Iterator[Fault]:
    days, period = context.days, context.scenario.period
    if days is None or period is None:
        return
    start, end = instant(period.start), instant(period.end)
    open_time: WorkingTime | None = None
    if system.hours is not None and system.hours in context.hours:
        open_time = WorkingTime.from_hours(weekly_hours(context.hours[system.hours]), days)
    for i, outage in enumerate(system.outages):
        at = (*where, "outages", str(i))
        if not instant(days.first) <= outage.begin < outage.end <= instant(days.last) + DAY:
            message = translated(
                "an outage lies outside the calendar '{code}', which covers {first} to {last}",
                code=days.code,
                first=days.first,
                last=days.last,
            )
            yield context.file.fault(at, message, translated("choose moments inside it"))
        elif outage.begin <= start and outage.end >= end:
            message = translated(
                "the system is down in the whole period, {start} to {end}", start=period.start, end=period.end
            )
            yield context.file.fault(
                (*at, "end"), message, translated("check the moments; 'end' is when it is up again")
            )
        elif outage.end - outage.begin > end - start:
            message = translated(
                "an outage until {until} is longer than the period, {start} to {end}",
                until=f"{civil(outage.end):%Y-%m-%d %H:%M}",
                start=period.start,
                end=period.end,
            )
            yield context.file.fault(
                (*at, "end"), message, translated("check the moments; 'end' is when it is up again")
            )
        elif open_time is not None and not open_time.elapsed(outage.begin, outage.end):
            yield context.file.fault(
                at, translated("the system is closed then anyway"), translated("take the outage out")
            )


def _failures(context: CheckContext, where: Where, system: System) -> Iterator[Fault]:
    """A slip in a unit must not fill the memory."""
    if (failures := system.failures) is None or context.scenario.period is None:
        return
    length = (context.scenario.period.end - context.scenario.period.start).days * DAY
    expected = length / max(failures.between.mean_seconds + failures.repair.mean_seconds, 1.0)
    if expected > MOST_OUTAGES:
        message = translated("some {count} outages in the period are too many", count=f"{expected:.0f}")
        repair = translated("at most {most} are possible, so check the unit of 'between'", most=MOST_OUTAGES)
        yield context.file.fault((*where, "failures", "between"), message, repair)
