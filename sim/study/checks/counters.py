"""Faults of counters and closed offices that no single block shows: a counter whose people never meet its hours, closed days
outside the period or told twice."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from sim.calendar.duty import both
from sim.calendar.opening_hours import weekly_hours
from sim.calendar.working_time import WorkingTime
from sim.errors import Fault
from sim.quantities import civil, instant, shown
from sim.scenario.closed_days import ClosedDays
from sim.scenario.office_list import Site
from sim.schema.yaml_file import Where
from sim.study.checks.planned_duty import planned_duties
from sim.study.context import CheckContext, in_line
from sim.translations.in_use import marked, translated


def check_closed_days(context: CheckContext) -> Iterator[Fault]:
    """Closed days outside the period, and days that are named twice."""
    for kind, office in context.scenario.offices.items():
        where: Where = ("offices", kind, "closed")
        yield from _closed(context, where, office.closed, [])
        of_kind = [(stretch, (*where, str(i))) for i, stretch in enumerate(office.closed)]
        for name, named in (office.names or {}).items():
            yield from _closed(context, ("offices", kind, "names", name, "closed"), named.closed, of_kind)


def _closed(
    context: CheckContext, where: Where, closed: Sequence[ClosedDays], known: Sequence[tuple[ClosedDays, Where]]
) -> Iterator[Fault]:
    earlier, period = list(known), context.scenario.period
    for i, stretch in enumerate(closed):
        at = (*where, str(i))
        if period is not None and not (stretch.from_ < period.end and stretch.to >= period.start):
            last = period.end - timedelta(days=1)
            template = marked("{first} to {last} lies outside the period, {start} to {end}")
            if stretch.to == stretch.from_:
                template = marked("{first} lies outside the period, {start} to {end}")
            message = translated(template, first=stretch.from_, last=stretch.to, start=period.start, end=last)
            yield context.file.fault((*at, "from"), message, translated("choose days inside it, or take them out"))
        for other, place in earlier:
            if stretch.from_ <= other.to and other.from_ <= stretch.to:
                message = translated(
                    "the office is closed already on {day}{line}",
                    day=max(stretch.from_, other.from_),
                    line=in_line(context.file.place((*place, "from")).line),
                )
                yield context.file.fault((*at, "from"), message, translated("let one begin after the other has ended"))
                break
        earlier.append((stretch, at))


@dataclass(frozen=True)
class CounterChecks:
    """The checks of the counters of a scenario."""

    context: CheckContext

    @cached_property
    def roles(self) -> frozenset[str]:
        """Roles that have applicants at their counter in some route in use."""
        return frozenset(
            step.role
            for service, use in self.context.scenario.services.items()
            for channel in use.routes
            for step in self.context.steps(service, channel)
            if step.counter
        )

    def check(self, site: Site) -> Iterator[Fault]:
        """Faults of the counters of one office."""
        for role, staff in site.staff_of_its_own.items():
            where = self.context.staff_block(site, role)
            if self.roles.isdisjoint(site.roles_of(role)):
                if staff.counter_hours is not None and self.context.all_regulations_read:
                    message = translated(
                        "no step of '{role}' has the applicant standing there, so 'counter_hours' changes nothing",
                        role=role,
                    )
                    yield self.context.file.fault(
                        (*where, "counter_hours"), message, translated("take them out"), at_key=True
                    )
                continue
            if staff.counter_hours is not None:
                yield from self._outside_the_office(site, (*where, "counter_hours"), staff.counter_hours)
            counter = staff.counter_hours or (site.hours,)
            posts = staff.hours or (site.hours,)
            named = [name for name, member in (staff.members or {}).items() if member.hours]
            for name in named:
                hours = (staff.members or {})[name].hours or posts
                if not self._meet(hours, counter):
                    message = translated(
                        "'{name}' is never there while the counter is open ({hours})",
                        name=name,
                        hours=_names(counter),
                    )
                    repair = translated(
                        "give him hours that meet those of the counter, or name others in 'counter_hours'"
                    )
                    yield self.context.file.fault((*where, "members", name, "hours"), message, repair)
            if len(named) < staff.size and staff.hours and not self._meet(posts, counter):
                message = translated(
                    "nobody with these hours is ever there while the counter is open ({hours})",
                    hours=_names(counter),
                )
                repair = translated("let them meet those of the counter, or name others in 'counter_hours'")
                yield self.context.file.fault((*where, "hours"), message, repair)
            elif len(named) < staff.size and staff.counter_hours and not self._meet(posts, counter):
                message = translated(
                    "nobody is ever there while the counter is open, for the people keep {hours}", hours=_names(posts)
                )
                yield self.context.file.fault(
                    (*where, "counter_hours"), message, translated("let them meet the hours of the people")
                )
            else:
                yield from self._always_elsewhere(site, role, counter)

    def _always_elsewhere(self, site: Site, role: str, counter: Collection[str]) -> Iterator[Fault]:
        """Other duties in given hours that leave nobody for the counter, neither of its people nor of their stand-ins."""
        staff, times = site.staff[role], [self._open_time(name) for name in counter]
        blocks = [staff.other_duties, *(member.other_duties for member in (staff.members or {}).values())]
        given = [duties for duties in blocks if duties is not None and duties.hours is not None]
        if not given or staff.stand_in or None in times:
            return
        duties = planned_duties(self.context, site, role)
        if duties is None or any(both(duty, a).elapsed(*self._period) for duty, _ in duties for a in times if a):
            return
        block = self.context.staff_block(site, role)
        named = [name for name, member in (staff.members or {}).items() if member.other_duties is not None]
        at = block if staff.other_duties is not None else (*block, "members", named[0])
        message = translated(
            "the other duties take all of the time in which the counter is open, so nobody would ever be served"
        )
        yield self.context.file.fault(
            (*at, "other_duties", "hours"), message, translated("choose hours beside those of the counter")
        )

    def _outside_the_office(self, site: Site, where: Where, names: Sequence[str]) -> Iterator[Fault]:
        """A counter that opens while its office is closed."""
        office = self._open_time(site.hours)
        for i, name in enumerate(names):
            counter = self._open_time(name)
            if office is None or counter is None:
                continue
            common, (start, end) = both(counter, office), self._period
            if common.elapsed(start, end) == counter.elapsed(start, end):
                continue
            opens = next((at for at in counter.opens.tolist() if at >= start and not office.is_open(at)), None)
            if opens is not None and opens < end:
                message = translated(
                    "the counter is open at {time} on {day}, when the office is closed",
                    time=f"{civil(opens):%H:%M}",
                    day=f"{civil(opens):%Y-%m-%d}",
                )
            else:
                day = self._first_day_outside(counter, office)
                message = translated("the counter is open on {day}, when the office is closed", day=day)
            repair = translated(
                "let the hours of the office hold those of its counter; who works at the desks may keep 'hours' of his own"
            )
            yield self.context.file.fault(self.context.item(where, i), message, repair)

    def _first_day_outside(self, counter: WorkingTime, office: WorkingTime) -> date:
        """The first day of the period on which a counter is open while its office is not."""
        common, day = both(counter, office), self.context.scenario.period.start
        while True:
            begin, following = instant(day), instant(day + timedelta(days=1))
            if common.elapsed(begin, following) < counter.elapsed(begin, following):
                return day
            day += timedelta(days=1)

    def _meet(self, hours: Collection[str], counter: Collection[str]) -> bool:
        """Tell whether some hours and those of a counter have a second of the period in common; yes where one is unknown."""
        mine, its = ([self._open_time(name) for name in names] for names in (hours, counter))
        if None in mine or None in its:
            return True
        return any(both(a, b).elapsed(*self._period) for a in mine if a for b in its if b)

    def _open_time(self, name: str) -> WorkingTime | None:
        """The hours of a name on the calendar; None where one of them is faulty."""
        if self.context.days is None or name not in self.context.hours:
            return None
        return WorkingTime.from_hours(weekly_hours(self.context.hours[name]), self.context.days)

    @cached_property
    def _period(self) -> tuple[int, int]:
        """First and last midnight of the period, within the calendar [instants]."""
        days, period = self.context.days, self.context.scenario.period
        assert days is not None
        first, end = instant(days.first), instant(days.last + timedelta(days=1))
        return min(max(instant(period.start), first), end), min(max(instant(period.end), first), end)


def _names(hours: Sequence[str]) -> str:
    return ", ".join(shown(name) for name in hours)
