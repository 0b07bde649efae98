"""How many people or teams each role has in the offices of a kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.planning.staffing.staff_blocks import StaffBlock, staff_of_blocks, whole_posts
from sim.schema.size_caps import MOST_MEMBERS_OF_ROLE
from sim.study.study import Study
from sim.web.controls.adjustable import Adjustable, Form, Unchangeable

_ROOM, _TIMES = 10, 3
"""So many posts can be chosen at least, and so many times as many as there are."""


@dataclass(frozen=True)
class _Posts:
    """Writes the posts of a block."""

    block: StaffBlock

    def settings(self, value: float) -> tuple[str, ...]:
        """The settings that give so many posts."""
        return tuple(whole_posts(self.block, round(value)))


def posts_of(study: Study) -> Iterator[Adjustable | Unchangeable]:
    """The posts of every block of staff; one post is the least, for the language knows no role without anybody."""
    for block in staff_of_blocks(study.scenario):
        where = (block.name, block.role)
        rule = block.staff.sittings
        if rule is not None and rule.seats:
            yield Unchangeable("posts", where, "seats")
            continue
        size = block.staff.size
        yield Adjustable(
            key=place_key("posts", block),
            kind="posts",
            where=where,
            form=_form(study, block),
            stated=float(size),
            least=1.0,
            most=float(min(max(_ROOM, _TIMES * size), max(MOST_MEMBERS_OF_ROLE, size))),
            step=1.0,
            writer=_Posts(block),
            offices=block.offices,
        )


def place_key(first: str, block: StaffBlock) -> str:
    """The name of a control of a block of staff: `posts.KIND.ROLE`, and of a single office `posts.KIND.NAME.ROLE`."""
    single = (block.name,) if ".names." in block.path else ()
    return ".".join((first, block.kind, *single, block.role))


def _form(study: Study, block: StaffBlock) -> Form:
    """Teams are households' visitors, and commissions without sittings, each of which works as one."""
    if block.staff.visits_per_day or (block.staff.sittings is None and _is_commission(study, block.role)):
        return "teams"
    return "most" if block.staff.count_changes else "people"


def _is_commission(study: Study, role: str) -> bool:
    return any(role in law.roles and law.kind(role) == "commission" for law in study.regulations.values())
