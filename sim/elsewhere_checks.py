"""Faults of transfers, household visits and systems: names that nothing bears, times at which nobody is there, no effect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.calendars import WorkingTime
from sim.errors import Fault, did_you_mean
from sim.given import Given
from sim.hours import weekly
from sim.quantities import DAY, HOUR, MINUTE, civil, instant
from sim.scenario import System
from sim.staff import Staff
from sim.yamlfile import Where


def check_transfers(given: Given) -> Iterator[Fault]:
    """Offices that nothing bears, ways that lead back, ways given twice, and couriers who leave a closed office."""
    seen: dict[tuple[str, str], str] = {}
    for key, rule in given.scenario.transfers.items():
        where = ("transfers", key)
        for name in ("sender", "receiver"):
            office = getattr(rule, name)
            if not given.offices.named(office) and given.unknown(office, "offices"):
                known = [*given.names("offices"), *given.offices.sites]
                yield given.file.fault((*where, name), f"there is no office '{office}'", did_you_mean(office, known))
        if rule.sender == rule.receiver and len(given.offices.named(rule.sender)) <= 1:
            message = f"files of '{rule.sender}' go back to where they come from"
            yield given.file.fault((*where, "receiver"), message, "name another office")
        pair = (rule.sender, rule.receiver)
        if pair in seen:
            message = f"the way from '{pair[0]}' to '{pair[1]}' is given already, by '{seen[pair]}'"
            yield given.file.fault(where, message, "keep one of them", at_key=True)
        seen.setdefault(pair, key)
        yield from _departures(given, where, rule.sender, rule.courier or ())


def _departures(given: Given, where: Where, sender: str, courier: tuple[int, ...]) -> Iterator[Fault]:
    """A courier leaves at or before the close of the office from which he comes, and after its opening."""
    names = given.offices.named(sender)
    hours = given.hours.get(given.offices.sites[names[0]].hours) if names else None
    if hours is None:
        return
    for i, at in enumerate(courier):
        opening = hours.every_day or hours.weekdays
        if not any(opens <= at <= closes for opens, closes in opening):
            clock = f"{at // HOUR:02}:{at % HOUR // MINUTE:02}"
            message = f"the courier leaves at {clock}, when '{sender}' is closed"
            yield given.file.fault((*where, "courier", str(i)), message, "choose a time within its hours")


def check_visits(given: Given) -> Iterator[Fault]:
    """Settings that change nothing where teams visit households, and settlements that nobody visits."""
    visited = False
    for key, office in given.scenario.offices.items():
        blocks: list[tuple[Where, Mapping[str, Staff]]] = [(("offices", key, "staff"), office.staff)]
        blocks += [(("offices", key, "names", n, "staff"), own.staff) for n, own in (office.names or {}).items()]
        for where, staff in blocks:
            for role, one in staff.items():
                if one.visits_per_day is not None:
                    visited = True
                    yield from _no_effect(given, (*where, role), one)
    for key, stream in given.scenario.arrivals.items():
        if stream.settlements is not None and not visited:
            message = "no staff visits households, so settlements change nothing"
            repair = "give a staff 'visits_per_day', or take the settlements out"
            yield given.file.fault(("arrivals", key, "settlements"), message, repair, at_key=True)


def _no_effect(given: Given, where: Where, staff: Staff) -> Iterator[Fault]:
    others = (("sittings", staff.sittings), ("caseload", staff.caseload), ("stand_in", staff.stand_in or None))
    for name, value in others:
        if value is not None:
            message = f"'{name}' and 'visits_per_day' are both given, and teams on their way cannot have it"
            yield given.file.fault((*where, name), message, "keep one of them", at_key=True)
    for key, service in given.scenario.services.items():
        for channel in service.routes:
            for step in given.path(key, channel):
                if step.role == where[-1] and step.counter:
                    message = f"step {step.key} of the route '{channel}' has the applicant standing at a counter"
                    yield given.file.fault((*where, "visits_per_day"), message, "take 'visits_per_day' out")


def check_systems(given: Given) -> Iterator[Fault]:
    """Hours that nothing bears, and outages outside the calendar or longer than the period."""
    for key, system in given.scenario.systems.items():
        where = ("systems", key)
        if system.hours is not None and given.unknown(system.hours, "hours", given.hours):
            message = f"no hours are called '{system.hours}'"
            yield given.file.fault((*where, "hours"), message, did_you_mean(system.hours, given.hours))
        yield from _outages(given, where, system)


def _outages(given: Given, where: Where, system: System) -> Iterator[Fault]:
    days, period = given.days, given.scenario.period
    if days is None or period is None:
        return
    start, end = instant(period.start), instant(period.end)
    open_time: WorkingTime | None = None
    if system.hours is not None and system.hours in given.hours:
        open_time = WorkingTime.from_hours(weekly(given.hours[system.hours]), days)
    for i, outage in enumerate(system.outages):
        at = (*where, "outages", str(i))
        if not instant(days.first) <= outage.begin < outage.end <= instant(days.last) + DAY:
            message = f"an outage lies outside the calendar '{days.code}', which covers {days.first} to {days.last}"
            yield given.file.fault(at, message, "choose moments inside it")
        elif outage.begin <= start and outage.end >= end:
            message = f"the system is down in the whole period, {period.start} to {period.end}"
            yield given.file.fault((*at, "end"), message, "check the moments; 'end' is when it is up again")
        elif outage.end - outage.begin > end - start:
            message = f"an outage until {civil(outage.end)} is longer than the period, {period.start} to {period.end}"
            yield given.file.fault((*at, "end"), message, "check the moments; 'end' is when it is up again")
        elif open_time is not None and not open_time.elapsed(outage.begin, outage.end):
            yield given.file.fault(at, "the system is closed then anyway", "take the outage out")
