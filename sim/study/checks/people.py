"""Faults of offices and people that no single block shows: unknown names, circles, absences of nobody, empty posts."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping

from sim.errors import Fault, did_you_mean
from sim.near_words import meant
from sim.quantities import shown
from sim.scenario.coming_and_going import HeadcountChange, Pace
from sim.scenario.office_list import Site
from sim.scenario.other_duties import OtherDuties
from sim.scenario.planned_absences import PlannedAbsence
from sim.scenario.route_use import Work
from sim.scenario.scenario import NamedOffice, Office, Scenario
from sim.scenario.staff import NamedMember, Staff
from sim.scenario.step_durations import block_of
from sim.schema.schema_paths import Block, blocks_at
from sim.schema.yaml_file import Where
from sim.study.checks.absences import check_absences, check_posts
from sim.study.checks.coming_and_going import check_coming_and_going
from sim.study.checks.counters import CounterChecks
from sim.study.checks.one_person import check_one_person
from sim.study.checks.other_duties import check_other_duties
from sim.study.checks.same_people import check_same_people, not_by_another_name
from sim.study.context import STAFFED, CheckContext
from sim.translations.in_use import counted, translated

_FORGOTTEN: Mapping[str, tuple[Block, ...]] = {
    "hours": (NamedOffice, Staff, NamedMember, PlannedAbsence),
    "sends_to": (NamedOffice,),
    "last_day": (PlannedAbsence,),
    "caseload": (Staff,),
    "counter_hours": (Staff,),
    "sickness": (Staff,),
    "appointments": (Staff,),
    "from": (NamedMember,),
    "until": (NamedMember, Pace),
    "pace": (NamedMember, Staff, HeadcountChange),
    "other_duties": (NamedMember, Staff),
    "count_changes": (Staff,),
    "block": (OtherDuties,),
}
"""Keys by the blocks in which they may be left out, and hardly are left empty on purpose."""


def check_offices(context: CheckContext) -> Iterator[Fault]:
    """Unknown names in offices, who sends to whom, and keys that were left empty."""
    yield from _empty_keys(context)
    known: dict[str, str | None] = dict.fromkeys(context.scenario.offices)
    """Names by the kind whose office has one; None for that of a kind."""
    for key, office in context.scenario.offices.items():
        where = ("offices", key)
        yield from _hours(context, (*where, "hours"), office.hours)
        yield from _sends_to(context, (*where, "sends_to"), office.sends_to)
        everybody = [office.staff, *(named.staff for named in (office.names or {}).values())]
        yield from _roles(context, (*where, "staff"), office.staff, everybody)
        for name, named in (office.names or {}).items():
            here = (*where, "names", name)
            if name in known and (name != key or len(office.names or {}) > 1):
                message = translated("'{name}' is the name of a kind of offices already", name=name)
                if (kind := known[name]) is not None:
                    message = translated("'{name}' is the name of an office of '{kind}' already", name=name, kind=kind)
                names = context.file.at((*where, "names"))
                at = (*where, "names", str(names.index(name))) if isinstance(names, list) else here
                yield context.file.fault(at, message, translated("choose another name"), at_key=True)
            known[name] = key
            yield from _named(context, here, office, named)
    yield from _circles(context)


def check_people(context: CheckContext) -> Iterator[Fault]:
    """Faults of members and their absences, of caseloads and stand-ins."""
    held = _held_roles(context)
    for where, staff in context.all_staff:
        yield from check_coming_and_going(context, where, staff)
        yield from check_absences(context, where, staff)
        together = staff.sittings is not None or staff.visits_per_day is not None  # told with them
        if staff.caseload is not None and not together and held is not None and where[-1] not in held:
            message = translated("no step of '{role}' has a hold, so a caseload can never be reached", role=where[-1])
            repair = translated("give one of its steps a 'hold', or take the caseload out")
            yield context.file.fault((*where, "caseload"), message, repair, at_key=True)
    counters = CounterChecks(context)
    told: set[Fault] = set()
    for site in _different_sites(context):
        for fault in (*check_same_people(context, site), *check_one_person(context, site), *counters.check(site)):
            if fault not in told:  # offices that have a role from their kind tell it once
                told.add(fault)
                yield fault
        yield from check_other_duties(context, site)
        yield from _stand_ins(context, site)
        yield from check_posts(context, site)


def is_no_office(context: CheckContext, name: str) -> bool:
    """Tell whether a name is that of no office and of no kind; False where a kind is faulty, so that its offices are not known."""
    for kind in context.names("offices"):
        block = context.file.data["offices"][kind]
        names = block.get("names") if isinstance(block, dict) else None
        inside = name.rpartition(" ")[0] == kind or (isinstance(names, (dict, list)) and name in names)
        if inside and kind not in context.scenario.offices:
            return False
    return context.unknown(name, "offices", context.offices.sites)


def _empty_keys(context: CheckContext) -> Iterator[Fault]:
    """Keys without a value, which would leave a default in force unseen; in a layer over the file an empty key takes one out."""
    for where, place in context.file.values.items():
        if where[:1] == ("offices",) and where[-1] in _FORGOTTEN and not place.layer and context.file.at(where) is None:
            blocks = blocks_at(Scenario, where[:-1])
            if any(block in blocks for block in _FORGOTTEN[where[-1]]):
                message = translated("nothing is given for '{key}'", key=where[-1])
                yield context.file.fault(where, message, translated("fill it, or take the key out"), at_key=True)


def _named(context: CheckContext, where: Where, office: Office, named: NamedOffice) -> Iterator[Fault]:
    if named.hours is not None:
        yield from _hours(context, (*where, "hours"), named.hours)
    yield from _sends_to(context, (*where, "sends_to"), named.sends_to)
    yield from _roles(context, (*where, "staff"), named.staff, [office.staff, named.staff])
    for i, role in enumerate(named.without):
        at = context.item((*where, "without"), i)
        if role not in office.staff:
            message = translated("the offices of this kind have no role '{role}' anyway", role=role)
            yield context.file.fault(at, message, did_you_mean(role, office.staff))
        elif role in named.staff:
            message = translated("the office is without '{role}', and has it under 'staff'", role=role)
            yield context.file.fault(at, message, translated("keep one of them"))


def _hours(context: CheckContext, where: Where, *names: str) -> Iterator[Fault]:
    if not isinstance(context.file.data.get("hours", {}), dict):
        return  # a fault of its own, which leaves it open what hours there are
    for i, name in enumerate(names):
        if context.unknown(name, "hours", context.hours):
            hint = did_you_mean(name, context.hours)
            if re.search(r"[0-9]:[0-9]", name):
                hint = translated("describe them under 'hours' by a name, and write that name here")
            yield context.file.fault(
                context.item(where, i), translated("no hours are called {name}", name=shown(name)), hint
            )


def _sends_to(context: CheckContext, where: Where, target: str | None) -> Iterator[Fault]:
    if target is None:
        return
    offices = context.offices.named(target)
    if not offices and is_no_office(context, target):
        known = [*context.names("offices"), *context.offices.sites]
        yield context.file.fault(
            where, translated("there is no office '{office}'", office=target), did_you_mean(target, known)
        )
    elif len(offices) > 1:
        message = counted(
            "'{office}' stands for {count} office, so it is open which one is meant",
            "'{office}' stands for {count} offices, so it is open which one is meant",
            len(offices),
            office=target,
            count=len(offices),
        )
        yield context.file.fault(where, message, translated("send to a single office, by its name"))


def _circles(context: CheckContext) -> Iterator[Fault]:
    told_blocks: set[Where] = set()
    for site in context.offices.sites.values():
        chain = context.offices.chain(site.name)
        back = context.offices.named(context.offices.sites[chain[-1]].sends_to or "") if chain else ()
        if back == (site.name,) and site.where not in told_blocks:
            told_blocks.add(site.where)
            message = translated(
                "'{name}' sends to '{sends_to}' and gets its own files back", name=site.name, sends_to=site.sends_to
            )
            stated = (*site.where, "sends_to")
            at = stated if stated in context.file.values else ("offices", site.kind, "sends_to")
            yield context.file.fault(at, message, translated("break the circle"))


def _roles(
    context: CheckContext, where: Where, staff: Mapping[str, Staff], around: Collection[Mapping[str, Staff]]
) -> Iterator[Fault]:
    """Roles that no regulation has and that stand in for nobody, and unknown hours."""
    helpers = _stand_in_roles(around)
    for role, people in staff.items():
        yield from _hours(context, (*where, role, "hours"), *(people.hours or ()))
        yield from _hours(context, (*where, role, "counter_hours"), *(people.counter_hours or ()))
        if people.other_duties:
            yield from _hours(context, (*where, role, "other_duties", "hours"), *(people.other_duties.hours or ()))
        for name, member in (people.members or {}).items():
            at = (*where, role, "members", name)
            yield from _hours(context, (*at, "hours"), *(member.hours or ()))
            if member.other_duties:
                yield from _hours(context, (*at, "other_duties", "hours"), *(member.other_duties.hours or ()))
        if context.all_regulations_read and role not in helpers:
            yield from _without_task(context, (*where, role))


def _stand_in_roles(around: Collection[Mapping[str, Staff]]) -> set[str]:
    """Roles that stand in for another one, and those for which a misspelt name may stand there."""
    roles = {role for others in around for role in others}
    everybody = [people for others in around for people in others.values()]
    helpers = {other for people in everybody for other in (*people.stand_in, *filter(None, (people.same_people_as,)))}
    for name in helpers - roles:  # misspelt there, which is a fault of its own
        helpers |= {*difflib.get_close_matches(name, roles, n=1, cutoff=0.6)}
    return helpers


def _without_task(context: CheckContext, where: Where) -> Iterator[Fault]:
    """A role for which no regulation has a step of staff."""
    role, kinds = where[-1], context.role_kinds
    staffed = [name for name, kind in kinds.items() if kind in STAFFED]
    if role in staffed:
        return
    hint = did_you_mean(role, staffed)
    message = translated("the role '{role}' is in none of the regulations", role=role)
    if role in kinds:
        message = translated("the role '{role}' is an information system or the applicant", role=role)
    elif meant(role, staffed) is None:
        message = translated("the role '{role}' is in none of the regulations and stands in for nobody", role=role)
        hint = translated("name it under 'stand_in' or take it out ({known})", known=hint)
    yield context.file.fault(where, message, hint, at_key=True)


def _held_roles(context: CheckContext) -> set[str] | None:
    """Roles whose people may hold files after the work, in their own steps or as stand-ins; None: any."""
    if context.scenario.durations == "regulated":
        return None  # holds are left out on purpose then
    roles = {role for role, block in _work_of_roles(context) if _holds(block)}
    helped = {
        (where[-1], other)
        for where, staff in context.all_staff
        for other in (*staff.stand_in, *filter(None, (staff.same_people_as,)))
    }
    while more := {other for role, other in helped if role in roles} - roles:
        roles |= more
    return roles


def _work_of_roles(context: CheckContext) -> Iterator[tuple[str, Work]]:
    """The role and the block of work of every step of the routes in use that has one."""
    for key, service in context.scenario.services.items():
        for channel in service.routes:
            for step in context.path(key, channel):
                if (block := block_of(context.scenario, key, channel, step)) is not None:
                    yield step.role, block


def _holds(block: Work) -> bool:
    """Tell whether a file may wait with a member after the work."""
    return block.model == "lead_time" or (block.hold is not None and block.hold.mean_seconds > 0)


def _stand_ins(context: CheckContext, site: Site) -> Iterator[Fault]:
    """Stand-ins whom an office does not have, and circles of them."""
    for role, staff in site.staff_of_its_own.items():
        for i, other in enumerate(staff.stand_in):
            at = context.item((*context.staff_block(site, role), "stand_in"), i)
            if other not in site.staff:
                yield _no_stand_in(context, site, role, other, at)
            elif other in site.done_by:
                yield context.file.fault(at, *not_by_another_name(other, site.done_by[other]))
            elif other == role:
                yield context.file.fault(
                    at, translated("'{role}' cannot stand in for itself", role=role), translated("name another role")
                )
            elif circle := _circle(role, other, site.staff):
                message = translated("a circle of stand-ins: {circle}", circle=" -> ".join(circle))
                yield context.file.fault(at, message, translated("let somebody outside the circle stand in"))
            elif site.staff[other].sittings is not None or site.staff[other].visits_per_day is not None:
                message = translated(
                    "'{other}' sits or visits households and does not work on single files", other=other
                )
                yield context.file.fault(at, message, translated("let people stand in who work at a desk"))
            elif other in staff.stand_in[:i]:
                yield context.file.fault(
                    at, translated("'{other}' is named twice", other=other), translated("keep one of them")
                )


def _no_stand_in(context: CheckContext, site: Site, role: str, other: str, at: Where) -> Fault:
    """The fault of a stand-in whom an office does not have, be it that the office is without the role."""
    named = (context.scenario.offices[site.kind].names or {}).get(site.name)
    if named is not None and other in named.without:
        at = context.item((*site.where, "without"), named.without.index(other))
        message = translated("'{other}' is the stand-in of '{role}', and missing here", other=other, role=role)
        return context.file.fault(
            at, message, translated("keep it, or give this office a '{role}' of its own", role=role)
        )
    message = translated("this office has no role '{other}' that could stand in", other=other)
    return context.file.fault(at, message, did_you_mean(other, [name for name in site.staff if name != role]))


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
    blocks: set[Where] = set()
    for site in context.offices.sites.values():
        if site.where not in blocks:
            blocks.add(site.where)
            yield site
