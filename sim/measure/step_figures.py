"""Figures of a step: its visits, their queue times and work, and the share of visits that queue longer than so many hours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.engine.steplog import StepLog, StepOutcome, Truth
from sim.measure.averages import mean, share_in_time
from sim.measure.censoring import linear
from sim.model.model import Model
from sim.quantities import HOUR, Instants, Integers

Curve = NDArray[np.float64]
CURVE_HOURS = np.arange(0.0, 40.25, 0.25)
"""Queue times at which curves are given [working hours]."""


def visits_by_step(log: StepLog, model: Model) -> list[list[Instants]]:
    """By route and step: the visits of counted applications."""
    visits = log.visits
    widest = max(len(plan.steps) for plan in model.routes)
    counted = np.flatnonzero(log.applications.counted[visits.application])
    key = log.route_of_visit[counted] * widest + visits.position[counted]
    order = np.argsort(key, kind="stable")
    borders = np.searchsorted(key[order], np.arange(len(model.routes) * widest + 1))
    rows = counted[order]
    return [
        [rows[borders[i * widest + k] : borders[i * widest + k + 1]] for k in range(len(plan.steps))]
        for i, plan in enumerate(model.routes)
    ]


def step_figures(log: StepLog, visits_of_step: Integers) -> tuple[Curve, dict[str, float]]:
    """Queue times of the visits that were served, in order [working hours], and the figures of a step, given its visits.

    The figures have their names in `Figures.steps`, without the blame. The visits of a file that was handed over count as
    one: their queue times are added.
    """
    visits = log.visits
    outcome, in_time = visits.outcome[visits_of_step], visits.in_time[visits_of_step]
    done = visits_of_step[outcome == StepOutcome.done]
    handed_over = visits_of_step[outcome == StepOutcome.handed_over]
    queued, work = visits.queue_s[done].astype(np.float64), visits.work_s[done].astype(np.float64)
    if len(handed_over):
        place = places_of_last_visits(visits.row, done, handed_over)
        n = len(done)
        queued += np.bincount(place, weights=visits.queue_s[handed_over], minlength=n + 1)[:-1]
        work += np.bincount(place, weights=visits.work_s[handed_over], minlength=n + 1)[:-1]
    queue = queued / HOUR
    queue.sort()
    median, p95 = linear(queue, (0.5, 0.95))
    return queue, {
        "visits": float(len(visits_of_step) - len(handed_over)),
        "turned_away": float((outcome == StepOutcome.turned_away).sum()),
        "handed_over": float(len(handed_over)),
        "in_time": share_in_time(in_time[in_time != Truth.unknown]),
        "queue_median_h": median,
        "queue_p95_h": p95,
        "queue_mean_h": mean(queue),
        "work_mean_h": mean(work) / HOUR,
    }


def places_of_last_visits(row: Integers, done: Integers, handed_over: Integers) -> Integers:
    """Of visits that were handed over: the place in `done` of the visit of the same passing that is done; len(done) for none."""
    place = np.minimum(np.searchsorted(done, handed_over), len(done))
    inside = place < len(done)
    same = np.zeros(len(handed_over), dtype=bool)
    same[inside] = row[done[place[inside]]] == row[handed_over[inside]]
    return np.where(same, place, len(done))


def queue_curve(queue: Curve) -> Curve:
    """Share of queue times, given in order, above each of CURVE_HOURS; NaN without visits."""
    if not len(queue):
        return np.full(len(CURVE_HOURS), np.nan)
    return 1 - np.searchsorted(queue, CURVE_HOURS, side="right") / len(queue)


def mean_curve(curves: Sequence[Curve]) -> Curve:
    """The mean of the curves that have visits; NaN where none has."""
    present = [curve for curve in curves if not np.isnan(curve[0])]
    return mean_of(np.sum(present, axis=0), len(present))


def mean_of(total: Curve, count: int) -> Curve:
    """The mean of so many curves, given their sum; NaN without any."""
    return total / count if count else np.full(len(CURVE_HOURS), np.nan)
