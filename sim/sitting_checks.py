"""Faults of sittings that no single block shows: seats for nobody, a quorum that cannot be, a commission that never sits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from sim.calendars import WorkingTime
from sim.errors import Fault, did_you_mean
from sim.given import Given
from sim.hours import weekly
from sim.quantities import DAY, instant
from sim.sittings import sitting_dates
from sim.staff import SittingRule, Staff
from sim.yamlfile import Where

Seat = tuple[str, int]
"""Role and number of a member."""


def check_sittings(given: Given) -> Iterator[Fault]:
    """Faults of the sittings of every staff."""
    for key, office in given.scenario.offices.items():
        blocks: list[tuple[Where, str, Mapping[str, Staff], Mapping[str, Staff]]] = [
            (("offices", key, "staff"), office.hours, office.staff, office.staff)
        ]
        for name, own in (office.names or {}).items():
            where: Where = ("offices", key, "names", name, "staff")
            blocks.append((where, own.hours or office.hours, own.staff, office.staff | own.staff))
        for where, hours, staff, around in blocks:
            yield from _of_office(given, where, hours, staff, around)


def _of_office(
    given: Given, where: Where, hours: str, staff: Mapping[str, Staff], around: Mapping[str, Staff]
) -> Iterator[Fault]:
    taken: dict[Seat, list[tuple[int, int, str]]] = {}
    for role, one in staff.items():
        if (rule := one.sittings) is None:
            continue
        at = (*where, role, "sittings")
        yield from _unused(given, (*where, role), one)
        yield from _counter(given, (*where, role), role)
        seats = list(_seats(rule, around))
        yield from _bad_seats(given, at, role, rule, around)
        if rule.quorum > one.size:
            message = f"a quorum of {rule.quorum} can never be there, for only {one.size} have a seat"
            yield given.file.fault((*at, "quorum"), message, "lower it, or give more people a seat")
        if given.days is None or hours not in given.hours:
            continue
        open_time = WorkingTime.from_hours(weekly(given.hours[hours]), given.days)
        period = given.scenario.period
        start, end = instant(period.start), instant(period.end)
        dates = sitting_dates(rule, given.days, open_time, start, end)
        if not dates:
            message = f"the commission never sits from {period.start} to {period.end}"
            yield given.file.fault(at, message, "check 'weekdays', 'every', 'first_day' and 'if_closed'", at_key=True)
        elif not open_time.is_open(dates[0].begin):
            message = "the sitting begins while the office is closed"
            yield given.file.fault((*at, "at"), message, "choose a time within its hours")
        yield from _twice(given, at, rule, seats, [date.begin for date in dates], taken, role)


def _unused(given: Given, where: Where, staff: Staff) -> Iterator[Fault]:
    """Settings that change nothing where files are taken together."""
    for key, is_set in (("stand_in", bool(staff.stand_in)), ("caseload", staff.caseload is not None)):
        if is_set:
            message = f"'{key}' changes nothing where a commission sits"
            yield given.file.fault((*where, key), message, "take it out, or take the sittings out", at_key=True)


def _counter(given: Given, where: Where, role: str) -> Iterator[Fault]:
    for key, service in given.scenario.services.items():
        for channel in service.routes:
            for step in given.path(key, channel):
                if step.role == role and step.counter:
                    message = (
                        f"step {step.key} of the route '{channel}' has the applicant standing there, and '{role}' sits"
                    )
                    yield given.file.fault((*where, "sittings"), message, "take the sittings out", at_key=True)


def _bad_seats(
    given: Given, where: Where, role: str, rule: SittingRule, around: Mapping[str, Staff]
) -> Iterator[Fault]:
    for other, who in (rule.seats or {}).items():
        at = (*where, "seats", other)
        if other not in around or other == role:
            known = [name for name in around if name != role]
            message = f"this office has no other role '{other}' that could have a seat"
            yield given.file.fault(at, message, did_you_mean(other, known), at_key=True)
            continue
        if around[other].sittings is not None:
            yield given.file.fault(at, f"'{other}' is a commission itself", "name its members' roles", at_key=True)
        names, size = list(around[other].members or ()), around[other].size
        if isinstance(who, int):
            if not 1 <= who <= size:
                message = f"{who} of '{other}' cannot have seats, for there are {size}"
                yield given.file.fault(at, message, f"give from 1 to {size} of them a seat")
            continue
        for i, name in enumerate(who):
            if name not in names:
                message = f"nobody on the staff '{other}' is called '{name}'"
                yield given.file.fault((*at, str(i)), message, did_you_mean(name, names))


def _twice(
    given: Given,
    where: Where,
    rule: SittingRule,
    seats: list[Seat],
    begins: list[int],
    taken: dict[Seat, list[tuple[int, int, str]]],
    role: str,
) -> Iterator[Fault]:
    """A member cannot sit in two commissions at once."""
    length = rule.length or (rule.per_file or 0) * (rule.agenda or 1)
    for seat in seats:
        before = taken.setdefault(seat, [])
        clash = next(
            ((begin, other) for begin in begins for a, b, other in before if begin < b and a < begin + length), None
        )
        if clash is not None:
            day = (
                given.days.first + timedelta(days=clash[0] // DAY - instant(given.days.first) // DAY)
                if given.days
                else ""
            )
            message = f"'{seat[0]}' has a seat in '{clash[1]}' at the same time, on {day}"
            yield given.file.fault((*where, "seats", seat[0]), message, "let them sit at different times", at_key=True)
            return
    for seat in seats:
        taken[seat] += [(begin, begin + length, role) for begin in begins]


def _seats(rule: SittingRule, around: Mapping[str, Staff]) -> Iterator[Seat]:
    for role, who in (rule.seats or {}).items():
        names = list(around[role].members or ()) if role in around else []
        numbers = range(who) if isinstance(who, int) else [names.index(name) for name in who if name in names]
        yield from ((role, number) for number in numbers)
