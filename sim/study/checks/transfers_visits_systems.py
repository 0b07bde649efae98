"""Faults of transfers, household visits and systems: names that nothing bears, times at which nobody is there, no effect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.calendar.opening_hours import weekly
from sim.calendar.working_time import WorkingTime
from sim.errors import Fault, did_you_mean
from sim.quantities import DAY, HOUR, MINUTE, civil, instant
from sim.scenario.scenario import System, Transfer
from sim.scenario.staff import Staff
from sim.schema.yaml_file import Where
from sim.study.context import CheckContext


def check_transfers(context: CheckContext) -> Iterator[Fault]:
    """Offices that nothing bears, ways that lead back, ways given already, and couriers who leave a closed office."""
    seen: dict[str, tuple[set[str], set[str]]] = {}
    for key, rule in context.scenario.transfers.items():
        where = ("transfers", key)
        for name in ("sender", "receiver"):
            office = getattr(rule, name)
            if not context.offices.named(office) and context.unknown(office, "offices"):
                known = [*context.names("offices"), *context.offices.sites]
                yield context.file.fault((*where, name), f"there is no office '{office}'", did_you_mean(office, known))
        senders, receivers = set(context.offices.named(rule.sender)), set(context.offices.named(rule.receiver))
        if (rule.sender == rule.receiver and len(senders) <= 1) or (len(senders) == 1 and senders == receivers):
            message = f"files of '{rule.sender}' go back to where they come from"
            yield context.file.fault((*where, "receiver"), message, "name another office")
        first = next((other for other, (a, b) in seen.items() if senders <= a and receivers <= b), None)
        if first is not None and senders and receivers:
            message = f"the way from '{rule.sender}' to '{rule.receiver}' is given already, by '{first}'"
            repair = "keep one of them, or let the one for fewer offices stand first"
            yield context.file.fault(where, message, repair, at_key=True)
        seen[key] = (senders, receivers)
        yield from _departures(context, where, rule)


def _departures(context: CheckContext, where: Where, rule: Transfer) -> Iterator[Fault]:
    """A courier leaves while an office from which he comes is open, or at its close, on days on which both are."""
    ways = [
        {hours: opening for hours in names if (opening := _of_a_working_day(context, hours)) is not None}
        for names in (_hours_of(context, rule.sender), _hours_of(context, rule.receiver))
    ]
    if rule.lag is not None or not all(ways):
        return
    for office, known in zip((rule.sender, rule.receiver), ways, strict=True):
        if not any(known.values()):
            message = f"no courier ever leaves, for '{office}' is closed from Monday to Friday"
            key = "courier" if rule.courier is not None else "times_per_day"
            yield context.file.fault((*where, key), message, "state a 'lag', or other hours")
            return
    opened = [interval for known in ways[0].values() for interval in known]
    for i, at in enumerate(rule.courier or ()):
        clock = f"{at // HOUR:02}:{at % HOUR // MINUTE:02}"
        if at in (rule.courier or ())[:i]:
            yield context.file.fault((*where, "courier", str(i)), f"{clock} is given twice", "keep one of them")
        elif not any(opens <= at <= closes for opens, closes in opened):
            message = f"the courier leaves at {clock}, when '{rule.sender}' is closed"
            yield context.file.fault((*where, "courier", str(i)), message, "choose a time within its hours")


def _hours_of(context: CheckContext, office: str) -> set[str]:
    """Names of the hours of an office, or of the offices of a kind."""
    return {context.offices.sites[name].hours for name in context.offices.named(office)}


def _of_a_working_day(context: CheckContext, name: str) -> tuple[tuple[int, int], ...] | None:
    """Opening hours of an ordinary working day [seconds of the day]; None where nothing bears the name."""
    hours = context.hours.get(name)
    return None if hours is None else hours.every_day or hours.weekdays


def check_visits(context: CheckContext) -> Iterator[Fault]:
    """Settings that change nothing where teams visit households, and settlements that nobody visits."""
    teams: set[str] = set()
    for key, office in context.scenario.offices.items():
        blocks: list[tuple[Where, Mapping[str, Staff]]] = [(("offices", key, "staff"), office.staff)]
        blocks += [(("offices", key, "names", n, "staff"), own.staff) for n, own in (office.names or {}).items()]
        for where, staff in blocks:
            for role, one in staff.items():
                if one.visits_per_day is not None:
                    teams.add(role)
                    yield from _no_effect(context, (*where, role), one)
    for key, stream in context.scenario.arrivals.items():
        path = [step for channel in stream.ways_in for step in context.steps(stream.service, channel)]
        if stream.settlements is not None and not any(step.role in teams for step in path):
            routes = "' and '".join(stream.ways_in)
            nobody = "no staff visits households" if not teams else f"no step of the route '{routes}' is a visit"
            message = f"{nobody}, so settlements change nothing"
            repair = "give a staff 'visits_per_day', or take the settlements out"
            if teams:
                repair = "take the settlements out, or give the staff of one of its steps 'visits_per_day'"
            yield context.file.fault(("arrivals", key, "settlements"), message, repair, at_key=True)


def _no_effect(context: CheckContext, where: Where, staff: Staff) -> Iterator[Fault]:
    others = (("sittings", staff.sittings), ("caseload", staff.caseload), ("stand_in", staff.stand_in or None))
    for name, value in others:
        if value is not None:
            message = f"'{name}' and 'visits_per_day' are both given, and teams on their way cannot have it"
            yield context.file.fault((*where, name), message, "keep one of them", at_key=True)
    for key, service in context.scenario.services.items():
        for channel in service.routes:
            for step in context.path(key, channel):
                if step.role == where[-1] and step.counter:
                    message = f"step {step.key} of the route '{channel}' has the applicant standing at a counter"
                    yield context.file.fault((*where, "visits_per_day"), message, "take 'visits_per_day' out")


MOST_OUTAGES = 100_000
"""Outages by chance of one system in the period at most: one every few minutes over a year."""


def check_systems(context: CheckContext) -> Iterator[Fault]:
    """Hours that nothing bears, and outages outside the calendar or longer than the period."""
    for key, system in context.scenario.systems.items():
        where = ("systems", key)
        if system.hours is not None and context.unknown(system.hours, "hours", context.hours):
            message = f"no hours are called '{system.hours}'"
            yield context.file.fault((*where, "hours"), message, did_you_mean(system.hours, context.hours))
        yield from _outages(context, where, system)
        yield from _failures(context, where, system)


def _outages(context: CheckContext, where: Where, system: System) -> Iterator[Fault]:
    days, period = context.days, context.scenario.period
    if days is None or period is None:
        return
    start, end = instant(period.start), instant(period.end)
    open_time: WorkingTime | None = None
    if system.hours is not None and system.hours in context.hours:
        open_time = WorkingTime.from_hours(weekly(context.hours[system.hours]), days)
    for i, outage in enumerate(system.outages):
        at = (*where, "outages", str(i))
        if not instant(days.first) <= outage.begin < outage.end <= instant(days.last) + DAY:
            message = f"an outage lies outside the calendar '{days.code}', which covers {days.first} to {days.last}"
            yield context.file.fault(at, message, "choose moments inside it")
        elif outage.begin <= start and outage.end >= end:
            message = f"the system is down in the whole period, {period.start} to {period.end}"
            yield context.file.fault((*at, "end"), message, "check the moments; 'end' is when it is up again")
        elif outage.end - outage.begin > end - start:
            message = f"an outage until {civil(outage.end):%Y-%m-%d %H:%M} is longer than the period, {period.start} to {period.end}"
            yield context.file.fault((*at, "end"), message, "check the moments; 'end' is when it is up again")
        elif open_time is not None and not open_time.elapsed(outage.begin, outage.end):
            yield context.file.fault(at, "the system is closed then anyway", "take the outage out")


def _failures(context: CheckContext, where: Where, system: System) -> Iterator[Fault]:
    """A slip in a unit must not fill the memory."""
    if (failures := system.failures) is None or context.scenario.period is None:
        return
    length = (context.scenario.period.end - context.scenario.period.start).days * DAY
    expected = length / max(failures.between.mean_seconds + failures.repair.mean_seconds, 1.0)
    if expected > MOST_OUTAGES:
        message = f"some {expected:.0f} outages in the period are too many"
        repair = f"at most {MOST_OUTAGES} are possible, so check the unit of 'between'"
        yield context.file.fault((*where, "failures", "between"), message, repair)
