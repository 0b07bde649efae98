"""Faults that no single block shows: names that nothing bears, people who are missing, channels that never open."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sim.errors import Fault, did_you_mean
from sim.official_days import OfficialDays
from sim.regulation import Channel, PathStep, Regulation, Step
from sim.scenario import OfficeHours, Scenario
from sim.yamlfile import Where, YamlFile

STAFFED = ("staff", "commission")
"""Kinds of roles that work in hours."""
MOST_POOLS = 100_000
"""Offices times roles at most, over the whole scenario."""
MOST_MEMBERS = 1_000_000
"""People and teams at most, over the whole scenario: some ten times the civil service of the country."""
MOST_WAYS = 1_000_000
"""Offices times steps at most, over all streams."""
MOST_APPLICATIONS = 2_000_000
"""Applications of one replication at most; so many fill some five gigabytes of memory."""
_UNIT_DAYS = {"hour": 1 / 24, "day": 1, "working_day": 1, "week": 7, "month": 30, "year": 365}


def check_regulation(file: YamlFile, regulation: Regulation) -> list[Fault]:
    """Faults of a regulation file beyond its schema."""
    return [*_steps(file, regulation), *_joins(file, regulation), *_terms(file, regulation)]


def _steps(file: YamlFile, regulation: Regulation) -> Iterator[Fault]:
    for channel, route in regulation.routes.items():
        yield from _in_order(file, regulation, ("routes", channel, "steps"), route.steps)
        for i, other in enumerate(route.other_descriptions):
            where = ("routes", channel, "other_descriptions", str(i), "steps")
            yield from _in_order(file, regulation, where, other.steps)
        if all(step.branch for step in route.steps):
            yield file.fault(("routes", channel, "steps"), "every step is a branch, so the route leads nowhere")


def _in_order(file: YamlFile, regulation: Regulation, where: Where, steps: Sequence[Step]) -> Iterator[Fault]:
    before: list[int] = []
    for i, step in enumerate(steps):
        at = (*where, str(i))
        if step.role not in regulation.roles:
            hint = did_you_mean(step.role, regulation.roles)
            yield file.fault((*at, "role"), f"the role '{step.role}' is not described under 'roles'", hint)
        if before and step.n <= before[-1]:
            message = f"the numbers of the steps do not rise: {step.n} after {before[-1]}"
            yield file.fault((*at, "n"), message, "keep the order of the text")
        if step.limit_from is not None and step.limit_from not in before:
            message = f"no step {step.limit_from} stands before step {step.n}"
            yield file.fault((*at, "limit_from"), message, "name the earlier step from whose end the limit counts")
        before.append(step.n)


def _joins(file: YamlFile, regulation: Regulation) -> Iterator[Fault]:
    for channel, route in regulation.routes.items():
        if (join := route.join) is None:
            continue
        where = ("routes", channel, "join")
        if join.step not in {step.n for step in route.steps}:
            yield file.fault((*where, "step"), f"the route has no step {join.step}")
        met = regulation.routes.get(join.route)
        if met is None or join.route == channel or met.join is not None:
            yield file.fault(
                (*where, "route"),
                f"'{join.route}' is no route with steps of its own",
                did_you_mean(join.route, regulation.routes),
            )
            continue
        named: list[tuple[Where, int]] = [(("meets",), join.meets)]
        named += [(("readings", name, "through"), reading.through) for name, reading in join.readings.items()]
        for key, number in named:
            if number not in {step.n for step in met.steps}:
                yield file.fault((*where, *key), f"the route '{join.route}' has no step {number}")


def _terms(file: YamlFile, regulation: Regulation) -> Iterator[Fault]:
    for channel in regulation.terms:
        if channel not in regulation.routes:
            yield file.fault(
                ("terms", channel),
                f"there is a term but no route '{channel}'",
                did_you_mean(channel, regulation.routes),
                at_key=True,
            )


@dataclass(frozen=True)
class _Given:
    """A scenario with what it refers to; of one that has faults already, the entries that have none."""

    file: YamlFile
    scenario: Scenario
    regulations: Mapping[str, Regulation]
    days: OfficialDays | None
    hours: Mapping[str, OfficeHours]

    def names(self, section: str) -> Collection[str]:
        """The names that a section of the file gives, faulty entries included."""
        block = self.file.data.get(section)
        return tuple(block) if isinstance(block, dict) else ()

    def unknown(self, name: str, section: str, known: Collection[str] = ()) -> bool:
        """Tell whether nothing bears a name; where the whole section is faulty, nobody can say."""
        names = self.names(section)
        return name not in names and name not in known and bool(names or known)


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
    given = _Given(file, scenario, regulations, days, hours)
    names = [*_period(given), *_offices(given), *_routes(given), *_streams(given)]
    if not whole:
        return names
    return [*names, *_sizes(given), *_services(given), *_ways(given)]


def _period(given: _Given) -> Iterator[Fault]:
    days, period = given.days, given.scenario.period
    if days is None or period is None:
        return
    for key in ("start", "warm_up_until", "end"):
        day = getattr(period, key)
        last = days.last + timedelta(days=1) if key == "end" else days.last
        if not days.first <= day <= last:
            message = f"{day} lies outside the calendar '{days.code}', which covers {days.first} to {days.last}"
            yield given.file.fault(("period", key), message, "choose a day inside it")


def _offices(given: _Given) -> Iterator[Fault]:
    file, hours = given.file, given.hours
    all_read = len(given.regulations) == len(given.names("services"))
    roles = {
        role: described.kind
        for regulation in given.regulations.values()
        for role, described in regulation.roles.items()
    }
    staffed = [role for role, kind in roles.items() if kind in STAFFED]
    for key, office in given.scenario.offices.items():
        where = ("offices", key)
        if given.unknown(office.hours, "hours", hours):
            yield file.fault(
                (*where, "hours"), f"no hours are called '{office.hours}'", did_you_mean(office.hours, hours)
            )
        for role, staff in office.staff.items():
            at = (*where, "staff", role)
            if staff.hours is not None and given.unknown(staff.hours, "hours", hours):
                yield file.fault(
                    (*at, "hours"), f"no hours are called '{staff.hours}'", did_you_mean(staff.hours, hours)
                )
            if all_read and role not in staffed:
                what = "is an information system or the applicant" if role in roles else "is in none of the regulations"
                yield file.fault(at, f"the role '{role}' {what}", did_you_mean(role, staffed), at_key=True)
        yield from _sends_to(given, key)


def _sends_to(given: _Given, key: str) -> Iterator[Fault]:
    file, offices = given.file, given.scenario.offices
    target = offices[key].sends_to
    where = ("offices", key, "sends_to")
    if target is None:
        return
    if given.unknown(target, "offices"):
        yield file.fault(where, f"there is no office '{target}'", did_you_mean(target, given.names("offices")))
    elif target in offices and offices[target].count > 1:
        message = f"'{target}' stands for {offices[target].count} offices, so it is open which one is meant"
        yield file.fault(where, message, "send to a single office")
    elif key in office_chain(given.scenario, target):
        yield file.fault(where, f"'{key}' sends to '{target}' and gets its own files back", "break the circle")


def office_chain(scenario: Scenario, key: str) -> tuple[str, ...]:
    """An office and those that it sends to, nearest first; a circle ends where it closes."""
    chain: list[str] = []
    office: str | None = key
    while office in scenario.offices and office not in chain:
        chain.append(office)
        office = scenario.offices[office].sends_to
    return tuple(chain)


def _routes(given: _Given) -> Iterator[Fault]:
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


def _steps_in_use(given: _Given, service: str, channel: Channel, where: Where) -> Iterator[Fault]:
    path = _path(given, service, channel)
    steps = [step.key for step in path]
    for name in given.scenario.services[service].routes[channel].steps:
        if name not in steps:
            message = f"no step '{name}' is passed on the route '{channel}'"
            yield given.file.fault((*where, "steps", name), message, f"its steps are {', '.join(steps)}", at_key=True)
    if not any(given.regulations[service].kind(step.role) in STAFFED for step in path):
        message = f"nobody on the staff has a step on the route '{channel}'"
        yield given.file.fault(where, message, "take the route out", at_key=True)


def _services(given: _Given) -> Iterator[Fault]:
    for key, service in given.scenario.services.items():
        for channel in service.routes:
            if key in given.regulations and channel not in given.regulations[key].routes:
                continue  # a fault of its own
            if not any((s.service, s.route) == (key, channel) for s in given.scenario.arrivals.values()):
                message = f"no stream of 'arrivals' feeds the route '{channel}' of '{key}'"
                where = ("services", key, "routes", channel)
                yield given.file.fault(where, message, "add one, or take the route out", at_key=True)
            for step in _path(given, key, channel):
                yield from _duration(given, key, channel, step)


def _path(given: _Given, service: str, channel: Channel) -> tuple[PathStep, ...]:
    """The steps of a route in use; none where service, route or reading are unknown, which is a fault of its own."""
    regulation, known = given.regulations.get(service), given.scenario.services.get(service)
    use = known.routes.get(channel) if known else None
    if regulation is None or use is None or channel not in regulation.routes:
        return ()
    try:
        return regulation.path(channel, use.reading)
    except KeyError:
        return ()


def _duration(given: _Given, key: str, channel: Channel, step: PathStep) -> Iterator[Fault]:
    """Nothing says how long a step takes."""
    routes = given.scenario.services[key].routes
    kind = given.regulations[key].kind(step.role)
    if step.key in routes[channel].steps:
        return
    if kind == "system" and step.role not in given.scenario.systems:
        message = f"the system '{step.role}' is used on the route '{channel}' and not described"
        yield given.file.fault(("systems",), message, f"add '{step.role}' under 'systems'", at_key=True)
    if kind in STAFFED:
        lender, number = step.borrowed or (channel, 0)
        lent = lender != channel and str(number) in {met.key for met in _path(given, key, lender)}
        if not lent and (lender not in routes or str(number) not in routes[lender].steps):
            message = f"step {step.key} of the route '{channel}' ({step.role}) has no work"
            where: Where = ("services", key, "routes", channel)
            yield given.file.fault(where, message, f"add '{step.key}' under its 'steps'", at_key=True)


def _streams(given: _Given) -> Iterator[Fault]:
    file, scenario = given.file, given.scenario
    for key, stream in scenario.arrivals.items():
        where = ("arrivals", key)
        service, office = scenario.services.get(stream.service), scenario.offices.get(stream.office)
        if given.unknown(stream.service, "services"):
            hint = did_you_mean(stream.service, given.names("services"))
            yield file.fault((*where, "service"), f"there is no service '{stream.service}'", hint)
        elif service is not None and stream.route not in service.routes:
            hint = did_you_mean(stream.route, service.routes)
            yield file.fault((*where, "route"), f"'{stream.service}' does not use the route '{stream.route}'", hint)
        for first in _path(given, stream.service, stream.route)[:1]:
            if stream.rate.unit == "day" and not arrives_any_time(given.regulations[stream.service], first.role):
                message = "'per day' is unclear for a channel that is not open every day"
                repair = "write 'per working day', or 'per month' for a count that is spread over open time"
                yield file.fault((*where, "rate"), message, repair)
        if given.unknown(stream.office, "offices"):
            hint = did_you_mean(stream.office, given.names("offices"))
            yield file.fault((*where, "office"), f"there is no office '{stream.office}'", hint)
        elif office is not None and stream.weights is not None and len(stream.weights) != office.count:
            message = f"{len(stream.weights)} weights for {office.count} offices of '{stream.office}'"
            yield file.fault((*where, "weights"), message, "give one per office")


def _ways(given: _Given) -> Iterator[Fault]:
    """Somebody has to be there for every step of every stream."""
    offices = given.scenario.offices
    missed: set[tuple[str, str]] = set()
    for key, stream in given.scenario.arrivals.items():
        chain = office_chain(given.scenario, stream.office)
        staff = {role for name in chain for role in offices[name].staff}
        if any(_open_target(given, name) for name in chain) or not chain:
            continue  # it is open who helps out, which is a fault of its own
        for step in _path(given, stream.service, stream.route):
            regulation = given.regulations[stream.service]
            misspelt = difflib.get_close_matches(step.role, staff - regulation.roles.keys())
            known = regulation.kind(step.role) not in STAFFED or step.role in staff or misspelt
            if not known and (stream.office, step.role) not in missed:
                missed.add((stream.office, step.role))
                message = f"step {step.key} needs the role '{step.role}', which nobody has in {' or '.join(chain)}"
                yield given.file.fault(("arrivals", key, "office"), message, f"add '{step.role}' under 'staff'")


def _open_target(given: _Given, office: str) -> bool:
    target = given.scenario.offices[office].sends_to
    return target is not None and (target not in given.scenario.offices or given.scenario.offices[target].count > 1)


def _sizes(given: _Given) -> Iterator[Fault]:
    """A slip in a number must not fill the memory."""
    offices, streams = given.scenario.offices, given.scenario.arrivals
    pools = sum(office.count * len(office.staff) for office in offices.values())
    members = sum(office.count * staff.count for office in offices.values() for staff in office.staff.values())
    if pools > MOST_POOLS or members > MOST_MEMBERS:
        message = f"{pools} pools with {members} people and teams are too many to be simulated"
        repair = f"at most {MOST_POOLS} and {MOST_MEMBERS} are possible, so check the counts"
        yield given.file.fault(("offices",), message, repair, at_key=True)
    ways = sum(
        offices[stream.office].count * len(_path(given, stream.service, stream.route))
        for stream in streams.values()
        if stream.office in offices
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


def _expected(given: _Given, stream: str) -> float:
    """An upper bound on the applications of a stream that are expected until the run-out has ended."""
    period, rate = given.scenario.period, given.scenario.arrivals[stream].rate
    end = period.end + timedelta(days=2 * period.run_out.value if period.run_out else 90)
    last = min(end, given.days.last) if given.days else end
    return rate.value * max((last - period.start).days, 0) / _UNIT_DAYS[rate.unit]


def arrives_any_time(regulation: Regulation, first_role: str) -> bool:
    """Tell whether a route takes applications round the clock: its first step is done by a system or the applicant."""
    return regulation.kind(first_role) in ("system", "applicant")
