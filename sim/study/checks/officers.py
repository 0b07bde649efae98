"""Faults of officers: roles that the route does not have, people who take files together, and assignments of nobody."""

from __future__ import annotations

from collections.abc import Iterator

from sim.errors import Fault, did_you_mean
from sim.law.regulation import Channel
from sim.scenario.all_staff import staff_of_role
from sim.scenario.role_use import RoleUse
from sim.scenario.route_use import RouteUse
from sim.schema.yaml_file import Where
from sim.study.context import STAFFED, CheckContext
from sim.study.officers import has_officer
from sim.translations.in_use import marked, translated


def check_officers(context: CheckContext) -> Iterator[Fault]:
    """Faults of what the routes in use state about roles."""
    for key, service in context.scenario.services.items():
        for channel, use in service.routes.items():
            if use.roles and context.path(key, channel):
                yield from _of_route(context, key, channel, use)


def _of_route(context: CheckContext, service: str, channel: Channel, use: RouteUse) -> Iterator[Fault]:
    regulation = context.regulations[service]
    roles = dict.fromkeys(step.role for step in context.steps(service, channel))
    staffed = [role for role in roles if regulation.kind(role) in STAFFED]
    for role, block in use.roles.items():
        where = ("services", service, "routes", channel, "roles", role)
        if role not in staffed:
            message = translated(
                "nobody of the role '{role}' has a step on the route '{channel}'", role=role, channel=channel
            )
            yield context.file.fault(where, message, did_you_mean(role, staffed), at_key=True)
        else:
            yield from _of_role(context, where, role, block, channel, service)


def _of_role(
    context: CheckContext, where: Where, role: str, block: RoleUse, channel: Channel, service: str
) -> Iterator[Fault]:
    if block.same_member and (template := _taken_together(context, role)):
        message = translated(template, role=role)
        yield context.file.fault((*where, "same_member"), message, translated("take 'same_member' out"))
    elif block.assign is not None and not has_officer(
        context.scenario, context.regulations[service], service, channel, role
    ):
        message = translated(
            "files get no officer of the role '{role}' on the route '{channel}', so nothing is assigned",
            role=role,
            channel=channel,
        )
        yield context.file.fault(
            (*where, "assign"), message, translated("add 'same_member: true', or take 'assign' out")
        )


def _taken_together(context: CheckContext, role: str) -> str:
    """The template that says how the people of a role take files together; empty where each takes them one by one."""
    for staff in staff_of_role(context.scenario, role):
        if staff.sittings is not None:
            return marked("the people of '{role}' take files at sittings, so no file has an officer among them")
        if staff.visits_per_day is not None:
            return marked("the people of '{role}' visit households, so no file has an officer among them")
    return ""
