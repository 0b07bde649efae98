"""Confidence intervals over replications; the replication is the unit of independence, never the application."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.measure.outcome_range import outer_tenths
from sim.measure.skewed_means import Limits, SampleMeans
from sim.quantities import Floats

CONFIDENCE = 0.95
"""Level of every interval that is shown."""
ONE_FATE = 10
"""This many applications are taken to share one fate that no replication has shown: who is late because of one absence is late
with others. In the shipped scenarios late answers that are rare come one to nine at a time."""


@dataclass(frozen=True)
class Estimate:
    """A figure over replications: the unweighted mean of one value per replication, with its interval."""

    mean: float
    """Mean over the replications that have the figure [its unit; NaN where none has it, infinite where it is unbounded]."""
    low: float
    """Lower end of the interval [same unit; NaN with fewer than two replications]."""
    high: float
    """Upper end of the interval [same unit; NaN with fewer than two replications]."""
    replications: int
    """How many replications have the figure."""
    more_than: float | None = None
    """Of a quantile that some replications do not reach: what it exceeds, the mean of their longest times; else None."""
    censored: bool = False
    """Of a quantile: whether more than 5 % of the applications that it describes were not finished, so that it is an estimate by
    Kaplan and Meier."""
    tenth_low: float = math.nan
    """Lower end of what one replication brings: a tenth of them lies below at most [same unit; NaN with fewer than ten]."""
    tenth_high: float = math.nan
    """Upper end of what one replication brings: a tenth of them lies above at most [same unit; NaN with fewer than ten]."""

    @property
    def half_width(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2

    @property
    def significant(self) -> bool:
        """Whether the interval leaves zero out, so that a change can be told from none."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Bounds:
    """What is possible for a figure."""

    low: float = -math.inf
    """No mean lies below [unit of the figure]."""
    high: float = math.inf
    """No mean lies above [unit of the figure]."""
    event: float = 0.0
    """What one event that no replication has shown would change in a replication [unit of the figure]; 0 where none can happen."""


ANY_SIZE = Bounds()
"""A figure of any size, which is what it is where all replications agree."""


def mean_interval(
    values: Sequence[float] | Floats, confidence: float = CONFIDENCE, bounds: Bounds = ANY_SIZE
) -> Estimate:
    """The mean over replications with its interval; missing values (NaN) are left out.

    The interval knows skewness and rare events, see :mod:`sim.measure.skewed_means`, and lies within the bounds. One
    replication is the unit: Law, Simulation Modeling and Analysis, 5th edition, section 9.4.1 (fixed-sample-size procedure).
    """
    column = np.asarray(values, dtype=np.float64).reshape(-1, 1)
    return mean_intervals(column, Limits.of(bounds.low, bounds.high, bounds.event), confidence)[0]


def share_interval(
    values: Sequence[float] | Floats, confidence: float = CONFIDENCE, applications: float | None = None
) -> Estimate:
    """The mean share over replications with its interval, within 0 and 1; missing values (NaN) are left out.

    `applications` is how many applications, visits or files a replication has on average. Where all replications have the same
    share, :data:`ONE_FATE` of them at once are what no replication has shown; without their number it is a whole replication.
    """
    return mean_interval(values, confidence, share_bounds(applications))


def share_bounds(applications: float | None = None) -> Bounds:
    """The bounds of a share, given how many applications a replication has on average."""
    known = applications is not None and applications > 0
    return Bounds(0.0, 1.0, min(ONE_FATE / applications, 1.0) if known and applications else 1.0)


def share_difference(
    values: Sequence[float] | Floats, confidence: float = CONFIDENCE, applications: float | None = None
) -> Estimate:
    """The mean difference of two shares, paired by replication, with its interval within -1 and 1; as in :func:`share_interval`."""
    return mean_interval(values, confidence, difference_bounds(share_bounds(applications)))


def difference_bounds(bounds: Bounds) -> Bounds:
    """The bounds of a difference of two figures that have the same bounds each."""
    width = bounds.high - bounds.low
    return Bounds(-width, width, bounds.event)


def mean_intervals(values: Floats, limits: Limits, confidence: float = CONFIDENCE) -> list[Estimate]:
    """The means of several figures with their intervals [values of shape (replications, figures)].

    A figure that is without bound in a replication is so on average, and has no interval.
    """
    if not len(values):
        return [Estimate(math.nan, math.nan, math.nan, 0)] * values.shape[1]
    unbounded = np.isinf(values).any(axis=0)
    means = SampleMeans.of(np.where(unbounded, np.nan, values) if unbounded.any() else values)
    low, high = (end.tolist() for end in means.ends(confidence, limits))
    # One and the same NaN, so that estimates without a range are equal.
    tenths = ([math.nan if end != end else end for end in ends.tolist()] for ends in outer_tenths(values))
    found = [
        Estimate(mean, below, above, count, None, False, *outer)
        for mean, below, above, count, *outer in zip(
            means.mean.tolist(), low, high, means.count.tolist(), *tenths, strict=True
        )
    ]
    for place in np.flatnonzero(unbounded).tolist():
        count = int((~np.isnan(values[:, place])).sum())
        found[place] = replace(found[place], mean=math.inf, low=math.nan, high=math.nan, replications=count)
    return found
