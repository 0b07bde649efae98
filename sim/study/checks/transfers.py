"""Faults of transfers between offices: unknown offices, ways given already, couriers who leave a closed office."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from sim.calendar.working_time import DayHours
from sim.errors import Fault, did_you_mean
from sim.quantities import DAY
from sim.scenario.sitting_dates import WEEKDAYS
from sim.scenario.transfers import OtherCourier, Transfer
from sim.schema.in_words import clock_time, weekdays_text
from sim.schema.yaml_file import Where
from sim.study.checks.absences import end_of_run_out
from sim.study.context import CheckContext
from sim.translations.in_use import marked, translated


def check_transfers(context: CheckContext) -> Iterator[Fault]:
    """Unknown offices, ways that lead back, ways given already, and couriers who leave a closed office."""
    ways: dict[str, tuple[set[str], set[str]]] = {}
    for key, rule in context.scenario.transfers.items():
        where = ("transfers", key)
        yield from _unknown_offices(context, where, rule)
        senders, receivers = set(context.offices.named(rule.sender)), set(context.offices.named(rule.receiver))
        if (rule.sender == rule.receiver and len(senders) <= 1) or (len(senders) == 1 and senders == receivers):
            message = translated("files of '{sender}' go back to where they come from", sender=rule.sender)
            yield context.file.fault((*where, "receiver"), message, translated("name another office"))
        first = next((other for other, (a, b) in ways.items() if senders <= a and receivers <= b), None)
        if first is not None and senders and receivers:
            message = translated(
                "the way from '{sender}' to '{receiver}' is given already, by '{first}'",
                sender=rule.sender,
                receiver=rule.receiver,
                first=first,
            )
            repair = translated("keep one of them, or let the one for fewer offices stand first")
            yield context.file.fault(where, message, repair, at_key=True)
        ways[key] = (senders, receivers)
        yield from _departures(context, where, rule)


def check_timetables(context: CheckContext) -> Iterator[Fault]:
    """Timetables of steps for which the text has none."""
    for service, used in context.scenario.services.items():
        for channel, use in used.routes.items():
            path = context.path(service, channel)
            known = [step.key for step in path if step.step.timetable is not None]
            for key in use.timetables:
                if path and key not in known:
                    where = ("services", service, "routes", channel, "timetables", key)
                    message = translated(
                        "the text has no timetable for a step '{key}' of the route '{channel}'",
                        key=key,
                        channel=channel,
                    )
                    repair = (
                        did_you_mean(key, known)
                        if known
                        else translated("for files between two offices state a transfer")
                    )
                    yield context.file.fault(where, message, repair, at_key=True)


def _unknown_offices(context: CheckContext, where: Where, rule: Transfer) -> Iterator[Fault]:
    for name in ("sender", "receiver"):
        office = getattr(rule, name)
        if not context.offices.named(office) and context.unknown(office, "offices"):
            known = [*context.names("offices"), *context.offices.sites]
            yield context.file.fault(
                (*where, name), translated("there is no office '{office}'", office=office), did_you_mean(office, known)
            )


def _departures(context: CheckContext, where: Where, rule: Transfer) -> Iterator[Fault]:
    """A courier leaves while an office from which he comes is open, or at its close, on days on which both are."""
    if rule.lag is not None:
        return
    yield from _dates(context, where, rule)
    blocks: list[tuple[Where, Transfer | OtherCourier]] = [(where, rule)]
    blocks += [((*where, "changes", str(i)), change) for i, change in enumerate(rule.changes)]
    for at, block in blocks:
        times = block.courier or ()
        for i, time in enumerate(times):
            if time in times[:i]:
                message = translated("{time} is given twice", time=clock_time(time))
                yield context.file.fault((*at, "courier", str(i)), message, translated("keep one of them"))
    if (ways := _days_of_both(context, rule)) is None:
        return
    key = "courier" if rule.courier is not None else "times_per_day"
    for office, hours in ((rule.sender, ways[0]), (rule.receiver, ways[1])):
        if not any(weekday < 5 and opened for of_office in hours for weekday, opened in of_office):
            message = translated(
                "no courier ever leaves, for '{office}' is closed from Monday to Friday", office=office
            )
            yield context.file.fault((*where, key), message, translated("state a 'lag', or other hours"))
            return
    for at, block in blocks:
        yield from _times_and_days(context, at, block, rule, ways)


_Week = list[tuple[int, DayHours]]
"""Hours of an office by weekday, those of every week that it keeps one behind the other [seconds of the day]."""


def _times_and_days(
    context: CheckContext,
    where: Where,
    block: Transfer | OtherCourier,
    rule: Transfer,
    ways: tuple[list[_Week], list[_Week]],
) -> Iterator[Fault]:
    """Days of the week on which an office never opens, and times at which the sender is always shut."""
    for office, hours in ((rule.sender, ways[0]), (rule.receiver, ways[1])):
        for i, name in enumerate(block.weekdays):
            if name in block.weekdays[:i]:
                message, repair = translated("'{key}' is given twice", key=name), translated("keep one of them")
            elif not any(weekday == WEEKDAYS.index(name) and opened for week in hours for weekday, opened in week):
                message, repair = (
                    translated(
                        "no courier leaves on a {weekday}, for '{office}' never opens then",
                        weekday=weekdays_text([name]),
                        office=office,
                    ),
                    translated("choose another day"),
                )
            else:
                continue
            yield context.file.fault(context.item((*where, "weekdays"), i), message, repair)
            return
    days = {WEEKDAYS.index(name) for name in block.weekdays or rule.weekdays} or {*range(7)}
    spans = [span for week in ways[0] for weekday, opened in week if weekday in days for span in opened]
    for i, time in enumerate(block.courier or ()):
        if time not in (block.courier or ())[:i] and not any(a <= time <= b for a, b in spans):
            template = marked("the courier leaves at {time}, when '{office}' is closed")
            if len(days) < 7:
                template = marked("the courier leaves at {time}, when '{office}' is closed on {weekdays}")
            message = translated(
                template,
                time=clock_time(time),
                office=rule.sender,
                weekdays=weekdays_text(block.weekdays or rule.weekdays),
            )
            yield context.file.fault((*where, "courier", str(i)), message, translated("choose a time within its hours"))


def _days_of_both(context: CheckContext, rule: Transfer) -> tuple[list[_Week], list[_Week]] | None:
    """The hours by weekday of the offices of both ends; None where those of one are not known."""
    ends: list[list[_Week]] = []
    for office in (rule.sender, rule.receiver):
        names = sorted({context.offices.sites[name].hours for name in context.offices.named(office)})
        known = [context.hours[name] for name in names if name in context.hours]
        if not known:
            return None
        ends.append([[(day, opened) for week in hours.weeks for day, opened in _civil_days(week)] for hours in known])
    return ends[0], ends[1]


def _civil_days(week: Sequence[DayHours]) -> Iterator[tuple[int, DayHours]]:
    """Hours by civil day, nights cut at midnight."""
    for weekday, spans in enumerate(week):
        yield weekday, tuple((a, min(b, DAY)) for a, b in spans if a < DAY)
        yield (weekday + 1) % 7, tuple((max(a, DAY) - DAY, b - DAY) for a, b in spans if b > DAY)


def _dates(context: CheckContext, where: Where, rule: Transfer) -> Iterator[Fault]:
    """Dates of a courier outside the period, changes that go back, and else a courier who leaves no more."""
    faults = list(_slips(context, where, rule))
    yield from faults or _no_more(context, where, rule)


def _no_more(context: CheckContext, where: Where, rule: Transfer) -> Iterator[Fault]:
    """A day of the period from which on no courier leaves: what comes then would wait for ever."""
    period = context.scenario.period
    last = rule.changes[-1] if rule.changes else None
    ends = [(rule.until, (*where, "until"))] if rule.until is not None else []
    if last is not None and last.courier == () and (last.until is None or last.until >= period.end):
        ends.append((last.from_, (*where, "changes", str(len(rule.changes) - 1), "courier")))
    for day, at in ends:
        if period is not None and day < period.end:
            message = translated(
                "no courier leaves from {day} on, so files that come then would wait for ever", day=day
            )
            repair = translated("give the change an 'until', or say when he leaves then")
            if at[-1] == "until":
                repair = translated("take 'until' out, or say by 'changes' how he leaves then")
            yield context.file.fault(at, message, repair)


def _slips(context: CheckContext, where: Where, rule: Transfer) -> Iterator[Fault]:
    """Dates outside the period, and changes that go back."""
    if (period := context.scenario.period) is None:
        return
    end = end_of_run_out(context)
    if rule.until is not None and rule.until <= period.start:
        message = translated("no courier leaves in the period, which begins on {start}", start=period.start)
        yield context.file.fault((*where, "until"), message, translated("choose a later day, or take the transfer out"))
    if rule.from_ is not None and rule.from_ >= end:
        message = translated("no courier leaves in the period, which ends on {end}", end=period.end - timedelta(days=1))
        yield context.file.fault(
            (*where, "from"), message, translated("choose an earlier day, or take the transfer out")
        )
    for i, change in enumerate(rule.changes):
        at = (*where, "changes", str(i), "from")
        if not period.start <= change.from_ < end:
            message = translated(
                "{day} lies outside the period, {start} to {end}",
                day=change.from_,
                start=period.start,
                end=period.end - timedelta(days=1),
            )
            yield context.file.fault(at, message, translated("choose a day inside it"))
        before = rule.changes[i - 1] if i else None
        if before is not None and change.from_ <= before.from_:
            message = translated(
                "{day} does not lie behind {earlier}, when the change before it begins",
                day=change.from_,
                earlier=before.from_,
            )
            yield context.file.fault(at, message, translated("write the changes in order of their dates"))
        elif before is not None and before.until is not None and change.from_ < before.until:
            message = translated(
                "two couriers are given for {day}, for the change before it holds until {until}",
                day=change.from_,
                until=before.until,
            )
            yield context.file.fault(at, message, translated("take that 'until' out, or let this one begin with it"))
