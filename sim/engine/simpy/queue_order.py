"""The order of waiting files: the band and the class, the first parts of the key (band, class, queued, application).

The band is 0 for a file that has risen since the deadline of its term is near, else 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from heapq import heapify
from typing import TypeVar

import numpy as np

from sim.engine.simpy.pool import VisitEvent
from sim.engine.simpy.visit_log import VisitLog
from sim.engine.term_deadlines import rows_of_searches, searches, term_deadlines
from sim.model.capacity import Capacity, Discipline, Pool
from sim.model.workload import Workload
from sim.quantities import DAY, NEVER, UNSET, Limit

ClassOf = Callable[[int, int, int], int]
"""The class of an application at a row that queues at an instant: what is smaller goes first."""

RISEN, ORDINARY = 0, 1
"""Bands of a queue: files whose deadline is near go before all others."""
V = TypeVar("V", bound=VisitEvent)
WaitingFile = tuple[int, int, int, int, V]
"""A file in the queue of a desk, an agenda or a team: band, class, queued, application, visit."""


def in_bands(files: Iterable[WaitingFile[V]], now: int) -> list[WaitingFile[V]]:
    """Files as a heap in which those have risen whose deadline is near at an instant."""
    heap = [(RISEN if entry[4].rises <= now else ORDINARY, *entry[1:]) for entry in files]
    heapify(heap)
    return heap


@dataclass(frozen=True)
class PoolOrder:
    """In which order a pool takes its files, as far as they are told apart."""

    class_of: ClassOf | None = None
    """The class of a file; None where all are alike."""
    rises_at: ClassOf | None = None
    """When a file rises before all others, its deadline being near [instant; NEVER for one that does not]; None: none does."""


class QueueOrder:
    """The classes of the applications of one replication, by discipline."""

    def __init__(self, workload: Workload, capacity: Capacity, log: VisitLog) -> None:
        self._workload, self._capacity, self._log = workload, capacity, log
        self._priority = None if workload.priority is None else workload.priority.tolist()
        self._receipt = workload.receipt
        offices = capacity.offices
        self._clocks = [(office.clock, offices[office.provider].clock) for office in offices]
        self._days_due: dict[tuple[int, int, int], int] = {}
        """Due dates by clock, route and civil day of receipt: a term in days is the same for all of a day's receipts."""
        self._due: dict[tuple[int, int], int] = {}
        """Due dates of the applications that were received, by number and searches for documents so far [instants]."""
        self._searches: dict[int, list[int]] = {}
        """By application: the rows in which documents are looked for while the term does not simply run on."""
        for row in rows_of_searches(workload).tolist():
            self._searches.setdefault(int(workload.application[row]), []).append(row)

    def of(self, pool: Pool) -> PoolOrder:
        """The order of a pool."""
        return PoolOrder(self.class_of(pool.discipline), self._rise(pool.escalate))

    def _rise(self, escalate: Limit | None) -> ClassOf | None:
        """When an application rises that queues for a row at an instant, so long before its deadline as it then is."""
        if escalate is None:
            return None
        known: dict[tuple[int, int], int] = {}

        def rises_at(application: int, row: int, now: int) -> int:
            due, (_, clock) = (
                self._due_date(application, row, now),
                self._clocks[int(self._workload.office[application])],
            )
            if due == NEVER:
                return NEVER
            key = (id(clock), due)
            if key not in known:
                known[key] = clock.before(due, escalate)
            return known[key]

        return rises_at

    def class_of(self, discipline: Discipline) -> ClassOf | None:
        """The class of an application at a row that queues at an instant; None where all are alike."""
        if discipline == "priority" and self._priority is not None:
            priority = self._priority
            return lambda application, row, now: priority[application]
        return self._due_date if discipline == "earliest_deadline" else None

    def _due_date(self, application: int, row: int, now: int) -> int:
        """The deadline of the term; at the step at which an application is received, as if that happened now."""
        receipt, log, workload = int(self._receipt[application]), self._log, self._workload
        if row == receipt:
            return self._deadline(application, now)
        past_searches = [search for search in self._searches.get(application, ()) if search < row]
        key = (application, len(past_searches))
        if key not in self._due:
            if receipt != UNSET:
                received = log.first_queued.get(receipt, log.queued[receipt])
            elif workload.inherited is not None and workload.inherited[application]:
                received = int(workload.submitted[application])
            else:
                return NEVER  # it is not received, so no term runs
            self._due[key] = self._deadline(application, received, past_searches)
        return self._due[key]

    def _deadline(self, application: int, received: int, past_searches: Sequence[int] = ()) -> int:
        if not past_searches:
            return self._ordinary(application, received)
        rows = np.array(past_searches, dtype=np.int64)
        asked, back = (
            np.array([column[row] for row in past_searches], dtype=np.int64)
            for column in (self._log.queued, self._log.started)
        )
        due = term_deadlines(
            self._workload,
            self._capacity,
            np.array([application], dtype=np.int64),
            np.array([received], dtype=np.int64),
            searches(self._workload, rows, asked, back, UNSET),
        )
        return NEVER if due[0] == UNSET else int(due[0])

    def _ordinary(self, application: int, received: int) -> int:
        """The deadline of the ordinary term."""
        route, office = int(self._workload.route[application]), int(self._workload.office[application])
        plan = self._workload.routes[route]
        if plan.term is None:
            return NEVER
        in_days = plan.term.unit.endswith("days")
        clock = self._clocks[office][1 if in_days else 0]
        if in_days and plan.received_until is not None:
            received = int(clock.counted_receipts(np.array([received], dtype=np.int64), plan.received_until)[0])
        at_midnight = received % DAY == 0  # what passes at a close at midnight belongs to the day before
        key = (id(clock), route, received // DAY)
        if in_days and not at_midnight and key in self._days_due:
            return self._days_due[key]
        receipts = np.array([received], dtype=np.int64)
        due = int(clock.deadlines(receipts, plan.term, day_of_receipt_included=plan.day_of_receipt_included)[0])
        if in_days and not at_midnight:
            self._days_due[key] = due
        return due
