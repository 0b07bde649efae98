"""Faults of one name in two roles of an office: a person cannot work at two desks at once."""

from __future__ import annotations

from collections.abc import Iterator

from sim.errors import Fault
from sim.quantities import shown
from sim.scenario.office_list import Site
from sim.schema.yaml_file import Where
from sim.study.context import CheckContext, in_line
from sim.translations.in_use import translated


def check_one_person(context: CheckContext, site: Site) -> Iterator[Fault]:
    """Names that an office has on the staff of more than one role."""
    first: dict[str, str] = {}
    for role, staff in site.staff_of_its_own.items():
        for name in staff.members or ():
            if name not in first:
                first[name] = role
                continue
            place = context.file.place(_at(context, site, first[name], name), at_key=True)
            message = translated(
                "{name} is on the staff of '{first}' already{line}, and cannot work at two desks at once",
                name=shown(name),
                first=first[name],
                line=in_line(place.line),
            )
            if staff.sittings is not None:
                repair = translated("give '{first}' a seat under 'seats' of the sittings instead", first=first[name])
            else:
                repair = translated(
                    "if the same people do both, write 'same_people_as: {first}' as all that '{role}' has; else let '{role}' name '{first}' under 'stand_in', or write {name} as two people who share the hours, each with 'other_duties' or 'hours' of his own and another name",
                    role=role,
                    first=first[name],
                    name=shown(name),
                )
            yield context.file.fault(_at(context, site, role, name), message, repair, at_key=True)


def _at(context: CheckContext, site: Site, role: str, name: str) -> Where:
    """The place of a member's name, in a list of names or as the key of his block."""
    members = (*context.staff_block(site, role), "members")
    names = context.file.at(members)
    return (*members, str(names.index(name))) if isinstance(names, list) else (*members, name)
