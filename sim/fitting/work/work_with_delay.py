"""Work that is seen only with a delay before some of it: both told apart by their shapes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.quantities import Floats

_MOST = 250
"""Of more gaps of a kind so many quantiles are looked at."""
_ROUNDS = 25
_LEAST_FORM, _MOST_FORM = 0.3, 60.0
_TRIES = 500
_AS_GOOD = 10.0
_WEIGHT_OF_ALL = 1_500
"""Gaps of one kind count for so many at most, since a model of delays is never quite true."""


@dataclass(frozen=True)
class WorkAndDelay:
    """Work as a gamma distribution, before some of which lies an exponential delay of one or two lengths."""

    mean: float
    """Mean of the work [s]."""
    form: float
    """Shape of the gamma distribution."""
    error: float
    """Standard error of the logarithm of the mean."""
    at_once: tuple[float, ...]
    """By kind of gaps: share without a delay [probability]."""
    criterion: float
    """Bayesian information criterion; the lower the better."""


def tell_work_from_delay(gaps: Sequence[Floats]) -> tuple[WorkAndDelay, ...]:
    """Tell work from the delay before it, given gaps of several kinds that share the work but not the shares delayed [s].

    Models with one and with two lengths of delay, each by maximum likelihood from two beginnings, best first, as far as they
    explain the gaps hardly worse than the best does (Kass & Raftery 1995, Bayes factors, Journal of the American Statistical
    Association 90, 773-795: ten and more is very strong evidence against a model); the shares of each kind by the
    algorithm of Dempster, Laird & Rubin 1977, Maximum likelihood from incomplete data via the EM algorithm, Journal of
    the Royal Statistical Society B 39(1), 1-38. The sum of both has the density of an exponentially modified gamma
    distribution: Golubev 2016, Applications and implications of the exponentially modified gamma distribution as a model for
    time variabilities related to cell proliferation and gene expression, Journal of Theoretical Biology 393, 203-217.
    """
    kinds = [_thinned(np.maximum(kind, 0.5)) for kind in gaps if len(kind)]
    weights = [
        min(len(kind), _WEIGHT_OF_ALL) / len(few) for kind, few in zip([k for k in gaps if len(k)], kinds, strict=True)
    ]
    found = [model for delays in (1, 2) for model in _fits(kinds, weights, delays)]
    found.sort(key=lambda model: model.criterion)
    return tuple(model for model in found if model.criterion <= found[0].criterion + _AS_GOOD)


def _thinned(values: Floats) -> Floats:
    ordered = np.sort(values)
    if len(ordered) <= _MOST:
        return ordered
    return ordered[((np.arange(_MOST) + 0.5) * len(ordered) / _MOST).astype(np.int64)]


def _fits(kinds: Sequence[Floats], weights: Sequence[float], delays: int) -> list[WorkAndDelay]:
    """The models of so many lengths of delay to which the likelihood rises from short and from long work."""
    from scipy.optimize import minimize

    middle = float(np.median(np.concatenate([kind[: max(len(kind) // 2, 1)] for kind in kinds])))
    longest = float(np.concatenate(kinds).mean())
    count = sum(len(kind) * weight for kind, weight in zip(kinds, weights, strict=True))
    free = 2 + delays * (1 + len(kinds))

    def loss(parameters: Floats) -> float:
        return -_likelihood(parameters, kinds, weights)[0]

    result = []
    for begin in (middle, longest):
        first = [math.log(max(begin, 1.0)), math.log(1.5)]
        lengths = [math.log(max(longest, 2.0)), math.log(max(10 * longest, 4.0))][:delays]
        found = minimize(
            loss, np.array([*first, *lengths]), method="Nelder-Mead",
            options={"maxfev": _TRIES, "xatol": 1e-3, "fatol": 1e-2, "initial_simplex": _simplex([*first, *lengths])},
        )  # fmt: skip
        at = np.asarray(found.x, dtype=np.float64)
        likelihood, shares = _likelihood(at, kinds, weights)
        mean, form, _ = _meaning(at)
        criterion = free * math.log(max(count, 2.0)) - 2 * likelihood
        result.append(WorkAndDelay(mean, form, _error(at, loss), tuple(float(s[0]) for s in shares), criterion))
    return result


def _simplex(begin: Sequence[float]) -> Floats:
    points = np.tile(np.array(begin), (len(begin) + 1, 1))
    points[1:] += np.diag([0.5] * len(begin))
    return points


def _meaning(parameters: Floats) -> tuple[float, float, list[float]]:
    """Mean and form of the work, and the mean delays; a delay is longer than the scale of the work, or nothing tells them apart."""
    mean = math.exp(min(max(float(parameters[0]), -1.0), 30.0))
    form = min(max(math.exp(min(float(parameters[1]), 10.0)), _LEAST_FORM), _MOST_FORM)
    least = 1.05 * mean / form
    return mean, form, [least + math.exp(min(max(float(p), -2.0), 30.0)) for p in parameters[2:]]


def _likelihood(parameters: Floats, kinds: Sequence[Floats], weights: Sequence[float]) -> tuple[float, list[Floats]]:
    """Logarithm of the likelihood with the likeliest shares, and these: at once, and of each length of delay."""
    mean, form, delays = _meaning(parameters)
    beyond = max(form - _MOST_FORM * 0.999, 0.0) + max(abs(float(parameters[1])) - 6, 0.0)
    total, all_shares = -1e3 * beyond, []
    for gaps, weight in zip(kinds, weights, strict=True):
        density = np.array([_work_density(gaps, mean, form), *(_delayed_density(gaps, mean, form, d) for d in delays)])
        shares = np.full(len(density), 1 / len(density))
        for _ in range(_ROUNDS):
            parts = shares[:, None] * density
            shares = (parts / np.maximum(parts.sum(axis=0), 1e-300)).mean(axis=1)
        total += weight * float(np.log(np.maximum(shares @ density, 1e-300)).sum())
        all_shares.append(shares)
    return total, all_shares


def _work_density(x: Floats, mean: float, form: float) -> Floats:
    logs = form * math.log(form / mean) - math.lgamma(form) + (form - 1) * np.log(x) - form * x / mean
    return np.asarray(np.exp(np.minimum(logs, 50.0)))


def _delayed_density(x: Floats, mean: float, form: float, delay: float) -> Floats:
    """The density of a gamma variable and an exponential one together, whose mean exceeds the scale of the former."""
    from scipy.special import gammainc

    scale = mean / form
    inside = np.log(np.maximum(gammainc(form, x * (1 / scale - 1 / delay)), 1e-300))
    logs = inside - x / delay - math.log(delay) - form * math.log1p(-scale / delay)
    return np.asarray(np.exp(np.clip(logs, -700.0, 50.0)))


def _error(at: Floats, loss: object) -> float:
    """The standard error of the first parameter, from the curvature of the likelihood about its maximum."""
    assert callable(loss)
    n, step = len(at), 0.03
    centre = loss(at)
    shifts = np.eye(n) * step
    ahead, back = ([loss(at + sign * shift) for shift in shifts] for sign in (1, -1))
    curvature = np.empty((n, n))
    for i in range(n):
        curvature[i, i] = (ahead[i] + back[i] - 2 * centre) / step**2
        for j in range(i):
            both = loss(at + shifts[i] + shifts[j])
            curvature[i, j] = curvature[j, i] = (both - ahead[i] - ahead[j] + centre) / step**2
    values, vectors = np.linalg.eigh(curvature)
    values = np.maximum(
        values, 0.5
    )  # a direction in which nothing is told is not told to within some 1.4 on the logarithm
    return math.sqrt(float((vectors[0] ** 2 / values).sum()))
