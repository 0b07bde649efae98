"""Faults of planned absences: days outside the calendar, members who are not there, and posts with nobody to the end."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta

from sim.calendar.duty import union
from sim.calendar.opening_hours import shut_from
from sim.errors import Fault, did_you_mean
from sim.quantities import shown
from sim.scenario.office_list import Site
from sim.scenario.planned_absences import PlannedAbsence
from sim.scenario.staff import Staff
from sim.schema.yaml_file import Where
from sim.study.checks.coming_and_going import check_absence_of_member
from sim.study.context import CheckContext, in_line
from sim.translations.in_use import counted, translated

_SEVERAL = 8
"""A fault tells at most this many names where any of them would do."""


def check_absences(context: CheckContext, where: Where, staff: Staff) -> Iterator[Fault]:
    """Absences outside the calendar, of members who are not there, or of members who are away already."""
    earlier: dict[str, list[tuple[int, PlannedAbsence]]] = {}
    for i, (absence, away) in enumerate(staff.who_is_away()):
        at = (*where, "absences", str(i))
        yield from _in_calendar(context, at, absence)
        if absence.member is None:
            yield from _of_counted(context, at, staff, absence, len(away))
        elif absence.member not in (staff.members or {}):
            yield from _of_nobody(context, at, staff, absence.member)
        else:
            yield from check_absence_of_member(context, at, absence, (staff.members or {})[absence.member])
            before = earlier.setdefault(absence.member, [])
            yield from _away_already(context, at, absence, before)
            before.append((i, absence))


def _of_counted(
    context: CheckContext, where: Where, staff: Staff, absence: PlannedAbsence, away: int
) -> Iterator[Fault]:
    """An absence that names nobody, of a staff whose members have names or are fewer."""
    several = absence.members or 1
    if staff.members:
        names = sorted(staff.members)
        known = ", ".join(names[:_SEVERAL]) + (", ..." if len(names) > _SEVERAL else "")
        message = translated("it is open who is away, for the members of this staff have names")
        repair = translated("write 'member' and a name in an absence for each; known here: {known}", known=known)
        yield context.file.fault((*where, "members"), message, repair)
    elif away < several:
        message = translated("{several} cannot be away then, for nobody is there", several=several)
        if away:
            message = counted(
                "{several} cannot be away then, for only {count} of {size} is there",
                "{several} cannot be away then, for only {count} of {size} are there",
                away,
                several=several,
                count=away,
                size=staff.size,
            )
        yield context.file.fault((*where, "members"), message, translated("check the days and how many there are"))


def _of_nobody(context: CheckContext, where: Where, staff: Staff, name: str) -> Iterator[Fault]:
    """An absence of a member whom a staff does not have."""
    if not staff.members:
        message = translated("the members of this staff have no names")
        repair = translated("write 'members' and how many, or name them under 'members'")
    else:
        message, repair = (
            translated("nobody on this staff is called {name}", name=shown(name)),
            did_you_mean(name, staff.members),
        )
    yield context.file.fault((*where, "member"), message, repair)


def _away_already(
    context: CheckContext, where: Where, absence: PlannedAbsence, earlier: Sequence[tuple[int, PlannedAbsence]]
) -> Iterator[Fault]:
    """An absence that meets an earlier one of the same member."""
    first = next((i for i, other in earlier if other.meets(absence)), None)
    if first is not None:
        message = translated(
            "'{member}' is away already, by absence {number} of the list{line}",
            member=absence.member,
            number=first + 1,
            line=in_line(context.file.place((*where[:-1], str(first))).line),
        )
        yield context.file.fault(where, message, translated("let one begin after the other has ended"))


def _in_calendar(context: CheckContext, where: Where, absence: PlannedAbsence) -> Iterator[Fault]:
    days = context.days
    for key in ("first_day", "last_day"):
        day: date | None = getattr(absence, key)
        if days is not None and day is not None and not days.first <= day <= days.last:
            message = translated(
                "{day} lies outside the calendar '{code}', which covers {first} to {last}",
                day=day,
                code=days.code,
                first=days.first,
                last=days.last,
            )
            yield context.file.fault((*where, key), message, translated("choose a day inside it"))


def check_posts(context: CheckContext, site: Site) -> Iterator[Fault]:
    """Pools with nobody on duty from some day to the end, whoever stands in being absent too."""
    start, end = context.scenario.period.start, end_of_run_out(context)
    for role, staff in site.staff_of_its_own.items():
        if (day := _nobody_from(context, site, role, end)) is not None:
            key = "absences" if staff.absences else "count_changes" if staff.count_changes else "members"
            at = (*context.staff_block(site, role), key)
            yield context.file.fault(
                at, _of_post(role, staff, day if day > start else None), _mended(staff), at_key=True
            )


def _of_post(role: str, staff: Staff, since: date | None) -> str:
    """What is wrong with a role for which nobody is there from a day on; None for the whole period."""
    if staff.stand_in and since is None:
        return translated(
            "nobody is there for the role '{role}', nor to stand in for it, in the whole period", role=role
        )
    if staff.stand_in:
        return translated(
            "nobody is there for the role '{role}', nor to stand in for it, from {day} to the end", role=role, day=since
        )
    if since is None:
        return translated("nobody is there for the role '{role}' in the whole period", role=role)
    return translated("nobody is there for the role '{role}' from {day} to the end", role=role, day=since)


def _mended(staff: Staff) -> str:
    """What would do where nobody is there to the end."""
    if any(days for days in staff.not_on_the_staff()):
        return translated("let somebody stay to the end, name a 'stand_in', or add a member")
    if staff.absences:
        return translated("give an absence its 'last_day', name a 'stand_in', or add a member")
    return translated("let their hours open again, name a 'stand_in', or add a member")


def _nobody_from(context: CheckContext, site: Site, role: str, end: date) -> date | None:
    """The first day from which nobody of a role is there or stands in; None where somebody is."""
    day = date.min
    for staff in _helpers(role, site.staff):
        if (since := _away_from(context, site, staff, end)) is None:
            return None
        day = max(day, since)
    return day


def end_of_run_out(context: CheckContext) -> date:
    """A day on which no file is followed any more: half of all days are working days at least, or the calendar ends."""
    period = context.scenario.period
    terms = [term.limit for law in context.regulations.values() for term in law.terms.values()]
    terms += [use.term for service in context.scenario.services.values() for use in service.routes.values() if use.term]
    days = 3 * max((limit.value for limit in terms if limit and limit.unit.endswith("days")), default=20)
    followed = max(90, 2 * (period.run_out.value if period.run_out else days))
    end = period.end + timedelta(days=min(followed, (date.max - period.end).days))
    return min(end, context.days.last + timedelta(days=1)) if context.days else end


def _helpers(role: str, staff: Mapping[str, Staff]) -> list[Staff]:
    """A staff and all who stand in for it, directly or for one another."""
    helpers: dict[str, Staff] = {}
    ahead = [role]
    while ahead:
        name = ahead.pop()
        if name in staff and name not in helpers:
            helpers[name] = staff[name]
            ahead += staff[name].stand_in
    return list(helpers.values())


def _away_from(context: CheckContext, site: Site, staff: Staff, end: date) -> date | None:
    """The first day from which all members are away until the end; None where somebody is there or comes back."""
    posts = [member.hours or staff.hours or (site.hours,) for member in (staff.members or {}).values()]
    posts = posts or [staff.hours or (site.hours,)] * staff.size
    away = [[days.as_absence for days in stretches] for stretches in staff.not_on_the_staff()]
    for absence, members in staff.who_is_away():
        for i in members:
            if _all_day(context, absence, posts[i]):
                away[i].append(absence)
    for i, post in enumerate(posts):
        shut = [shut_from(context.hours[name], end) for name in post if name in context.hours]
        if shut and all(shut):
            away[i].append(PlannedAbsence(first_day=max(filter(None, shut))))
    days = [_first_day_of_last_stretch(absences, end) for absences in away]
    return None if end in days else max(days)


def _first_day_of_last_stretch(absences: Sequence[PlannedAbsence], end: date) -> date:
    """The first day of the unbroken absence that lasts until the end; the end itself where there is none."""
    first = end
    for absence in sorted(absences, key=lambda absence: absence.first_day, reverse=True):
        if (absence.last_day or date.max) >= first - timedelta(days=1):
            first = min(first, absence.first_day)
    return first


def _all_day(context: CheckContext, absence: PlannedAbsence, post: Collection[str]) -> bool:
    """Tell whether an absence leaves nothing of the hours of a post."""
    if absence.hours is None:
        return True
    known = [context.hours[name] for name in post if name in context.hours]
    worked = [day for hours in known for week in hours.weeks for day in week]
    missed = union(absence.hours)
    within = [any(a <= opens and closes <= b for a, b in missed) for day in worked for opens, closes in day]
    return bool(within) and all(within)
