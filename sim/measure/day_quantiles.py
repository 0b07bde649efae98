"""Medians and other quantiles of elapsed terms as whole days: by which day half of the answers, or 19 in 20, are given.

A term is counted in whole days, so a quantile of it is a day, and that of many replications is the day of their mean
distribution: the first on which at least so large a share is answered. A share that is answered within so many days and the
day of a quantile are then two readings of one distribution, and cannot contradict each other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from sim.measure.intervals import CONFIDENCE, Estimate, mean_interval, share_bounds
from sim.measure.skewed_means import Limits, SampleMeans
from sim.measure.time_series import Counts
from sim.quantities import Floats, Integers

DAY_QUANTILES = {"median_days": 0.5, "p95_days": 0.95}
"""By figure of a route: the share of the applications that is answered by the day."""
_ROUNDING = 1e-9
"""A mean of many shares may lie below what it is by so much."""


class ElapsedTerms(Protocol):
    """How long the answers of one replication took, as :class:`sim.measure.time_series.TimeCurves` has it."""

    @property
    def elapsed(self) -> Counts:
        """Counted answers by route and elapsed term."""
        ...

    @property
    def unanswered(self) -> Counts:
        """Counted applications that stayed open, likewise."""
        ...


def answered_within(curves: Sequence[ElapsedTerms], route: int) -> Floats:
    """The share of the applications of a route that is answered within so many working days; see :func:`share_within`."""
    answered = np.array([curve.elapsed[route] for curve in curves], dtype=np.float64)
    unanswered = np.array([curve.unanswered[route] for curve in curves], dtype=np.float64)
    return share_within(answered, unanswered)


def share_within(answered: Floats, unanswered: Floats) -> Floats:
    """The share of applications that is answered within so many working days, by Kaplan and Meier where some are not.

    Kaplan and Meier, Journal of the American Statistical Association 53 (1958), 457-481. Answers by their elapsed term, and
    applications that stayed open by theirs until then [numbers; shape (replications, MOST_DAYS + 1); the last place is for all
    longer terms]. NaN without applications [same shape].
    """
    gone = np.cumsum(answered + unanswered, axis=1)
    left = gone[:, -1:] - gone + answered + unanswered
    with np.errstate(invalid="ignore"):
        waiting = np.cumprod(1 - np.where(left > 0, answered / left, 0.0), axis=1)
        # Without anything unfinished it is a quotient, which has no rounding errors.
        plain = np.cumsum(answered, axis=1) / gone[:, -1:]
    within = np.where(unanswered.any(axis=1, keepdims=True), 1 - waiting, plain)
    return np.asarray(np.where(gone[:, -1:] > 0, within, np.nan), dtype=np.float64)


def day_of(within: Floats, share: float) -> Integers:
    """The first day by which at least a share is answered, by distribution; the number of days where there is none."""
    reached = within >= share - _ROUNDING
    days: Integers = np.where(reached.any(axis=-1), reached.argmax(axis=-1), within.shape[-1])
    return days


def day_quantile(
    within: Floats, values: Floats, share: float, applications: float | None = None, confidence: float = CONFIDENCE
) -> Estimate:
    """The day by which a share is answered in the mean of the replications, with its interval in whole days.

    The interval has the days on which the share may be reached by the intervals of the shares that are answered within them:
    Woodruff, Journal of the American Statistical Association 47 (1952), 635-646. `within` are the distributions by replication,
    `values` their own quantiles, `applications` the mean number of applications. Where a replication does not reach its
    quantile the mean is infinite; where it is beyond the days that are counted one by one, it is the mean of the quantiles.
    """
    of_each = mean_interval(values, confidence)
    known = ~np.isnan(values)
    count, within = int(known.sum()), within[known]
    if not count or math.isinf(of_each.mean):
        return of_each
    last = within.shape[1] - 1
    day = int(day_of(within.mean(axis=0), share))
    if day >= last:
        return replace(
            of_each,
            mean=float(np.ceil(of_each.mean)),
            low=float(np.floor(of_each.low)),
            high=float(np.ceil(of_each.high)),
        )
    if count < 2:
        return replace(of_each, mean=float(day))
    bounds = share_bounds(applications)
    low, high = SampleMeans.of(within).ends(confidence, Limits.of(bounds.low, bounds.high, bounds.event))
    first, latest = int(day_of(high, share)), int(day_of(low, share))
    latest = latest if latest < last else math.ceil(values[known].max())
    return replace(of_each, mean=float(day), low=float(min(first, day)), high=float(max(latest, day)))
