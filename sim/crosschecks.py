"""Faults that no single block shows: names that nothing bears, people who are missing, channels that never open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from sim.calendars import OfficialDays
from sim.errors import Fault, did_you_mean
from sim.quantities import parse_limit
from sim.regulation import Regulation
from sim.scenario import OfficeHours, Scenario, Stream
from sim.yamlfile import YamlFile


def check_regulation(file: YamlFile, regulation: Regulation) -> list[Fault]:
    """Faults of a regulation file beyond its schema."""
    return [*_steps(file, regulation), *_joins(file, regulation), *_terms(file, regulation)]


def _steps(file: YamlFile, regulation: Regulation) -> Iterator[Fault]:
    for channel, route in regulation.routes.items():
        numbers = [step.n for step in route.steps]
        for i, step in enumerate(route.steps):
            where = ("routes", channel, "steps", str(i))
            if step.role not in regulation.roles:
                hint = did_you_mean(step.role, regulation.roles)
                yield file.fault((*where, "role"), f"the role '{step.role}' is not described under 'roles'", hint)
            if i and step.n <= numbers[i - 1]:
                yield file.fault((*where, "n"), f"step {step.n} stands behind step {numbers[i - 1]}", "keep the order of the text")
        if all(step.branch for step in route.steps):
            yield file.fault(("routes", channel, "steps"), "every step is a branch, so the route leads nowhere")


def _joins(file: YamlFile, regulation: Regulation) -> Iterator[Fault]:
    for channel, route in regulation.routes.items():
        if (join := route.join) is None:
            continue
        where = ("routes", channel, "join")
        if join.step not in {step.n for step in route.steps}:
            yield file.fault((*where, "step"), f"the route has no step {join.step}")
        met = regulation.routes.get(join.route)
        if met is None or join.route == channel or met.join is not None:
            yield file.fault((*where, "route"), f"'{join.route}' is no route with steps of its own", did_you_mean(join.route, regulation.routes))
            continue
        for name, reading in join.readings.items():
            if reading.through not in {step.n for step in met.steps}:
                yield file.fault((*where, "readings", name, "through"), f"the route '{join.route}' has no step {reading.through}")


def _terms(file: YamlFile, regulation: Regulation) -> Iterator[Fault]:
    for channel in regulation.terms:
        if channel not in regulation.routes:
            yield file.fault(("terms", channel), f"there is a term but no route '{channel}'", did_you_mean(channel, regulation.routes), at_key=True)


def check_scenario(
    file: YamlFile,
    scenario: Scenario,
    regulations: Mapping[str, Regulation],
    days: OfficialDays | None,
    hours: Mapping[str, OfficeHours],
) -> list[Fault]:
    """Faults of a scenario beyond its schema, given what it refers to."""
    return [
        *_period(file, scenario, days),
        *_offices(file, scenario, regulations, hours),
        *_services(file, scenario, regulations),
        *_streams(file, scenario, regulations, hours),
    ]


def _period(file: YamlFile, scenario: Scenario, days: OfficialDays | None) -> Iterator[Fault]:
    if days is None:
        return
    for key in ("start", "warm_up_until", "end"):
        day = getattr(scenario.period, key)
        last = days.last + timedelta(days=1) if key == "end" else days.last
        if not days.first <= day <= last:
            message = f"{day} lies outside the calendar '{days.code}', which covers {days.first} to {days.last}"
            yield file.fault(("period", key), message, "choose a day inside it")


def _offices(
    file: YamlFile, scenario: Scenario, regulations: Mapping[str, Regulation], hours: Mapping[str, OfficeHours]
) -> Iterator[Fault]:
    roles = {role for regulation in regulations.values() for role in regulation.roles}
    staffed = {r for reg in regulations.values() for r, role in reg.roles.items() if role.kind in ("staff", "commission")}
    for key, office in scenario.offices.items():
        where = ("offices", key)
        if office.hours not in hours:
            yield file.fault((*where, "hours"), f"no hours are called '{office.hours}'", did_you_mean(office.hours, hours))
        for role, staff in office.staff.items():
            if staff.hours is not None and staff.hours not in hours:
                yield file.fault((*where, "staff", role, "hours"), f"no hours are called '{staff.hours}'", did_you_mean(staff.hours, hours))
            if len(regulations) == len(scenario.services) and role not in staffed:
                what = "is an information system or the applicant" if role in roles else "is in none of the regulations"
                yield file.fault((*where, "staff", role), f"the role '{role}' {what}", did_you_mean(role, staffed), at_key=True)
        yield from _sends_to(file, scenario, key)


def _sends_to(file: YamlFile, scenario: Scenario, key: str) -> Iterator[Fault]:
    target = scenario.offices[key].sends_to
    where = ("offices", key, "sends_to")
    if target is None:
        return
    if target not in scenario.offices:
        yield file.fault(where, f"there is no office '{target}'", did_you_mean(target, scenario.offices))
    elif scenario.offices[target].count > 1:
        yield file.fault(where, f"'{target}' stands for {scenario.offices[target].count} offices, so it is open which one is meant", "send to a single office")
    elif key in office_chain(scenario, target):
        yield file.fault(where, f"'{key}' sends to '{target}' and gets its own files back", "break the circle")


def office_chain(scenario: Scenario, key: str) -> tuple[str, ...]:
    """An office and those that it sends to, nearest first; a circle ends where it closes."""
    chain: list[str] = []
    office: str | None = key
    while office in scenario.offices and office not in chain:
        chain.append(office)
        office = scenario.offices[office].sends_to
    return tuple(chain)


def _services(file: YamlFile, scenario: Scenario, regulations: Mapping[str, Regulation]) -> Iterator[Fault]:
    for key, service in scenario.services.items():
        if (regulation := regulations.get(key)) is None:
            continue
        for channel, use in service.routes.items():
            where = ("services", key, "routes", channel)
            route = regulation.routes.get(channel)
            if route is None:
                yield file.fault(where, f"the regulation has no route '{channel}'", did_you_mean(channel, regulation.routes), at_key=True)
                continue
            if use.reading is not None and (route.join is None or use.reading not in route.join.readings):
                known = route.join.readings if route.join else {}
                yield file.fault((*where, "reading"), f"the route has no reading '{use.reading}'", did_you_mean(use.reading, known))
                continue
            if not any((s.service, s.route) == (key, channel) for s in scenario.arrivals.values()):
                message = f"no stream of 'arrivals' feeds the route '{channel}' of '{key}'"
                yield file.fault(where, message, "add one, or take the route out", at_key=True)
            yield from _durations(file, scenario, regulation, key, channel)


def _durations(file: YamlFile, scenario: Scenario, regulation: Regulation, key: str, channel: str) -> Iterator[Fault]:
    use = scenario.services[key].routes[channel]  # type: ignore[index]  # the channel comes from this very mapping
    path = regulation.path(channel, use.reading)  # type: ignore[arg-type]  # the channel comes from this very mapping
    where = ("services", key, "routes", channel)
    for name in use.steps:
        if name not in {step.key for step in path}:
            message = f"no step '{name}' is passed on the route '{channel}'"
            yield file.fault((*where, "steps", name), message, f"its steps are {', '.join(s.key for s in path)}", at_key=True)
    for step in path:
        kind = regulation.kind(step.role)
        if kind == "system" and step.role not in scenario.systems and step.key not in use.steps:
            yield file.fault(("systems",), f"the system '{step.role}' is used on the route '{channel}' and not described", "add it under 'systems'")
        if kind not in ("staff", "commission") or step.key in use.steps:
            continue
        lender = scenario.services[key].routes.get(step.borrowed[0]) if step.borrowed else None  # type: ignore[call-overload]  # a channel of the regulation
        if lender is None or str(step.borrowed[1]) not in lender.steps:  # type: ignore[index]  # no lender, no index
            yield file.fault(where, f"step {step.key} of the route '{channel}' ({step.role}) has no work", f"add '{step.key}:' under its 'steps'", at_key=True)


def _streams(
    file: YamlFile, scenario: Scenario, regulations: Mapping[str, Regulation], hours: Mapping[str, OfficeHours]
) -> Iterator[Fault]:
    for key, stream in scenario.arrivals.items():
        where = ("arrivals", key)
        service = scenario.services.get(stream.service)
        if service is None:
            yield file.fault((*where, "service"), f"there is no service '{stream.service}'", did_you_mean(stream.service, scenario.services))
        elif stream.route not in service.routes:
            yield file.fault((*where, "route"), f"'{stream.service}' does not use the route '{stream.route}'", did_you_mean(stream.route, service.routes))
        office = scenario.offices.get(stream.office)
        if office is None:
            yield file.fault((*where, "office"), f"there is no office '{stream.office}'", did_you_mean(stream.office, scenario.offices))
            continue
        if stream.weights is not None and len(stream.weights) != office.count:
            yield file.fault((*where, "weights"), f"{len(stream.weights)} weights for {office.count} offices of '{stream.office}'", "give one per office")
        if service is not None and stream.service in regulations and stream.route in service.routes:
            yield from _channel(file, scenario, regulations[stream.service], key, stream, hours)


def _channel(
    file: YamlFile, scenario: Scenario, regulation: Regulation, key: str, stream: Stream, hours: Mapping[str, OfficeHours]
) -> Iterator[Fault]:
    reading = scenario.services[stream.service].routes[stream.route].reading
    if stream.route not in regulation.routes:
        return
    try:
        path = regulation.path(stream.route, reading)
    except KeyError:
        return
    chain = office_chain(scenario, stream.office)
    for step in path:
        staffed = regulation.kind(step.role) in ("staff", "commission")
        if staffed and not any(step.role in scenario.offices[office].staff for office in chain):
            message = f"step {step.key} needs the role '{step.role}', which nobody has in {' or '.join(chain)}"
            yield file.fault(("arrivals", key, "office"), message, f"add '{step.role}' under 'staff'")
    always_open = arrives_any_time(regulation, path[0].role)
    if stream.rate.unit == "day" and not always_open:
        yield file.fault(
            ("arrivals", key, "rate"),
            "'per day' is unclear for a channel that is not open every day",
            "write 'per working day', or 'per month' for a count that is spread over open time",
        )


def arrives_any_time(regulation: Regulation, first_role: str) -> bool:
    """Tell whether a route takes applications round the clock: its first step is done by a system or the applicant."""
    return regulation.kind(first_role) in ("system", "applicant")


def longest_term_days(scenario: Scenario, regulations: Mapping[str, Regulation]) -> int:
    """The longest term in working days over the routes in use; 20 where no route has one."""
    terms = [
        regulations[key].terms[channel].limit.value
        for key, service in scenario.services.items()
        for channel in service.routes
        if channel in regulations[key].terms and regulations[key].terms[channel].limit.unit.endswith("days")
    ]
    return max(terms, default=parse_limit("20 working days").value)
