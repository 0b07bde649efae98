"""Confidence intervals over replications; the replication is the unit of independence, never the application."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.measure.outcome_range import LEAST, outer_tenths
from sim.quantities import Floats

CONFIDENCE = 0.95
"""Level of every interval that is shown."""


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


def mean_interval(values: Sequence[float], confidence: float = CONFIDENCE) -> Estimate:
    """Student's t interval for the mean over replications; missing values (NaN) are left out.

    Law, Simulation Modeling and Analysis, 5th edition, section 9.4.1 (fixed-sample-size procedure).
    """
    x = np.asarray(values, dtype=np.float64)
    x = x[~np.isnan(x)]
    n = len(x)
    if n == 0:
        return Estimate(math.nan, math.nan, math.nan, 0)
    if np.isinf(x).any():
        return Estimate(math.inf, math.nan, math.nan, n, None, False, *_outer_tenths(x))
    mean = float(x.mean())
    if n == 1:
        return Estimate(mean, math.nan, math.nan, 1)
    from scipy.special import stdtrit  # late: a command that measures nothing does not wait for it

    half = float(stdtrit(n - 1, (1 + confidence) / 2)) * float(x.std(ddof=1)) / math.sqrt(n)
    return Estimate(mean, mean - half, mean + half, n, None, False, *_outer_tenths(x))


def share_interval(values: Sequence[float], confidence: float = CONFIDENCE) -> Estimate:
    """Interval for a mean share: Student's t, or Wilson where that leaves [0, 1] or a replication is at 0 or 1.

    Wilson, Journal of the American Statistical Association 22 (1927), 209-212, with the effective size p(1-p)/s^2, s
    being the standard error of the mean; with s = 0 the number of replications.
    """
    simple = mean_interval(values, confidence)
    x = np.asarray(values, dtype=np.float64)
    x = x[~np.isnan(x)]
    if simple.replications < 2:
        return simple
    at_an_end = bool(((x <= 0) | (x >= 1)).any())
    if not at_an_end and simple.low >= 0 and simple.high <= 1:
        return simple
    p, variance = simple.mean, float(x.var(ddof=1)) / simple.replications
    n = p * (1 - p) / variance if variance > 0 else float(simple.replications)
    from scipy.special import ndtri

    z = float(ndtri((1 + confidence) / 2))
    centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * math.sqrt(max(p * (1 - p), 0) / n + z**2 / (4 * n**2))
    # Rounding must not leave an end of the interval on the wrong side of the share.
    return replace(simple, low=min(max(centre - half, 0.0), p), high=max(min(centre + half, 1.0), p))


def _outer_tenths(values: Floats) -> tuple[float, float]:
    """What one replication brings, see :func:`sim.measure.outcome_range.outer_tenths`."""
    if len(values) < LEAST:
        return math.nan, math.nan
    low, high = outer_tenths(values.reshape(-1, 1))
    return float(low[0]), float(high[0])
