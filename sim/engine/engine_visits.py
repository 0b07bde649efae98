"""All visits of an engine's record in one order: those that ended early, and the last ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.engine.record import EarlierVisits, EngineRecord
from sim.engine.stated_work import stated_work
from sim.model.capacity import Capacity
from sim.model.workload import Workload
from sim.quantities import UNSET, Flags, Instants, Integers


@dataclass(frozen=True)
class EngineVisits:
    """All visits of an engine's record, the earlier and the last ones, ordered by row and number of the visit."""

    row: Integers
    """Row of the workload."""
    visit: Integers
    """Number of the visit to the row [from 1]."""
    application: Integers
    """Whose visit it is [number of the application]."""
    position: Integers
    """Position of the step in its route."""
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
    """Whether the applicant left the hall and does not come back."""

    @classmethod
    def of(cls, record: EngineRecord, workload: Workload, capacity: Capacity) -> EngineVisits:
        """Earlier and last visits together."""
        reached, earlier = np.flatnonzero(record.queued != UNSET), EarlierVisits(*record.earlier.T)
        row = np.concatenate([reached, earlier.row])
        visit = np.concatenate([record.visit[reached], earlier.visit])
        order = np.lexsort((visit, row))
        row = row[order]
        stated = stated_work(record, workload.work, capacity)

        def column(of_last: Instants, of_earlier: Instants) -> Instants:
            return np.concatenate([of_last[reached], of_earlier])[order]

        ended_early = np.concatenate([np.zeros(len(reached), dtype=bool), np.ones(len(earlier.row), dtype=bool)])[order]
        started = column(record.started, earlier.started)
        queued, finished = column(record.queued, earlier.queued), column(record.finished, earlier.ended)
        gave_up = _gave_up(row, queued, started, finished, workload)
        turned_away = ended_early & (started == UNSET) & ~gave_up
        return cls(
            row=row,
            visit=visit[order],
            application=workload.application[row],
            position=workload.position[row],
            pool=workload.pool[row],
            kind=workload.kind[row],
            queued=queued,
            started=started,
            work_ended=np.where(started == UNSET, UNSET, column(record.work_ended, earlier.ended)),
            finished=finished,
            served_by=column(record.served_by, earlier.served_by),
            member=column(record.member, earlier.member),
            work=column(stated.time, earlier.work),
            stated_work=column(stated.of_last, stated.of_earlier),
            turned_away=turned_away,
            handed_over=ended_early & (started != UNSET),
            gave_up=gave_up & ended_early,
            lost=gave_up & ~ended_early,
        )

    def __len__(self) -> int:
        return len(self.row)

    @cached_property
    def ended_early(self) -> Flags:
        """Whether the visit ended before the step was done: another one followed, or the applicant did not come back."""
        return self.turned_away | self.handed_over | self.gave_up | self.lost

    @cached_property
    def came(self) -> Instants:
        """When the file came to the step: of one that was handed over when its first visit began to queue [instants]."""
        first = np.searchsorted(self.row, self.row, side="left")
        was_handed_over = np.isin(self.row, self.row[self.handed_over])
        return np.where(was_handed_over, self.queued[first], self.queued)

    def waited_until(self, observed_until: int) -> Instants:
        """When each visit's waiting ended: as it was begun, or else was over, or else the observation was [instants]."""
        over = np.where(self.finished == UNSET, observed_until, self.finished)
        return np.where(self.started == UNSET, over, self.started)

    def numbers(self, workload: Workload) -> Instants:
        """Numbers of the visits to a step by one application, also where it passes the step several times [from 1]."""
        if workload.step is None:
            return self.visit
        order = np.lexsort((self.visit, self.row, self.position, self.application))
        widest = int(workload.position.max(initial=0)) + 1
        key = (self.application * widest + self.position)[order]
        first = np.searchsorted(key, key, side="left")
        numbers = np.empty(len(order), dtype=np.int64)
        numbers[order] = np.arange(len(order)) - first + 1
        return numbers


def _gave_up(row: Integers, queued: Instants, started: Instants, finished: Instants, workload: Workload) -> Flags:
    """By visit: whether it ended as the patience of its applicant did, and nobody had begun to serve him."""
    if workload.patience is None:
        return np.zeros(len(row), dtype=bool)
    patience = workload.patience[row]
    return np.asarray((started == UNSET) & (patience != UNSET) & (finished == queued + patience), dtype=np.bool_)
