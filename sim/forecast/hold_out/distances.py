"""Distances between two logs of events, as the field measures them.

Chapela-Campa, Benchekroun, Baron, Dumas, Krass & Senderovich, "Can I trust my simulation model? Measuring the quality of business
process simulation models", BPM 2023: earth mover's distances between distributions of times in hours, and the share of n-grams of
steps that differ. Definitions are those of the package `log-distance-measures`, with which a test compares them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

import numpy as np

from sim.forecast.hold_out.event_times import EventTimes
from sim.quantities import DAY, HOUR, Floats, Instants, Integers

LogDistance = Literal["arrivals", "time_of_week", "relative_events", "cycle_times", "steps"]
"""Which distance: arrivals of cases over time, hours of events by weekday, events since the arrival, cycle times, n-grams of steps."""
LOG_DISTANCES: Final[tuple[LogDistance, ...]] = ("arrivals", "time_of_week", "relative_events", "cycle_times", "steps")
"""All distances in the order of tables."""
_NO_SUCH_DAY: Final = 23.0
"""Distance of a weekday on which only one of two logs has events [h]."""
_THURSDAY: Final = 3
_N: Final = 3


def log_distance(which: LogDistance, one: EventTimes, other: EventTimes) -> float:
    """A distance between two logs [h; n-grams 1]; infinite where one of them has no case."""
    if not len(one.case) or not len(other.case):
        return np.inf if len(one.case) or len(other.case) else 0.0
    return _DISTANCES[which](one, other)


def log_distances(one: EventTimes, other: EventTimes) -> Floats:
    """All distances between two logs, in their order."""
    return np.array([log_distance(which, one, other) for which in LOG_DISTANCES])


def _moved_earth(one: Integers, other: Integers) -> float:
    """How far observations have to be moved on the average so that one sample becomes the other."""
    from scipy.stats import wasserstein_distance

    return float(wasserstein_distance(one, other))


def _arrivals(one: EventTimes, other: EventTimes) -> float:
    first = min(int(one.arrivals.min()), int(other.arrivals.min())) // HOUR * HOUR
    return _moved_earth((one.arrivals - first) // HOUR, (other.arrivals - first) // HOUR)


def _time_of_week(one: EventTimes, other: EventTimes) -> float:
    distances = []
    instants = [np.concatenate((log.start, log.end)) for log in (one, other)]
    for weekday in range(7):
        here = [_hours(at[(at // DAY + _THURSDAY) % 7 == weekday]) for at in instants]
        if len(here[0]) and len(here[1]):
            distances.append(_moved_earth(*here))
        else:
            distances.append(_NO_SUCH_DAY if len(here[0]) or len(here[1]) else 0.0)
    return float(np.mean(distances))


def _hours(instants: Instants) -> Integers:
    return np.asarray(instants % DAY // HOUR)


def _relative_events(one: EventTimes, other: EventTimes) -> float:
    since = [
        np.concatenate((log.start, log.end)) - np.tile(np.repeat(log.arrivals, log.sizes), 2) for log in (one, other)
    ]
    return _moved_earth(since[0] // HOUR, since[1] // HOUR)


def _cycle_times(one: EventTimes, other: EventTimes) -> float:
    times = [log.last_ends - log.arrivals for log in (one, other)]
    least = min(int(taken.min()) for taken in times)
    return _moved_earth((times[0] - least) // HOUR, (times[1] - least) // HOUR)


def _steps(one: EventTimes, other: EventTimes) -> float:
    base = int(max(one.activity.max(), other.activity.max())) + 2
    grams, counts = zip(*(_n_grams(log, base) for log in (one, other)), strict=True)
    every = np.union1d(*grams)
    frequency = np.zeros((2, len(every)))
    for row in range(2):
        frequency[row, np.searchsorted(every, grams[row])] = counts[row]
    return float(np.abs(frequency[0] - frequency[1]).sum() / frequency.sum())


def _n_grams(log: EventTimes, base: int) -> tuple[Integers, Integers]:
    """All n-grams of steps, with nothing before the first and behind the last, and how often each is."""
    pad = _N - 1
    size = len(log.case) + 2 * pad * len(log.heads)
    padded, of_case = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    number = np.repeat(np.arange(len(log.heads)), log.sizes)
    place = np.arange(len(log.case)) + pad * (2 * number + 1)
    padded[place] = log.activity + 1
    of_case[:] = np.repeat(np.arange(len(log.heads)), log.sizes + 2 * pad)
    code = np.zeros(size - pad, dtype=np.int64)
    for i in range(_N):
        code = code * base + padded[i : size - pad + i]
    whole = of_case[: size - pad] == of_case[pad:]
    return np.unique(code[whole], return_counts=True)


_DISTANCES: Final[dict[LogDistance, Callable[[EventTimes, EventTimes], float]]] = {
    "arrivals": _arrivals,
    "time_of_week": _time_of_week,
    "relative_events": _relative_events,
    "cycle_times": _cycle_times,
    "steps": _steps,
}
