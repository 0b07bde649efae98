"""Steps that are done for several cases at one time: sittings of commissions, rounds of couriers."""

from __future__ import annotations

import numpy as np

from sim.fitting.fitted import FittedBatches, FittedNumber
from sim.fitting.weekly_pattern import WEEKDAY_NAMES
from sim.quantities import DAY, MINUTE, UNSET, Flags, Instants, Integers
from sim.register.events.event_register import EventRegister
from sim.translations.in_use import translated

_TOGETHER = 2 * MINUTE
"""Events of one sitting lie so close [s]."""
_ROUND = 5 * MINUTE
"""Times of sittings are told on this grid [s]."""
_REGULAR = 0.8
"""Share of the events that has to lie at few times of the day, for them to be regular."""
_TIMES = 4
"""Times of a day at most."""
_MANY = 0.5
"""Share of the events that has to lie in sittings with several cases."""
_EVENTS = 20
"""Events without which nothing is told."""
_FULL = 0.1
"""A bound of the agenda shows if so many sittings are full [share]."""


def fit_batches(register: EventRegister, own: Integers) -> FittedBatches | None:
    """Whether the events of a role are done for several cases together at regular times, by their starts or their ends.

    Events of one activity and one resource within two minutes are one sitting (kinds of batching: N. Martin, L. Pufahl and
    F. Mannhardt: Detection of batch activities from event logs, Information Systems 95 (2021)). They are regular if most lie
    at few times of the day; where most have several cases. Many events at an opening are no sitting: they are of several members.
    """
    best: FittedBatches | None = None
    for instants in (register.start, register.end):
        rows = own[instants[own] != UNSET]
        found = _batches(register, rows, instants[rows]) if len(rows) >= _EVENTS else None
        if found is not None and (best is None or found.regular > best.regular):
            best = found
    return best


def _batches(register: EventRegister, rows: Integers, at: Instants) -> FittedBatches | None:
    """The sittings that some instants show."""
    if not (at % DAY).any():  # dates alone
        return None
    group = _sittings(register, rows, at)
    size = np.bincount(group)
    first = np.full(len(size), np.iinfo(np.int64).max)
    np.minimum.at(first, group, at)
    several = size[group] > 1
    if float(several.mean()) < _MANY:
        return None
    times, regular = _times(first, size)
    if regular < _REGULAR:
        return None
    at_times = np.isin((first % DAY + _ROUND // 2) // _ROUND * _ROUND, times)
    held = size[at_times]
    return FittedBatches(
        _weekdays(first[at_times]),
        tuple(f"{time // 3600:02d}:{time % 3600 // 60:02d}" for time in times),
        _mean(held),
        _agenda(held),
        regular,
    )


def _sittings(register: EventRegister, rows: Integers, at: Instants) -> Integers:
    """By event: its sitting; events of one activity and resource that follow each other closely."""
    resource, activity = register.resource[rows], register.activity[rows]
    order = np.lexsort((at, resource, activity))
    apart: Flags = np.append(
        True,
        (np.diff(activity[order]) != 0) | (np.diff(resource[order]) != 0) | (np.diff(at[order]) > _TOGETHER),
    )
    group = np.empty(len(rows), dtype=np.int64)
    group[order] = np.cumsum(apart) - 1
    return group


def _times(first: Instants, size: Integers) -> tuple[list[int], float]:
    """The times of the day at which most events lie, and their share [seconds of the day]."""
    time = (first % DAY + _ROUND // 2) // _ROUND * _ROUND
    values, place = np.unique(time, return_inverse=True)
    events = np.bincount(place, weights=size)
    order = np.argsort(-events, kind="stable")[:_TIMES]
    # A time with a small part of the events of the greatest one is a mischance.
    kept = [int(i) for i in order if events[i] >= 0.1 * events[order[0]]]
    return sorted(int(values[i]) for i in kept), float(events[kept].sum() / events.sum())


def _weekdays(first: Instants) -> tuple[str, ...]:
    """The days of the week on which sittings are held, strays left out."""
    held = np.bincount((first // DAY + 3) % 7, minlength=7)
    return tuple(name for name, count in zip(WEEKDAY_NAMES, held.tolist(), strict=True) if count > 0.1 * held.max())


def _mean(held: Integers) -> FittedNumber:
    """Files of one sitting."""
    n, mean = len(held), float(held.mean())
    error = float(held.std(ddof=1)) / float(np.sqrt(n)) if n > 1 else mean
    method = translated("events of one activity and one person within two minutes")
    return FittedNumber(mean, max(1.0, mean - 1.96 * error), mean + 1.96 * error, n, method)


def _agenda(held: Integers) -> int | None:
    """Files of one sitting at most, where many sittings have just so many."""
    most = int(held.max())
    full = float((held == most).mean())
    near = float((held == most - 1).mean())
    return most if full >= _FULL and full > near and int((held == most).sum()) >= 3 and most > 1 else None
