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
    resampled: Floats | None = field(default=None, compare=False, repr=False)
    """Of a difference that is none of means: what it is in resampled replications, in order."""

    @property
    def narrowing(self) -> float:
        """Half-width of the unpaired interval over that of the paired one; NaN where one of them is 0 or unknown, or every
        replication gives the same difference."""
        if self.steady:
            return math.nan
        widths = self.unpaired.half_width, self.estimate.half_width
        return widths[0] / widths[1] if all(width > 0 for width in widths) else math.nan

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


def paired(before: Sequence[float], after: Sequence[float], bounds: Bounds = ANY_SIZE) -> Paired:
    """Compare one figure of two runs, one value per replication each; missing values (NaN) go out with their pairs.

    `bounds` are those of the difference. Law, Simulation Modeling and Analysis, 5th edition, section 10.2.1, with common random
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
        unpaired=unpaired(x, y),
        p=_probability(difference, bounds),
        left_out=left_out,
        unreached=0,
        steady=steady and len(difference) > 1,
        differences=difference,
        bounds=bounds,
    )


def unpaired(x: Floats, y: Floats) -> Estimate:
    """Mean of the second less mean of the first, with the interval for runs drawn apart.

    Welch, Biometrika 29 (1938), 350-362, with the degrees of freedom of Satterthwaite, Biometrics Bulletin 2 (1946),
    110-114; Law, 5th edition, section 10.2.2.
    """
    n = len(x)
    mean = float(y.mean() - x.mean()) if n else math.nan
    if n < 2:
        return Estimate(mean, math.nan, math.nan, n)
    parts = np.array([x.var(ddof=1), y.var(ddof=1)]) / n
    variance = float(parts.sum())
    if variance == 0:
        return Estimate(mean, mean, mean, n)
    freedom = variance**2 / float((parts**2).sum() / (n - 1))
    half = _students(freedom, CONFIDENCE) * math.sqrt(variance)
    return Estimate(mean, mean - half, mean + half, n)


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


def _students(freedom: float, confidence: float) -> float:
    """Quantile of Student's t that bounds a two-sided interval."""
    return float(stdtrit(freedom, (1 + confidence) / 2))
