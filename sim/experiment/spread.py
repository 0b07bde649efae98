"""How far a figure spreads over replications, and how closely its changes follow an uncertain number."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass

import numpy as np

from sim.measure.intervals import CONFIDENCE, Estimate
from sim.quantities import Floats
from sim.random_streams import generator

_TAIL = 0.05
"""Share of the replications that lies below the range that is shown, and above it."""
_RESAMPLES = 2_000
_LEAST_RANKED = 5
"""Of fewer replications even a perfect ranking may well be chance."""


@dataclass(frozen=True)
class Spread:
    """How far one figure differs from replication to replication."""

    deviation: Estimate
    """Standard deviation with its interval [unit of the figure; NaN where a quantile is not reached]."""
    low: float
    """Below it lie 5 % of the replications [same unit]."""
    high: float
    """Above it lie 5 % of the replications [same unit]."""


@dataclass(frozen=True)
class Influence:
    """How closely a figure follows one uncertain number."""

    name: str
    """Short name of the assumption."""
    correlation: float
    """Rank correlation of the number drawn with the change of the figure [-1 to 1; NaN where nothing changes]."""
    low: float
    """Lower end of its interval, which holds at once with those of all other numbers [NaN with fewer than five replications]."""
    high: float
    """Upper end of its interval."""

    @property
    def significant(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0


def spread_of(values: Floats, seed: int) -> Spread:
    """Standard deviation over replications with its interval, and the range of nine in ten.

    The interval is the bootstrap's, bias-corrected and accelerated, since drawn numbers are seldom normal: Efron, Journal of
    the American Statistical Association 82 (1987), 171-185.
    """
    x = values[~np.isnan(values)]
    if len(x) < 2 or np.isinf(x).any():
        return Spread(Estimate(math.nan, math.nan, math.nan, len(x)), math.nan, math.nan)
    low, high = np.quantile(x, (_TAIL, 1 - _TAIL)).tolist()
    if np.ptp(x) == 0:
        return Spread(Estimate(0.0, 0.0, 0.0, len(x)), low, high)
    from scipy.stats import bootstrap  # slow to import, and not needed for ordinary runs

    def deviation(sample: Floats, axis: int = -1) -> Floats:
        return np.asarray(sample.std(axis=axis, ddof=1))

    ends = (math.nan, math.nan)
    for method in ("BCa", "percentile"):  # the second where nearly all values are equal
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            interval = bootstrap(
                (x,),
                deviation,
                vectorized=True,
                n_resamples=_RESAMPLES,
                confidence_level=CONFIDENCE,
                method=method,
                rng=generator(seed, 0, "bootstrap"),
            ).confidence_interval
        ends = float(interval.low), float(interval.high)
        if not any(map(math.isnan, ends)):
            break
    return Spread(Estimate(float(x.std(ddof=1)), *ends, len(x)), low, high)


def influence_of(name: str, numbers: Floats, change: Floats, together: int = 1) -> Influence:
    """Spearman's rank correlation of a number with the change of a figure, chance taken out by the pairing.

    Interval of Bonett and Wright, Psychometrika 65 (2000), 23-28: Fisher's transformation with the variance
    (1 + r^2 / 2) / (n - 3). `together` is of how many numbers: the strongest of many has some correlation by chance alone, so that
    their intervals hold at once (Bonferroni).
    """
    from scipy.special import ndtri

    known = ~np.isnan(change)
    x, y = numbers[known], change[known]  # ranks know what is without bound
    if len(np.unique(x)) < 2 or len(np.unique(y)) < 2:
        return Influence(name, math.nan, math.nan, math.nan)
    from scipy.stats import spearmanr  # slow to import, and not needed for ordinary runs

    r = float(np.clip(spearmanr(x, y).statistic, -1, 1))
    n = len(x)
    if n < _LEAST_RANKED:
        return Influence(name, r, math.nan, math.nan)
    # A perfect ranking has no finite transform; the nearest other one stands for it, and 1 or -1 is the outer end.
    nearest = 1 - 12 / (n**3 - n)
    inner = min(max(r, -nearest), nearest)
    half = float(ndtri(1 - (1 - CONFIDENCE) / 2 / together)) * math.sqrt((1 + inner**2 / 2) / (n - 3))
    low, high = math.tanh(math.atanh(inner) - half), math.tanh(math.atanh(inner) + half)
    return Influence(name, r, min(low, r), max(high, r))
