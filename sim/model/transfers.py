"""How files get from one office to another: at once, after a lag, or with a courier who keeps times of the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from sim.calendar.official_days import OfficialDays
from sim.calendar.working_time import WorkingTime
from sim.quantities import DAY, Instants, instant
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
    departures = np.array(list(_departures(rule, sender_hours, receiver_hours, days)), dtype=np.int64)
    lag = None if rule.lag is None else max(rule.lag, 1)
    return TransferPlan(sender, receiver, sender_hours, lag, departures, rule.travel)


def _departures(
    rule: Transfer, sender_hours: WorkingTime, receiver_hours: WorkingTime, days: OfficialDays
) -> Iterator[int]:
    """When the courier leaves, at stated times of the day or so many times spread over the sender's open time.

    At a stated time at which the sending office is shut nobody hands him files, and none leaves.
    """
    if rule.lag is not None:
        return
    for i in np.flatnonzero(days.working).tolist():
        day = days.first + timedelta(days=i)
        midnight = instant(day)
        open_time = sender_hours.elapsed(midnight, midnight + DAY)
        if not rule.leaves_on(day) or not open_time or not receiver_hours.elapsed(midnight, midnight + DAY):
            continue
        stated, times = rule.times_on(day)
        if stated is None:
            yield from (sender_hours.add(midnight, open_time * k // times) for k in range(1, times + 1))
            continue
        for at in sorted(midnight + time for time in set(stated)):
            if sender_hours.elapsed(at - 1, min(at + 1, sender_hours.end)):  # open then, or closing
                yield at
