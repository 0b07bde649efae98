"""The distribution of lengths that are known exactly of some cases and only between bounds of others."""

from __future__ import annotations

import numpy as np

from sim.quantities import Floats

_POINTS = 120
"""Lengths at which probability may lie."""
_ROUNDS = 2_000
_SETTLED = 1e-7


def distribution_between_bounds(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Lengths and their probabilities that are likeliest, given for each case between which bounds its length lies [s].

    The self-consistent estimate of Turnbull 1976, The empirical distribution function with arbitrarily grouped, censored
    and truncated data, Journal of the Royal Statistical Society B 38(3), 290-295, on some hundred points.
    """
    points = _points(low, high)
    first = np.minimum(np.searchsorted(points, low, side="left"), len(points) - 1)
    behind = np.maximum(np.searchsorted(points, high, side="right"), first + 1)
    mass = np.full(len(points), 1 / len(points))
    for _ in range(_ROUNDS):
        reached = np.concatenate([[0.0], np.cumsum(mass)])
        share = 1 / np.maximum(reached[behind] - reached[first], 1e-300)
        # What each case lends to every point between its bounds, as running sums of where it begins and ends to lend.
        lent = np.bincount(first, share, len(points) + 1) - np.bincount(behind, share, len(points) + 1)
        following = mass * np.cumsum(lent)[:-1] / len(low)
        following /= following.sum()
        settled = np.abs(following - mass).sum() < _SETTLED
        mass = following
        if settled:
            break
    return points, mass


def _points(low: Floats, high: Floats) -> Floats:
    """Nothing, and quantiles of the bounds."""
    bounds = np.concatenate([low, high])
    points = np.unique(np.round(np.quantile(bounds, np.linspace(0, 1, _POINTS))))
    return np.unique(np.concatenate([[0.0], points]))


def sample_of(points: Floats, mass: Floats, size: int) -> Floats:
    """As many lengths as wanted that stand for a distribution, in order: their mean is its mean [s]."""
    reached = np.concatenate([[0.0], np.cumsum(mass)])
    totals = np.concatenate([[0.0], np.cumsum(mass * points)])
    return np.asarray(np.diff(np.interp(np.linspace(0, reached[-1], size + 1), reached, totals)) * size / reached[-1])


def worth_of(low: Floats, high: Floats, points: Floats, mass: Floats) -> float:
    """How many exactly known cases say as much as those that are known between bounds do.

    A case counts for the part of the variance that its bounds leave not open.
    """
    mean = float(mass @ points)
    variance = float(mass @ points**2) - mean**2
    if variance <= 0:
        return float(len(low))
    sums = [np.concatenate([[0.0], np.cumsum(mass * points**power)]) for power in (0, 1, 2)]
    first = np.minimum(np.searchsorted(points, low, side="left"), len(points) - 1)
    behind = np.maximum(np.searchsorted(points, high, side="right"), first + 1)
    weight, one, two = (part[behind] - part[first] for part in sums)
    inside = np.maximum(two / np.maximum(weight, 1e-300) - (one / np.maximum(weight, 1e-300)) ** 2, 0.0)
    return float(np.clip(1 - inside / variance, 0.0, 1.0).sum())
