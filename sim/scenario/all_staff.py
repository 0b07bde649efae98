"""Every block of staff of a scenario: of kinds of offices, and of single offices by their names."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.scenario import Scenario
from sim.scenario.staff import Staff
from sim.schema.yaml_file import Where


def all_staff(scenario: Scenario) -> Iterator[tuple[Where, Staff]]:
    """Every block of staff with its path, in the order of the file."""
    for kind, office in scenario.offices.items():
        yield from ((("offices", kind, "staff", role), staff) for role, staff in office.staff.items())
        for name, named in (office.names or {}).items():
            where = ("offices", kind, "names", name, "staff")
            yield from (((*where, role), staff) for role, staff in named.staff.items())


def staff_of_role(scenario: Scenario, role: str) -> tuple[Staff, ...]:
    """The blocks of all who have a role, in any office."""
    return tuple(staff for where, staff in all_staff(scenario) if where[-1] == role)


def roles_done_by(scenario: Scenario, kind: str, role: str) -> tuple[str, ...]:
    """A role of a kind of offices, and those whose work its people do too there."""
    others = (where[-1] for where, staff in all_staff(scenario) if where[1] == kind and staff.same_people_as == role)
    return tuple(dict.fromkeys((role, *others)))
