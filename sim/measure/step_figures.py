"""Figures of a step: its visits, their queue times and work, and the share of visits that queue longer than so many hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.steplog import StepLog, StepOutcome
from sim.grouping import whole_applications
from sim.measure.averages import NAN, mean, ratio
from sim.measure.censoring import linear
from sim.model.model import Model
from sim.quantities import HOUR, Floats, Instants, Integers

Curve = NDArray[np.float64]
_SHIFT = 40
"""Bits of a queue time [s] in a number that begins with its cell."""
_OUTCOMES = len(StepOutcome)
CURVE_HOURS = np.arange(0.0, 40.25, 0.25)
"""Queue times at which curves are given [working hours]."""


@dataclass(frozen=True)
class StepFigures:
    """The figures of every step of a replication; cells are numbered by route and then by position in the longest route."""

    widest: int
    """How many cells a route has."""
    outcomes: Integers
    """By cell and outcome: visits of counted applications [shape (cells, outcomes)]."""
    kept_limit: Integers
    """By cell: such visits of which is not known whether they kept their limit, that did not, and that did [shape (cells, 3)]."""
    work_s: Floats
    """By cell: work of the visits that were done [s]; that of a file that was handed over among it, as in what follows."""
    officer_s: Floats
    """By cell: their waits for the officer of the file [s]."""
    queues: Instants
    """Queue times of the visits that were done, by cell and in order [s]."""
    borders: Integers
    """By cell: where its queue times begin; at last where all end."""
    curves: Floats
    """By cell: share of queue times above each of CURVE_HOURS; NaN without visits."""

    @classmethod
    def of(cls, log: StepLog, model: Model) -> StepFigures:
        """The figures of the steps of a replication."""
        visits, applications = log.visits, log.applications
        widest = max(len(plan.steps) for plan in model.routes)
        cells = len(model.routes) * widest
        outcomes, kept_limit = np.zeros(cells * _OUTCOMES, dtype=np.int64), np.zeros(cells * 3, dtype=np.int64)
        work_s, officer_s = np.zeros(cells), np.zeros(cells)
        packed = [np.zeros(0, dtype=np.int64)]
        for block in whole_applications(visits.application):
            application = visits.application[block]
            rows = np.flatnonzero(applications.counted[application])
            application = application[rows]
            cell = applications.route[application].astype(np.int64) * widest + visits.position[block][rows]
            outcome = visits.outcome[block][rows]
            outcomes += np.bincount(cell * _OUTCOMES + outcome, minlength=len(outcomes))
            kept_limit += np.bincount(cell * 3 + (visits.in_time[block][rows] + 1), minlength=len(kept_limit))
            officer = visits.wait_officer_s[block][rows].astype(np.int64)
            queue, work = visits.wait_people_s[block][rows] + officer, visits.work_s[block][rows].astype(np.int64)
            handed_over, last = _last_visits(application, cell, outcome, visits.row[block][rows])
            for seconds in (queue, officer, work):
                np.add.at(seconds, last, seconds[handed_over])
            done = np.flatnonzero(outcome == StepOutcome.done)
            work_s += np.bincount(cell[done], weights=work[done], minlength=cells)
            officer_s += np.bincount(cell[done], weights=officer[done], minlength=cells)
            packed.append((cell[done] << _SHIFT) + queue[done])
        queues = np.concatenate(packed)
        queues.sort()
        borders = np.searchsorted(queues, np.arange(cells + 1) << _SHIFT)
        curves = _curves(queues, borders)
        queues &= (1 << _SHIFT) - 1
        shape = (cells, _OUTCOMES)
        return cls(
            widest, outcomes.reshape(shape), kept_limit.reshape(cells, 3), work_s, officer_s, queues, borders, curves
        )

    def curve(self, route: int, position: int) -> Curve:
        """Share of the queue times of a step above each of CURVE_HOURS; NaN without visits."""
        return np.asarray(self.curves[route * self.widest + position], dtype=np.float64)

    def row(self, route: int, position: int) -> dict[str, float]:
        """The figures of a step by their names in `Figures.steps`, without the blame and what its officer adds.

        The visits of a file that was handed over count as one: their queue times and their work are added.
        """
        cell = route * self.widest + position
        begin, end = self.borders[cell : cell + 2].tolist()
        queue = self.queues[begin:end] / HOUR
        outcomes, (_, missed, kept) = self.outcomes[cell].tolist(), self.kept_limit[cell].tolist()
        median, p95 = linear(queue, (0.5, 0.95))
        done = end - begin
        return {
            "visits": float(sum(outcomes) - outcomes[StepOutcome.handed_over]),
            "turned_away": float(outcomes[StepOutcome.turned_away]),
            "handed_over": float(outcomes[StepOutcome.handed_over]),
            "in_time": ratio(kept, kept + missed) if kept + missed else NAN,
            "queue_median_h": median,
            "queue_p95_h": p95,
            "queue_mean_h": mean(queue),
            "work_mean_h": float(self.work_s[cell]) / done / HOUR if done else NAN,
        }

    def officer_row(self, route: int, position: int) -> dict[str, float]:
        """What is added for a step that the officer of the file does: the mean wait for him while a colleague was free."""
        cell = route * self.widest + position
        done = int(self.borders[cell + 1] - self.borders[cell])
        return {"queue_officer_mean_h": float(self.officer_s[cell]) / done / HOUR if done else NAN}


def _last_visits(
    application: Integers, cell: Integers, outcome: NDArray[np.int8], row: Integers
) -> tuple[Integers, Integers]:
    """Visits that were handed over, and for each the visit of the same passing that is done; only those that have one.

    Given are visits of whole applications; the next visit that is done there belongs to the passing, or none does.
    """
    handed_over = at = np.flatnonzero(outcome == StepOutcome.handed_over)
    found: list[tuple[Integers, Integers]] = []
    while len(handed_over):
        at = at + 1
        inside = at < len(application)
        handed_over, at = handed_over[inside], at[inside]
        same = application[at] == application[handed_over]
        handed_over, at = handed_over[same], at[same]
        done = (cell[at] == cell[handed_over]) & (outcome[at] == StepOutcome.done)
        passing = done & (row[at] == row[handed_over])
        found.append((handed_over[passing], at[passing]))
        handed_over, at = handed_over[~done], at[~done]
    nothing = np.zeros(0, dtype=np.int64)
    first, last = zip(*found, strict=True) if found else ((nothing,), (nothing,))
    return np.concatenate(first), np.concatenate(last)


def _curves(packed: Instants, borders: Integers) -> Floats:
    """Share of the queue times of each cell above each of CURVE_HOURS, given cells and queue times in one number, in order."""
    steps = (CURVE_HOURS * HOUR).astype(np.int64)
    cells = np.arange(len(borders) - 1)
    within = np.searchsorted(packed, (cells[:, None] << _SHIFT) + steps, side="right") - borders[:-1, None]
    n = np.diff(borders)
    curves = np.full(within.shape, np.nan)
    curves[n > 0] = 1 - within[n > 0] / n[n > 0, None]
    return curves


def mean_curve(curves: Sequence[Curve]) -> Curve:
    """The mean of the curves that have visits; NaN where none has."""
    present = [curve for curve in curves if not np.isnan(curve[0])]
    return mean_of(np.sum(present, axis=0), len(present))


def mean_of(total: Curve, count: int) -> Curve:
    """The mean of so many curves, given their sum; NaN without any."""
    return total / count if count else np.full(len(CURVE_HOURS), np.nan)
