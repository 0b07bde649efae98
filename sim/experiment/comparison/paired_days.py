"""Differences between two quantiles of elapsed terms, each a whole day of the mean distribution of a run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from sim.experiment.comparison.paired import Paired, paired, percentiles
from sim.measure.day_quantiles import day_of
from sim.measure.intervals import CONFIDENCE, Estimate
from sim.quantities import Floats, Integers
from sim.random_streams import generator

RESAMPLES = 9_999
"""How often the replications are drawn anew."""
_MOST_DRAWS = 6
"""For so many numbers of replications the draws are kept: a page shows one pair of runs over more and more of them."""


def paired_days(
    before: Sequence[float], after: Sequence[float], within_before: Floats, within_after: Floats, share: float
) -> Paired:
    """Compare the days by which a share is answered in two runs with the same random numbers.

    The difference is that of the two days that are shown. Its interval has the middle 95 % of what it is when replications are
    drawn anew in pairs (the percentile interval of the bootstrap: Efron, Annals of Statistics 7 (1979), 1-26), and p is twice the
    part of these in which there is no difference, or one to the other side. `before` and `after` are the quantiles of the
    replications themselves, `within_before` and `within_after` their distributions [shape (replications, days)]. Beyond the days
    that are counted one by one it is the mean difference of the quantiles.
    """
    x, y = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    if x.shape != y.shape:
        raise ValueError(f"{len(x)} replications are paired with {len(y)}")
    known = ~(np.isnan(x) | np.isnan(y))
    left_out, n = int((~known).sum()), int(known.sum())
    x, y, first, second = x[known], y[known], within_before[known], within_after[known]
    unreached = int((np.isinf(x) | np.isinf(y)).sum())
    if unreached or not n:
        nothing = Estimate(math.nan, math.nan, math.nan, 0)
        return Paired(nothing, nothing, math.nan, left_out, unreached)
    days = [int(day_of(within.mean(axis=0), share)) for within in (first, second)]
    if max(days) >= first.shape[1] - 1:
        return paired(before, after)
    mean = float(days[1] - days[0])
    if n < 2:
        alone = Estimate(mean, math.nan, math.nan, n)
        return Paired(alone, alone, math.nan, left_out, 0)
    days_before, days_after = _resampled(first, share), _resampled(second, share)
    found = np.sort((days_after - days_before).astype(np.float64))
    # Drawn apart, the runs would have met in any other order.
    apart = np.sort((days_after - np.roll(days_before, 1)).astype(np.float64))
    steady = bool(np.ptp(y - x) == 0) and float(y[0] - x[0]) == mean
    return Paired(
        estimate=_interval(mean, found, n),
        unpaired=_interval(mean, apart, n),
        p=_probability(mean, found),
        left_out=left_out,
        unreached=0,
        steady=steady,
        differences=y - x,
        errors=(float(apart.std()), float(found.std())),
        resampled=found,
    )


def _resampled(within: Floats, share: float) -> Integers:
    """The day of the mean of some distributions, when these are drawn anew [by resample]."""
    # The day of a mean of distributions lies between those of the distributions.
    of_each = day_of(within, share)
    first, last = int(of_each.min()), int(of_each.max())
    return first + day_of(_draws(len(within)) @ within[:, first : last + 1] / len(within), share)


def _interval(mean: float, resampled: Floats, count: int) -> Estimate:
    low, high = percentiles(resampled, CONFIDENCE)
    return Estimate(mean, min(low, mean), max(high, mean), count)


def _probability(mean: float, resampled: Floats) -> float:
    """Two-sided probability that the difference is none."""
    if mean == 0:
        return 1.0
    other_side = int((resampled * mean <= 0).sum())
    return min(2 * (other_side + 1) / (len(resampled) + 1), 1.0)


@lru_cache(maxsize=_MOST_DRAWS)
def _draws(replications: int) -> Floats:
    """How often each replication is drawn, by resample; always the same [shape (RESAMPLES, replications)]."""
    chance = generator(0, 0, "resampled replications", str(replications))
    return chance.multinomial(replications, np.full(replications, 1 / replications), size=RESAMPLES).astype(np.float64)
