"""Quantiles of times of which some are not over when the observation ends: censored, marked, and bounded.

Section 7 of the model. Kaplan and Meier, Journal of the American Statistical Association 53 (1958), 457-481.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.measure.averages import NAN
from sim.measure.figure_units import FigureTable
from sim.measure.intervals import Estimate
from sim.quantities import Flags, Floats

_ROUNDING = 1e-12
"""A product of many shares may lie above what it is by so much."""
_MEANS = ("queue_mean_h", "wait_min", "booked_wait_min", "unbooked_wait_min", "under_way_h", "wait_courier_h")
"""Means of times of which some may not be over."""
MOST_CENSORED = 0.05
"""Quantiles are marked where a larger share of the applications was not finished."""


CENSORED: Mapping[FigureTable, tuple[str, str]] = {
    "routes": ("open", "applications"),
    "streams": ("open", "applications"),
    "classes": ("open", "applications"),
    "steps": ("not_begun", "visits"),
    "halls": ("not_served", "visits"),
    "transfers": ("not_arrived", "files"),
}
"""By table with times that may not be over: the figure that counts these, and the one that counts all."""


def with_censoring(
    row: Mapping[str, Estimate], values: Mapping[str, Floats], unfinished: str, of: str
) -> dict[str, Estimate]:
    """The figures of a row, with quantiles and means that rest on much that is not finished marked, and quantiles bounded where
    not reached.

    `values` are those of each figure by replication; `unfinished` is the figure that counts what is not finished, `of` the one
    that counts all.
    """
    censored = row[unfinished].mean > MOST_CENSORED * row[of].mean
    result = dict(row)
    for name, value in row.items():
        kind = next((kind for kind in ("median", "p95") if kind in name.split("_")), None)
        if kind is None and name not in _MEANS:
            continue
        bound = None
        if kind is not None and math.isinf(value.mean):
            longest = values[name.replace(kind, "longest")]
            known = np.minimum(values[name], longest)[~np.isnan(longest)]
            bound = float(known.mean()) if len(known) else None
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
    curve = survival(values, done)
    reached = [np.flatnonzero(curve.share <= 1 - q + _ROUNDING) for q in qs]
    return [float(curve.time[places[0]]) if len(places) else math.inf for places in reached]


@dataclass(frozen=True)
class Survival:
    """The estimate by Kaplan and Meier of the share of times that are longer than each."""

    time: Floats
    """The times at which something was over, or was last seen not to be, rising [unit of the values]."""
    share: Floats
    """By such time: the share that is longer."""

    def at(self, times: Floats) -> Floats:
        """The share that is longer than each of some times; beyond the last one known its last value."""
        before = np.concatenate([[1.0], self.share])
        return np.asarray(before[np.searchsorted(self.time, times, side="right")], dtype=np.float64)

    @property
    def mean(self) -> float:
        """The area under the curve up to the longest time: the restricted mean, which is the whole one where the longest is over."""
        lengths = np.diff(self.time, prepend=0.0)
        return float((np.concatenate([[1.0], self.share[:-1]]) * lengths).sum())


def survival(values: Floats, done: Flags) -> Survival:
    """How long things last, of which some are not over, given how long each has lasted so far and whether it is over.

    As `scipy.stats.ecdf` has it, in a tenth of the time: a run asks for it in every replication, for many steps.
    """
    order = np.argsort(values, kind="stable")
    time, first = np.unique(values[order], return_index=True)
    over = np.add.reduceat(done[order].astype(np.float64), first)
    at_risk: Floats = np.array(len(values) - first, dtype=np.float64)
    return Survival(time, np.asarray(np.cumprod(1.0 - over / at_risk), dtype=np.float64))


def mean_so_far(values: Floats, done: Flags) -> float:
    """The mean of some times, and the restricted mean by Kaplan and Meier where some of them are not over [unit of the values].

    NaN without any. The restricted mean is a bound from below where the longest is not over.
    """
    if not len(values):
        return NAN
    return float(values.mean()) if done.all() else survival(values, done).mean


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
