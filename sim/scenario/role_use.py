"""How the members of a role share the files of a route, as a planner writes it."""

from __future__ import annotations

from typing import Literal

from sim.schema.document import Document, YesNo

Assign = Literal["when_free", "at_once"]
"""When a file gets its officer: as the first member who is free begins it, or as soon as it waits, by fewest files under way."""


class RoleUse(Document):
    """How the members of one role share the files of a route."""

    same_member: YesNo | None = None
    """Whether the member who does the first step of the role on a file, its officer, does its later ones as well; default as
    the regulation says: true where it has one member named for a file."""
    assign: Assign | None = None
    """When a file gets its officer: `when_free`, as the first member who is free begins it, or `at_once`, as soon as it
    waits, the one with the fewest files under way; default `when_free`."""
