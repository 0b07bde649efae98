"""Faults that no single block shows: names that nothing bears, people who are missing, channels that never open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from sim.calendar.official_days import OfficialDays
from sim.calendar.opening_hours import OfficeHours
from sim.errors import Fault, did_you_mean
from sim.law.regulation import Channel, PathStep, Regulation
from sim.scenario.scenario import MSER_5, Scenario
from sim.scenario.step_durations import misfits, takes_whole_limit
from sim.schema.size_caps import MOST_APPLICATIONS
from sim.schema.yaml_file import Where, YamlFile
from sim.study.checks.branches import check_branches
from sim.study.checks.demand import check_demand, check_names
from sim.study.checks.people import check_offices, check_people
from sim.study.checks.sittings import check_sittings
from sim.study.checks.transfers_visits_systems import check_systems, check_transfers, check_visits
from sim.study.checks.warm_up import check_warm_up
from sim.study.context import STAFFED, Given

MOST_POOLS = 100_000
"""Offices times roles at most, over the whole scenario."""
MOST_MEMBERS = 1_000_000
"""People and teams at most, over the whole scenario: some ten times the civil service of the country."""


def check_scenario(
    file: YamlFile,
    scenario: Scenario,
    regulations: Mapping[str, Regulation],
    days: OfficialDays | None,
    hours: Mapping[str, OfficeHours],
    *,
    whole: bool = True,
    most_applications: int = MOST_APPLICATIONS,
) -> list[Fault]:
    """Faults of a scenario beyond its schema, given what it refers to.

    If it is not `whole`, some of its entries have faults and are left out; then only names are checked, since what
    seems to be missing may stand in those entries. A replication may have `most_applications`.
    """
    given = Given(file, scenario, regulations, days, hours)
    if faults := list(_sizes_of_offices(given)):
        return faults  # nothing else can be looked at in so many offices
    names = [*_period(given), *check_offices(given), *_routes(given), *check_branches(given), *check_names(given)]
    names += [*check_transfers(given), *check_systems(given)]
    if not whole:
        return names
    return [
        *names,
        *check_people(given),
        *check_sittings(given),
        *check_visits(given),
        *_services(given),
        *check_demand(given, most_applications),
        *check_warm_up(given),
    ]


def _period(given: Given) -> Iterator[Fault]:
    days, period = given.days, given.scenario.period
    if days is None or period is None:
        return
    for key in ("start", "warm_up_until", "end") if period.warm_up_until != MSER_5 else ("start", "end"):
        day = getattr(period, key)
        last = days.last + timedelta(days=1) if key == "end" else days.last
        if not days.first <= day <= last:
            message = f"{day} lies outside the calendar '{days.code}', which covers {days.first} to {days.last}"
            yield given.file.fault(("period", key), message, "choose a day inside it")


def _routes(given: Given) -> Iterator[Fault]:
    for key, service in given.scenario.services.items():
        if (regulation := given.regulations.get(key)) is None:
            continue
        for channel, use in service.routes.items():
            where = ("services", key, "routes", channel)
            route = regulation.routes.get(channel)
            readings = route.join.readings if route and route.join else ()
            if route is None:
                hint = did_you_mean(channel, regulation.routes)
                yield given.file.fault(where, f"the regulation has no route '{channel}'", hint, at_key=True)
            elif use.reading is not None and use.reading not in readings:
                hint = did_you_mean(use.reading, readings)
                yield given.file.fault((*where, "reading"), f"the route has no reading '{use.reading}'", hint)
            else:
                yield from _steps_in_use(given, key, channel, where)


def _steps_in_use(given: Given, service: str, channel: Channel, where: Where) -> Iterator[Fault]:
    path = given.path(service, channel)
    steps = [step.key for step in given.steps(service, channel)]
    for name in given.scenario.services[service].routes[channel].steps:
        if name not in steps:
            message = f"no step '{name}' is passed on the route '{channel}'"
            yield given.file.fault((*where, "steps", name), message, f"its steps are {', '.join(steps)}", at_key=True)
    if not any(given.regulations[service].kind(step.role) in STAFFED for step in path):
        message = f"nobody on the staff has a step on the route '{channel}'"
        yield given.file.fault(where, message, "take the route out", at_key=True)


def _services(given: Given) -> Iterator[Fault]:
    for key, service in given.scenario.services.items():
        for channel in service.routes:
            if key in given.regulations and channel not in given.regulations[key].routes:
                continue  # a fault of its own
            arrivals = given.scenario.arrivals.values()
            if not any(s.service == key and channel in s.ways_in for s in arrivals):
                message = f"no stream of 'arrivals' feeds the route '{channel}' of '{key}'"
                where = ("services", key, "routes", channel)
                yield given.file.fault(where, message, "add one, or take the route out", at_key=True)
            for step in given.steps(key, channel):
                yield from _duration(given, key, channel, step)


def _duration(given: Given, key: str, channel: Channel, step: PathStep) -> Iterator[Fault]:
    """Nothing says how long a step takes, or what is said does not fit it."""
    routes = given.scenario.services[key].routes
    kind = given.regulations[key].kind(step.role)
    if (block := routes[channel].steps.get(step.key)) is not None:
        for name, message, repair in misfits(block, step, staffed=kind in STAFFED):
            at: Where = ("services", key, "routes", channel, "steps", step.key, name)
            yield given.file.fault(at, message, repair)
        return
    if kind == "system" and step.role not in given.scenario.systems:
        message = f"the system '{step.role}' is used on the route '{channel}' and not described"
        yield given.file.fault(("systems",), message, f"add '{step.role}' under 'systems'", at_key=True)
    if kind in STAFFED and not takes_whole_limit(given.scenario, step, None):
        lender, number = step.borrowed or (channel, 0)
        lent = lender != channel and str(number) in {met.key for met in given.path(key, lender)}
        if not lent and (lender not in routes or str(number) not in routes[lender].steps):
            message = f"step {step.key} of the route '{channel}' ({step.role}) has no work"
            where: Where = ("services", key, "routes", channel)
            yield given.file.fault(where, message, f"add '{step.key}' under its 'steps'", at_key=True)


def _sizes_of_offices(given: Given) -> Iterator[Fault]:
    """A slip in a count must not fill the memory."""
    pools, members = _count(given.scenario)
    if pools > MOST_POOLS or members > MOST_MEMBERS:
        message = f"{pools} pools with {members} people and teams are too many to be simulated"
        repair = f"at most {MOST_POOLS} and {MOST_MEMBERS} are possible, so check the counts"
        yield given.file.fault(("offices",), message, repair, at_key=True)


def _count(scenario: Scenario) -> tuple[int, int]:
    """How many pools and members the offices have."""
    pools = members = 0
    for office in scenario.offices.values():
        if office.names is None:
            alike = [(office.size, office.staff)]
        else:
            alike = [(1, office.staff | own.staff) for own in office.names.values()]
        for times, staff in alike:
            pools += times * len(staff)
            members += times * sum(one.size for one in staff.values())
    return pools, members
