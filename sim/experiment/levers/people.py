"""Levers of a role whose people files wait for: one more of them, a stand-in, longer hours, other files first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.experiment.levers.lever import Lever, list_value, offices_with, staff_blocks
from sim.scenario.scenario import Scenario
from sim.scenario.staff import Staff
from sim.study.study import Study

_RISES = "2 working days"
"""How long before their deadline waiting files go before all others."""
Blocks = Sequence[tuple[str, Staff]]
"""The blocks of a scenario that give the offices of a kind their people of a role, each with its path."""


def desk_blocks(scenario: Scenario, kind: str, role: str) -> Blocks:
    """The blocks of a role's people who do not only sit."""
    return [(path, staff) for path, staff in staff_blocks(scenario, kind, role) if staff.sittings is None]


def levers_of_people(study: Study, kind: str, role: str) -> Iterator[Lever]:
    """What more could be had of the people of a role in the offices of a kind; nothing of those who only sit."""
    scenario = study.scenario
    blocks = desk_blocks(scenario, kind, role)
    if not blocks:
        return
    offices = offices_with(scenario, kind, role)

    yield Lever(
        "member",
        kind,
        role,
        tuple(change for path, staff in blocks for change in _one_more(path, staff)),
        *_alike([(str(staff.size), str(staff.size + 1)) for _, staff in blocks]),
        offices,
    )
    for other in _possible_stand_ins(study, kind, role, blocks):
        changes = tuple(f"{path}.stand_in={list_value([*staff.stand_in, other])}" for path, staff in blocks)
        yield Lever("stand_in", kind, role, changes, ", ".join(blocks[0][1].stand_in), other, offices, free=True)
    own = [(path, staff.hours) for path, staff in blocks if staff.hours]
    if own and all(names != (scenario.offices[kind].hours,) for _, names in own):
        changes = tuple(f"{path}.hours=null" for path, _ in own)
        yield Lever("hours", kind, role, changes, ", ".join(own[0][1]), scenario.offices[kind].hours, offices)
    bound = [(path, staff.caseload) for path, staff in blocks if staff.caseload is not None]
    if bound:
        changes = tuple(f"{path}.caseload={most + 1}" for path, most in bound)
        texts = _alike([(str(m), str(m + 1)) for _, m in bound])
        yield Lever("caseload", kind, role, changes, *texts, offices, free=True)


def levers_of_order(scenario: Scenario, kind: str, role: str) -> Iterator[Lever]:
    """Other orders in which the people of a role may take their files; nothing for those who sit or visit households."""
    blocks = [(path, staff) for path, staff in desk_blocks(scenario, kind, role) if not staff.visits_per_day]
    if not blocks:
        return
    offices, now = offices_with(scenario, kind, role), blocks[0][1].discipline
    classes = {stream.priority for stream in scenario.arrivals.values()}
    classes |= {backlog.priority for backlog in scenario.backlog.values()}
    for order in ("earliest_deadline", "first_come", "priority"):
        others = [path for path, staff in blocks if staff.discipline != order]
        if others and (order != "priority" or len(classes) > 1):
            changes = tuple(f"{path}.discipline={order}" for path in others)
            yield Lever("order", kind, role, changes, now, order, offices, free=True)
    calm = [path for path, staff in blocks if staff.escalate is None and staff.discipline != "earliest_deadline"]
    if calm:
        changes = tuple(f"{path}.escalate={_RISES}" for path in calm)
        yield Lever("escalate", kind, role, changes, "never", _RISES, offices, free=True)


def may_be_away(staff: Staff) -> bool:
    """Tell whether there may be days on which somebody of a staff is not on duty while the office works."""
    if staff.absences or staff.sickness or staff.count_changes or staff.hours:
        return True
    return any(member.from_ or member.until or member.hours for member in (staff.members or {}).values())


def _alike(numbers: list[tuple[str, str]]) -> tuple[str, str]:
    """The number before and after; of several blocks with others each of them."""
    before, after = (", ".join(dict.fromkeys(side)) for side in zip(*numbers, strict=True))
    return before, after


def _one_more(path: str, staff: Staff) -> Iterator[str]:
    """The settings that give a staff one member more throughout."""
    if staff.members is not None:
        name = next(name for i in range(len(staff.members) + 1) if (name := f"one_more{i or ''}") not in staff.members)
        hours = next(iter(staff.members.values())).hours
        block = f"{{hours: {list_value(hours)}}}" if hours else "{}"
        yield f"{path}.members={{{name}: {block}}}"
        return
    yield f"{path}={(staff.count or 0) + 1}"
    for i, change in enumerate(staff.count_changes):
        yield f"{path}.count_changes.{i}.count={change.count + 1}"


def _possible_stand_ins(study: Study, kind: str, role: str, blocks: Blocks) -> Iterator[str]:
    """Roles at the same desks that could stand in for one that is away at times, and do not yet."""
    if not any(may_be_away(staff) for _, staff in blocks) or any(staff.visits_per_day for _, staff in blocks):
        return
    scenario = study.scenario
    known = {other for _, staff in blocks for other in _with_theirs(scenario, kind, staff.stand_in)}
    commissions = {
        other
        for regulation in study.regulations.values()
        for other in regulation.roles
        if regulation.kind(other) == "commission"
    }
    for other in scenario.offices[kind].staff:
        theirs = [staff for _, staff in staff_blocks(scenario, kind, other)]
        if other == role or other in known or other in commissions:
            continue
        alone = not any(staff.sittings or staff.visits_per_day or staff.same_people_as for staff in theirs)
        if alone and role not in _with_theirs(scenario, kind, (other,)):
            yield other


def _with_theirs(scenario: Scenario, kind: str, roles: tuple[str, ...]) -> set[str]:
    """Roles, and those who stand in for them in turn."""
    found: set[str] = set()
    ahead = [*roles]
    while ahead:
        if (role := ahead.pop()) not in found:
            found.add(role)
            ahead += [other for _, staff in staff_blocks(scenario, kind, role) for other in staff.stand_in]
    return found
