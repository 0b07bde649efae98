"""Differences between two runs with the same random numbers: paired and unpaired intervals, and several at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.special import stdtr, stdtrit

from sim.measure.intervals import ANY_SIZE, CONFIDENCE, Bounds, Estimate, mean_interval
from sim.measure.skewed_means import SampleMeans
from sim.quantities import Floats


@dataclass(frozen=True)
class Paired:
    """How one figure differs between two runs that share their random numbers, replication by replication."""

    estimate: Estimate
    """Mean difference, second less first, with its own interval; NaN where a quantile is not reached in a replication."""
    unpaired: Estimate
    """The same difference with the interval that it would have, were the two runs drawn apart."""
    p: float
    """Two-sided probability of the paired test; NaN without two pairs."""
    left_out: int
    """Replications without a figure in one of the runs."""
    unreached: int
    """Replications in which one of the runs does not reach the quantile."""
    steady: bool = False
    """Whether every replication gives the same difference."""
    differences: Floats = field(default_factory=lambda: np.zeros(0), compare=False, repr=False)
    """Second less first, by replication that has both."""
    bounds: Bounds = ANY_SIZE
    """What is possible for their mean."""
    errors: tuple[float, float] = (math.nan, math.nan)
    """Standard error of the mean difference, were the two runs drawn apart, and as they are paired."""
    resampled: Floats | None = field(default=None, compare=False, repr=False)
    """Of a difference that is none of means: what it is in resampled replications, in order."""

    @property
    def narrowing(self) -> float:
        """How many times smaller the standard error is through pairing; its square is how many times the replications the same
        random numbers are worth. NaN where one of the errors is 0 or unknown, or every replication gives the same difference."""
        if self.steady or not all(error > 0 for error in self.errors):
            return math.nan
        return self.errors[0] / self.errors[1]

    @property
    def t(self) -> float:
        """How far the mean difference is from none, as a Student's t without skewness [absolute t]; infinite where every
        replication gives the same difference."""
        if self.steady:
            return math.inf if self.estimate.mean else 0.0
        return -float(stdtrit(self.estimate.replications - 1, self.p / 2))

    def simultaneous(self, count: int) -> tuple[float, float]:
        """Ends of the interval that holds at once with those of `count` differences [simultaneous interval], at the same level.

        Bonferroni's inequality: Dunn, Journal of the American Statistical Association 56 (1961), 52-64.
        """
        confidence = 1 - (1 - CONFIDENCE) / max(count, 1)
        if self.resampled is not None:
            return percentiles(self.resampled, confidence)
        together = mean_interval(self.differences, confidence, self.bounds)
        return together.low, together.high


def paired(
    before: Sequence[float],
    after: Sequence[float],
    bounds: Bounds = ANY_SIZE,
    of_each: tuple[Bounds, Bounds] = (ANY_SIZE, ANY_SIZE),
) -> Paired:
    """Compare one figure of two runs, one value per replication each; missing values (NaN) go out with their pairs.

    `bounds` are those of the difference, `of_each` those of the figure in each run. Law, Simulation Modeling and Analysis, 5th edition, section 10.2.1, with common random
    numbers (section 11.2); the interval is that of :func:`sim.measure.intervals.mean_interval`, and p the largest level
    at which such an interval has no difference in it. Where all replications give one and the same difference there is
    nothing to go by, and p is that of the sign test (Dixon and Mood, Journal of the American Statistical Association 41 (1946),
    557-566).
    """
    x, y = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    if x.shape != y.shape:
        raise ValueError(f"{len(x)} replications are paired with {len(y)}")
    missing = np.isnan(x) | np.isnan(y)
    x, y = x[~missing], y[~missing]
    unreached = int((np.isinf(x) | np.isinf(y)).sum())
    left_out = int(missing.sum())
    if unreached:
        nothing = Estimate(math.nan, math.nan, math.nan, 0)
        return Paired(nothing, nothing, math.nan, left_out, unreached)
    difference = y - x
    # Shares are quotients: what is equal but for the last bit is equal.
    steady = len(difference) > 0 and bool(np.ptp(difference) <= 1e-12 * max(1.0, float(np.abs(difference).max())))
    if steady:
        difference = np.full(len(difference), round(float(difference[0]), 12))
    return Paired(
        estimate=mean_interval(difference, bounds=bounds),
        unpaired=unpaired(x, y, of_each),
        p=_probability(difference, bounds),
        left_out=left_out,
        unreached=0,
        steady=steady and len(difference) > 1,
        differences=difference,
        bounds=bounds,
        errors=(math.hypot(_error(x), _error(y)), _error(difference)),
    )


def unpaired(x: Floats, y: Floats, of_each: tuple[Bounds, Bounds] = (ANY_SIZE, ANY_SIZE)) -> Estimate:
    """Mean of the second less mean of the first, with the interval for runs drawn apart.

    Each end lies as far from the difference as the ends of both runs' own intervals together, one at a right angle to the other,
    so that the difference knows skewness, rare events and what is possible as far as these intervals do: Zou and Donner,
    Statistics in Medicine 27 (2008), 1693-1702 (method of variance estimates recovery). For means of symmetric figures it is
    Welch's interval (Biometrika 29 (1938), 350-362) with the degrees of freedom of one run.
    """
    first, second = (mean_interval(values, bounds=bounds) for values, bounds in zip((x, y), of_each, strict=True))
    mean = second.mean - first.mean
    below = math.hypot(second.mean - second.low, first.high - first.mean)
    above = math.hypot(second.high - second.mean, first.mean - first.low)
    return Estimate(mean, mean - below, mean + above, len(x))


def _error(values: Floats) -> float:
    """The standard error of the mean; NaN with less than two values."""
    return float(values.std(ddof=1)) / math.sqrt(len(values)) if len(values) > 1 else math.nan


def percentiles(resampled: Floats, confidence: float) -> tuple[float, float]:
    """Ends of the interval that so large a part of ordered resampled figures lies in."""
    below = int((1 - confidence) / 2 * (len(resampled) + 1))
    return float(resampled[max(below - 1, 0)]), float(resampled[min(len(resampled) - below, len(resampled) - 1)])


def holm(probabilities: Sequence[float]) -> tuple[float, ...]:
    """Probabilities adjusted for being looked at all at once; those that are missing (NaN) stay so and do not count.

    Differences whose adjusted probability is at most 5 % are significant: with 95 % none of them is so by chance, however
    the differences depend on each other. Holm, Scandinavian Journal of Statistics 6 (1979), 65-70.
    """
    p = np.asarray(probabilities, dtype=np.float64)
    adjusted = np.full(len(p), math.nan)
    order = np.argsort(p, kind="stable")[: int((~np.isnan(p)).sum())]
    factors = np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(factors * p[order]), 1)
    return tuple(adjusted.tolist())


def _probability(differences: Floats, bounds: Bounds) -> float:
    """Two-sided probability of the paired test."""
    n = len(differences)
    if n < 2:
        return math.nan
    if np.ptp(differences) == 0:
        return 1.0 if differences[0] == 0 else float(2.0 ** (1 - n))
    means = SampleMeans.of(differences.reshape(-1, 1))
    if not means.few[0]:
        return float(2 * stdtr(n - 1, -abs(means.transformed()[0])))
    # With few differences the interval has no inverse in one formula; many halvings are more exact than is shown.
    without, within = _LEAST_P, 1.0
    for _ in range(_HALVINGS):
        p = math.sqrt(without * within)
        ends = mean_interval(differences, 1 - p, bounds)
        without, within = (without, p) if ends.low > 0 or ends.high < 0 else (p, within)
    return within


_LEAST_P = 1e-12
"""No smaller probability is looked for."""
_HALVINGS = 40
"""The logarithm of a probability is halved this often."""
