"""Faults of the staffings that may be tried: names that are nobody's, halves of what has none, pays that are missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.errors import Fault, did_you_mean
from sim.quantities import shown
from sim.scenario.staff import Staff
from sim.scenario.staffing import PostRange
from sim.schema.yaml_file import Where
from sim.study.context import CheckContext
from sim.translations.in_use import marked, translated


def check_staffing_names(context: CheckContext) -> Iterator[Fault]:
    """Offices, roles and hours that the scenario has not."""
    rules = context.scenario.staffing
    blocks: dict[str, Mapping[str, Mapping[str, object]]] = {"posts": rules.posts, "sittings": rules.sittings}
    for section, offices in blocks.items():
        for name, given in offices.items():
            where: Where = ("staffing", section, name)
            staff = _own_staff(context, name)
            if staff is None:
                known = [*context.scenario.offices, *_names(context)]
                if context.unknown(name, "offices", _names(context)):
                    yield context.file.fault(
                        where,
                        translated("there is no office '{office}'", office=name),
                        did_you_mean(name, known),
                        at_key=True,
                    )
                continue
            for role in given:
                if role not in staff:
                    yield context.file.fault((*where, role), *_not_there(context, name, role, staff), at_key=True)
    for name, roles in rules.posts.items():
        for role, post in roles.items():
            for i, hours in enumerate(post.half_post_hours or ()):
                if hours not in context.hours:
                    at = context.item(("staffing", "posts", name, role, "half_post_hours"), i)
                    yield context.file.fault(
                        at, translated("there are no hours '{hours}'", hours=hours), did_you_mean(hours, context.hours)
                    )


def check_staffing(context: CheckContext) -> Iterator[Fault]:
    """Half posts that cannot be, posts of those who only have seats, sittings of those who have none, pays that are missing."""
    rules = context.scenario.staffing
    for name, roles in rules.posts.items():
        for role, post in roles.items():
            staff = (_own_staff(context, name) or {}).get(role)
            where: Where = ("staffing", "posts", name, role)
            if staff is None:
                continue
            if staff.sittings is not None and staff.sittings.seats:
                message = translated("'{role}' has only seats, which people of other roles take", role=role)
                yield context.file.fault(
                    where, message, translated("give bounds to those roles, or to its 'sittings'"), at_key=True
                )
            elif post.half_posts and (why := _no_halves(staff) or _several_hours(context, name, role, post)):
                yield context.file.fault((*where, "half_posts"), why, translated("take 'half_posts' out"), at_key=True)
    for name, commissions in rules.sittings.items():
        for role in commissions:
            staff = (_own_staff(context, name) or {}).get(role)
            if staff is not None and staff.sittings is None:
                at = ("staffing", "sittings", name, role)
                message = translated("'{role}' has no sittings; it takes files one by one", role=role)
                yield context.file.fault(at, message, translated("give bounds under 'posts' instead"), at_key=True)
    if rules.pays and (missing := list(_without_pay(context))):
        template = marked("some posts have a pay, and those of {names} have none, so that costs do not add up")
        if len(missing) > 5:
            template = marked(
                "some posts have a pay, and those of {names} and others have none, so that costs do not add up"
            )
        message = translated(template, names=", ".join(map(shown, missing[:5])))
        yield context.file.fault(
            ("staffing", "posts"), message, translated("add a 'pay', or the word 'fixed'"), at_key=True
        )


def _own_staff(context: CheckContext, name: str) -> dict[str, Staff] | None:
    """The people who stand in the block of a kind of offices, or of an office by its name; None for an unknown one."""
    if (office := context.scenario.offices.get(name)) is not None:
        return office.staff
    for office in context.scenario.offices.values():
        if name in (office.names or {}):
            return (office.names or {})[name].staff
    return None


def _names(context: CheckContext) -> list[str]:
    """Names of offices that have one of their own."""
    return [name for office in context.scenario.offices.values() for name in office.names or ()]


def _not_there(context: CheckContext, name: str, role: str, staff: dict[str, Staff]) -> tuple[str, str]:
    """What is wrong with a role that an office has not, or has from its kind, and what would do."""
    for kind, office in context.scenario.offices.items():
        if name in (office.names or {}) and role in office.staff:
            message = translated("'{office}' has '{role}' from its kind, as others have", office=name, role=role)
            return message, translated("write it under '{kind}'", kind=kind)
    message = translated("'{office}' has no role '{role}'", office=name, role=role)
    return message, did_you_mean(role, staff)


def _no_halves(staff: Staff) -> str:
    """Why a staff can have no half post; empty where it can."""
    if staff.sittings is not None:
        return translated("a commission that sits has no half posts")
    if staff.visits_per_day is not None:
        return translated("teams that visit households have no half posts")
    if staff.count_changes:
        return translated("a headcount that changes at dates has no half posts")
    return ""


def _several_hours(context: CheckContext, name: str, role: str, post: PostRange) -> str:
    """Why nobody knows when a half post is there; empty where it is known."""
    own = (_own_staff(context, name) or {})[role].hours
    of_kind = context.offices.kinds.get(name, ())
    alike = {context.offices.sites[site].hours for site in of_kind if role in context.offices.sites[site].staff}
    if own or post.half_post_hours or len(alike) < 2:
        return ""
    return translated("its offices have several hours, so that 'half_post_hours' has to say those of a half post")


def _without_pay(context: CheckContext) -> Iterator[str]:
    """Roles that may get more or fewer posts and have no pay, each with its office."""
    posts = context.scenario.staffing.posts
    for where, staff in context.all_staff:
        name, role = where[-3], where[-1]
        post = posts.get(name, {}).get(role)
        if staff.same_people_as is not None or (staff.sittings is not None and staff.sittings.seats):
            continue
        if post is None or not (post.fixed or post.pay is not None):
            yield f"{name}.{role}"
