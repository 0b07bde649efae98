"""Faults of other duties in given hours: hours that never meet those of a member, or that leave nothing of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sim.calendar.duty import both
from sim.calendar.opening_hours import weekly_hours
from sim.calendar.working_time import WorkingTime
from sim.errors import Fault
from sim.scenario.office_list import Site
from sim.scenario.staff import NamedMember
from sim.schema.yaml_file import Where
from sim.study.context import CheckContext
from sim.translations.in_use import translated


def check_other_duties(context: CheckContext, site: Site) -> Iterator[Fault]:
    """Other duties of the people of an office, each block told once."""
    for role, staff in site.staff_of_its_own.items():
        block = context.staff_block(site, role)
        told: set[Where] = set()
        people: list[tuple[str, NamedMember | None]] = [*(staff.members or {}).items()]
        for name, member in people or [("", None)]:
            own = member is not None and member.other_duties is not None
            duties = member.other_duties if member is not None and own else staff.other_duties
            where = (*block, "members", name, "other_duties") if own else (*block, "other_duties")
            if duties is None or duties.hours is None or where in told:
                continue
            post = (member.hours if member is not None else None) or staff.hours or (site.hours,)
            for message, repair in _slips(context, duties.hours, post):
                told.add(where)
                yield context.file.fault((*where, "hours"), message, repair)


def _slips(context: CheckContext, duties: Collection[str], post: Collection[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with the hours of other duties beside those of a post, and what would do."""
    if context.days is None or not all(name in context.hours for name in (*duties, *post)):
        return  # a fault of its own
    meet = leave = False
    for at_post in (_laid(context, name) for name in post):
        for elsewhere in (_laid(context, name) for name in duties):
            common = both(at_post, elsewhere).elapsed(at_post.start, at_post.end)
            meet, leave = meet or common > 0, leave or common < at_post.total
    if not meet:
        yield (
            translated("the other duties never meet the hours of whoever has them"),
            translated("choose hours within his, or take them out"),
        )
    elif not leave:
        yield (
            translated("the other duties leave nothing of his hours, so nobody would ever take a file"),
            translated("choose shorter hours"),
        )


def _laid(context: CheckContext, name: str) -> WorkingTime:
    assert context.days is not None  # looked at before
    return WorkingTime.from_hours(weekly_hours(context.hours[name]), context.days)
