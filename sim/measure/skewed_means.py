"""Confidence intervals for the means of skewed and of rare figures, for many figures at once.

Three rules, each for what it is good at:

* Hall's monotone cubic transformation takes the skewness out of Student's t: Hall, Journal of the Royal Statistical Society B 54
  (1992), 221-228. A sample shows too little of a long tail (Joanes and Gill, The Statistician 47 (1998), 183-189), so towards the
  tail its skewness is taken :data:`TAIL` times as large, and less of it where there are hardly any replications.
* Where most replications have one and the same value, the others are rare events, and their sum is one of few parts: the
  gamma interval of Fay and Feuer, Statistics in Medicine 16 (1997), 791-801, for sizes that vary like exponential ones.
* Where all have the same value, the share of replications with another one is bounded as Clopper and Pearson do (Biometrika 26
  (1934), 404-413), and each counts for one event of stated size.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.quantities import Flags, Floats, Instants

TAIL = 1.5
"""How many times as large as in the sample skewness is taken to be towards the long tail; found by coverage on the shipped
scenarios (docs/coverage.md)."""
SYMMETRIC = 3
"""Of so many replications the skewness says nothing, of twice as many half of it counts, and so on."""
_FEW = 15
"""From this many replications on those with another value than most are no longer few."""
SINGLE = 3
"""From so many rare events on their own sizes alone say how large the next one may be."""
_STRAIGHT = 1e-6
"""Skewness below which the transformation changes nothing."""
_EQUAL = 1e-12
"""Relative difference below which two values are the same but for rounding."""


@dataclass(frozen=True)
class Limits:
    """What is possible for each of some figures [each of shape (figures,), or (1,) for all alike]."""

    low: Floats
    """No mean lies below."""
    high: Floats
    """No mean lies above."""
    event: Floats
    """What one event that no replication has shown changes in a replication; 0 where none can happen."""
    between: Flags
    """Whether such an event is possible where all replications agree on a value between the ends, too."""

    @classmethod
    def of(cls, low: float, high: float, event: float) -> Limits:
        """The same limits for all figures, of which any value may change."""
        return cls(np.array([low]), np.array([high]), np.array([event]), np.array([True]))

    def chosen(self, figures: Flags | Instants) -> Limits:
        """The limits of some of the figures."""
        return Limits(self.low[figures], self.high[figures], self.event[figures], self.between[figures])

    def each(self, figures: int) -> Limits:
        """The limits with one element per figure."""
        low, high, event = (np.broadcast_to(part, figures) for part in (self.low, self.high, self.event))
        return Limits(low, high, event, np.broadcast_to(self.between, figures))


@dataclass(frozen=True)
class SampleMeans:
    """The means of some figures over replications, with what their intervals are made of; values that are missing are left out."""

    count: Instants
    """Replications that have the figure [shape (figures,)]."""
    mean: Floats
    """Their mean."""
    error: Floats
    """Its standard error; NaN for less than two."""
    skewness: Floats
    """Third central moment over the third power of the standard deviation, of the sample."""
    usual: Floats
    """The value that more than half of them have, or else one in the middle."""
    others: Floats
    """By replication: how far it is from the usual value; 0 where it is missing [shape (figures, replications)]."""
    least: Floats
    """The smallest value."""
    most: Floats
    """The largest value."""

    @classmethod
    def of(cls, values: Floats) -> SampleMeans:
        """The means of figures [shape (replications, figures)], all finite or missing, of one replication at least."""
        # Row by row, so that the sum of a figure does not depend on which others are worked out beside it.
        values = np.ascontiguousarray(values.T)
        has = ~np.isnan(values)
        count = has.sum(axis=1)
        with np.errstate(all="ignore"):
            mean = np.where(has, values, 0.0).sum(axis=1) / count
            away = np.where(has, values - mean[:, None], 0.0)
            squares = (away**2).sum(axis=1)
            ordered = np.sort(values, axis=1)  # what is missing comes last
            figures, last = np.arange(len(values)), np.maximum(count - 1, 0)
            usual = ordered[figures, last // 2]
            others = np.where(has, values - usual[:, None], 0.0)
            others[np.abs(others) <= _EQUAL * np.maximum(1.0, np.abs(usual))[:, None]] = 0.0
            skewness = np.where(squares > 0, (away**3).sum(axis=1) / count / (squares / count) ** 1.5, 0.0)
            error = np.sqrt(squares / (count - 1) / count)
        same = ~others.any(axis=1)
        error[same & (count > 1)] = 0.0
        mean = np.where(same & (count > 0), usual, mean)
        return cls(count, mean, error, skewness, usual, others, ordered[:, 0], ordered[figures, last])

    @property
    def few(self) -> Flags:
        """Whether most replications have the usual value, and few another one."""
        different = (self.others != 0).sum(axis=1)
        return np.asarray((different < _FEW) & (2 * different < self.count), dtype=np.bool_)

    def transformed(self, value: float = 0.0) -> Floats:
        """How far the means are from a value, as a Student's t without skewness; infinite or NaN where nothing varies."""
        with np.errstate(all="ignore"):
            t, (below, above) = (self.mean - value) / self.error, self._skewness_towards()
            skew = np.where(t > 0, below, above) / np.sqrt(self.count)
            return np.asarray(t + skew * (t**2 / 3 + 1 / 6) + skew**2 * t**3 / 27, dtype=np.float64)

    def _skewness_towards(self) -> tuple[Floats, Floats]:
        """The skewness that counts for the lower ends and for the upper ends."""
        seen = self.skewness * np.maximum(1 - SYMMETRIC / np.maximum(self.count, 1), 0.0)
        to_the_right = seen > 0
        return seen * np.where(to_the_right, 1.0, TAIL), seen * np.where(to_the_right, TAIL, 1.0)

    def ends(self, confidence: float | Floats, limits: Limits) -> tuple[Floats, Floats]:
        """Ends of the intervals of the means; NaN with less than two replications.

        They hold the mean, and lie within what is possible, or was seen.
        """
        limits = limits.each(len(self.mean))
        with np.errstate(all="ignore"):
            low, high = self._by_hall(confidence)
            lowest, highest = np.minimum(limits.low, self.least), np.maximum(limits.high, self.most)
            low, high = np.maximum(low, lowest), np.minimum(high, highest)
            if (few := self.few).any():
                rare_low, rare_high = self._around_usual(few, confidence, limits)
                differs, usual = (self.error > 0)[few], self.usual[few]
                # Away from the usual value the wider of both; towards it, where that is an end, the narrower.
                low[few] = np.where(
                    usual <= limits.low[few], np.maximum(low[few], rare_low), np.minimum(low[few], rare_low)
                )
                high[few] = np.where(
                    usual >= limits.high[few], np.minimum(high[few], rare_high), np.maximum(high[few], rare_high)
                )
                low[few], high[few] = np.where(differs, low[few], rare_low), np.where(differs, high[few], rare_high)
            low = np.minimum(np.maximum(low, lowest), self.mean)
            high = np.maximum(np.minimum(high, highest), self.mean)
        unknown = self.count < 2
        return np.where(unknown, np.nan, low), np.where(unknown, np.nan, high)

    def _by_hall(self, confidence: float | Floats) -> tuple[Floats, Floats]:
        """Ends by Hall's transformation of Student's t."""
        from scipy.special import stdtrit  # late: a command that measures nothing does not wait for it

        t = np.asarray(stdtrit(self.count - 1, (1 + np.asarray(confidence)) / 2), dtype=np.float64)
        root = np.sqrt(self.count)

        def back(x: Floats, skew: Floats) -> Floats:
            """The Student's t that is transformed into x."""
            curved = 3 * root / skew * (np.cbrt(1 + skew / root * (x - skew / (6 * root))) - 1)
            return np.asarray(np.where(np.abs(skew) < _STRAIGHT, x, curved), dtype=np.float64)

        below, above = self._skewness_towards()
        return self.mean - self.error * back(t, below), self.mean - self.error * back(-t, above)

    def _around_usual(self, chosen: Flags, confidence: float | Floats, limits: Limits) -> tuple[Floats, Floats]:
        """Ends for figures that have their usual value but for a few events, some of which may make them larger, some smaller."""
        confidence = np.broadcast_to(np.asarray(confidence, dtype=np.float64), self.mean.shape)[chosen]
        others, count, usual, limits = (
            self.others[chosen],
            self.count[chosen],
            self.usual[chosen],
            limits.chosen(chosen),
        )
        at_low, at_high = usual <= limits.low, usual >= limits.high
        event = np.where(limits.between | at_low | at_high, limits.event, 0.0)
        more = _Events.of(np.maximum(others, 0.0), count)
        less = _Events.of(np.maximum(-others, 0.0), count)
        tail = (1 - confidence) / 2
        low_more, high_more = more.ends(tail, less, np.where(at_high, 0.0, event))
        low_less, high_less = less.ends(tail, more, np.where(at_low, 0.0, event))
        return usual + low_more - high_less, usual + high_more - low_less


@dataclass(frozen=True)
class _Events:
    """What makes some figures larger, or smaller, than usual in a few replications."""

    replications: Instants
    """How many replications there are [shape (figures,)]."""
    number: Instants
    """How many of them have such an event."""
    mean: Floats
    """Size of the events together, per replication."""
    squares: Floats
    """Sum of their squares, over that of the replications."""
    largest: Floats
    """Size of the largest."""

    @classmethod
    def of(cls, sizes: Floats, replications: Instants) -> _Events:
        """The events, 0 where there is none [shape (figures, replications)]."""
        squares = (sizes**2).sum(axis=1) / replications**2
        number, mean = (sizes > 0).sum(axis=1), sizes.sum(axis=1) / replications
        return cls(replications, number, mean, squares, sizes.max(axis=1))

    def ends(self, tail: Floats, contrary: _Events, event: Floats) -> tuple[Floats, Floats]:
        """Ends for the mean size per replication, each missed with probability `tail`, given the contrary events."""
        from scipy.special import gammaincinv

        n, seen = self.replications, self.number > 0
        # Of so many exponential sizes the sum of squares is too small by this factor, and the variance with it.
        variance = self.squares * (self.number + 1) / np.maximum(self.number, 1)
        low = variance / self.mean * gammaincinv(self.mean**2 / variance, tail)
        next_one = np.where(self.number < SINGLE, np.maximum(self.largest, event), self.largest) / n
        mean, variance = self.mean + next_one, variance + 2 * next_one**2
        high = variance / mean * gammaincinv(mean**2 / variance, 1 - tail)
        # Never seen while the contrary was: possible as long as the sign test lets both be as frequent (Dixon and Mood, Journal
        # of the American Statistical Association 41 (1946), 557-566), and then no larger than that.
        unseen = np.where(contrary.number > 0, np.minimum(event, contrary.largest), event)
        unseen = np.where(2.0**-contrary.number >= tail, unseen, 0.0)
        high = np.where(seen, high, unseen * (1 - tail ** (1 / n)))
        return np.where(seen, low, 0.0), high
