"""Faults of appointments and patience that no single block shows: slots that nobody can keep, or that nobody books."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sim.calendar.duty import Duty, both, intervals
from sim.errors import Fault, did_you_mean
from sim.law.regulation import Channel
from sim.quantities import DAY, instant
from sim.scenario.demand import Stream
from sim.scenario.distributions import Distribution
from sim.scenario.hall import AppointmentGrid
from sim.scenario.office_list import Site
from sim.scenario.staff import Staff
from sim.schema.in_words import duration_text
from sim.schema.yaml_file import Where
from sim.study.checks.planned_duty import laid_hours, planned_duties
from sim.study.context import STAFFED, CheckContext
from sim.translations.in_use import counted, translated


def check_halls(context: CheckContext) -> Iterator[Fault]:
    """Faults of the slots that counters offer, of those who book them, and of patience."""
    told: set[Where] = set()
    for site in context.offices.sites.values():
        for role, staff in site.staff_of_its_own.items():
            where = (*context.staff_block(site, role), "appointments")
            if staff.appointments is not None and where not in told:
                told.add(where)
                yield from _OfGrid(context, site, role, staff, staff.appointments, where).faults()
    for key, stream in context.scenario.arrivals.items():
        yield from _of_stream(context, key, stream)


@dataclass(frozen=True)
class _OfGrid:
    """The checks of the slots of one staff."""

    context: CheckContext
    site: Site
    role: str
    staff: Staff
    grid: AppointmentGrid
    where: Where

    def faults(self) -> Iterator[Fault]:
        """Slots without a counter, without people, outside all hours, or for nobody."""
        file, grid = self.context.file, self.grid
        if self.staff.sittings is not None or self.staff.visits_per_day is not None:
            message = translated("'{role}' sits or visits households, and nobody comes to its counter", role=self.role)
            yield file.fault(self.where, message, translated("take the appointments out"), at_key=True)
            return
        if grid.windows > self.staff.size:
            message = counted(
                "{windows} slots at one time can never be kept, for there is one member",
                "{windows} slots at one time can never be kept, for there are {count} members",
                self.staff.size,
                windows=grid.windows,
                count=self.staff.size,
            )
            yield file.fault((*self.where, "windows"), message, translated("lower it, or give the counter more people"))
        if grid.hours is not None and self.context.unknown(grid.hours, "hours", self.context.hours):
            hint = did_you_mean(grid.hours, self.context.hours)
            yield file.fault((*self.where, "hours"), translated("no hours are called '{name}'", name=grid.hours), hint)
        elif (longest := self._longest) is not None and longest < grid.every:
            if longest:
                message = translated(
                    "no slot of {slot} fits into the hours in which slots may lie and somebody is at the counter: {longest} at most",
                    slot=duration_text(grid.every),
                    longest=duration_text(longest),
                )
                yield file.fault(
                    (*self.where, "every"), message, translated("let slots be shorter, or the hours longer")
                )
            else:
                at = (*self.where, "hours") if grid.hours is not None else self.where
                message = translated("there are no hours in which slots may lie and somebody is at the counter")
                yield file.fault(at, message, translated("name others"), at_key=grid.hours is None)
        if self.context.all_regulations_read and not self._is_booked:
            message = translated(
                "no stream books at the counter of '{role}', so its slots change nothing", role=self.role
            )
            yield file.fault(
                self.where, message, translated("give a stream 'booked', or take the appointments out"), at_key=True
            )

    @property
    def _is_booked(self) -> bool:
        """Tell whether somebody books here; who books elsewhere is told with the stream."""
        for stream in self.context.scenario.arrivals.values():
            for channel, way in stream.ways_in.items():
                first = self.context.path(stream.service, channel)[:1]
                offices = {
                    name for at in self.context.offices.named(way.office) for name in self.context.offices.chain(at)
                }
                if way.booked is not None and first and first[0].role == self.role and self._like_these(offices):
                    return True
        return False

    def _like_these(self, offices: set[str]) -> bool:
        """Tell whether the block of the slots is that of the role in one of some offices."""
        sites = (self.context.offices.sites[name] for name in offices)
        blocks = (
            (*self.context.staff_block(site, self.role), "appointments") for site in sites if self.role in site.staff
        )
        return self.where in blocks

    @cached_property
    def _longest(self) -> int | None:
        """The longest stretch in which slots can lie, over the period [s]; None where hours are faulty."""
        days, bounds = self.context.days, [self.staff.counter_hours or (self.site.hours,)]
        bounds += [(self.grid.hours,)] if self.grid.hours is not None else []
        duties = planned_duties(self.context, self.site, self.role)
        if days is None or duties is None or not all(name in self.context.hours for names in bounds for name in names):
            return None
        period = self.context.scenario.period
        start, end = instant(max(period.start, days.first)), min(instant(period.end), instant(days.last) + DAY)
        longest = 0
        for duty, _ in duties:
            there: Duty = duty
            for names in bounds:
                there = both(there, laid_hours(self.context, names))
            longest = max([longest, *(closes - opens for opens, closes in intervals(there, start, end))])
        return longest


def _of_stream(context: CheckContext, key: str, stream: Stream) -> Iterator[Fault]:
    """Bookings that no counter takes, and patience of applicants who stand at none."""
    steps = [step for channel in stream.ways_in for step in context.steps(stream.service, channel)]
    if stream.patience is not None and steps and not any(step.counter for step in steps):
        message = translated(
            "no step of the route '{routes}' has the applicant standing there, so patience changes nothing",
            routes=translated("' and '").join(stream.ways_in),
        )
        where: Where = ("arrivals", key, "patience")
        yield context.file.fault(where, message, translated("take it out"), at_key=True)
    for channel, way in stream.ways_in.items():
        inside = ("channels", channel) if stream.channels is not None else ()
        if way.booked is not None:
            yield from _of_bookers(context, stream, channel, way.office, ("arrivals", key, *inside, "booked"))
            yield from _too_far_ahead(context, way.booked.ahead, ("arrivals", key, *inside, "booked"))


def _too_far_ahead(context: CheckContext, ahead: Distribution, where: Where) -> Iterator[Fault]:
    """Wishes for days behind the period: most of those who book would never come in it."""
    period = context.scenario.period
    if period is not None and ahead.mean_seconds >= (period.end - period.start).days * DAY:
        days = (period.end - period.start).days
        message = counted(
            "the days that applicants wish lie behind the period, which has {count} day",
            "the days that applicants wish lie behind the period, which has {count} days",
            days,
            count=days,
        )
        yield context.file.fault(
            (*where, "ahead"), message, translated("let them book for days sooner, or the period be longer")
        )


def _of_bookers(context: CheckContext, stream: Stream, channel: Channel, office: str, where: Where) -> Iterator[Fault]:
    path, regulation = context.path(stream.service, channel), context.regulations.get(stream.service)
    if not path or regulation is None:
        return
    first = path[0]
    if not first.counter or regulation.kind(first.role) not in STAFFED:
        message = translated(
            "the route '{channel}' does not begin at a counter, so there is no slot to book", channel=channel
        )
        yield context.file.fault(where, message, translated("take 'booked' out"), at_key=True)
        return
    for name in context.offices.named(office):
        sites = (context.offices.sites[other] for other in context.offices.chain(name))
        site = next((site for site in sites if first.role in site.staff), None)
        if site is not None and site.staff[first.role].appointments is None:
            message = translated(
                "the counter of '{role}' in '{name}' offers no slots to book", role=first.role, name=site.name
            )
            yield context.file.fault(
                where,
                message,
                translated("give '{role}' there 'appointments', or take 'booked' out", role=first.role),
                at_key=True,
            )
            return
