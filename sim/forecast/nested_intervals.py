"""Intervals of a mean that is known through simulation, of numbers that are themselves known only between bounds.

Each of K draws of the numbers is simulated m times. What the mean over chance is for a draw is told by a metamodel of the draws, as in
stochastic kriging: the mean of the m replications is regressed on the numbers, its curvature along the steepest direction included,
and what the draws differ by beyond the metamodel and beyond chance is kept as a spread of its own. The 95 % interval is between the
quantiles of the metamodel over many more draws, widened by the error of the metamodel, which more simulation lessens.

Barton, Nelson and Xie, "Quantifying input uncertainty via simulation confidence intervals", INFORMS Journal on Computing 26
(2014), 74-87; Ankenman, Nelson and Staum, "Stochastic kriging for simulation metamodeling", Operations Research 58 (2010), 371-382;
Sun, Apley and Staum, "Efficient nested simulation for estimating the variance of a conditional expectation", Operations Research 59
(2011), 998-1007 (chance taken out of the spread between the draws).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.quantities import Floats

Scale = Literal["times", "share", "difference"]
"""How a figure may vary: by factors and above zero, between 0 and 1, or by any amount."""
_MANY = 4_000
"""Draws of the metamodel."""
_DRAWS_PER_COEFFICIENT = 4
"""With fewer draws for each number nothing is regressed, and the spread between the draws is all that is known."""
_NORMAL_95 = 1.959963984540054
_ONE_SIDED_95 = 1.6448536269514722
_TAIL = 0.025
_MOSTLY = 0.5
"""A value that so many draws have exactly is a bound of the figure."""


@dataclass(frozen=True)
class ForecastEstimate:
    """A figure of an office, as far as it is known."""

    value: float
    """The mean over chance, with the numbers in the middle of what they may be [unit of the figure]."""
    low: float
    """Lower end of its 95 % interval from ignorance of the numbers and of simulation [same unit]."""
    high: float
    """Upper end of it [same unit]."""
    period_low: float
    """One period in forty lies below this [same unit]."""
    period_high: float
    """One period in forty lies above this [same unit]."""

    @property
    def told(self) -> bool:
        """Of a difference: whether it can be told from none."""
        return self.low > 0 or self.high < 0


def nested_estimate(values: Floats, scores: Floats, scale: Scale, weight: float, seed: int) -> ForecastEstimate:
    """The mean of a figure with its intervals.

    `values` are by draw and replication [shape (draws, replications), NaN where a replication has no such figure], `scores` by draw and
    number the normal deviates of the numbers [shape (draws, numbers)]. Of a share `weight` is how many cases a draw has, so that
    none of them, or all, is not taken for certain.
    """
    known = ~np.isnan(values).all(axis=1)
    if not known.any():
        return ForecastEstimate(*[math.nan] * 5)
    values, scores = values[known], scores[known]
    per_draw = np.nanmean(values, axis=1)
    noise = _noise(values)
    positive = scale == "times"
    if positive and not (per_draw > 0).all():
        scale = "difference"
    heights, slopes = _to_scale(per_draw, scale, weight)
    low, middle, high = _interval(heights, noise * slopes**2, scores, seed)
    ends = [float(_from_scale(end, scale)) for end in (middle, low, high)]
    if positive:
        ends = [max(end, 0.0) for end in ends]
    ends = _beside_usual(per_draw, ends)
    period = np.nanquantile(values, [_TAIL, 1 - _TAIL])
    return ForecastEstimate(*ends, *period.tolist())


def _beside_usual(per_draw: Floats, ends: list[float]) -> list[float]:
    """Value and ends where draws are often exactly alike, as shares of which all cases are over: as the draws themselves have them.

    No metamodel knows of such a bound. Where most draws are there, rare events make the others, whose spread is taken as it is.
    """
    low, high = np.quantile(per_draw, [_TAIL, 1 - _TAIL]).tolist()
    usual = float(np.median(per_draw))
    if (per_draw == usual).mean() >= _MOSTLY:
        return [float(per_draw.mean()), min(low, float(per_draw.mean())), max(high, float(per_draw.mean()))]
    value, lower, upper = ends
    at_least, at_most = float(per_draw.min()), float(per_draw.max())
    if (per_draw == at_most).mean() >= _TAIL and (per_draw == at_most).sum() > 1:
        upper = max(upper, at_most)
    if (per_draw == at_least).mean() >= _TAIL and (per_draw == at_least).sum() > 1:
        lower = min(lower, at_least)
    return [value, lower, upper]


def _noise(values: Floats) -> Floats:
    """By draw: variance of the mean of its replications by chance; of one replication alone that of all."""
    count = (~np.isnan(values)).sum(axis=1)
    with np.errstate(all="ignore"):
        squares = np.nansum((values - np.nanmean(values, axis=1, keepdims=True)) ** 2, axis=1)
    free = int((count - 1).sum())
    if not free:
        return np.zeros(len(values))
    pooled = squares.sum() / free
    with np.errstate(all="ignore"):
        own = np.where(count > 1, squares / np.maximum(count - 1, 1), pooled)
    return np.asarray(own / count, dtype=np.float64)


def _to_scale(means: Floats, scale: Scale, weight: float) -> tuple[Floats, Floats]:
    """Means on the scale on which they are regressed, and how steep that scale is there."""
    if scale == "times":
        return np.log(means), 1 / means
    if scale == "share":
        inner = (means * weight + 0.5) / (weight + 1)
        return np.log(inner / (1 - inner)), 1 / (inner * (1 - inner))
    return means, np.ones(len(means))


def _from_scale(height: float, scale: Scale) -> float:
    if scale == "times":
        return math.exp(height)
    return 1 / (1 + math.exp(-height)) if scale == "share" else height


def _interval(heights: Floats, noise: Floats, scores: Floats, seed: int) -> tuple[float, float, float]:
    """Lower end, middle and upper end of the mean over chance, over all that the numbers may be."""
    draws, numbers = scores.shape
    luck = np.random.default_rng(seed)
    many = luck.standard_normal((_MANY, numbers))
    if numbers and draws >= _DRAWS_PER_COEFFICIENT * (numbers + 2):
        predicted, residual, coefficients = _metamodel(heights, scores, many)
    else:
        predicted, coefficients = np.full(_MANY, heights.mean()), 1
        residual = heights - heights.mean()
    if draws <= coefficients:
        error = math.sqrt(float(noise.mean()))
        return heights.mean() - _NORMAL_95 * error, float(heights.mean()), heights.mean() + _NORMAL_95 * error
    left = float((residual**2).sum()) / (draws - coefficients)
    beyond = _beyond(left, float(noise.mean()), draws - coefficients, tested=coefficients > 1) if numbers else 0.0
    spread = predicted + math.sqrt(beyond) * luck.standard_normal(_MANY)
    low, middle, high = np.quantile(spread, [_TAIL, 0.5, 1 - _TAIL]).tolist()
    # Where nothing is uncertain all draws are replications of one office, and chance is all that their mean is in error by.
    error = _NORMAL_95 * math.sqrt(left * coefficients / draws)
    return middle - math.hypot(middle - low, error), middle, middle + math.hypot(high - middle, error)


def _beyond(left: float, noise: float, free: int, *, tested: bool) -> float:
    """Variance of what the draws differ by beyond the metamodel and beyond chance; none where a metamodel leaves no more than chance would."""
    if tested and left < noise * (1 + _ONE_SIDED_95 * math.sqrt(2 / free)):
        return 0.0
    return max(left - noise, 0.0)


def _metamodel(heights: Floats, scores: Floats, many: Floats) -> tuple[Floats, Floats, int]:
    """What the metamodel predicts at many further draws, the residuals at the draws it rests on, and how many coefficients it has."""
    linear = np.column_stack([np.ones(len(scores)), scores])
    slopes = np.linalg.lstsq(linear, heights, rcond=None)[0][1:]
    steepness = float(np.linalg.norm(slopes))
    if steepness == 0:
        return np.full(len(many), heights.mean()), heights - heights.mean(), 1
    direction = slopes / steepness
    curved = np.column_stack([linear, (scores @ direction) ** 2])
    coefficients = np.linalg.lstsq(curved, heights, rcond=None)[0]
    at_many = np.column_stack([np.ones(len(many)), many, (many @ direction) ** 2]) @ coefficients
    return at_many, heights - curved @ coefficients, curved.shape[1]
