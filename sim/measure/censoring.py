"""Quantiles of times of which some are not over when the observation ends: censored, marked, and bounded.

Section 7 of the model. Kaplan and Meier, Journal of the American Statistical Association 53 (1958), 457-481.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.measure.averages import NAN
from sim.measure.intervals import Estimate
from sim.quantities import Flags, Floats

_ROUNDING = 1e-12
"""A product of many shares may lie above what it is by so much."""
MOST_CENSORED = 0.05
"""Quantiles are marked where a larger share of the applications was not finished."""


def marked(row: dict[str, Estimate], rows: Sequence[dict[str, float]]) -> dict[str, Estimate]:
    """The figures of a route, with quantiles that rest on unfinished applications marked, and bounded where not reached."""
    censored = row["open"].mean > MOST_CENSORED * row["applications"].mean
    result = dict(row)
    for name, value in row.items():
        kind = next((kind for kind in ("median", "p95") if kind in name.split("_")), None)
        if kind is None:
            continue
        bound = None
        if math.isinf(value.mean):
            longest = [replication[name.replace(kind, "longest")] for replication in rows]
            pairs = zip(rows, longest, strict=True)
            known = [min(replication[name], most) for replication, most in pairs if not math.isnan(most)]
            bound = float(np.mean(known)) if known else None
        result[name] = replace(value, more_than=bound, censored=censored)
    return result


def quantile(values: Floats, done: Flags, q: float) -> float:
    """One of :func:`quantiles` [unit of the values]."""
    return quantiles(values, done, (q,))[0]


def quantiles(values: Floats, done: Flags, qs: Sequence[float]) -> list[float]:
    """Quantiles over the applications of one replication [unit of the values]: numpy's `linear`, or Kaplan-Meier's with
    unfinished ones.

    Kaplan and Meier, Journal of the American Statistical Association 53 (1958), 457-481. NaN without applications, and
    infinite where the curve does not reach the quantile.
    """
    if not len(values):
        return [NAN] * len(qs)
    if done.all():
        return linear(np.sort(values), qs)
    from scipy.stats import CensoredData, ecdf  # slow to import, and seldom needed

    survival = ecdf(CensoredData.right_censored(values, ~done)).sf
    reached = [np.flatnonzero(survival.probabilities <= 1 - q + _ROUNDING) for q in qs]
    return [float(survival.quantiles[places[0]]) if len(places) else math.inf for places in reached]


def linear(ordered: Floats, qs: Sequence[float]) -> list[float]:
    """Quantiles of values in order by numpy's method `linear`, many times as fast as `np.quantile` [unit of the values]."""
    last = len(ordered) - 1
    if last < 0:
        return [NAN] * len(qs)
    found = []
    for q in qs:
        place = q * last
        below = int(place)
        value = float(ordered[below])
        if below < place:
            value = (float(ordered[below + 1]) - value) * (place - below) + value
        found.append(value)
    return found
