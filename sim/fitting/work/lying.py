"""How long files lie besides the work on them and the queue: with whoever had them, or with nobody of the office."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.calendar.duty import Duty
from sim.fitting.fitted import FittedDuration, Knowledge
from sim.fitting.work.between_bounds import distribution_between_bounds, sample_of, worth_of
from sim.fitting.work.durations import fit_duration
from sim.quantities import MINUTE, Floats, Instants
from sim.translations.in_use import marked, translated

_TOLERANCE = 5 * MINUTE
"""A file that lay no longer while somebody of the role was idle has been taken at once, as clocks and hours go [s]."""
_LEAST_SHARE = 0.1
"""With a smaller share of longer ones among those of which it is known exactly, the queue explains the waiting."""
_LEAST_FILES, _LEAST_OF_ALL = 5, 0.01
"""Files that lay longer, and their share of all files, below which chance or odd hours explain them."""
_MOST = 20_000
_METHOD = marked(
    "waiting while somebody of the role was idle (Chapela-Campa & Dumas 2022); between bounds by Turnbull 1976"
)
_OUTSIDE = marked("from the end of the step before, on the clock")


@dataclass(frozen=True)
class LyingBounds:
    """Between which bounds the time for which each file lay besides work and queue is known."""

    low: Floats
    """By file: at least so long [s]."""
    high: Floats
    """By file: at most so long [s]."""


def bounds_of_lying(enabled: Instants, start: Instants, idle: tuple[Instants, Instants], office: Duty) -> LyingBounds:
    """Between which bounds a file lay besides, from the end of the step before to the beginning of a step [s, of the office].

    While somebody of the role was idle it was not in the queue, or he would have taken it: it came no sooner than the last
    idleness before it was begun ended. Where he who began it was idle until then, it came at that very moment. After
    Chapela-Campa & Dumas 2022, Modeling extraneous activity delays in business process simulation, ICPM 2022.
    """
    begins, ends = idle
    high = office.elapsed_many(enabled, np.maximum(start, enabled)).astype(np.float64)
    low = np.zeros(len(high))
    last = np.searchsorted(begins, start, side="left") - 1
    known = last >= 0
    ended = np.full(len(start), -1, dtype=np.int64)
    ended[known] = np.minimum(ends[last[known]], start[known])
    while_waiting = known & (ended > enabled)
    low[while_waiting] = office.elapsed_many(enabled[while_waiting], ended[while_waiting])
    return LyingBounds(np.minimum(low, high), high)


def lying_between(bounds: LyingBounds, known: Knowledge = "measured") -> FittedDuration | None:
    """How long files lie besides work and queue; None where the queue explains their waiting."""
    low, high = bounds.low, bounds.high
    late, exact = low > _TOLERANCE, high - low <= _TOLERANCE
    found = int((late & exact).sum())
    if found < max(_LEAST_FILES, _LEAST_OF_ALL * len(low)) or found < _LEAST_SHARE * int(exact.sum()):
        return None
    if len(low) > _MOST:
        rows = np.linspace(0, len(low) - 1, _MOST).astype(np.int64)
        low, high = low[rows], high[rows]
    low = np.where(low > _TOLERANCE, low, 0.0)
    points, mass = distribution_between_bounds(low, high)
    worth = max(worth_of(low, high, points, mass), 1.0)
    sample = sample_of(points, mass, min(len(low), 2_000))
    return fit_duration(
        sample,
        np.zeros(0),
        inflation=len(sample) / worth,
        count=len(bounds.low),
        known=known,
        method=translated(_METHOD),
    )


def lying_outside(enabled: Instants, end: Instants) -> FittedDuration | None:
    """How long a step takes that nobody of the office does: from the end of the step before to its own, on the clock [s]."""
    lengths = (end - enabled)[end >= enabled].astype(np.float64)
    if not len(lengths):
        return None
    return fit_duration(lengths, np.zeros(0), method=translated(_OUTSIDE))
