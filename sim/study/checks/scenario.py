"""Faults that no single block shows: unknown names, people who are missing, channels that never open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sim.errors import Fault, did_you_mean
from sim.law.regulation import Channel, PathStep
from sim.scenario.scenario import MSER_5, Scenario
from sim.scenario.step_durations import misfits, takes_whole_limit
from sim.schema.yaml_file import Where
from sim.study.checks.branches import check_branches
from sim.study.checks.counters import check_closed_days
from sim.study.checks.demand import check_demand, check_names
from sim.study.checks.halls import check_halls
from sim.study.checks.home_visits import check_visits
from sim.study.checks.hours import check_hours
from sim.study.checks.joint_work import check_joint_work
from sim.study.checks.officers import check_officers
from sim.study.checks.people import check_offices, check_people
from sim.study.checks.rising import check_rising
from sim.study.checks.sittings import check_sittings
from sim.study.checks.staffing import check_staffing, check_staffing_names
from sim.study.checks.systems import check_systems
from sim.study.checks.transfers import check_timetables, check_transfers
from sim.study.checks.warm_up import check_warm_up
from sim.study.context import STAFFED, CheckContext
from sim.translations.in_use import translated

MOST_POOLS = 100_000
"""Offices times roles at most, over the whole scenario."""
MOST_MEMBERS = 1_000_000
"""People and teams at most, over the whole scenario: some ten times the civil service of the country."""


def check_scenario(context: CheckContext, *, whole: bool, most_applications: int) -> list[Fault]:
    """Faults of a scenario beyond its schema.

    If it is not `whole`, some of its entries have faults and are left out; then only names are checked, since what
    seems to be missing may stand in those entries. A replication may have `most_applications`.
    """
    if faults := list(_sizes_of_offices(context)):
        return faults  # nothing else can be looked at in so many offices
    names = [
        *_period(context),
        *check_hours(context),
        *check_offices(context),
        *check_closed_days(context),
        *_routes(context),
        *check_branches(context),
        *check_names(context),
        *check_staffing_names(context),
    ]
    names += [*check_officers(context), *check_transfers(context), *check_timetables(context), *check_systems(context)]
    if not whole:
        return names
    return [
        *names,
        *check_people(context),
        *check_sittings(context),
        *check_staffing(context),
        *check_visits(context),
        *check_halls(context),
        *check_rising(context),
        *check_joint_work(context),
        *_services(context),
        *check_demand(context, most_applications),
        *check_warm_up(context),
    ]


def _period(context: CheckContext) -> Iterator[Fault]:
    days, period = context.days, context.scenario.period
    if days is None or period is None:
        return
    for key in ("start", "warm_up_until", "end") if period.warm_up_until != MSER_5 else ("start", "end"):
        day = getattr(period, key)
        last = days.last + timedelta(days=1) if key == "end" else days.last
        if not days.first <= day <= last:
            message = translated(
                "{day} lies outside the calendar '{code}', which covers {first} to {last}",
                day=day,
                code=days.code,
                first=days.first,
                last=days.last,
            )
            yield context.file.fault(("period", key), message, translated("choose a day inside it"))


def _routes(context: CheckContext) -> Iterator[Fault]:
    for key, service in context.scenario.services.items():
        if (regulation := context.regulations.get(key)) is None:
            continue
        for channel, use in service.routes.items():
            where = ("services", key, "routes", channel)
            route = regulation.routes.get(channel)
            readings = route.join.readings if route and route.join else ()
            if route is None:
                hint = did_you_mean(channel, regulation.routes)
                yield context.file.fault(
                    where, translated("the regulation has no route '{channel}'", channel=channel), hint, at_key=True
                )
            elif use.reading is not None and use.reading not in readings:
                hint = did_you_mean(use.reading, readings)
                yield context.file.fault(
                    (*where, "reading"), translated("the route has no reading '{reading}'", reading=use.reading), hint
                )
            else:
                yield from _steps_in_use(context, key, channel, where)


def _steps_in_use(context: CheckContext, service: str, channel: Channel, where: Where) -> Iterator[Fault]:
    path = context.path(service, channel)
    steps = [step.key for step in context.steps(service, channel)]
    for name in context.scenario.services[service].routes[channel].steps:
        if name not in steps:
            message = translated("no step '{key}' is passed on the route '{channel}'", key=name, channel=channel)
            yield context.file.fault(
                (*where, "steps", name),
                message,
                translated("its steps are {steps}", steps=", ".join(steps)),
                at_key=True,
            )
    if not any(context.regulations[service].kind(step.role) in STAFFED for step in path):
        message = translated("nobody on the staff has a step on the route '{channel}'", channel=channel)
        yield context.file.fault(where, message, translated("take the route out"), at_key=True)


def _services(context: CheckContext) -> Iterator[Fault]:
    for key, service in context.scenario.services.items():
        for channel in service.routes:
            if key in context.regulations and channel not in context.regulations[key].routes:
                continue  # a fault of its own
            arrivals = context.scenario.arrivals.values()
            if not any(s.service == key and channel in s.ways_in for s in arrivals):
                message = translated(
                    "no stream of 'arrivals' feeds the route '{channel}' of '{service}'", channel=channel, service=key
                )
                where = ("services", key, "routes", channel)
                yield context.file.fault(where, message, translated("add one, or take the route out"), at_key=True)
            for step in context.steps(key, channel):
                yield from _duration(context, key, channel, step)


def _duration(context: CheckContext, key: str, channel: Channel, step: PathStep) -> Iterator[Fault]:
    """Nothing says how long a step takes, or what is said does not fit it."""
    routes = context.scenario.services[key].routes
    kind = context.regulations[key].kind(step.role)
    if (block := routes[channel].steps.get(step.key)) is not None:
        for name, message, repair in misfits(block, step, staffed=kind in STAFFED):
            at: Where = ("services", key, "routes", channel, "steps", step.key, name)
            yield context.file.fault(at, message, repair)
        return
    if kind == "system" and step.role not in context.scenario.systems:
        message = translated(
            "the system '{role}' is used on the route '{channel}' and not described", role=step.role, channel=channel
        )
        yield context.file.fault(
            ("systems",), message, translated("add '{role}' under 'systems'", role=step.role), at_key=True
        )
    if kind in STAFFED and not takes_whole_limit(context.scenario, step, None):
        lender, number = step.borrowed or (channel, 0)
        lent = lender != channel and str(number) in {met.key for met in context.path(key, lender)}
        if not lent and (lender not in routes or str(number) not in routes[lender].steps):
            message = translated(
                "step {key} of the route '{channel}' ({role}) has no work",
                key=step.key,
                channel=channel,
                role=step.role,
            )
            where: Where = ("services", key, "routes", channel)
            yield context.file.fault(
                where, message, translated("add '{key}' under its 'steps'", key=step.key), at_key=True
            )


def _sizes_of_offices(context: CheckContext) -> Iterator[Fault]:
    """A slip in a count must not fill the memory."""
    pools, members = _count(context.scenario)
    if pools > MOST_POOLS or members > MOST_MEMBERS:
        message = translated(
            "{pools} pools with {members} people and teams are too many to be simulated", pools=pools, members=members
        )
        repair = translated(
            "at most {most_pools} and {most_members} are possible, so check the counts",
            most_pools=MOST_POOLS,
            most_members=MOST_MEMBERS,
        )
        yield context.file.fault(("offices",), message, repair, at_key=True)


def _count(scenario: Scenario) -> tuple[int, int]:
    """How many pools and members the offices have."""
    pools = members = 0
    for office in scenario.offices.values():
        if office.names is None:
            alike = [(office.size, office.staff)]
        else:
            alike = [(1, office.staff | named.staff) for named in office.names.values()]
        for times, staff in alike:
            pools += times * len(staff)
            members += times * sum(people.size for people in staff.values())
    return pools, members
