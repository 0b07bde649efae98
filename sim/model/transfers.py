"""How files get from one office to another: at once, after a lag, or with a courier who keeps times of the day."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from sim.calendar.official_days import OfficialDays
from sim.calendar.working_time import WorkingTime
from sim.model.route import Rounds
from sim.quantities import DAY, Instants, civil, instant
from sim.scenario.transfers import Transfer

NOT_A_TRANSFER = -1
"""In the place of a transfer's number: the step is no transfer."""
DELIVERED_AT_ONCE = -2
"""In the place of a transfer's number: the file stays in its office or no transfer applies, so that the step falls away."""


@dataclass(frozen=True)
class TransferPlan:
    """How files get from one office to another."""

    sender: str
    """Name of the office from which files come."""
    receiver: str
    """Name of the office to which they go."""
    hours: WorkingTime
    """Hours of the sending office, in which a lag runs."""
    lag: int | None
    """How long every file is under way [s of those hours, at least 1]; None where a courier carries it."""
    departures: Instants
    """When the courier leaves, in order [instants]; he takes what was ready at or before it."""
    travel: int
    """How long the courier is under way [s on the clock]."""


def transfer_between(
    rule: Transfer,
    sender: str,
    receiver: str,
    sender_hours: WorkingTime,
    receiver_hours: WorkingTime,
    days: OfficialDays,
) -> TransferPlan:
    """The transfer between two offices by a rule, with the departures of the whole calendar.

    A courier leaves only on official working days on which both offices are open, and on his own days and times of them.
    """
    if rule.lag is not None:
        return TransferPlan(sender, receiver, sender_hours, max(rule.lag, 1), np.zeros(0, dtype=np.int64), 0)
    departures = _all_departures(rule, sender_hours, receiver_hours, days)
    return TransferPlan(sender, receiver, sender_hours, None, departures, rule.travel)


_MOST_KEPT = 64
_kept: dict[tuple[Hashable, int, int, int], tuple[Instants, tuple[object, ...]]] = {}
"""Departures of the whole calendar by rule or rounds and the identities of hours and days, the last few, with these objects, so
that nothing else gets their identities: studies that differ in single numbers have the same couriers."""


def _all_departures(
    rule: Transfer | Rounds, sender_hours: WorkingTime, receiver_hours: WorkingTime, days: OfficialDays
) -> Instants:
    """When the courier leaves on all days of the calendar, in order [instants]."""
    key = rule, id(sender_hours), id(receiver_hours), id(days)
    if key not in _kept:
        departures: list[int] = []
        for midnight, open_time in _days_of_both(sender_hours, receiver_hours, days):
            if isinstance(rule, Rounds):
                departures += _spread(rule.times_per_day, midnight, open_time, sender_hours)
            else:
                departures += _departures(rule, midnight, open_time, sender_hours)
        while len(_kept) >= _MOST_KEPT:
            _kept.pop(next(iter(_kept)))
        result = np.array(departures, dtype=np.int64)
        result.setflags(write=False)
        _kept[key] = result, (sender_hours, receiver_hours, days)
    return _kept[key][0]


def _departures(rule: Transfer, midnight: int, open_time: int, hours: WorkingTime) -> Iterator[int]:
    """When the courier leaves on a day, at stated times or so many times spread over the sender's open time [instants].

    At a stated time at which the sending office is shut nobody hands him files, and none leaves.
    """
    day = civil(midnight).date()
    if not rule.leaves_on(day):
        return
    stated, times = rule.times_on(day)
    if stated is None:
        yield from _spread(times, midnight, open_time, hours)
        return
    for at in sorted(midnight + time for time in set(stated)):
        if hours.elapsed(max(at - 1, hours.start), min(at + 1, hours.end)):  # open then, or closing
            yield at


def rounds_between(
    rounds: Rounds,
    sender: str,
    receiver: str,
    sender_hours: WorkingTime,
    receiver_hours: WorkingTime,
    days: OfficialDays,
) -> TransferPlan:
    """The way between two steps by a timetable of the text, in one office or between two; he leaves as couriers do."""
    departures = _all_departures(rounds, sender_hours, receiver_hours, days)
    return TransferPlan(sender, receiver, sender_hours, None, departures, rounds.travel)


def _days_of_both(
    sender_hours: WorkingTime, receiver_hours: WorkingTime, days: OfficialDays
) -> Iterator[tuple[int, int]]:
    """The official working days on which both offices are open: midnight [instant] and the sender's open time [s]."""
    for i in np.flatnonzero(days.working).tolist():
        midnight = instant(days.first + timedelta(days=i))
        open_time = sender_hours.elapsed(midnight, midnight + DAY)
        if open_time and receiver_hours.elapsed(midnight, midnight + DAY):
            yield midnight, open_time


def _spread(times: int, midnight: int, open_time: int, hours: WorkingTime) -> Iterator[int]:
    """The times of a day, `times` of them spread evenly over its open time, the last at the close [instants]."""
    return (hours.add(midnight, open_time * k // times) for k in range(1, times + 1))
