"""In which order waiting files are taken: the class that goes before the time of queueing in a pool's key."""

from __future__ import annotations

import numpy as np

from sim.calendars import Instants
from sim.capacity import Capacity, Discipline
from sim.engines.environment import VisitLog
from sim.engines.general import ClassOf
from sim.steplog import UNSET
from sim.workload import Workload

NEVER_DUE = 1 << 60
"""Due date of an application without a term: behind all others."""


class QueueOrder:
    """The classes of the applications of one replication, by discipline."""

    def __init__(self, workload: Workload, capacity: Capacity, log: VisitLog) -> None:
        self._workload, self._capacity, self._log = workload, capacity, log
        self._priority = None if workload.priority is None else workload.priority.tolist()
        receipts = np.array([route.receipt for route in workload.routes], dtype=np.int64)
        self._receipt = workload.first[:-1] + receipts[workload.route]
        self._due: dict[int, int] = {}
        """Due dates of the applications that were received, by number [instants]."""

    def class_of(self, discipline: Discipline) -> ClassOf | None:
        """The class of an application at a row that queues at an instant; None where all are alike."""
        if discipline == "priority" and self._priority is not None:
            priority = self._priority
            return lambda application, row, now: priority[application]
        return self._due_date if discipline == "earliest_deadline" else None

    def _due_date(self, application: int, row: int, now: int) -> int:
        """The deadline of the term; at the step at which an application is received, as if that happened now."""
        receipt, log = int(self._receipt[application]), self._log
        if row == receipt:
            return self._deadline(application, now)
        if application not in self._due:
            received = log.first_queued.get(receipt, log.queued[receipt])
            self._due[application] = self._deadline(application, received)
        return self._due[application]

    def _deadline(self, application: int, received: int) -> int:
        number = np.array([application], dtype=np.int64)
        due = int(term_deadlines(self._workload, self._capacity, number, np.array([received], dtype=np.int64))[0])
        return NEVER_DUE if due == UNSET else due


def term_deadlines(workload: Workload, capacity: Capacity, numbers: Instants, received: Instants) -> Instants:
    """Last lawful instant of the result of applications received at given instants; UNSET without a term.

    Terms in days end at the provider's close; those in minutes or hours run while the receiving office is open.
    """
    deadline = np.full(len(numbers), UNSET, dtype=np.int64)
    offices, routes = workload.office[numbers], workload.route[numbers]
    providers = np.array([office.provider for office in capacity.offices], dtype=np.int64)[offices]
    for i, plan in enumerate(workload.routes):
        if plan.term is None:
            continue
        owners = providers if plan.term.unit.endswith("days") else offices
        for owner in np.unique(owners[routes == i]).tolist():
            mine = np.flatnonzero((routes == i) & (owners == owner))
            deadline[mine] = capacity.offices[owner].clock.deadlines(
                received[mine], plan.term, day_of_receipt_included=plan.day_of_receipt_included
            )
    return deadline
