"""Faults of offices and people that no single block shows: unknown names, circles, absences of nobody, empty posts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

from sim.errors import Fault, did_you_mean
from sim.given import STAFFED, Given
from sim.offices import Site
from sim.scenario import NamedOffice, Office
from sim.staff import PlannedAbsence, Staff
from sim.yamlfile import Where


def check_offices(given: Given) -> Iterator[Fault]:
    """Names in offices that nothing bears, and who sends to whom."""
    known: dict[str, str] = dict.fromkeys(given.scenario.offices, "a kind of offices")
    for key, office in given.scenario.offices.items():
        where = ("offices", key)
        yield from _hours(given, (*where, "hours"), office.hours)
        yield from _sends_to(given, (*where, "sends_to"), office.sends_to)
        yield from _roles(given, (*where, "staff"), office.staff, office.staff)
        for name, own in (office.names or {}).items():
            here = (*where, "names", name)
            if name in known and name != key:
                message = f"'{name}' is the name of {known[name]} already"
                yield given.file.fault(here, message, "choose another name", at_key=True)
            known[name] = f"an office of '{key}'"
            yield from _named(given, here, office, own)
    yield from _circles(given)


def check_people(given: Given) -> Iterator[Fault]:
    """Faults of members and their absences, of caseloads and stand-ins."""
    for where, staff, around in _all_staff(given):
        yield from _absences(given, where, staff)
        if staff.caseload is not None and not _is_held(given, where[-1]):
            message = f"no step of '{where[-1]}' has a hold, so a caseload can never be reached"
            repair = "give one of its steps a 'hold', or take the caseload out"
            yield given.file.fault((*where, "caseload"), message, repair, at_key=True)
        yield from _stand_ins(given, where, staff, around)
    for site in _different_sites(given):
        yield from _deserted(given, site)


def _named(given: Given, where: Where, office: Office, own: NamedOffice) -> Iterator[Fault]:
    if own.hours is not None:
        yield from _hours(given, (*where, "hours"), own.hours)
    yield from _sends_to(given, (*where, "sends_to"), own.sends_to)
    yield from _roles(given, (*where, "staff"), own.staff, office.staff | own.staff)
    for i, role in enumerate(own.without):
        if role not in office.staff:
            message = f"the offices of this kind have no role '{role}' anyway"
            yield given.file.fault((*where, "without", str(i)), message, did_you_mean(role, office.staff))


def _hours(given: Given, where: Where, *names: str) -> Iterator[Fault]:
    for i, name in enumerate(names):
        if given.unknown(name, "hours", given.hours):
            at = (*where, str(i)) if (*where, str(i)) in given.file.values else where
            yield given.file.fault(at, f"no hours are called '{name}'", did_you_mean(name, given.hours))


def _sends_to(given: Given, where: Where, target: str | None) -> Iterator[Fault]:
    if target is None:
        return
    offices = given.offices.named(target)
    if not offices and given.unknown(target, "offices"):
        known = [*given.names("offices"), *given.offices.sites]
        yield given.file.fault(where, f"there is no office '{target}'", did_you_mean(target, known))
    elif len(offices) > 1:
        message = f"'{target}' stands for {len(offices)} offices, so it is open which one is meant"
        yield given.file.fault(where, message, "send to a single office, by its name")


def _circles(given: Given) -> Iterator[Fault]:
    seen: set[Where] = set()
    for site in given.offices.sites.values():
        chain = given.offices.chain(site.name)
        back = given.offices.named(given.offices.sites[chain[-1]].sends_to or "") if chain else ()
        if back == (site.name,) and site.where not in seen:
            seen.add(site.where)
            message = f"'{site.name}' sends to '{site.sends_to}' and gets its own files back"
            yield given.file.fault((*site.where, "sends_to"), message, "break the circle")


def _roles(given: Given, where: Where, staff: Mapping[str, Staff], around: Mapping[str, Staff]) -> Iterator[Fault]:
    """Roles that no regulation has and that stand in for nobody; and hours that nothing bears."""
    kinds = given.role_kinds
    staffed = [role for role, kind in kinds.items() if kind in STAFFED]
    helpers = {other for one in around.values() for other in one.stand_in}
    for role, one in staff.items():
        yield from _hours(given, (*where, role, "hours"), *(one.hours or ()))
        for name, member in (one.members or {}).items():
            yield from _hours(given, (*where, role, "members", name, "hours"), *(member.hours or ()))
        if given.all_regulations_read and role not in staffed and role not in helpers:
            what = "is an information system or the applicant" if role in kinds else "is in none of the regulations"
            yield given.file.fault(
                (*where, role), f"the role '{role}' {what}", did_you_mean(role, staffed), at_key=True
            )


def _all_staff(given: Given) -> Iterator[tuple[Where, Staff, Mapping[str, Staff]]]:
    """Every block of staff with its path, and all the staff of its office."""
    for key, office in given.scenario.offices.items():
        for role, staff in office.staff.items():
            yield ("offices", key, "staff", role), staff, office.staff
        for name, own in (office.names or {}).items():
            for role, staff in own.staff.items():
                yield ("offices", key, "names", name, "staff", role), staff, office.staff | own.staff


def _absences(given: Given, where: Where, staff: Staff) -> Iterator[Fault]:
    names, before = list(staff.members or ()), []  # type: tuple[list[str], list[tuple[int, PlannedAbsence]]]
    for i, (absence, away) in enumerate(staff.who_is_away()):
        at = (*where, "absences", str(i))
        yield from _in_calendar(given, at, absence)
        if absence.member is not None and not names:
            message = "the members of this staff have no names"
            yield given.file.fault(
                (*at, "member"), message, "write 'members' and how many, or name them under 'members'"
            )
        elif absence.member is not None and absence.member not in names:
            message = f"nobody on this staff is called '{absence.member}'"
            yield given.file.fault((*at, "member"), message, did_you_mean(absence.member, names))
        elif names and absence.member is None:
            message = "it is open who is away, for the members of this staff have names"
            yield given.file.fault(at, message, f"add 'member'; {did_you_mean('', names)}")
        elif absence.member is not None:
            meets = [k for k, other in before if other.member == absence.member and other.meets(absence)]
            if meets:
                line = given.file.values[(*where, "absences", str(meets[0]))][0]
                message = f"'{absence.member}' is away already, by the absence in line {line}"
                yield given.file.fault(at, message, "let one begin after the other has ended")
        elif len(away) < (absence.members or 1):
            message = f"{absence.members or 1} more cannot be away then, for only {len(away)} of {staff.size} are left"
            yield given.file.fault(at, message, "check the days and how many there are")
        before.append((i, absence))


def _in_calendar(given: Given, where: Where, absence: PlannedAbsence) -> Iterator[Fault]:
    days = given.days
    for key in ("first_day", "last_day"):
        day: date | None = getattr(absence, key)
        if days is not None and day is not None and not days.first <= day <= days.last:
            message = f"{day} lies outside the calendar '{days.code}', which covers {days.first} to {days.last}"
            yield given.file.fault((*where, key), message, "choose a day inside it")


def _is_held(given: Given, role: str) -> bool:
    """Tell whether files of any step of a role lie with its members after the work."""
    if getattr(given.scenario, "durations", "") == "regulated":
        return True  # holds are left out on purpose then
    for key, service in given.scenario.services.items():
        for channel in service.routes:
            for step in given.path(key, channel):
                lender, number = step.borrowed or (channel, step.key)
                use = service.routes.get(channel)
                work = use.steps.get(step.key) if use else None
                if work is None and lender in service.routes:
                    work = service.routes[lender].steps.get(str(number))
                if step.role == role and work is not None and (work.hold or getattr(work, "model", "") == "lead_time"):
                    return True
    return False


def _stand_ins(given: Given, where: Where, staff: Staff, around: Mapping[str, Staff]) -> Iterator[Fault]:
    role = where[-1]
    for i, other in enumerate(staff.stand_in):
        at = (*where, "stand_in", str(i)) if (*where, "stand_in", str(i)) in given.file.values else (*where, "stand_in")
        if other not in around:
            message = f"this office has no role '{other}' that could stand in"
            yield given.file.fault(at, message, did_you_mean(other, [name for name in around if name != role]))
        elif way := _way_back(other, role, around):
            message = f"a circle of stand-ins: {' -> '.join((role, *way))}"
            yield given.file.fault(at, message, "let somebody outside the circle stand in")


def _way_back(start: str, to: str, staff: Mapping[str, Staff], passed: Collection[str] = ()) -> tuple[str, ...]:
    """The roles by which a chain of stand-ins comes to a role; none where it does not."""
    if start == to:
        return (start,)
    for other in staff[start].stand_in if start in staff and start not in passed else ():
        if rest := _way_back(other, to, staff, (*passed, start)):
            return (start, *rest)
    return ()


def _different_sites(given: Given) -> Iterator[Site]:
    """One office of each kind that is only counted, and every one that has a name."""
    seen: set[Where] = set()
    for site in given.offices.sites.values():
        if site.where not in seen:
            seen.add(site.where)
            yield site


def _deserted(given: Given, site: Site) -> Iterator[Fault]:
    """Pools with nobody on duty from some day to the end, whoever stands in being absent too."""
    period = given.scenario.period
    for role in site.staff:
        since = [_away_from(one, period.end) for one in _helpers(role, site.staff)]
        if any(day is None for day in since):
            continue
        day = max(day for day in since if day is not None)
        path = (*site.where, "staff", role)
        at = path if path in given.file.values else ("offices", site.kind, "staff", role)
        when = "in the whole period" if day <= period.start else f"from {day} to the end"
        message = f"nobody is there for the role '{role}' {when}"
        repair = "give an absence its 'last_day', name a 'stand_in', or add a member"
        yield given.file.fault((*at, "absences"), message, repair, at_key=True)


def _helpers(role: str, staff: Mapping[str, Staff]) -> list[Staff]:
    """A staff and all who stand in for it, directly or for one another."""
    found: list[str] = []
    ahead = [role]
    while ahead:
        at = ahead.pop()
        if at in staff and at not in found:
            found.append(at)
            ahead += staff[at].stand_in
    return [staff[name] for name in found]


def _away_from(staff: Staff, end: date) -> date | None:
    """The first day from which all members are away over the end of the period; None where somebody is there."""
    days: list[date] = []
    away: list[list[PlannedAbsence]] = [[] for _ in range(staff.size)]
    for absence, members in staff.who_is_away():
        for i in members if absence.hours is None else ():
            away[i].append(absence)
    beyond = end + timedelta(days=90)
    for absences in away:
        first = beyond
        for absence in sorted(absences, key=lambda one: one.first_day, reverse=True):
            if (absence.last_day or date.max) >= first - timedelta(days=1):
                first = min(first, absence.first_day)
        if first >= beyond:
            return None
        days.append(first)
    return max(days)
