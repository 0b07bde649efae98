"""Who a scenario says works where: every block of staff with its offices, and the settings that give it another number of posts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.experiment.levers.lever import offices_with, staff_blocks
from sim.scenario.office_list import Offices
from sim.scenario.scenario import Scenario
from sim.scenario.staff import Staff


@dataclass(frozen=True)
class StaffBlock:
    """A block that gives the offices of a kind, or one office, their people of a role."""

    kind: str
    """Short name of the kind."""
    name: str
    """Short name of the kind, or of the one office that has a block of its own."""
    role: str
    path: str
    """Path of the block."""
    staff: Staff
    offices: int
    sites: tuple[str, ...]
    """Names of the offices."""


def staff_of_blocks(scenario: Scenario) -> Iterator[StaffBlock]:
    """Every block of staff of a scenario that has people of its own, in its order."""
    offices = Offices.of(scenario)
    for kind, office in scenario.offices.items():
        named = office.names or {}
        roles = dict.fromkeys([*office.staff, *(role for own in named.values() for role in own.staff)])
        for role in roles:
            for path, staff in staff_blocks(scenario, kind, role):
                if staff.same_people_as is not None:  # who have a block at another role
                    continue
                own = path.split(".")[3] if ".names." in path else None
                alike = tuple(
                    name
                    for name in offices.kinds[kind]
                    if own == name
                    or (
                        own is None
                        and not (name in named and (role in named[name].staff or role in named[name].without))
                    )
                )
                count = 1 if own else len(alike) if named else offices_with(scenario, kind, role)
                yield StaffBlock(kind, own or kind, role, path, staff, count, alike)


def whole_posts(block: StaffBlock, count: int) -> Iterator[str]:
    """The settings that give a staff so many whole posts; of members by name the first of them, and new ones behind them.

    Where all members have hours of their own, such as shifts, new ones take them in turn. A headcount that changes is so many at
    most, and each of its numbers goes up or down alike.
    """
    staff, path = block.staff, block.path
    if staff.members is None:
        more = count - staff.size
        yield f"{path}={max((staff.count or 0) + more, 1)}"
        for i, change in enumerate(staff.count_changes):
            yield f"{path}.count_changes.{i}.count={max(change.count + more, 0)}"
        return
    names, shifts = list(staff.members), [member.hours for member in staff.members.values() if member.hours]
    changed: dict[str, dict[str, object] | None] = dict.fromkeys(names[count:])
    for i, name in enumerate(new_names(names, count - len(names))):
        changed[name] = {"hours": list(shifts[i % len(shifts)])} if len(shifts) == len(names) else {}
    yield f"{path}.members={json.dumps(changed, ensure_ascii=False)}"


def new_names(taken: Sequence[str], count: int, stem: str = "post") -> list[str]:
    """Names that nobody has yet."""
    found: list[str] = []
    number = len(taken) + 1
    while len(found) < count:
        name = stem if stem != "post" and number == len(taken) + 1 else f"{stem} {number}"
        if name not in taken:
            found.append(name)
        number += 1
    return found
