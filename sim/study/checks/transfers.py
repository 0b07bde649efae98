"""Faults of transfers between offices: unknown offices, ways given already, couriers who leave a closed office."""

from __future__ import annotations

from collections.abc import Iterator

from sim.errors import Fault, did_you_mean
from sim.scenario.transfers import Transfer
from sim.schema.in_words import clock_time
from sim.schema.yaml_file import Where
from sim.study.context import CheckContext


def check_transfers(context: CheckContext) -> Iterator[Fault]:
    """Unknown offices, ways that lead back, ways given already, and couriers who leave a closed office."""
    ways: dict[str, tuple[set[str], set[str]]] = {}
    for key, rule in context.scenario.transfers.items():
        where = ("transfers", key)
        yield from _unknown_offices(context, where, rule)
        senders, receivers = set(context.offices.named(rule.sender)), set(context.offices.named(rule.receiver))
        if (rule.sender == rule.receiver and len(senders) <= 1) or (len(senders) == 1 and senders == receivers):
            message = f"files of '{rule.sender}' go back to where they come from"
            yield context.file.fault((*where, "receiver"), message, "name another office")
        first = next((other for other, (a, b) in ways.items() if senders <= a and receivers <= b), None)
        if first is not None and senders and receivers:
            message = f"the way from '{rule.sender}' to '{rule.receiver}' is given already, by '{first}'"
            repair = "keep one of them, or let the one for fewer offices stand first"
            yield context.file.fault(where, message, repair, at_key=True)
        ways[key] = (senders, receivers)
        yield from _departures(context, where, rule)


def _unknown_offices(context: CheckContext, where: Where, rule: Transfer) -> Iterator[Fault]:
    for name in ("sender", "receiver"):
        office = getattr(rule, name)
        if not context.offices.named(office) and context.unknown(office, "offices"):
            known = [*context.names("offices"), *context.offices.sites]
            yield context.file.fault((*where, name), f"there is no office '{office}'", did_you_mean(office, known))


def _departures(context: CheckContext, where: Where, rule: Transfer) -> Iterator[Fault]:
    """A courier leaves while an office from which he comes is open, or at its close, on days on which both are."""
    ends = (rule.sender, rule.receiver)
    openings = [_working_day_hours(context, office) for office in ends]
    if rule.lag is not None or not all(openings):
        return
    for office, hours in zip(ends, openings, strict=True):
        if not any(hours):
            message = f"no courier ever leaves, for '{office}' is closed from Monday to Friday"
            key = "courier" if rule.courier is not None else "times_per_day"
            yield context.file.fault((*where, key), message, "state a 'lag', or other hours")
            return
    opened = [interval for hours in openings[0] for interval in hours]
    for i, at in enumerate(rule.courier or ()):
        if at in (rule.courier or ())[:i]:
            message = f"{clock_time(at)} is given twice"
            yield context.file.fault((*where, "courier", str(i)), message, "keep one of them")
        elif not any(opens <= at <= closes for opens, closes in opened):
            message = f"the courier leaves at {clock_time(at)}, when '{rule.sender}' is closed"
            yield context.file.fault((*where, "courier", str(i)), message, "choose a time within its hours")


def _working_day_hours(context: CheckContext, office: str) -> list[tuple[tuple[int, int], ...]]:
    """Opening hours of an ordinary working day of an office, or of the offices of a kind, as far as their names are known.

    Hours are (open, close) pairs [seconds of the day].
    """
    names = {context.offices.sites[name].hours for name in context.offices.named(office)}
    known = [context.hours[name] for name in names if name in context.hours]
    return [tuple(span for week in hours.weeks for day in week for span in day) for hours in known]
