"""Faults of household visits: settings that change nothing for teams, and settlements that nobody visits."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sim.errors import Fault
from sim.scenario.demand import Stream
from sim.scenario.staff import Staff
from sim.schema.yaml_file import Where
from sim.study.context import CheckContext
from sim.translations.in_use import translated


def check_visits(context: CheckContext) -> Iterator[Fault]:
    """Settings that change nothing where teams visit households, and settlements that nobody visits."""
    teams: set[str] = set()
    for where, staff in context.all_staff:
        if staff.visits_per_day is not None:
            teams.add(where[-1])
            yield from _no_effect(context, where, staff)
    for key, stream in context.scenario.arrivals.items():
        path = [step for channel in stream.ways_in for step in context.steps(stream.service, channel)]
        if stream.settlements is not None and not any(step.role in teams for step in path):
            yield _unvisited(context, key, stream, teams)


def _unvisited(context: CheckContext, key: str, stream: Stream, teams: Collection[str]) -> Fault:
    """The fault of settlements in which no team visits anybody."""
    message = translated("no staff visits households, so settlements change nothing")
    repair = translated("give a staff 'visits_per_day', or take the settlements out")
    if teams:
        routes = translated("' and '").join(stream.ways_in)
        message = translated("no step of the route '{routes}' is a visit, so settlements change nothing", routes=routes)
        repair = translated("take the settlements out, or give the staff of one of its steps 'visits_per_day'")
    where = ("arrivals", key, "settlements")
    return context.file.fault(where, message, repair, at_key=True)


def _no_effect(context: CheckContext, where: Where, staff: Staff) -> Iterator[Fault]:
    others = (("sittings", staff.sittings), ("caseload", staff.caseload), ("stand_in", staff.stand_in or None))
    for name, value in others:
        if value is not None:
            message = translated(
                "'{name}' and 'visits_per_day' are both given, and teams on their way cannot have it", name=name
            )
            yield context.file.fault((*where, name), message, translated("keep one of them"), at_key=True)
    for key, service in context.scenario.services.items():
        for channel in service.routes:
            for step in context.path(key, channel):
                if step.role == where[-1] and step.counter:
                    message = translated(
                        "step {key} of the route '{channel}' has the applicant standing at a counter",
                        key=step.key,
                        channel=channel,
                    )
                    yield context.file.fault(
                        (*where, "visits_per_day"), message, translated("take 'visits_per_day' out")
                    )
