"""Faults of the demand: channels that take nothing, shares of offices that nothing bears, backlogs from nowhere."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import timedelta

from sim.demand import Backlog, Stream, WaitingFiles, Weights
from sim.errors import Fault, did_you_mean
from sim.given import STAFFED, Given
from sim.people_checks import is_no_office
from sim.quantities import DAY, Rate, civil, instant, shown
from sim.regulation import Channel, Regulation
from sim.yamlfile import Where

MOST_WAYS = 1_000_000
"""Offices times steps at most, over all streams."""
MOST_APPLICATIONS = 2_000_000
"""Applications of one replication at most unless more are allowed; so many fill some five gigabytes of memory."""
_UNIT_DAYS = {"hour": 1 / 24, "day": 1, "working_day": 1, "week": 7, "month": 30, "year": 365}


def check_names(given: Given) -> Iterator[Fault]:
    """Names in the demand that nothing bears, rates that are unclear, and times outside the period."""
    for key, stream in given.scenario.arrivals.items():
        where: Where = ("arrivals", key)
        yield from _service(given, stream.service, where)
        for channel, way in stream.ways_in.items():
            several = stream.channels is not None
            inside = (*where, "channels", channel) if several else where
            yield from _route(given, stream.service, channel, inside if several else (*where, "route"), at_key=several)
            for first in given.path(stream.service, channel)[:1]:
                if not arrives_any_time(given.regulations[stream.service], first.role):
                    yield from _rates_per_day(given, stream, where)
            yield from _office(given, way.office, way.weights, inside)
        yield from _times(given, stream, where)
    for key, backlog in given.scenario.backlog.items():
        where = ("backlog", key)
        yield from _service(given, backlog.service, where)
        yield from _route(given, backlog.service, backlog.route, (*where, "route"), at_key=False)
        yield from _office(given, backlog.office, backlog.weights, where)
        yield from _files(given, key, backlog)
    undisturbed = given.scenario.undisturbed
    if undisturbed is not None and undisturbed not in given.names("variants"):
        message = f"there is no variant {shown(undisturbed)}"
        yield given.file.fault(("undisturbed",), message, did_you_mean(undisturbed, given.names("variants")))


def check_demand(given: Given, most_applications: int) -> Iterator[Fault]:
    """Demand that is too large, meets nobody, or has classes that change nothing."""
    yield from _sizes(given, most_applications)
    yield from _ways(given)
    yield from _priorities(given)


def _service(given: Given, service: str, where: Where) -> Iterator[Fault]:
    if given.unknown(service, "services"):
        hint = did_you_mean(service, given.names("services"))
        yield given.file.fault((*where, "service"), f"there is no service '{service}'", hint)


def _route(given: Given, service: str, channel: Channel, where: Where, *, at_key: bool) -> Iterator[Fault]:
    known = given.scenario.services.get(service)
    if known is not None and channel not in known.routes:
        hint = did_you_mean(channel, known.routes)
        yield given.file.fault(where, f"'{service}' does not use the route '{channel}'", hint, at_key=at_key)


def _rates_per_day(given: Given, stream: Stream, where: Where) -> Iterator[Fault]:
    """A rate per day of a channel that is not open every day can mean two things."""
    rates: list[tuple[Where, Rate | None]] = [((*where, "rate"), stream.rate)]
    rates += [((*where, "campaigns", name, "rate"), campaign.rate) for name, campaign in stream.campaigns.items()]
    for at, rate in rates:
        if rate is not None and rate.unit == "day":
            message = "'per day' is unclear for a channel that is not open every day"
            repair = "write 'per working day', or 'per month' for a count that is spread over open time"
            yield given.file.fault(at, message, repair)


def _office(given: Given, office: str, weights: Weights, where: Where) -> Iterator[Fault]:
    if not given.offices.named(office) and is_no_office(given, office):
        known = [*given.names("offices"), *given.offices.sites]
        yield given.file.fault((*where, "office"), f"there is no office '{office}'", did_you_mean(office, known))
    else:
        yield from _weights(given, office, weights, (*where, "weights"))


def _weights(given: Given, office: str, weights: Weights, where: Where) -> Iterator[Fault]:
    offices = given.offices.named(office)
    if not offices or weights is None:
        return
    if not isinstance(weights, dict):
        if len(weights) != len(offices):
            many = "one office" if len(offices) == 1 else f"{len(offices)} offices"
            message = f"{len(weights)} weights for {many} of '{office}'"
            yield given.file.fault(where, message, "give one per office")
        return
    kind = given.scenario.offices.get(office)
    if kind is not None and kind.names is None and kind.size > 1:
        message = f"the offices of '{office}' are only counted, so none has a name"
        yield given.file.fault(where, message, "write a list with one weight per office, or give the offices 'names'")
        return
    unknown = [name for name in weights if name not in offices]
    for name in unknown:
        message = f"no office of '{office}' is called {shown(name)}"
        yield given.file.fault((*where, name), message, did_you_mean(name, offices), at_key=True)
    if not unknown and not any(weights.values()):
        message = "all weights are zero, so nobody comes" if weights else "no office has a weight"
        yield given.file.fault(where, message, "give one office a weight above zero")


def _times(given: Given, stream: Stream, where: Where) -> Iterator[Fault]:
    """Campaigns that lie outside the period, and instants at which nothing is simulated."""
    period, days = given.scenario.period, given.days
    if period is None or days is None:
        return
    for name, campaign in stream.campaigns.items():
        if campaign.last_day < period.start or campaign.first_day >= period.end:
            message = f"the campaign lies outside the period, {period.start} to {period.end}, so it changes nothing"
            yield given.file.fault((*where, "campaigns", name), message, "move its days, or take it out", at_key=True)
    first, end = instant(period.start), instant(days.last) + DAY
    for i, at in enumerate(stream.instants or ()):
        if not first <= at < end:
            message = f"{civil(at):%Y-%m-%d %H:%M} is out of range"
            repair = f"it has to lie between {period.start} and {days.last}"
            yield given.file.fault((*where, "instants", str(i)), message, repair)


def _files(given: Given, key: str, backlog: Backlog) -> Iterator[Fault]:
    """Files of a backlog at steps that are not passed, or from times that cannot be."""
    where: Where = ("backlog", key)
    period, days = given.scenario.period, given.days
    if key in given.names("arrivals"):
        yield given.file.fault(where, f"'{key}' is a stream of 'arrivals' too", "give one another name", at_key=True)
    steps = [step.key for step in given.path(backlog.service, backlog.route)]
    for i, entry in enumerate(backlog.files):
        inside = (*where, "files", str(i))
        if steps and entry.step not in steps:
            message = f"no step '{entry.step}' is passed on the route '{backlog.route}'"
            yield given.file.fault((*inside, "step"), message, f"its steps are {', '.join(steps)}")
        if period is None or days is None or not days.first <= period.start <= days.last:
            continue
        if entry.received is not None and not days.first <= entry.received < period.start:
            message = f"{entry.received} does not lie between {days.first} and the start, {period.start}"
            yield given.file.fault((*inside, "received"), message, "write a day before the start")
        if entry.age is not None and not _reaches(given, entry):
            message = f"{entry.age} before {period.start} lies before the calendar, which begins on {days.first}"
            yield given.file.fault((*inside, "age"), message, "write a lower age")
    if period is not None and period.warm_up_until > period.start and key == next(iter(given.scenario.backlog)):
        message = "a backlog and a warm-up are both given, and the one stands for the other"
        repair = f"make 'warm_up_until' the start, {period.start}, or take the backlog out"
        yield given.file.fault(("period", "warm_up_until"), message, repair)


def _reaches(given: Given, files: WaitingFiles) -> bool:
    """Tell whether the calendar reaches back to the day on which files were received."""
    assert given.days is not None
    assert files.age is not None
    before = (given.scenario.period.start - given.days.first).days
    if files.age.unit == "working_days":
        before = int(given.days.working[:before].sum())
    return files.age.value <= before


def _priorities(given: Given) -> Iterator[Fault]:
    """A class that changes nothing is a slip."""
    used = any(staff.discipline == "priority" for site in given.offices.sites.values() for staff in site.staff.values())
    for section in ("arrivals", "backlog"):
        for key, stream in getattr(given.scenario, section).items():
            if not used and "priority" in stream.model_fields_set:
                message = "no staff takes files by priority, so the class changes nothing"
                repair = "add 'discipline: priority' to a staff, or take it out"
                yield given.file.fault((section, key, "priority"), message, repair)


def _ways(given: Given) -> Iterator[Fault]:
    """Somebody has to be there for every step of every stream and backlog."""
    missed: set[tuple[str, str]] = set()
    for where, service, channel, office in _ways_in(given):
        regulation = given.regulations.get(service)
        if regulation is None:
            continue  # a fault of its own
        for chain in _chains(given, office):
            staff = {role for name in chain for role in given.offices.sites[name].staff}
            for step in given.steps(service, channel):
                misspelt = difflib.get_close_matches(step.role, staff - regulation.roles.keys())
                known = regulation.kind(step.role) not in STAFFED or step.role in staff or misspelt
                if not known and (chain[0], step.role) not in missed:
                    missed.add((chain[0], step.role))
                    sites = [given.offices.sites[name] for name in chain]
                    names = [site.name if len(site.where) > 2 else site.kind for site in sites]
                    message = f"step {step.key} needs the role '{step.role}', which nobody has in {' or '.join(names)}"
                    yield given.file.fault((*where, "office"), message, f"add '{step.role}' under 'staff'")


def _ways_in(given: Given) -> Iterator[tuple[Where, str, Channel, str]]:
    """Place, service, channel and office of all that comes, streams and backlogs."""
    for key, stream in given.scenario.arrivals.items():
        for channel, way in stream.ways_in.items():
            inside = ("channels", channel) if stream.channels is not None else ()
            yield ("arrivals", key, *inside), stream.service, channel, way.office
    for key, backlog in given.scenario.backlog.items():
        yield ("backlog", key), backlog.service, backlog.route, backlog.office


def _chains(given: Given, office: str) -> Iterator[tuple[str, ...]]:
    """Where applications at an office go, office by office; offices that are only counted are all alike."""
    offices, known = given.offices, set()
    for name in offices.named(office):
        chain = offices.chain(name)
        last = offices.sites[chain[-1]] if chain else None
        if last is None or last.sends_to is not None:
            continue  # a circle, or it is open who helps out, which is a fault of its own
        like = (*chain[1:], *sorted(offices.sites[name].staff))
        if like not in known:
            known.add(like)
            yield chain


def _sizes(given: Given, most_applications: int) -> Iterator[Fault]:
    """A slip in a number must not fill the memory."""
    ways = sum(
        len(given.offices.named(office)) * len(given.path(service, channel))
        for _, service, channel, office in _ways_in(given)
    )
    if ways > MOST_WAYS:
        message = f"{ways} steps, counted by stream and office, are too many to be simulated"
        yield given.file.fault(("arrivals",), message, f"at most {MOST_WAYS} are possible", at_key=True)
    expected = {key: _expected(given, stream) for key, stream in given.scenario.arrivals.items()}
    waiting = sum(entry.count for backlog in given.scenario.backlog.values() for entry in backlog.files)
    total = sum(expected.values()) + waiting
    if total > most_applications:
        most = max(expected, key=lambda key: expected[key])
        message = f"up to {total:.0f} applications are too many for one replication"
        repair = f"at most {most_applications} are possible, so check the rates, or allow more with --max-applications"
        where: Where = ("arrivals", most, "rate")
        if given.scenario.arrivals[most].rate is None:
            where = where[:2]
        yield given.file.fault(where, message, repair)


def _expected(given: Given, stream: Stream) -> float:
    """An upper bound on the applications of a stream that are expected until the run-out has ended."""
    period = given.scenario.period
    end = period.end + timedelta(days=2 * period.run_out.value if period.run_out else 90)
    last = min(end, given.days.last) if given.days else end
    days = max((last - period.start).days, 0)
    times = 1
    if stream.per_office and stream.office is not None:
        times = len(given.offices.named(stream.office))
    total = float(len(stream.instants or ()))
    growth = (1 + max(stream.growth or 0.0, 0.0)) ** (days / 365)
    if stream.rate is not None:
        # A profile moves arrivals within a year, at worst all into the days that are simulated.
        span = days if stream.profile is None else 366 * (last.year - period.start.year + 1)
        total += times * stream.rate.value * span / _UNIT_DAYS[stream.rate.unit] * growth
    for campaign in stream.campaigns.values():
        length = (campaign.last_day - campaign.first_day).days + 1
        if campaign.rate is not None:
            total += times * campaign.rate.value * length / _UNIT_DAYS[campaign.rate.unit]
        elif campaign.times is not None and stream.rate is not None:
            total += times * stream.rate.value * campaign.times * growth * length / _UNIT_DAYS[stream.rate.unit]
    return total


def arrives_any_time(regulation: Regulation, first_role: str) -> bool:
    """Tell whether a route takes applications round the clock: its first step is done by a system or the applicant."""
    return regulation.kind(first_role) in ("system", "applicant")
