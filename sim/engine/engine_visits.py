"""All visits of an engine's record in one order: those that ended early, and the last ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.engine.record import EarlierVisits, EngineRecord
from sim.engine.stated_work import stated_work
from sim.model.capacity import Capacity
from sim.model.route import Kind
from sim.model.workload import Workload
from sim.quantities import UNSET, Flags, Instants, Integers


@dataclass(frozen=True)
class _Order:
    """The order of all visits of a record: by row, the earlier visits to it in order before the last one."""

    row: Integers
    """By visit: row of the workload, wide enough to be an index."""
    rows: int
    """How many rows the workload has."""
    of_earlier: Integers
    """By earlier visit: its place among all visits."""

    @classmethod
    def of(cls, record: EngineRecord) -> _Order:
        """The order of a record's visits; its earlier ones are in order already."""
        reached, earlier = np.flatnonzero(record.queued != UNSET), record.earlier[:, 0]
        if not len(earlier):
            return cls(reached, len(record.queued), earlier)
        of_earlier = np.searchsorted(reached, earlier, side="left") + np.arange(len(earlier))
        row = np.empty(len(reached) + len(earlier), dtype=np.int64)
        is_last = np.ones(len(row), dtype=bool)
        is_last[of_earlier] = False
        row[of_earlier], row[is_last] = earlier, reached
        return cls(row, len(record.queued), of_earlier)

    @cached_property
    def is_earlier(self) -> Flags:
        """By visit: whether another one followed."""
        result = np.zeros(len(self.row), dtype=bool)
        result[self.of_earlier] = True
        return result

    def of_rows(self, values: Integers) -> Integers:
        """By visit: what is given by row; the very same array where every row has one visit."""
        return values if len(self.row) == self.rows and not len(self.of_earlier) else values[self.row]

    def column(self, of_last: Integers, of_earlier: Integers) -> Integers:
        """By visit: what is given of the last visits by row, and of the earlier ones."""
        result = self.of_rows(of_last)
        if len(of_earlier):
            result[self.of_earlier] = of_earlier
        return result


@dataclass(frozen=True)
class EngineVisits:
    """All visits of an engine's record, the earlier and the last ones, ordered by row and number of the visit."""

    _order: _Order
    """How they lie among the rows."""
    row: Integers
    """Row of the workload."""
    visit: Integers
    """Number of the visit to the row [from 1]."""
    application: Integers
    """Whose visit it is [number of the application]."""
    position: Integers
    """Position of the step in its route."""
    step: Integers
    """The step among those of all routes, as `Workload.step_of_row` has it."""
    pool: Integers
    """Pool that does the step [position in `Capacity.pools`; UNSET for a system, a way or the applicant]."""
    kind: Integers
    """What the step asks of whom [Kind]."""
    queued: Instants
    """When it began to queue [instants]."""
    started: Instants
    """When it was begun [instants]."""
    work_ended: Instants
    """When its work was done [instants]."""
    finished: Instants
    """When it was over [instants]."""
    served_by: Integers
    """Pool of whoever did it [position in `Capacity.pools`]."""
    member: Integers
    """Who did it [number in that pool]."""
    work: Instants
    """Time that was worked, or is to be worked, in the visit [s at the pace of whoever does it]."""
    stated_work: Instants
    """What of the stated work was done, or is to be done, in the visit [s]."""
    turned_away: Flags
    """Whether the applicant was turned away."""
    handed_over: Flags
    """Whether the file went back to its pool before its work was done."""
    gave_up: Flags
    """Whether the applicant left the hall and comes back later."""
    lost: Flags
    """Whether the applicant left the hall and does not come back, as his patience ended or he was turned away so often."""
    ended_early: Flags
    """Whether the visit ended before the step was done, in any of these ways."""

    @classmethod
    def of(cls, record: EngineRecord, workload: Workload, capacity: Capacity) -> EngineVisits:
        """Earlier and last visits together."""
        earlier, order = EarlierVisits(*record.earlier.T), _Order.of(record)
        row, column = order.row, order.column
        stated = stated_work(record, workload.work, capacity)
        started = column(record.started, earlier.started)
        queued, finished = column(record.queued, earlier.queued), column(record.finished, earlier.ended)
        ended_early = order.is_earlier
        gave_up = _gave_up(row, queued, started, finished, workload)
        begun = started != UNSET
        some_early = len(earlier.row) > 0
        kind = order.of_rows(workload.kind)
        lost = ~begun & (finished != UNSET) & (kind == Kind.COUNTER)
        lost &= ~ended_early
        work = column(stated.time, earlier.work)
        return cls(
            _order=order,
            row=_narrow(row),
            visit=_narrow(column(record.visit, earlier.visit)),
            application=order.of_rows(workload.application),
            position=order.of_rows(workload.position),
            step=order.of_rows(workload.step_of_row),
            pool=_narrow(order.of_rows(workload.pool)),
            kind=kind,
            queued=queued,
            started=started,
            work_ended=_where_begun(begun, column(record.work_ended, earlier.ended)),
            finished=finished,
            served_by=_narrow(column(record.served_by, earlier.served_by)),
            member=_narrow(column(record.member, earlier.member)),
            work=work,
            stated_work=work if stated.as_stated else column(stated.of_last, stated.of_earlier),
            turned_away=ended_early & ~begun & ~gave_up if some_early else ended_early,
            handed_over=ended_early & begun if some_early else ended_early,
            gave_up=gave_up & ended_early if some_early else ended_early,
            lost=lost,
            ended_early=ended_early | lost,
        )

    def of_rows(self, values: Integers) -> Integers:
        """By visit: what is given by row; the very same array where every row has one visit."""
        return self._order.of_rows(values)

    def __len__(self) -> int:
        return len(self.row)

    @cached_property
    def came(self) -> Instants:
        """When the file came to the step: of one that was handed over when its first visit began to queue [instants]."""
        if not self.handed_over.any():
            return self.queued
        first = np.searchsorted(self.row, self.row, side="left")
        was_handed_over = np.isin(self.row, self.row[self.handed_over])
        return np.where(was_handed_over, self.queued[first], self.queued)

    @cached_property
    def by_applicant(self) -> Integers:
        """Visits that are the applicant's own time [positions]."""
        return np.flatnonzero(self.kind == Kind.APPLICANT)

    def waited_until(self, observed_until: int) -> Instants:
        """When each visit's waiting ended: as it was begun, or else was over, or else the observation was [instants]."""
        over = np.where(self.finished == UNSET, observed_until, self.finished)
        return np.where(self.started == UNSET, over, self.started)

    def numbers(self, workload: Workload) -> Integers:
        """Numbers of the visits to a step by one application, also where it passes the step several times [from 1]."""
        if workload.step is None:
            return self.visit
        order = np.lexsort((self.visit, self.row, self.position, self.application))
        widest = int(workload.position.max(initial=0)) + 1
        key = (self.application.astype(np.int64) * widest + self.position)[order]
        first = np.searchsorted(key, key, side="left")
        numbers = np.empty(len(order), dtype=np.int32)
        numbers[order] = np.arange(len(order)) - first + 1
        return numbers


def _narrow(numbers: Integers) -> Integers:
    """Numbers of pools, members and visits in half the space."""
    return numbers.astype(np.int32, copy=False)


def _where_begun(begun: Flags, instants: Instants) -> Instants:
    """The instants of visits that were begun, and UNSET for others."""
    return instants if begun.all() else np.where(begun, instants, UNSET)


def _gave_up(row: Integers, queued: Instants, started: Instants, finished: Instants, workload: Workload) -> Flags:
    """By visit: whether it ended as the patience of its applicant did, and nobody had begun to serve him."""
    if workload.patience is None:
        return np.zeros(len(row), dtype=bool)
    patience = workload.patience[row]
    return np.asarray((started == UNSET) & (patience != UNSET) & (finished == queued + patience), dtype=np.bool_)
