"""Faults that no single block shows: names that nothing bears, people who are missing, channels that never open."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from datetime import timedelta

from sim.durations import misfits, takes_whole_limit
from sim.elsewhere_checks import check_systems, check_transfers, check_visits
from sim.errors import Fault, did_you_mean
from sim.given import STAFFED, Given
from sim.official_days import OfficialDays
from sim.people_checks import check_offices, check_people, is_no_office
from sim.quantities import shown
from sim.regulation import Channel, PathStep, Regulation
from sim.scenario import OfficeHours, Scenario, Stream
from sim.sitting_checks import check_sittings
from sim.yamlfile import Where, YamlFile

MOST_POOLS = 100_000
"""Offices times roles at most, over the whole scenario."""
MOST_MEMBERS = 1_000_000
"""People and teams at most, over the whole scenario: some ten times the civil service of the country."""
MOST_WAYS = 1_000_000
"""Offices times steps at most, over all streams."""
MOST_APPLICATIONS = 2_000_000
"""Applications of one replication at most; so many fill some five gigabytes of memory."""
_UNIT_DAYS = {"hour": 1 / 24, "day": 1, "working_day": 1, "week": 7, "month": 30, "year": 365}


def check_scenario(
    file: YamlFile,
    scenario: Scenario,
    regulations: Mapping[str, Regulation],
    days: OfficialDays | None,
    hours: Mapping[str, OfficeHours],
    *,
    whole: bool = True,
) -> list[Fault]:
    """Faults of a scenario beyond its schema, given what it refers to.

    If it is not `whole`, some of its entries have faults and are left out; then only names are checked, since what
    seems to be missing may stand in those entries.
    """
    given = Given(file, scenario, regulations, days, hours)
    if faults := list(_sizes_of_offices(given)):
        return faults  # nothing else can be looked at in so many offices
    names = [*_period(given), *check_offices(given), *_routes(given), *_streams(given)]
    names += [*check_transfers(given), *check_systems(given)]
    if not whole:
        return names
    return [
        *names,
        *check_people(given),
        *check_sittings(given),
        *check_visits(given),
        *_sizes(given),
        *_services(given),
        *_ways(given),
        *_priorities(given),
    ]


def _period(given: Given) -> Iterator[Fault]:
    days, period = given.days, given.scenario.period
    if days is None or period is None:
        return
    for key in ("start", "warm_up_until", "end"):
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
    steps = [step.key for step in path]
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
            if not any((s.service, s.route) == (key, channel) for s in given.scenario.arrivals.values()):
                message = f"no stream of 'arrivals' feeds the route '{channel}' of '{key}'"
                where = ("services", key, "routes", channel)
                yield given.file.fault(where, message, "add one, or take the route out", at_key=True)
            for step in given.path(key, channel):
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


def _streams(given: Given) -> Iterator[Fault]:
    file, scenario = given.file, given.scenario
    for key, stream in scenario.arrivals.items():
        where = ("arrivals", key)
        service = scenario.services.get(stream.service)
        if given.unknown(stream.service, "services"):
            hint = did_you_mean(stream.service, given.names("services"))
            yield file.fault((*where, "service"), f"there is no service '{stream.service}'", hint)
        elif service is not None and stream.route not in service.routes:
            hint = did_you_mean(stream.route, service.routes)
            yield file.fault((*where, "route"), f"'{stream.service}' does not use the route '{stream.route}'", hint)
        for first in given.path(stream.service, stream.route)[:1]:
            if stream.rate.unit == "day" and not arrives_any_time(given.regulations[stream.service], first.role):
                message = "'per day' is unclear for a channel that is not open every day"
                repair = "write 'per working day', or 'per month' for a count that is spread over open time"
                yield file.fault((*where, "rate"), message, repair)
        if not given.offices.named(stream.office) and is_no_office(given, stream.office):
            known = [*given.names("offices"), *given.offices.sites]
            yield file.fault(
                (*where, "office"), f"there is no office '{stream.office}'", did_you_mean(stream.office, known)
            )
        else:
            yield from _weights(given, key, stream)


def _weights(given: Given, key: str, stream: Stream) -> Iterator[Fault]:
    where = ("arrivals", key, "weights")
    offices = given.offices.named(stream.office)
    if not offices or stream.weights is None:
        return
    if not isinstance(stream.weights, dict):
        if len(stream.weights) != len(offices):
            many = "one office" if len(offices) == 1 else f"{len(offices)} offices"
            message = f"{len(stream.weights)} weights for {many} of '{stream.office}'"
            yield given.file.fault(where, message, "give one per office")
        return
    kind = given.scenario.offices.get(stream.office)
    if kind is not None and kind.names is None and kind.size > 1:
        message = f"the offices of '{stream.office}' are only counted, so none has a name"
        yield given.file.fault(where, message, "write a list with one weight per office, or give the offices 'names'")
        return
    unknown = [name for name in stream.weights if name not in offices]
    for name in unknown:
        message = f"no office of '{stream.office}' is called {shown(name)}"
        yield given.file.fault((*where, name), message, did_you_mean(name, offices), at_key=True)
    if not unknown and not any(stream.weights.values()):
        message = "all weights are zero, so nobody comes" if stream.weights else "no office has a weight"
        yield given.file.fault(where, message, "give one office a weight above zero")


def _priorities(given: Given) -> Iterator[Fault]:
    """A class that changes nothing is a slip."""
    used = any(staff.discipline == "priority" for site in given.offices.sites.values() for staff in site.staff.values())
    for key, stream in given.scenario.arrivals.items():
        if not used and "priority" in stream.model_fields_set:
            message = "no staff takes files by priority, so the class changes nothing"
            yield given.file.fault(
                ("arrivals", key, "priority"), message, "add 'discipline: priority' to a staff, or take it out"
            )


def _ways(given: Given) -> Iterator[Fault]:
    """Somebody has to be there for every step of every stream."""
    missed: set[tuple[str, str]] = set()
    for key, stream in given.scenario.arrivals.items():
        path = given.path(stream.service, stream.route)
        for chain in _chains(given, stream):
            staff = {role for name in chain for role in given.offices.sites[name].staff}
            for step in path:
                regulation = given.regulations[stream.service]
                misspelt = difflib.get_close_matches(step.role, staff - regulation.roles.keys())
                known = regulation.kind(step.role) not in STAFFED or step.role in staff or misspelt
                if not known and (chain[0], step.role) not in missed:
                    missed.add((chain[0], step.role))
                    sites = [given.offices.sites[name] for name in chain]
                    names = [site.name if len(site.where) > 2 else site.kind for site in sites]
                    message = f"step {step.key} needs the role '{step.role}', which nobody has in {' or '.join(names)}"
                    yield given.file.fault(("arrivals", key, "office"), message, f"add '{step.role}' under 'staff'")


def _chains(given: Given, stream: Stream) -> Iterator[tuple[str, ...]]:
    """Where the applications of a stream go, office by office; offices that are only counted are all alike."""
    offices, known = given.offices, set()
    for name in offices.named(stream.office):
        chain = offices.chain(name)
        last = offices.sites[chain[-1]] if chain else None
        if last is None or last.sends_to is not None:
            continue  # a circle, or it is open who helps out, which is a fault of its own
        like = (*chain[1:], *sorted(offices.sites[name].staff))
        if like not in known:
            known.add(like)
            yield chain


def _sizes_of_offices(given: Given) -> Iterator[Fault]:
    """A slip in a count must not fill the memory."""
    pools, members = _count(given.scenario)
    if pools > MOST_POOLS or members > MOST_MEMBERS:
        message = f"{pools} pools with {members} people and teams are too many to be simulated"
        repair = f"at most {MOST_POOLS} and {MOST_MEMBERS} are possible, so check the counts"
        yield given.file.fault(("offices",), message, repair, at_key=True)


def _sizes(given: Given) -> Iterator[Fault]:
    """A slip in a number must not fill the memory."""
    streams = given.scenario.arrivals
    ways = sum(
        len(given.offices.named(stream.office)) * len(given.path(stream.service, stream.route))
        for stream in streams.values()
    )
    if ways > MOST_WAYS:
        message = f"{ways} steps, counted by stream and office, are too many to be simulated"
        yield given.file.fault(("arrivals",), message, f"at most {MOST_WAYS} are possible", at_key=True)
    expected = {key: _expected(given, key) for key in streams}
    if sum(expected.values()) > MOST_APPLICATIONS:
        most = max(expected, key=lambda key: expected[key])
        message = f"up to {sum(expected.values()):.0f} applications are too many for one replication"
        where = ("arrivals", most, "rate")
        yield given.file.fault(where, message, f"at most {MOST_APPLICATIONS} are possible, so check the rates")


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


def _expected(given: Given, stream: str) -> float:
    """An upper bound on the applications of a stream that are expected until the run-out has ended."""
    period, rate = given.scenario.period, given.scenario.arrivals[stream].rate
    end = period.end + timedelta(days=2 * period.run_out.value if period.run_out else 90)
    last = min(end, given.days.last) if given.days else end
    stream_of = given.scenario.arrivals[stream]
    times = len(given.offices.named(stream_of.office)) if stream_of.per_office else 1
    return times * rate.value * max((last - period.start).days, 0) / _UNIT_DAYS[rate.unit]


def arrives_any_time(regulation: Regulation, first_role: str) -> bool:
    """Tell whether a route takes applications round the clock: its first step is done by a system or the applicant."""
    return regulation.kind(first_role) in ("system", "applicant")
