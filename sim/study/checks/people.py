"""Faults of offices and people that no single block shows: unknown names, circles, absences of nobody, empty posts."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

from sim.calendar.duty import union
from sim.errors import Fault, did_you_mean
from sim.quantities import shown
from sim.scenario.office_list import Site
from sim.scenario.scenario import NamedOffice, Office, Scenario
from sim.scenario.staff import NamedMember, PlannedAbsence, Staff
from sim.scenario.step_durations import block_of
from sim.schema.schema_paths import Block, blocks_at
from sim.schema.yaml_file import Where
from sim.study.context import STAFFED, CheckContext

_FORGOTTEN: Mapping[str, tuple[Block, ...]] = {
    "hours": (NamedOffice, Staff, NamedMember, PlannedAbsence),
    "sends_to": (NamedOffice,),
    "last_day": (PlannedAbsence,),
    "caseload": (Staff,),
    "sickness": (Staff,),
}
"""Keys by the blocks in which they may be left out, and hardly are left empty on purpose."""
_SEVERAL = 8
"""As many names are told where any of them would do."""


def check_offices(context: CheckContext) -> Iterator[Fault]:
    """Names in offices that nothing bears, who sends to whom, and keys that were left empty."""
    yield from _empty_keys(context)
    known: dict[str, str] = dict.fromkeys(context.scenario.offices, "a kind of offices")
    for key, office in context.scenario.offices.items():
        where = ("offices", key)
        yield from _hours(context, (*where, "hours"), office.hours)
        yield from _sends_to(context, (*where, "sends_to"), office.sends_to)
        everybody = [office.staff, *(own.staff for own in (office.names or {}).values())]
        yield from _roles(context, (*where, "staff"), office.staff, everybody)
        for name, own in (office.names or {}).items():
            here = (*where, "names", name)
            if name in known and (name != key or len(office.names or {}) > 1):
                message = f"'{name}' is the name of {known[name]} already"
                names = context.file.at((*where, "names"))
                at = (*where, "names", str(names.index(name))) if isinstance(names, list) else here
                yield context.file.fault(at, message, "choose another name", at_key=True)
            known[name] = f"an office of '{key}'"
            yield from _named(context, here, office, own)
    yield from _circles(context)


def check_people(context: CheckContext) -> Iterator[Fault]:
    """Faults of members and their absences, of caseloads and stand-ins."""
    held = _held_roles(context)
    for where, staff in _all_staff(context):
        yield from _absences(context, where, staff)
        together = staff.sittings is not None or staff.visits_per_day is not None  # told with them
        if staff.caseload is not None and not together and held is not None and where[-1] not in held:
            message = f"no step of '{where[-1]}' has a hold, so a caseload can never be reached"
            repair = "give one of its steps a 'hold', or take the caseload out"
            yield context.file.fault((*where, "caseload"), message, repair, at_key=True)
    for site in _different_sites(context):
        yield from _stand_ins(context, site)
        yield from _deserted(context, site)


def is_no_office(context: CheckContext, name: str) -> bool:
    """Tell whether no office and no kind bears a name; where a kind is faulty, nobody can say what its offices are."""
    for kind in context.names("offices"):
        block = context.file.data["offices"][kind]
        own = block.get("names") if isinstance(block, dict) else None
        inside = name.rpartition(" ")[0] == kind or (isinstance(own, (dict, list)) and name in own)
        if inside and kind not in context.scenario.offices:
            return False
    return context.unknown(name, "offices", context.offices.sites)


def _empty_keys(context: CheckContext) -> Iterator[Fault]:
    """Keys with nothing behind them that would leave a default in force unseen; what lies over a file takes out so."""
    for where, place in context.file.values.items():
        if where[:1] == ("offices",) and where[-1] in _FORGOTTEN and not place.layer and context.file.at(where) is None:
            blocks = blocks_at(Scenario, where[:-1])
            if any(block in blocks for block in _FORGOTTEN[where[-1]]):
                message = f"nothing is given for '{where[-1]}'"
                yield context.file.fault(where, message, "fill it, or take the key out", at_key=True)


def _named(context: CheckContext, where: Where, office: Office, own: NamedOffice) -> Iterator[Fault]:
    if own.hours is not None:
        yield from _hours(context, (*where, "hours"), own.hours)
    yield from _sends_to(context, (*where, "sends_to"), own.sends_to)
    yield from _roles(context, (*where, "staff"), own.staff, [office.staff, own.staff])
    for i, role in enumerate(own.without):
        at = _item(context, (*where, "without"), i)
        if role not in office.staff:
            message = f"the offices of this kind have no role '{role}' anyway"
            yield context.file.fault(at, message, did_you_mean(role, office.staff))
        elif role in own.staff:
            message = f"the office is without '{role}', and has it under 'staff'"
            yield context.file.fault(at, message, "keep one of them")


def _item(context: CheckContext, where: Where, i: int) -> Where:
    """The path of an item, which is that of the list where one name stands for it."""
    return (*where, str(i)) if (*where, str(i)) in context.file.values else where


def _hours(context: CheckContext, where: Where, *names: str) -> Iterator[Fault]:
    if not isinstance(context.file.data.get("hours", {}), dict):
        return  # a fault of its own, which leaves it open what hours there are
    for i, name in enumerate(names):
        if context.unknown(name, "hours", context.hours):
            hint = did_you_mean(name, context.hours)
            if re.search(r"[0-9]:[0-9]", name):
                hint = "describe them under 'hours' by a name, and write that name here"
            yield context.file.fault(_item(context, where, i), f"no hours are called {shown(name)}", hint)


def _sends_to(context: CheckContext, where: Where, target: str | None) -> Iterator[Fault]:
    if target is None:
        return
    offices = context.offices.named(target)
    if not offices and is_no_office(context, target):
        known = [*context.names("offices"), *context.offices.sites]
        yield context.file.fault(where, f"there is no office '{target}'", did_you_mean(target, known))
    elif len(offices) > 1:
        message = f"'{target}' stands for {len(offices)} offices, so it is open which one is meant"
        yield context.file.fault(where, message, "send to a single office, by its name")


def _circles(context: CheckContext) -> Iterator[Fault]:
    seen: set[Where] = set()
    for site in context.offices.sites.values():
        chain = context.offices.chain(site.name)
        back = context.offices.named(context.offices.sites[chain[-1]].sends_to or "") if chain else ()
        if back == (site.name,) and site.where not in seen:
            seen.add(site.where)
            message = f"'{site.name}' sends to '{site.sends_to}' and gets its own files back"
            own = (*site.where, "sends_to")
            at = own if own in context.file.values else ("offices", site.kind, "sends_to")
            yield context.file.fault(at, message, "break the circle")


def _roles(
    context: CheckContext, where: Where, staff: Mapping[str, Staff], around: Collection[Mapping[str, Staff]]
) -> Iterator[Fault]:
    """Roles that no regulation has and that stand in for nobody; and hours that nothing bears."""
    kinds = context.role_kinds
    staffed = [role for role, kind in kinds.items() if kind in STAFFED]
    roles = {role for others in around for role in others}
    helpers = {other for others in around for one in others.values() for other in one.stand_in}
    for name in helpers - roles:  # misspelt there, which is a fault of its own
        helpers |= {*difflib.get_close_matches(name, roles, n=1, cutoff=0.6)}
    for role, one in staff.items():
        yield from _hours(context, (*where, role, "hours"), *(one.hours or ()))
        for name, member in (one.members or {}).items():
            yield from _hours(context, (*where, role, "members", name, "hours"), *(member.hours or ()))
        if not context.all_regulations_read or role in staffed or role in helpers:
            continue
        hint = did_you_mean(role, staffed)
        what = "is in none of the regulations"
        if role in kinds:
            what = "is an information system or the applicant"
        elif not hint.startswith("did you mean"):
            what = f"{what} and stands in for nobody"
            hint = f"name it under 'stand_in' or take it out ({hint})"
        yield context.file.fault((*where, role), f"the role '{role}' {what}", hint, at_key=True)


def _all_staff(context: CheckContext) -> Iterator[tuple[Where, Staff]]:
    """Every block of staff with its path."""
    for key, office in context.scenario.offices.items():
        for role, staff in office.staff.items():
            yield ("offices", key, "staff", role), staff
        for name, own in (office.names or {}).items():
            for role, staff in own.staff.items():
                yield ("offices", key, "names", name, "staff", role), staff


def _absences(context: CheckContext, where: Where, staff: Staff) -> Iterator[Fault]:
    names = staff.members or {}
    before: dict[str, list[tuple[int, PlannedAbsence]]] = {}
    for i, (absence, away) in enumerate(staff.who_is_away()):
        at = (*where, "absences", str(i))
        yield from _in_calendar(context, at, absence)
        who, several = absence.member, absence.members or 1
        if who is not None and not names:
            message = "the members of this staff have no names"
            repair = "write 'members' and how many, or name them under 'members'"
            yield context.file.fault((*at, "member"), message, repair)
        elif who is None and names:
            message = "it is open who is away, for the members of this staff have names"
            known = ", ".join(sorted(names)[:_SEVERAL]) + (", ..." if len(names) > _SEVERAL else "")
            repair = f"write 'member' and a name in an absence for each; known here: {known}"
            yield context.file.fault((*at, "members"), message, repair)
        elif who is not None and who not in names:
            message = f"nobody on this staff is called {shown(who)}"
            yield context.file.fault((*at, "member"), message, did_you_mean(who, names))
        elif who is not None:
            earlier = before.setdefault(who, [])
            if meets := [k for k, other in earlier if other.meets(absence)]:
                line = context.file.place((*where, "absences", str(meets[0]))).line
                message = f"'{who}' is away already, by absence {meets[0] + 1} of the list"
                repair = "let one begin after the other has ended"
                yield context.file.fault(at, f"{message} (line {line})" if line else message, repair)
            earlier.append((i, absence))
        elif len(away) < several:
            there = f"only {len(away)} of {staff.size} {'is' if len(away) == 1 else 'are'}" if away else "nobody is"
            message = f"{several} cannot be away then, for {there} there"
            yield context.file.fault((*at, "members"), message, "check the days and how many there are")


def _in_calendar(context: CheckContext, where: Where, absence: PlannedAbsence) -> Iterator[Fault]:
    days = context.days
    for key in ("first_day", "last_day"):
        day: date | None = getattr(absence, key)
        if days is not None and day is not None and not days.first <= day <= days.last:
            message = f"{day} lies outside the calendar '{days.code}', which covers {days.first} to {days.last}"
            yield context.file.fault((*where, key), message, "choose a day inside it")


def _held_roles(context: CheckContext) -> set[str] | None:
    """Roles whose people may hold files after the work, their own or those for which they stand in; None: any."""
    scenario = context.scenario
    if scenario.durations == "regulated":
        return None  # holds are left out on purpose then
    found = set()
    for key, service in scenario.services.items():
        for channel in service.routes:
            for step in context.path(key, channel):
                block = block_of(scenario, key, channel, step)
                held = block is not None and block.hold is not None and block.hold.mean_seconds > 0
                if held or (block is not None and block.model == "lead_time"):
                    found.add(step.role)
    helped = {(where[-1], other) for where, staff in _all_staff(context) for other in staff.stand_in}
    while more := {other for role, other in helped if role in found} - found:
        found |= more
    return found


def _stand_ins(context: CheckContext, site: Site) -> Iterator[Fault]:
    """Stand-ins whom an office does not have, and circles of them."""
    for role, staff in site.staff.items():
        for i, other in enumerate(staff.stand_in):
            at = _item(context, (*_block_of(context, site, role), "stand_in"), i)
            if other not in site.staff:
                own = context.scenario.offices[site.kind].names or {}
                if site.name in own and other in own[site.name].without:
                    at = _item(context, (*site.where, "without"), own[site.name].without.index(other))
                    message = f"'{other}' is the stand-in of '{role}', and missing here"
                    repair = f"keep it, or give this office a '{role}' of its own"
                else:
                    message = f"this office has no role '{other}' that could stand in"
                    repair = did_you_mean(other, [name for name in site.staff if name != role])
                yield context.file.fault(at, message, repair)
            elif other == role:
                yield context.file.fault(at, f"'{role}' cannot stand in for itself", "name another role")
            elif circle := _circle(role, other, site.staff):
                message = f"a circle of stand-ins: {' -> '.join(circle)}"
                yield context.file.fault(at, message, "let somebody outside the circle stand in")
            elif site.staff[other].sittings is not None or site.staff[other].visits_per_day is not None:
                message = f"'{other}' sits or visits households and does not work on single files"
                yield context.file.fault(at, message, "let people stand in who work at a desk")
            elif other in staff.stand_in[:i]:
                yield context.file.fault(at, f"'{other}' is named twice", "keep one of them")


def _block_of(context: CheckContext, site: Site, role: str) -> Where:
    """The path of the block that says who has a role in an office: its own, or that of its kind."""
    path = (*site.where, "staff", role)
    return path if path in context.file.values else ("offices", site.kind, "staff", role)


def _circle(role: str, other: str, staff: Mapping[str, Staff]) -> tuple[str, ...]:
    """The shortest way from a role over one that stands in for it back to the role itself; none where there is none."""
    came_from = {other: role}
    ahead = [other]
    for at in ahead:  # which grows meanwhile
        for following in staff[at].stand_in if at in staff else ():
            if following not in came_from:
                came_from[following] = at
                ahead.append(following)
        if role in came_from:
            way = [role]
            while len(way) == 1 or way[-1] != role:
                way.append(came_from[way[-1]])
            return tuple(reversed(way))
    return ()


def _different_sites(context: CheckContext) -> Iterator[Site]:
    """One office of each kind that is only counted, and every one that has a name."""
    seen: set[Where] = set()
    for site in context.offices.sites.values():
        if site.where not in seen:
            seen.add(site.where)
            yield site


def _deserted(context: CheckContext, site: Site) -> Iterator[Fault]:
    """Pools with nobody on duty from some day to the end, whoever stands in being absent too."""
    start, end = context.scenario.period.start, _end_of_run_out(context)
    for role, staff in site.staff.items():
        if (day := _nobody_from(context, site, role, end)) is not None:
            who = f"the role '{role}'" + (", nor to stand in for it," if staff.stand_in else "")
            when = "in the whole period" if day <= start else f"from {day} to the end"
            message = f"nobody is there for {who} {when}"
            repair = "give an absence its 'last_day', name a 'stand_in', or add a member"
            yield context.file.fault((*_block_of(context, site, role), "absences"), message, repair, at_key=True)


def _nobody_from(context: CheckContext, site: Site, role: str, end: date) -> date | None:
    """The first day from which nobody of a role is there or stands in; None where somebody is."""
    day = date.min
    for staff in _helpers(role, site.staff):
        if (since := _away_from(context, site, staff, end)) is None:
            return None
        day = max(day, since)
    return day


def _end_of_run_out(context: CheckContext) -> date:
    """A day on which no file is followed any more: half of all days are working days at least, or the calendar ends."""
    period = context.scenario.period
    terms = [term.limit for law in context.regulations.values() for term in law.terms.values()]
    days = 3 * max((limit.value for limit in terms if limit and limit.unit.endswith("days")), default=20)
    followed = max(90, 2 * (period.run_out.value if period.run_out else days))
    end = period.end + timedelta(days=min(followed, (date.max - period.end).days))
    return min(end, context.days.last + timedelta(days=1)) if context.days else end


def _helpers(role: str, staff: Mapping[str, Staff]) -> list[Staff]:
    """A staff and all who stand in for it, directly or for one another."""
    found: dict[str, Staff] = {}
    ahead = [role]
    while ahead:
        at = ahead.pop()
        if at in staff and at not in found:
            found[at] = staff[at]
            ahead += staff[at].stand_in
    return list(found.values())


def _away_from(context: CheckContext, site: Site, staff: Staff, end: date) -> date | None:
    """The first day from which all members are away until the end; None where somebody is there or comes back."""
    posts = [member.hours or staff.hours or (site.hours,) for member in (staff.members or {}).values()]
    posts = posts or [staff.hours or (site.hours,)] * staff.size
    away: list[list[PlannedAbsence]] = [[] for _ in range(staff.size)]
    for absence, members in staff.who_is_away():
        for i in members:
            if _all_day(context, absence, posts[i]):
                away[i].append(absence)
    days: list[date] = []
    for absences in away:
        first = end
        for absence in sorted(absences, key=lambda one: one.first_day, reverse=True):
            if (absence.last_day or date.max) >= first - timedelta(days=1):
                first = min(first, absence.first_day)
        if first >= end:
            return None
        days.append(first)
    return max(days)


def _all_day(context: CheckContext, absence: PlannedAbsence, post: Collection[str]) -> bool:
    """Tell whether an absence leaves nothing of the hours of a post."""
    if absence.hours is None:
        return True
    known = [context.hours[name] for name in post if name in context.hours]
    worked = [
        day for hours in known for day in (hours.every_day or (), hours.weekdays, hours.saturday, hours.sunday) if day
    ]
    missed = union(absence.hours)
    within = [any(a <= opens and closes <= b for a, b in missed) for day in worked for opens, closes in day]
    return bool(within) and all(within)
