"""When cases came, where a register tells only when their first step was begun."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.calendar.duty import Duty, open_intervals
from sim.fitting.flow.time_of_week import RateGrid
from sim.quantities import DAY, Flags, Floats, Instants, Integers

_ROUNDS, _BURN_IN, _SWEEPS = 60, 30, 3
_SURE = 0.001
_HALF = 0.5


@dataclass(frozen=True)
class ArrivalBounds:
    """Between which instants cases came, in the order of their first starts."""

    low: Instants
    """Not before this [instants]."""
    high: Instants
    """Not after this: when the first step was begun [instants]."""
    exact: Flags
    """Whether it came exactly at `high`: somebody who could begin it was idle until then."""
    chained: bool
    """Whether who comes first is taken first, so that arrivals are in the order of starts."""


@dataclass(frozen=True)
class ArrivalsInferred:
    """Arrivals drawn between their bounds, and the rate at which they came."""

    at: Instants
    """By case, in the order of the bounds: one draw of when it came [instants]."""
    grid: RateGrid
    """The rate, with what comes exactly at openings."""


def bounds_from_idleness(start: Instants, idle: tuple[Instants, Instants], earliest: int) -> ArrivalBounds:
    """Bounds of arrivals out of the starts of first steps in order, and when somebody who could begin them was idle.

    R. Larson: The queue inference engine: deducing queue statistics from transactional data, Management Science 36 (1990).
    """
    begins, ends = idle
    k = np.searchsorted(begins, start, side="left") - 1  # the last idle stretch that begins before the start
    has = k >= 0
    end = np.where(has, ends[np.maximum(k, 0)] if len(ends) else earliest, earliest)
    exact = has & (end >= start)
    return ArrivalBounds(np.where(exact, start, np.minimum(end, start)), start, exact, True)


def infer_arrivals(bounds: ArrivalBounds, grid: RateGrid, seed: int) -> ArrivalsInferred:
    """Draw arrivals between their bounds as a Poisson process whose rate by half hour they show themselves.

    Stochastic expectation maximisation (G. Celeux, J. Diebolt 1985): given the rate, arrivals are uniform in operational time
    between their neighbours and bounds (Gibbs sampling; C. Sutton, M. Jordan: Bayesian inference for queueing networks,
    Annals of Applied Statistics 5 (2011)); given the arrivals, the rate is their count.
    """
    rng = np.random.default_rng(seed)
    at = bounds.high.astype(np.float64)
    if bounds.exact.all():
        return ArrivalsInferred(bounds.high, grid.refitted(at))
    kept, at_opening = np.zeros_like(grid.rate), 0.0
    for turn in range(_ROUNDS):
        at = _swept(bounds, grid, at, rng)
        grid = grid.refitted(at)
        if turn >= _BURN_IN:
            kept += grid.rate / (_ROUNDS - _BURN_IN)
            at_opening += grid.at_opening / (_ROUNDS - _BURN_IN)
    grid = replace(grid, rate=kept, at_opening=at_opening)
    at = _swept(bounds, grid, at, rng)
    return ArrivalsInferred(np.clip(np.floor(at).astype(np.int64), bounds.low, bounds.high), grid)


def _swept(bounds: ArrivalBounds, grid: RateGrid, at: Floats, rng: np.random.Generator) -> Floats:
    """Arrivals drawn anew, every second one given its neighbours, some times."""
    low, high, now = (grid.clock(t) for t in (bounds.low, bounds.high, at))
    if not bounds.chained:
        now = low + rng.random(len(now)) * (high - low)
        return np.where(bounds.exact, bounds.high, grid.instants(now))
    for turn in range(2 * _SWEEPS):
        before = np.concatenate([[-np.inf], now[:-1]])
        after = np.concatenate([now[1:], [np.inf]])
        least = np.maximum(low, before)
        most = np.maximum(np.minimum(high, after), least)
        drawn = least + rng.random(len(now)) * (most - least)
        moves = ~bounds.exact
        moves[turn % 2 :: 2] = False
        now = np.where(moves, drawn, now)
    return np.where(bounds.exact, bounds.high, grid.instants(now))


def with_one_at_each_opening(
    bounds: ArrivalBounds, inferred: ArrivalsInferred, duty: Duty, idle: tuple[Instants, Instants], seed: int
) -> ArrivalsInferred:
    """The arrivals, where one case every day comes exactly at the opening, with those come exactly then.

    If those that wait at an opening had come one by one while it was closed, their number would vary from day to day, and on
    some days it would be none: with m of them on the average, on a share exp(-m) of the days. Where days without any are far
    fewer than that, the first of each day is no matter of chance, and came with the opening. Only days count before which
    somebody idled until the closing, so that nothing was left over.
    """
    opening, closed = _first_openings(duty, int(bounds.high[0]) // DAY * DAY, int(bounds.high[-1]) + 1)
    k = np.searchsorted(idle[0], closed, side="left") - 1
    free = (k >= 0) & (np.append(idle[1], 0)[k] >= closed) if len(idle[0]) else np.zeros(len(opening), dtype=np.bool_)
    place = np.minimum(np.searchsorted(bounds.high, opening, side="left"), len(bounds.high) - 1)
    starts = bounds.high[place] == opening
    came = np.sort(inferred.at)
    overnight = np.searchsorted(came, opening, side="right") - np.searchsorted(came, closed, side="left")
    without, mean = int((~starts & free).sum()), float(overnight[free].mean()) if free.any() else 0.0
    if not _is_no_chance(int(free.sum()), without, mean):
        return inferred
    exact, fixed = bounds.exact.copy(), place[starts & free]
    exact[fixed] = True
    return infer_arrivals(replace(bounds, exact=exact), inferred.grid.with_openings(opening), seed + 1)


def _first_openings(duty: Duty, begin: int, end: int) -> tuple[Instants, Instants]:
    """The first opening of each day, and the closing before it [instants]."""
    opens, closes = open_intervals(duty, begin, end)
    first = np.flatnonzero(np.append(True, opens[1:] // DAY != opens[:-1] // DAY)[: len(opens)])
    return opens[first], np.concatenate([[begin], closes])[first]


def _is_no_chance(days: int, without: int, mean: float) -> bool:
    from scipy.stats import binom

    expected = float(np.exp(-mean))
    return bool(binom.cdf(without, days, expected) < _SURE and without < _HALF * expected * days)


def bounds_of_days(day: Instants, first_start: Instants, office: Duty) -> ArrivalBounds:
    """Bounds of arrivals of which the day is known and the time is not: within office hours, before their first step."""
    opens = np.array([office.next_open(int(d)) for d in np.unique(day).tolist()], dtype=np.int64)
    found = opens[np.unique(day, return_inverse=True)[1]]
    low = np.where(found < day + DAY, found, day)
    high = np.maximum(np.minimum(_close_of_day(day, low, office), first_start), low)
    return ArrivalBounds(low, high, high == low, False)


def _close_of_day(day: Instants, low: Instants, office: Duty) -> Instants:
    """By case: the last closing of its day, or the day's last second where the office is closed."""
    days, which = np.unique(day, return_inverse=True)
    last = []
    for d, opens in zip(days.tolist(), low[np.unique(day, return_index=True)[1]].tolist(), strict=True):
        _, closes = open_intervals(office, opens, d + DAY)
        last.append(int(closes[-1]) if len(closes) else d + DAY - 1)
    result: Integers = np.array(last, dtype=np.int64)[which]
    return result
