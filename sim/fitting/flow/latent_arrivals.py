"""When cases came, where a register tells only when their first step was begun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.calendar.duty import Duty, open_intervals
from sim.fitting.flow.opening_arrivals import ArrivalBounds, OpeningArrivals
from sim.fitting.flow.time_of_week import RateGrid
from sim.quantities import DAY, Flags, Floats, Instants, Integers

_ROUNDS, _BURN_IN, _SWEEPS = 60, 30, 3
_SURE, _CLEARLY_FEWER = 0.01, 0.75


@dataclass(frozen=True)
class ArrivalsInferred:
    """Arrivals drawn between their bounds, and the rate at which they came."""

    at: Instants
    """By case, in the order of the bounds: one draw of when it came [instants]."""
    grid: RateGrid
    """The rate of those that do not come exactly at an opening."""
    at_opening: Flags
    """By case: whether it comes exactly at an opening, as one does every day."""


def bounds_from_idleness(start: Instants, idle: tuple[Instants, Instants], earliest: int) -> ArrivalBounds:
    """Bounds of arrivals out of the starts of first steps in order, and when somebody who could begin them was idle.

    R. Larson: The queue inference engine: deducing queue statistics from transactional data, Management Science 36 (1990).
    """
    begins, ends = idle
    k = np.searchsorted(begins, start, side="left") - 1  # the last idle stretch that begins before the start
    has = k >= 0
    end = np.where(has, ends[np.maximum(k, 0)] if len(ends) else earliest, earliest)
    exact = has & (end >= start)
    return ArrivalBounds(np.where(exact, start, np.minimum(end, start)), start, start, exact, True)


def bounds_from_queue(bounds: ArrivalBounds, start: Instants, ready: Instants) -> ArrivalBounds:
    """Bounds narrowed by the other files of the same queue, given when each of them was ready for it and begun.

    Where who comes first is taken first, a case came after all files begun before it were ready, and before all begun later.
    """
    order = np.argsort(start, kind="stable")
    start, ready = start[order], ready[order]
    latest = np.concatenate([[np.iinfo(np.int64).min], np.maximum.accumulate(ready)])
    earliest = np.concatenate([np.minimum.accumulate(ready[::-1])[::-1], [np.iinfo(np.int64).max]])
    low = np.maximum(bounds.low, latest[np.searchsorted(start, bounds.start, side="left")])
    high = np.minimum(bounds.high, earliest[np.searchsorted(start, bounds.start, side="right")])
    free = ~bounds.exact & (low <= high)
    # Each draw needs bounds that rise from case to case, as the cases do.
    low = np.maximum.accumulate(np.where(free, low, bounds.low))
    high = np.minimum.accumulate(np.where(free, high, bounds.high)[::-1])[::-1]
    low = np.where(bounds.exact, bounds.low, np.minimum(low, high))
    return replace(bounds, low=low, high=np.where(bounds.exact, bounds.high, high))


def infer_arrivals(
    bounds: ArrivalBounds, grid: RateGrid, seed: int, openings: OpeningArrivals | None = None
) -> ArrivalsInferred:
    """Draw arrivals between their bounds as a Poisson process whose rate by half hour they show themselves.

    Stochastic expectation maximisation (G. Celeux, J. Diebolt 1985): given the rate, arrivals are uniform in operational time
    between their neighbours and bounds (Gibbs sampling; C. Sutton, M. Jordan: Bayesian inference for queueing networks,
    Annals of Applied Statistics 5 (2011)); given the arrivals, the rate is their count. Of each opening one case may come
    exactly then, which one is drawn as well.
    """
    rng = np.random.default_rng(seed)
    at = bounds.high.astype(np.float64)
    spiked = np.zeros(len(at), dtype=np.bool_)
    if openings is not None:
        at, spiked = openings.placed(at)
    if bounds.exact.all():
        return ArrivalsInferred(bounds.high, grid.refitted(at[~spiked]), spiked)
    kept = np.zeros_like(grid.rate)
    for turn in range(_ROUNDS):
        at = _swept(bounds, spiked, grid, at, rng)
        if openings is not None:
            at, spiked = openings.moved(grid, at, rng)
        grid = grid.refitted(at[~spiked])
        if turn >= _BURN_IN:
            kept += grid.rate / (_ROUNDS - _BURN_IN)
    grid = replace(grid, rate=kept)
    at = _swept(bounds, spiked, grid, at, rng)
    return ArrivalsInferred(np.clip(np.floor(at).astype(np.int64), bounds.low, bounds.high), grid, spiked)


def _swept(bounds: ArrivalBounds, spiked: Flags, grid: RateGrid, at: Floats, rng: np.random.Generator) -> Floats:
    """Arrivals drawn anew, every second one given its neighbours, some times; those at openings stay."""
    low, high, now = (grid.clock(t) for t in (bounds.low, bounds.high, at))
    fixed, stays = bounds.exact | spiked, np.where(bounds.exact, bounds.high, at)
    if not bounds.chained:
        now = low + rng.random(len(now)) * (high - low)
        return np.where(fixed, stays, grid.instants(now))
    for turn in range(2 * _SWEEPS):
        before = np.concatenate([[-np.inf], now[:-1]])
        after = np.concatenate([now[1:], [np.inf]])
        least = np.maximum(low, before)
        most = np.maximum(np.minimum(high, after), least)
        drawn = least + rng.random(len(now)) * (most - least)
        moves = ~fixed
        moves[turn % 2 :: 2] = False
        now = np.where(moves, drawn, now)
    return np.where(fixed, stays, grid.instants(now))


def with_one_at_each_opening(
    bounds: ArrivalBounds, inferred: ArrivalsInferred, duty: Duty, idle: tuple[Instants, Instants], seed: int
) -> ArrivalsInferred:
    """The arrivals, where one case every day comes exactly at the opening, with those come exactly then.

    If those that wait at an opening had come one by one while it was closed, their number would vary from day to day, and on
    some days it would be none: with m of them on the average, on a share exp(-m) of the days. Where days without any are far
    fewer than that, the first of each day is no matter of chance, and came with the opening. Days before which
    somebody idled until the closing, so that nothing was left over, tell it for sure; the others as far as bounds do.
    """
    opening, closed = _first_openings(duty, int(bounds.start[0]) // DAY * DAY, int(bounds.start[-1]) + 1)
    k = np.searchsorted(idle[0], closed, side="left") - 1
    free = (k >= 0) & (np.append(idle[1], 0)[k] >= closed) if len(idle[0]) else np.zeros(len(opening), dtype=np.bool_)
    came = np.sort(inferred.at)
    overnight = np.searchsorted(came, opening, side="right") - np.searchsorted(came, closed, side="left")
    nights = [(int(rows.sum()), int((overnight[rows] == 0).sum())) for rows in (free, ~free)]
    if not len(opening) or not _is_no_chance(nights, float(overnight.mean())):
        return inferred
    return infer_arrivals(bounds, inferred.grid.without_nights(), seed + 1, OpeningArrivals.of(bounds, opening, closed))


def _first_openings(duty: Duty, begin: int, end: int) -> tuple[Instants, Instants]:
    """The first opening of each day, and the closing before it [instants]."""
    opens, closes = open_intervals(duty, begin, end)
    first = np.flatnonzero(np.append(True, opens[1:] // DAY != opens[:-1] // DAY)[: len(opens)])
    return opens[first], np.concatenate([[begin], closes])[first]


def _is_no_chance(nights: Sequence[tuple[int, int]], mean: float) -> bool:
    """Whether nights without anybody are too few for so many of a night; each pair is of nights apart, of which some without.

    Where bounds leave it open who came overnight, those drawn are by chance alone, and speak for chance. Fisher's combined test.
    """
    from scipy.stats import binom, chi2

    without = float(np.exp(-mean))
    if mean == 0 or sum(none for _, none in nights) > _CLEARLY_FEWER * without * sum(among for among, _ in nights):
        return False
    log_p = sum(float(binom.logcdf(none, among, without)) for among, none in nights if among)
    return bool(chi2.sf(-2 * log_p, 2 * sum(1 for among, _ in nights if among)) < _SURE)


def bounds_of_days(day: Instants, first_start: Instants, office: Duty) -> ArrivalBounds:
    """Bounds of arrivals of which the day is known and the time is not: within office hours, before their first step."""
    opens = np.array([office.next_open(int(d)) for d in np.unique(day).tolist()], dtype=np.int64)
    found = opens[np.unique(day, return_inverse=True)[1]]
    low = np.where(found < day + DAY, found, day)
    high = np.maximum(np.minimum(_close_of_day(day, low, office), first_start), low)
    return ArrivalBounds(low, high, high, high == low, False)


def _close_of_day(day: Instants, low: Instants, office: Duty) -> Instants:
    """By case: the last closing of its day, or the day's last second where the office is closed."""
    days, which = np.unique(day, return_inverse=True)
    last = []
    for d, opens in zip(days.tolist(), low[np.unique(day, return_index=True)[1]].tolist(), strict=True):
        _, closes = open_intervals(office, opens, d + DAY)
        last.append(int(closes[-1]) if len(closes) else d + DAY - 1)
    result: Integers = np.array(last, dtype=np.int64)[which]
    return result
