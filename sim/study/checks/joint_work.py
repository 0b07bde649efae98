"""Faults of steps that several people do together: at a counter, with an officer, and where too few are there."""

from __future__ import annotations

from collections.abc import Iterator

from sim.errors import Fault
from sim.law.regulation import Channel, PathStep
from sim.scenario.office_list import Site
from sim.schema.yaml_file import Where
from sim.study.checks.demand import chains, ways_in
from sim.study.context import STAFFED, CheckContext
from sim.study.officers import all_staff, is_officers


def check_joint_work(context: CheckContext) -> Iterator[Fault]:
    """Faults of all steps for which several people are stated."""
    for key, service in context.scenario.services.items():
        for channel, use in service.routes.items():
            for step in context.steps(key, channel):
                block = use.steps.get(step.key)
                if block is not None and block.people > 1:
                    where = ("services", key, "routes", channel, "steps", step.key, "people")
                    yield from _of_step(context, where, key, step, block.people)


def _of_step(context: CheckContext, where: Where, service: str, step: PathStep, people: int) -> Iterator[Fault]:
    role, out = step.role, "take 'people' out"
    staff = list(all_staff(context.scenario, role))
    if context.regulations[service].kind(role) not in STAFFED:
        yield context.file.fault(where, f"step {step.key} is not done by staff, so nobody does it together", out)
    elif step.counter:
        message = f"step {step.key} has the applicant standing at a counter, where one serves him"
        yield context.file.fault(where, message, out)
    elif any(each.sittings is not None or each.visits_per_day is not None for each in staff):
        message = f"the people of '{role}' take files at sittings or on visits, all of them together"
        yield context.file.fault(where, message, f"{out}, or say how many are needed by 'quorum'")
    elif route := _route_with_officer(context, role):
        message = f"the files of '{role}' have an officer on the route '{route}', who does his steps alone"
        yield context.file.fault(where, message, f"write 'same_member: false' for '{role}' there, or {out}")
    else:
        yield from _too_few(context, where, step, people)


def _route_with_officer(context: CheckContext, role: str) -> Channel | None:
    """A route on which the officer of a file does the steps of a role; None where there is none."""
    for key, service in context.scenario.services.items():
        for channel in service.routes:
            for step in context.steps(key, channel):
                if step.role == role and is_officers(context.scenario, context.regulations[key], key, channel, step):
                    return channel
    return None


def _too_few(context: CheckContext, where: Where, step: PathStep, people: int) -> Iterator[Fault]:
    """Offices whose people, or whose stand-ins, are fewer than the step needs at one time."""
    told: set[tuple[str, int]] = set()
    for site in _sites(context, where, step.role):
        for who in (step.role, *site.staff[step.role].stand_in):
            size = site.staff[who].size if who in site.staff else people
            if size < people and (who, size) not in told:
                told.add((who, size))
                stands_in = f", which stands in for '{step.role}'," if who != step.role else ""
                message = f"step {step.key} needs {people} people at one time, and '{who}'{stands_in} has {size}"
                repair = f"lower it, or give '{site.name}' more of them"
                yield context.file.fault(where, message, repair)


def _sites(context: CheckContext, where: Where, role: str) -> Iterator[Site]:
    """The offices that do the steps of a role on a route, for whatever comes that way."""
    for _, service, channel, office in ways_in(context):
        if (service, channel) == (where[1], where[3]):
            for chain in chains(context, office):
                yield from [site for name in chain if role in (site := context.offices.sites[name]).staff][:1]
