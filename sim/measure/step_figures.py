"""Figures of a step: its visits, their queue times and work, and the share of visits that queue longer than so many hours.

Files that still wait when the observation ends have waited for so long at least, and so has whoever was turned away or gave
up: they are censored observations, by which a step does not look better for having served only a part of its files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.engine.steplog import StepLog, StepOutcome, Visits
from sim.grouping import whole_applications
from sim.measure.averages import NAN, ratio
from sim.measure.censoring import mean_so_far, quantiles, survival
from sim.model.model import Model
from sim.model.route import Kind, kinds_of_steps
from sim.quantities import HOUR, UNSET, Floats, Instants, Integers

Curve = NDArray[np.float64]
_SHIFT = 40
"""Bits of a queue time [s] in a number that begins with its cell."""
_QUEUE = (1 << _SHIFT) - 1
"""These bits."""
_OUTCOMES = len(StepOutcome)
WAIT_REASONS = ("closed", "sitting", "applicant", "transfer", "system")
"""What a visit waits for besides people; the figure is the mean `wait_`, the reason, `_h`."""
_WAIT_FIGURES = tuple(f"wait_{reason}_h" for reason in WAIT_REASONS)
_IN_VAIN = np.isin(np.arange(_OUTCOMES), (StepOutcome.turned_away, StepOutcome.gave_up, StepOutcome.lost))
"""By outcome: whether the visit has ended before anybody began it."""
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
    """By cell: waits for the officer of the file, of all visits that have a queue time [s]."""
    waits_s: Floats
    """By reason of WAIT_REASONS and cell: waits of all visits [s; shape (reasons, cells)]."""
    queues: Instants
    """Queue times of the visits that were begun, by cell and in order [s]."""
    borders: Integers
    """By cell: where its queue times begin; at last where all end."""
    waiting: Integers
    """By cell: visits that were not begun when the observation ended."""
    not_begun: Mapping[int, Instants]
    """By cell with any: how long each of these has waited so far, and whoever was turned away or gave up until then [s]."""
    curves: Floats
    """By cell: share of queue times above each of CURVE_HOURS; NaN without visits."""

    @classmethod
    def of(cls, log: StepLog, model: Model) -> StepFigures:
        """The figures of the steps of a replication."""
        visits, applications = log.visits, log.applications
        widest = max(len(plan.steps) for plan in model.routes)
        cells = len(model.routes) * widest
        outcomes, kept_limit = np.zeros(cells * _OUTCOMES, dtype=np.int64), np.zeros(cells * 3, dtype=np.int64)
        work_s, officer_s, waiting = np.zeros(cells), np.zeros(cells), np.zeros(cells, dtype=np.int64)
        waits_s = np.zeros((len(WAIT_REASONS), cells))
        packed, packed_waiting = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        kinds = kinds_of_steps(model.routes)
        queues = np.isin(kinds, (Kind.COUNTER, Kind.DESK, Kind.SYSTEM)).ravel()
        for block in whole_applications(visits.application):
            application = visits.application[block]
            rows = np.flatnonzero(applications.counted[application])
            application = application[rows]
            cell = applications.route[application].astype(np.int64) * widest + visits.position[block][rows]
            outcome = visits.outcome[block][rows]
            outcomes += np.bincount(cell * _OUTCOMES + outcome, minlength=len(outcomes))
            kept_limit += np.bincount(cell * 3 + (visits.in_time[block][rows] + 1), minlength=len(kept_limit))
            for sums, waited in zip(waits_s, _waits(visits, block), strict=True):
                if waited.any():
                    sums += np.bincount(cell, weights=waited[rows], minlength=cells)
            officer = visits.wait_officer_s[block][rows].astype(np.int64)
            queue, work = visits.wait_people_s[block][rows] + officer, visits.work_s[block][rows].astype(np.int64)
            handed_over, last = _last_visits(application, cell, outcome, visits.row[block][rows])
            for seconds in (queue, officer, work):
                np.add.at(seconds, last, seconds[handed_over])
            done = np.flatnonzero(outcome == StepOutcome.done)
            work_s += np.bincount(cell[done], weights=work[done], minlength=cells)
            packed.append((cell[done] << _SHIFT) + queue[done])
            begun = visits.started[block][rows] != UNSET
            still_open = outcome == StepOutcome.open
            in_hand = np.flatnonzero(still_open & begun)
            packed.append((cell[in_hand] << _SHIFT) + queue[in_hand])
            waits = np.flatnonzero(still_open & ~begun & queues[cell])
            waiting += np.bincount(cell[waits], minlength=cells)
            in_vain = np.flatnonzero(_IN_VAIN[outcome])
            packed_waiting += [(cell[which] << _SHIFT) + queue[which] for which in (waits, in_vain)]
            for which in (done, in_hand, waits, in_vain):
                officer_s += np.bincount(cell[which], weights=officer[which], minlength=cells)
        of_begun, borders = _in_order(packed, cells)
        curves = _curves(of_begun, borders)
        of_begun &= _QUEUE
        not_begun = dict(_by_cell(packed_waiting, cells))
        for each, so_far in not_begun.items():
            curves[each] = _curve(of_begun[borders[each] : borders[each + 1]], so_far)
        return cls(
            widest,
            outcomes.reshape(cells, _OUTCOMES),
            kept_limit.reshape(cells, 3),
            work_s,
            officer_s,
            waits_s,
            of_begun,
            borders,
            waiting,
            not_begun,
            curves,
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
        waits = self.not_begun.get(cell, self.queues[:0])
        queue = np.concatenate([self.queues[begin:end], waits]) / HOUR
        begun = np.arange(len(queue)) < end - begin
        outcomes, (_, missed, kept) = self.outcomes[cell].tolist(), self.kept_limit[cell].tolist()
        median, p95 = quantiles(queue, begun, (0.5, 0.95))
        done = outcomes[StepOutcome.done]
        return {
            "visits": float(sum(outcomes) - outcomes[StepOutcome.handed_over]),
            "turned_away": float(outcomes[StepOutcome.turned_away]),
            "handed_over": float(outcomes[StepOutcome.handed_over]),
            "in_time": ratio(kept, kept + missed) if kept + missed else NAN,
            "queue_median_h": median,
            "queue_p95_h": p95,
            "queue_longest_h": float(queue.max()) if len(queue) else NAN,
            "queue_mean_h": mean_so_far(queue, begun),
            "waiting": float(self.waiting[cell]),
            "not_begun": float(len(waits)),
            "work_mean_h": float(self.work_s[cell]) / done / HOUR if done else NAN,
        } | dict(zip(_WAIT_FIGURES, self._mean_waits[cell], strict=True))

    @cached_property
    def _mean_waits(self) -> list[list[float]]:
        """By cell: mean wait of a visit by the reasons of WAIT_REASONS; NaN without visits [h]."""
        visits = self.outcomes.sum(axis=1) - self.outcomes[:, StepOutcome.handed_over]
        hours = np.full(self.waits_s.shape, NAN)
        np.divide(self.waits_s, visits * HOUR, out=hours, where=visits > 0)
        means: list[list[float]] = hours.T.tolist()
        return means

    def officer_row(self, route: int, position: int) -> dict[str, float]:
        """What is added for a step that the officer of the file does: the mean wait for him while a colleague was free."""
        cell = route * self.widest + position
        visits = int(self.borders[cell + 1] - self.borders[cell]) + len(self.not_begun.get(cell, ()))
        return {"queue_officer_mean_h": float(self.officer_s[cell]) / visits / HOUR if visits else NAN}


def _waits(visits: Visits, rows: slice) -> tuple[Instants, ...]:
    """Waits of some visits by the reasons of WAIT_REASONS [s]."""
    columns = (
        visits.wait_closed_s, visits.wait_sitting_s, visits.wait_applicant_s, visits.wait_transfer_s, visits.wait_system_s,
    )  # fmt: skip
    return tuple(column[rows] for column in columns)


def _last_visits(
    application: Integers, cell: Integers, outcome: NDArray[np.int8], row: Integers
) -> tuple[Integers, Integers]:
    """Visits that were handed over, and for each the visit of the same passing that is done or open; only those that have one.

    Given are visits of whole applications; the next visit that is done or open there belongs to the passing, or none does.
    """
    handed_over = at = np.flatnonzero(outcome == StepOutcome.handed_over)
    found: list[tuple[Integers, Integers]] = []
    while len(handed_over):
        at = at + 1
        inside = at < len(application)
        handed_over, at = handed_over[inside], at[inside]
        same = application[at] == application[handed_over]
        handed_over, at = handed_over[same], at[same]
        last = (outcome[at] == StepOutcome.done) | (outcome[at] == StepOutcome.open)
        done = (cell[at] == cell[handed_over]) & last
        passing = done & (row[at] == row[handed_over])
        found.append((handed_over[passing], at[passing]))
        handed_over, at = handed_over[~done], at[~done]
    nothing = np.zeros(0, dtype=np.int64)
    first, last = zip(*found, strict=True) if found else ((nothing,), (nothing,))
    return np.concatenate(first), np.concatenate(last)


def _in_order(packed: Sequence[Integers], cells: int) -> tuple[Instants, Integers]:
    """Cells and queue times, each in one number, in order; and where those of each cell begin, at last where all end."""
    together = np.concatenate(packed)
    together.sort()
    return together, np.searchsorted(together, np.arange(cells + 1) << _SHIFT)


def _by_cell(packed: Sequence[Integers], cells: int) -> Iterator[tuple[int, Instants]]:
    """The cells that have any queue times, with these in order [s]."""
    together, borders = _in_order(packed, cells)
    together &= _QUEUE
    for cell in np.flatnonzero(np.diff(borders)).tolist():
        yield cell, together[borders[cell] : borders[cell + 1]]


def _curve(begun: Instants, waiting: Instants) -> Curve:
    """Share of the queue times of a cell above each of CURVE_HOURS, where some files still wait: the survival curve of Kaplan
    and Meier; beyond the longest time its last value."""
    values = np.concatenate([begun, waiting])
    return survival(values, np.arange(len(values)) < len(begun)).at(CURVE_HOURS * HOUR)


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
