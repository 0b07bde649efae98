"""Faults of sittings that no single block shows: seats for nobody, a quorum that cannot be, a commission that never sits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from sim.calendar.opening_hours import weekly_hours
from sim.calendar.working_time import WorkingTime
from sim.errors import Fault, did_you_mean
from sim.quantities import HOUR, MINUTE, Instants, civil, instant, shown
from sim.scenario.closed_days import days_of
from sim.scenario.office_list import who_does_what
from sim.scenario.sitting_dates import sitting_dates
from sim.scenario.sittings import SittingRule
from sim.scenario.staff import Staff
from sim.schema.yaml_file import Where
from sim.study.checks.same_people import not_by_another_name
from sim.study.context import CheckContext
from sim.translations.in_use import counted, marked, translated

Seat = tuple[str, int]
"""Role and number of a member."""


@dataclass(frozen=True)
class _Block:
    """The people of one office, or of a kind of offices, with the path of every staff."""

    hours: str
    closed: frozenset[date]
    staff: Mapping[str, Staff]
    paths: Mapping[str, Where]
    kind: Mapping[str, Staff] = field(default_factory=dict)
    """The people of its kind, where it is one office that differs from it."""
    done_by: Mapping[str, str] = field(default_factory=dict)
    """By role whose work the people of another role do: that other role."""


@dataclass
class _Dates:
    """Beginnings of sittings in the period, each worked out once for all offices that have the rule from their kind."""

    context: CheckContext
    known: dict[tuple[int, str, frozenset[date]], Instants] = field(default_factory=dict)
    times: dict[str, WorkingTime] = field(default_factory=dict)

    def of(self, rule: SittingRule, block: _Block) -> tuple[Instants, WorkingTime] | None:
        """When a commission sits [instants], and the hours of its office; None where those or the calendar are faulty."""
        hours = block.hours
        days, period = self.context.days, self.context.scenario.period
        if days is None or hours not in self.context.hours:
            return None
        if hours not in self.times:
            self.times[hours] = WorkingTime.from_hours(weekly_hours(self.context.hours[hours]), days)
        key = (id(rule), hours, block.closed)
        if key not in self.known:
            dates = sitting_dates(
                rule, days, self.times[hours], instant(period.start), instant(period.end), block.closed
            )
            self.known[key] = np.array([date.begin for date in dates], dtype=np.int64)
        return self.known[key], self.times[hours]


def check_sittings(context: CheckContext) -> Iterator[Fault]:
    """Faults of the sittings of every staff; those that only one office of a kind has name it."""
    dates = _Dates(context)
    for key, office in context.scenario.offices.items():
        paths: dict[str, Where] = {role: ("offices", key, "staff", role) for role in office.staff}
        of_all, done_by = who_does_what(office.staff)
        block = _Block(office.hours, days_of(office.closed), of_all, paths, done_by=done_by)
        of_kind = list(_of_office(context, dates, block))
        yield from of_kind
        for name, named in (office.names or {}).items():
            if not (named.staff or named.without or named.hours or named.closed):
                continue
            site = context.offices.sites[name]
            here: dict[str, Where] = {role: ("offices", key, "names", name, "staff", role) for role in named.staff}
            block = _Block(
                named.hours or office.hours, site.closed_days, site.staff, paths | here, office.staff, site.done_by
            )
            for fault in _of_office(context, dates, block):
                if fault not in of_kind:
                    message = translated("in '{office}' {message}", office=name, message=fault.message)
                    yield replace(fault, message=message)


def _of_office(context: CheckContext, dates: _Dates, block: _Block) -> Iterator[Fault]:
    for role, staff in block.staff.items():
        if role not in block.done_by:
            yield from _of_staff(context, dates, block, role, staff)
    yield from _clashes(context, dates, block)


def _of_staff(context: CheckContext, dates: _Dates, block: _Block, role: str, staff: Staff) -> Iterator[Fault]:
    if (rule := staff.sittings) is None:
        return
    where = block.paths[role]
    yield from _unused(context, where, staff)
    yield from _counter(context, where, role)
    yield from _bad_seats(context, block, role, rule)
    if rule.quorum > staff.size:
        message = counted(
            "a quorum of {quorum} can never be there, for only {count} has a seat",
            "a quorum of {quorum} can never be there, for only {count} have a seat",
            staff.size,
            quorum=rule.quorum,
            count=staff.size,
        )
        yield context.file.fault(
            (*where, "sittings", "quorum"), message, translated("lower it, or give more people a seat")
        )
    yield from _when(context, dates, block, where, rule)


def _when(context: CheckContext, dates: _Dates, block: _Block, where: Where, rule: SittingRule) -> Iterator[Fault]:
    """A commission that never sits, at an hour at which its office is closed, or longer than until it sits again."""
    at, period = (*where, "sittings"), context.scenario.period
    if (sittings := dates.of(rule, block)) is None:
        return
    begins, open_time = sittings
    if not len(begins):
        message = translated("the commission never sits from {start} to {end}", start=period.start, end=period.end)
        yield context.file.fault(
            at, message, translated("check 'weekdays', 'every', 'first_day' and 'if_closed'"), at_key=True
        )
        return
    closed = next((begin for begin in begins.tolist() if not open_time.is_open(begin)), None)
    if closed is not None:
        clock = f"{rule.at // HOUR:02}:{rule.at % HOUR // MINUTE:02}"
        message = translated(
            "the sitting begins at {time} on {day}, when the office is closed",
            time=clock,
            day=f"{civil(closed):%Y-%m-%d}",
        )
        yield context.file.fault((*at, "at"), message, translated("choose a time within its hours"))
    if open_time.elapsed(instant(period.start), int(begins[-1])) < rule.cut_off:
        message = translated("no file can be there so long before a sitting in the period")
        yield context.file.fault(
            (*at, "cut_off"), message, translated("state less office time, such as '1 working day'")
        )
    after = begins[1:][np.diff(begins) < (rule.length or 0)]
    if len(after):
        message = translated(
            "a sitting is not over when the next one begins on {day}", day=f"{civil(int(after[0])):%Y-%m-%d}"
        )
        yield context.file.fault((*at, "length"), message, translated("let it be shorter, or sit less often"))


def _unused(context: CheckContext, where: Where, staff: Staff) -> Iterator[Fault]:
    """Settings that change nothing where files are taken together."""
    for key, is_set in (("stand_in", bool(staff.stand_in)), ("caseload", staff.caseload is not None)):
        if is_set:
            message = translated("'{key}' changes nothing where a commission sits", key=key)
            yield context.file.fault(
                (*where, key), message, translated("take it out, or take the sittings out"), at_key=True
            )


def _counter(context: CheckContext, where: Where, role: str) -> Iterator[Fault]:
    for key, service in context.scenario.services.items():
        for channel in service.routes:
            for step in context.path(key, channel):
                if step.role == role and step.counter:
                    message = translated(
                        "step {key} of the route '{channel}' has the applicant standing there, and '{role}' sits",
                        key=step.key,
                        channel=channel,
                        role=role,
                    )
                    yield context.file.fault(
                        (*where, "sittings"), message, translated("take the sittings out"), at_key=True
                    )


def _bad_seats(context: CheckContext, block: _Block, role: str, rule: SittingRule) -> Iterator[Fault]:
    for other, who in (rule.seats or {}).items():
        at = (*block.paths[role], "sittings", "seats", other)
        if other == role:
            message = translated(
                "'{role}' cannot have a seat in itself, for its members are those who have seats", role=role
            )
            yield context.file.fault(at, message, translated("name the roles from which they come"), at_key=True)
        elif other not in block.staff:
            repair = did_you_mean(other, [name for name in block.staff if name != role])
            if other in block.kind:
                repair = translated(
                    "keep '{other}' there, or give that office a '{role}' of its own", other=other, role=role
                )
            message = translated("this office has no role '{other}' that could have a seat", other=other)
            yield context.file.fault(at, message, repair, at_key=True)
        elif other in block.done_by:
            yield context.file.fault(at, *not_by_another_name(other, block.done_by[other]), at_key=True)
        elif block.staff[other].sittings is not None:
            yield context.file.fault(
                at,
                translated("'{other}' is a commission itself", other=other),
                translated("name its members' roles"),
                at_key=True,
            )
        elif block.staff[other].visits_per_day is not None:
            message = translated(
                "'{other}' visits households all day, and is away when the commission sits", other=other
            )
            yield context.file.fault(at, message, translated("give a seat to people of another role"), at_key=True)
        else:
            yield from _members(context, at, block.staff[other], who)


def _members(context: CheckContext, at: Where, staff: Staff, who: int | Sequence[str]) -> Iterator[Fault]:
    """Seats of members whom a staff does not have."""
    role, names, size = at[-1], list(staff.members or ()), staff.size
    if isinstance(who, int):
        if who > size:
            message = counted(
                "{who} of '{role}' cannot have seats, for there is {count}",
                "{who} of '{role}' cannot have seats, for there are {count}",
                size,
                who=who,
                role=role,
                count=size,
            )
            repair = translated("give 1 of them a seat")
            if size > 1:
                repair = translated("give from 1 to {most} of them a seat", most=size)
            yield context.file.fault(at, message, repair)
        return
    for i, name in enumerate(who):
        place = (*at, str(i)) if (*at, str(i)) in context.file.values else at
        if not names:
            message = translated("the members of '{role}' have no names", role=role)
            repair = translated("write how many of them have seats")
            yield context.file.fault(place, message, repair)
        elif name not in names:
            message = translated("nobody on the staff '{role}' is called {name}", role=role, name=shown(name))
            yield context.file.fault(place, message, did_you_mean(name, names))
        elif name in who[:i]:
            yield context.file.fault(
                place, translated("{name} has a seat already", name=shown(name)), translated("keep one of them")
            )


def _clashes(context: CheckContext, dates: _Dates, block: _Block) -> Iterator[Fault]:
    """A member cannot sit in two commissions at once."""
    taken: dict[Seat, list[tuple[str, Instants, int]]] = {}
    for role, staff in block.staff.items():
        if (rule := staff.sittings) is None or (sittings := dates.of(rule, block)) is None:
            continue
        begins = sittings[0]
        length = rule.length or (rule.per_file or 0) * (rule.agenda or 1)
        is_told = False
        for seat in _seats(rule, block.staff):
            for other, before, lasts in taken.get(seat, ()):
                at = None if is_told else _meet(begins, length, before, lasts)
                if at is not None:
                    is_told = True
                    names = list(block.staff[seat[0]].members or ())
                    message = translated(
                        marked("'{name}' has a seat in '{other}' at the same time, on {day}")
                        if names
                        else marked("a member of '{role}' has a seat in '{other}' at the same time, on {day}"),
                        name=names[seat[1]] if names else "",
                        role=seat[0],
                        other=other,
                        day=f"{civil(at):%Y-%m-%d}",
                    )
                    where = (*block.paths[role], "sittings", "seats", seat[0])
                    repair = translated("let them sit at different times, or give somebody else the seat")
                    yield context.file.fault(where, message, repair, at_key=True)
            taken.setdefault(seat, []).append((role, begins, length))


def _meet(begins: Instants, length: int, others: Instants, lasts: int) -> int | None:
    """The first of some sittings during which one of others is held [instant]; None where they never meet."""
    if not len(others):
        return None
    # By sitting: the last of the others that begins before its end.
    last = np.searchsorted(others, begins + length, side="left") - 1
    meets = begins[(last >= 0) & (others[last] + lasts > begins)]
    return int(meets[0]) if len(meets) else None


def _seats(rule: SittingRule, around: Mapping[str, Staff]) -> Iterator[Seat]:
    for role, who in (rule.seats or {}).items():
        if role in around and around[role].sittings is None:
            names = list(around[role].members or ())
            numbers = (
                range(min(who, around[role].size))
                if isinstance(who, int)
                else [names.index(name) for name in dict.fromkeys(who) if name in names]
            )
            yield from ((role, number) for number in numbers)
