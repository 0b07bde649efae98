"""Figures of the applications of a stream and of a class of priority: what all of them together hide stands here.

Where a pool goes by priority, a class may wait for ever while the share in time of all looks good.
"""

from __future__ import annotations

import numpy as np

from sim.engine.steplog import StepLog
from sim.measure.averages import Rows
from sim.measure.never_begun import NotBegun
from sim.measure.route_figures import ApplicationTimes, answer_figures
from sim.model.model import Model
from sim.quantities import Instants, Integers


def stream_figures(log: StepLog, model: Model, times: ApplicationTimes, waiting: NotBegun) -> Rows:
    """The figures of every stream of first applications from outside, by its name.

    Columns: arrivals (drawn in the counted period), expected (by the rates), and those of :func:`_of_group`.
    """
    window, applications = model.window, log.applications
    drawn = (applications.submitted >= window.warm_up_end) & (applications.submitted < window.horizon)
    drawn &= ~applications.inherited & ~log.objections
    rows: Rows = {}
    for i, name in enumerate(model.stream_names):
        plans = [stream for stream in model.streams if stream.name == name and stream.entries is None]
        if plans:
            mine = (applications.stream == i) & ~log.objections
            expected = sum(plan.expected(window.warm_up_end, window.horizon) for plan in plans)
            row = {"arrivals": float((drawn & mine).sum()), "expected": expected}
            rows[(name,)] = row | _of_group(log, np.flatnonzero(mine), times, waiting)
    return rows


def class_figures(log: StepLog, model: Model, times: ApplicationTimes, waiting: NotBegun) -> Rows:
    """The figures of every class of priority, by its number, where a pool goes by priority and there are several classes; see
    :func:`_of_group`."""
    classes = classes_of_streams(model)
    if classes is None:
        return {}
    of_application = np.where(log.objections, 0, classes[log.applications.stream])
    return {
        (str(number),): _of_group(log, np.flatnonzero(of_application == number), times, waiting)
        for number in sorted(set(classes[classes > 0].tolist()))
    }


def classes_of_streams(model: Model) -> Integers | None:
    """By stream of applications from outside its class of priority, 0 for those of a backlog; None where no pool goes by
    priority or all are alike."""
    classes = np.zeros(len(model.stream_names), dtype=np.int64)
    for stream in model.streams:
        if stream.entries is None:
            classes[model.stream_names.index(stream.name)] = stream.priority
    by_priority = any(pool.discipline == "priority" for pool in model.capacity.pools)
    return classes if by_priority and len(set(classes[classes > 0].tolist())) > 1 else None


def _of_group(log: StepLog, numbers: Instants, times: ApplicationTimes, waiting: NotBegun) -> dict[str, float]:
    """The figures of a group of applications, given their numbers: those of routes up to queue_wall_longest_h, and waiting
    (applications that nobody had begun where they waited when the observation ended)."""
    row = answer_figures(log, numbers, times)
    return row | {"waiting": float(np.isin(waiting.application, numbers).sum())}
