"""Faults of steps that several people do together: at a counter, with an officer, and where too few are there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.errors import Fault
from sim.law.regulation import Channel, PathStep
from sim.quantities import DAY, civil, instant
from sim.scenario.all_staff import staff_of_role
from sim.scenario.office_list import Site
from sim.schema.yaml_file import Where
from sim.study.checks.absences import end_of_run_out
from sim.study.checks.demand import chains, ways_in
from sim.study.checks.planned_duty import last_together, planned_duties
from sim.study.context import STAFFED, CheckContext
from sim.study.officers import is_officers
from sim.translations.in_use import counted, marked, translated

_REST = 30 * DAY
"""At the end of a calendar so many days may have nobody on duty, for they are days of rest or those of an absence [s]."""


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
    role, out = step.role, translated("take 'people' out")
    staff = staff_of_role(context.scenario, role)
    if context.regulations[service].kind(role) not in STAFFED:
        yield context.file.fault(
            where, translated("step {key} is not done by staff, so nobody does it together", key=step.key), out
        )
    elif step.counter:
        message = translated("step {key} has the applicant standing at a counter, where one serves him", key=step.key)
        yield context.file.fault(where, message, out)
    elif any(each.sittings is not None or each.visits_per_day is not None for each in staff):
        message = translated(
            "the people of '{role}' take files at sittings or on visits, all of them together", role=role
        )
        repair = translated("take 'people' out, or say how many are needed by 'quorum'")
        yield context.file.fault(where, message, repair)
    elif routes := _routes_with_officer(context, role):
        message = counted(
            "the files of '{role}' have an officer on the route '{routes}', who does his steps alone",
            "the files of '{role}' have an officer on the routes '{routes}', who does his steps alone",
            len(routes),
            role=role,
            routes=_listed(routes),
        )
        repair = translated("write 'same_member: false' for '{role}' there, or take 'people' out", role=role)
        yield context.file.fault(where, message, repair)
    else:
        yield from _too_few(context, where, step, people)


def _listed(routes: Sequence[str]) -> str:
    """Names in one pair of quotation marks that the sentence around them has."""
    first = translated("', '").join(routes[:-1])
    return translated("' and '").join((first, routes[-1]) if first else routes)


def _routes_with_officer(context: CheckContext, role: str) -> list[Channel]:
    """The routes on which the officer of a file does steps of a role."""
    scenario, laws = context.scenario, context.regulations
    return [
        channel
        for key, service in scenario.services.items()
        for channel in service.routes
        if any(
            step.role == role and is_officers(scenario, laws[key], key, channel, step)
            for step in context.steps(key, channel)
        )
    ]


def _too_few(context: CheckContext, where: Where, step: PathStep, people: int) -> Iterator[Fault]:
    """Offices whose people, or whose stand-ins, are fewer than the step needs, or are never so many at one time."""
    told: set[tuple[str, int]] = set()
    apart: set[Where] = set()
    for site in _sites(context, where, step.role):
        enough = True
        for who in (step.role, *site.staff[step.role].stand_in):
            size = site.staff[who].size if who in site.staff else people
            enough = enough and size >= people
            if size < people and (who, size) not in told:
                told.add((who, size))
                template = marked("step {key} needs {people} people at one time, and '{role}' has {size}")
                if who != step.role:
                    template = marked(
                        "step {key} needs {people} people at one time, and '{stand_in}', which stands in for '{role}', has {size}"
                    )
                message = translated(
                    template,
                    key=step.key,
                    people=people,
                    role=step.role,
                    stand_in=who,
                    size=size,
                )
                repair = translated("lower it, or give '{name}' more of them", name=site.name)
                yield context.file.fault(where, message, repair)
        block = context.staff_block(site, step.role)
        if enough and block not in apart and (fault := _apart(context, where, site, step, people)) is not None:
            apart.add(block)
            yield fault


def _apart(context: CheckContext, where: Where, site: Site, step: PathStep, people: int) -> Fault | None:
    """A staff of which so many are never on duty at one time, or not any more from some day on; nor are its stand-ins.

    Stand-ins take the files on days without any member, so one of the two is enough.
    """
    days, period = context.days, context.scenario.period
    if days is None:
        return None
    span = instant(max(period.start, days.first)), instant(min(end_of_run_out(context), days.last))
    until: int | None = None
    for who in (role for role in (step.role, *site.staff[step.role].stand_in) if role in site.staff):
        duties = planned_duties(context, site, who)
        if duties is None:
            return None  # a fault of its own
        together = last_together(duties, people, *span)
        until = together if until is None or (together is not None and together > until) else until
    if until is None:
        message = translated(
            "step {key} needs {people} people at one time, and '{role}' of '{office}' never has so many on duty together",
            key=step.key,
            people=people,
            role=step.role,
            office=site.name,
        )
        return context.file.fault(where, message, translated("let the hours of so many meet, or lower it"))
    if until < min(instant(period.end), span[1] - _REST):
        message = translated(
            "step {key} needs {people} people at one time, and '{role}' of '{office}' has so many on duty together on {day} for the last time",
            key=step.key,
            people=people,
            role=step.role,
            office=site.name,
            day=f"{civil(until - 1):%Y-%m-%d}",
        )
        return context.file.fault(where, message, translated("let so many stay to the end, or lower it"))
    return None


def _sites(context: CheckContext, where: Where, role: str) -> Iterator[Site]:
    """The offices that do the steps of a role on a route, for whatever comes that way."""
    for _, service, channel, office in ways_in(context):
        if (service, channel) == (where[1], where[3]):
            for chain in chains(context, office):
                yield from [site for name in chain if role in (site := context.offices.sites[name]).staff][:1]
