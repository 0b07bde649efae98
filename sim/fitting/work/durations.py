"""One duration out of many observed ones: its mean with an interval, its shape, and how well the shape fits."""

from __future__ import annotations

import math

import numpy as np

from sim.fitting.fitted import FittedDuration, FittedNumber, Knowledge
from sim.fitting.work.mean_intervals import interval_of_mean
from sim.fitting.work.shapes import Shape, fit_shapes, greatest_distance
from sim.quantities import Floats
from sim.translations.in_use import marked, translated

_KEPT = 200
"""Observed durations that are kept of many: the means of as many equal parts of them in order."""
_MOST_FITTED = 20_000
"""Of more durations these many quantiles are fitted, which say the same of the shape."""
_FEW = 30
"""Of fewer observations a shape is preferred to the observations: they have no tail."""
_CLOSE = 0.05
"""A shape this near to the observations does, however many there are [probability]."""
_CRITICAL = 0.9
"""Kolmogorov's distance times the root of the count that a true family with fitted parameters exceeds once in twenty."""
_MOST_ZEROS = 0.15
"""With more durations of no length than this share no shape is fitted."""
_LEAST_CENSORED = 0.001
"""Below this share of durations that had not ended they are left out."""
_COMPLETE = marked("mean of what the register shows; shape by maximum likelihood (Akaike 1974), interval by Hall 1992")
_CENSORED = marked(
    "mean of what the register shows, with {open} pieces that had not ended, by maximum likelihood; interval by Hall 1992"
)


def fit_duration(
    values: Floats,
    censored: Floats,
    *,
    resolution: float = 1.0,
    inflation: float = 1.0,
    known: Knowledge = "measured",
    method: str | None = None,
    count: int | None = None,
) -> FittedDuration:
    """Fit a duration to observed ones and to some of which only so much had passed [s].

    `resolution` is the step of the register's clock, `inflation` how much more the mean varies since observations hang
    together, or less since each stands for several; `count` is how many there were then. The mean is that of the observations, since it is what makes load; the shape gives the rest.
    """
    ordered = np.sort(values)
    rests_on = count or len(values)
    mean = float(ordered.mean())
    open_counts = len(censored) > _LEAST_CENSORED * len(values)
    low, high = interval_of_mean(ordered, inflation)
    if mean <= 0 or ordered[0] == ordered[-1]:
        number = FittedNumber(mean, low, high, rests_on, method or translated(_COMPLETE), known)
        return FittedDuration(number, "constant", mean, (round(mean),), 0.0)
    thinned = _quantiles(ordered, _MOST_FITTED)
    positive = np.maximum(thinned, resolution / 2)
    shapes = fit_shapes(positive, censored if open_counts else np.array([]))
    lengthened = 1.0
    if open_counts:
        complete = {shape.family: shape for shape in fit_shapes(positive, np.array([]))}
        lengthened = max(shapes[0].scale / complete[shapes[0].family].scale, 1.0)
        lengthened = min(lengthened, 10.0)
    words = translated(_CENSORED, open=len(censored)) if open_counts else translated(_COMPLETE)
    number = FittedNumber(
        mean * lengthened, low * math.sqrt(lengthened), high * lengthened**1.5, rests_on, method or words, known
    )
    zeros = float((ordered < resolution).mean())
    shape, distance = _chosen(shapes, thinned, zeros, resolution, len(values))
    sample = _sample(ordered * lengthened)
    if shape is None:
        p90 = float(np.quantile(ordered, 0.9)) * lengthened
        return FittedDuration(number, "empirical", p90, sample, distance)
    return FittedDuration(number, shape.family, number.value * shape.p90, sample, distance)


def _chosen(
    shapes: tuple[Shape, ...], ordered: Floats, zeros: float, resolution: float, count: int
) -> tuple[Shape | None, float]:
    """The best shape that a scenario can state and that is near enough, and its distance; none where none is."""
    mean = float(ordered.mean())
    bound = max(_CRITICAL / math.sqrt(count), _CLOSE)
    fit = [shape for shape in shapes if shape.can_be_stated and mean * (shape.p90 - 1) >= 2]
    if zeros > _MOST_ZEROS or not fit:
        return None, 0.0
    near = [(shape, greatest_distance(shape, mean, ordered, resolution)) for shape in fit]
    for shape, distance in near:
        if distance <= bound:
            return shape, distance
    return (near[0][0], near[0][1]) if count < _FEW else (None, 0.0)


def _quantiles(ordered: Floats, most: int) -> Floats:
    """As many quantiles of observations in order as are wanted at most."""
    if len(ordered) <= most:
        return ordered
    return ordered[((np.arange(most) + 0.5) * len(ordered) / most).astype(np.int64)]


def _sample(ordered: Floats) -> tuple[int, ...]:
    """The observations, or of many the means of equal parts of them, in whole seconds that keep the mean [s]."""
    n = len(ordered)
    if n > _KEPT:
        totals = np.concatenate([[0.0], np.cumsum(ordered)])
        ordered = np.diff(np.interp(np.linspace(0, n, _KEPT + 1), np.arange(n + 1), totals)) * _KEPT / n
    # Rounded sums differ from one another by whole seconds whose mean is that of what is rounded.
    return tuple(np.diff(np.round(np.concatenate([[0.0], np.cumsum(ordered)]))).astype(np.int64).tolist())
