"""Faults of roles whose work the people of another role do: who these are, and that they work on single files."""

from __future__ import annotations

from collections.abc import Iterator

from sim.errors import Fault, did_you_mean
from sim.scenario.office_list import Site
from sim.study.context import CheckContext
from sim.translations.in_use import translated


def check_same_people(context: CheckContext, site: Site) -> Iterator[Fault]:
    """Roles of an office whose people are to be those of a role that it does not have, or of one that cannot do their work."""
    block = context.scenario.offices[site.kind]
    named = (block.names or {}).get(site.name)
    for role in site.staff:
        own = named.staff.get(role) if named is not None else None
        other = (own if own is not None else block.staff[role]).same_people_as
        if other is None:
            continue
        where = (*context.staff_block(site, role), "same_people_as")
        if other == role:
            message = translated("'{role}' is this role itself", role=role)
            yield context.file.fault(where, message, translated("name another role of the office"))
        elif other not in site.staff:
            message = translated("this office has no role '{other}' whose people could do this work", other=other)
            yield context.file.fault(where, message, did_you_mean(other, [name for name in site.staff if name != role]))
        elif role not in site.done_by:
            message = translated("the work of '{other}' is done by the people of another role itself", other=other)
            yield context.file.fault(where, message, translated("name the role at which the people stand"))
        elif site.staff[other].sittings is not None or site.staff[other].visits_per_day is not None:
            message = translated("'{other}' sits or visits households and does not work on single files", other=other)
            yield context.file.fault(where, message, translated("name people who work at a desk"))


def not_by_another_name(role: str, other: str) -> tuple[str, str]:
    """What is wrong where people are named by a role whose work they do beside their own, and what would do."""
    return (
        translated("the people of '{role}' are those of '{other}'", role=role, other=other),
        translated("name '{other}'", other=other),
    )
