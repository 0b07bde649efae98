"""Where a figure that falls with the load crosses a target, found on common random numbers, with the interval of the place.

At each multiple of the load the same replications are simulated, so that the mean over them and both ends of its interval are
functions of the multiple, each with one crossing that is searched for by itself. The interval of the crossing is the set of
multiples at which the figure cannot be told from the target: the confidence band inverted (Draper and Smith, Applied Regression
Analysis, 3rd edition (1998), section 3.2, inverse regression; Fieller, Journal of the Royal Statistical Society B 16 (1954),
175-185). It holds the true crossing as often as the interval of the mean holds the true mean there. Crossings are searched for by
false position between a multiple that meets the target and one that does not (Dowell and Jarratt, BIT 11 (1971), 168-174), and
are known to :data:`RESOLUTION`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sim.measure.intervals import Estimate

LEAST_TIMES, MOST_TIMES = 0.05, 10.0
"""Multiples between which a crossing is searched for."""
RESOLUTION = 0.01
"""A multiple that meets a target and one that does not lie so close to each other at the end; between them a straight line is drawn."""
COARSE, DOUBLE = 0.05, 2.0
"""Beyond twice the load, or half of it, the resolution is that of :data:`COARSE`."""
_STEP = 1.5
"""From the load as it is to the first multiple where nothing is known of the other side; each further step is twice as long, by
logarithms."""
_NEVER_CLOSER = 0.02
"""The part of the gap that the next multiple tried keeps from both of its ends [share, of logarithms]."""
_HALVED = 3
"""Each such trial halves the gap, whatever the figures say."""

EndOfInterval = Literal["low", "mean", "high"]
"""Which end of an interval."""


@dataclass(frozen=True)
class Crossing:
    """The largest multiple of a load that still meets a target."""

    times: float
    """By the mean over the replications; infinite where :data:`MOST_TIMES` times, or as much as was allowed, meets it too, 0 where not even
    :data:`LEAST_TIMES` times does."""
    low: float
    """The largest multiple that surely meets the target; likewise infinite or 0."""
    high: float
    """The largest multiple that does not surely miss it; likewise infinite or 0."""
    most: float
    """The largest multiple that was allowed."""


def crossing(margin: Callable[[float], Estimate], guess: float, most: float = MOST_TIMES) -> Crossing:
    """Find the crossing of a margin that falls with the multiple; it is above 0 where the target is met with room to spare.

    `guess` is a multiple at which it may be, and `most` the largest one that may be tried.
    """
    search = _Search(margin, min(max(guess, LEAST_TIMES), most), most)
    times = {end: search.largest(end) for end in ("mean", "low", "high")}
    return Crossing(times["mean"], times["low"], times["high"], most)


class _Search:
    """What is known of a margin, multiple by multiple."""

    def __init__(self, margin: Callable[[float], Estimate], guess: float, most: float) -> None:
        self._margin_of, self._guess, self._most = margin, guess, most
        self.known: dict[float, Estimate] = {}

    def largest(self, end: EndOfInterval) -> float:
        """The largest multiple at which an end of the interval meets the target, by the resolution; infinite or 0 beyond the bounds."""
        below, above = self._gap(end)
        if below is None or above is None:
            return 0.0 if below is None else math.inf
        tried = 0
        while above / below > 1 + _resolution(below):
            tried += 1
            between = math.sqrt(below * above) if tried % _HALVED == 0 else self._estimated(end, below, above)
            if self._margin(between, end) >= 0:
                below = between
            else:
                above = between
        return _between(below, above, self._share(end, below, above))

    def _gap(self, end: EndOfInterval) -> tuple[float | None, float | None]:
        """A multiple that meets the target, with none below it that does not, and the next one that does not; None beyond the bounds."""
        self._margin(1.0, end)
        while True:
            multiples = sorted(self.known)
            first_miss = next((m for m in multiples if self._margin(m, end) < 0), None)
            met = [m for m in multiples if first_miss is None or m < first_miss]
            if met and first_miss is not None:
                return met[-1], first_miss
            if first_miss is None:
                if met[-1] >= self._most:
                    return met[-1], None
                self._margin(self._further_up(met[-1]), end)
            else:
                if first_miss <= LEAST_TIMES:
                    return None, first_miss
                self._margin(self._further_down(first_miss), end)

    def _further_up(self, last: float) -> float:
        return self._guess if self._guess > last * (1 + RESOLUTION) else min(last * max(last, _STEP), self._most)

    def _further_down(self, last: float) -> float:
        near = self._guess if self._guess < 1 else 1 / _STEP
        return max(near, LEAST_TIMES) if near < last / (1 + RESOLUTION) else LEAST_TIMES

    def _estimated(self, end: EndOfInterval, below: float, above: float) -> float:
        """Where the crossing may be by a straight line, a little beyond it, so that it is enclosed from both sides."""
        share = self._share(end, below, above)
        share += 0.4 * _resolution(below) / math.log(above / below) * (1 if share < 0.5 else -1)
        return _between(below, above, min(max(share, _NEVER_CLOSER), 1 - _NEVER_CLOSER))

    def _share(self, end: EndOfInterval, below: float, above: float) -> float:
        """How far from the one multiple to the other a straight line crosses."""
        over, under = self._margin(below, end), -self._margin(above, end)
        return over / (over + under) if math.isfinite(over + under) else 0.0

    def _margin(self, multiple: float, end: EndOfInterval) -> float:
        """An end of the margin at a multiple, simulated once; the mean where there is no interval, and infinite where nobody came."""
        if multiple not in self.known:
            self.known[multiple] = self._margin_of(multiple)
        estimate = self.known[multiple]
        value = {"low": estimate.low, "mean": estimate.mean, "high": estimate.high}[end]
        value = estimate.mean if math.isnan(value) else value
        return math.inf if math.isnan(value) else value


def _between(below: float, above: float, share: float) -> float:
    """A multiple between two others, by logarithms."""
    return math.exp((1 - share) * math.log(below) + share * math.log(above))


def _resolution(multiple: float) -> float:
    """How finely a crossing is searched for near a multiple."""
    return RESOLUTION if 1 / DOUBLE <= multiple <= DOUBLE else COARSE
