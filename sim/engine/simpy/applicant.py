"""The time that applicants take: to bring missing documents, or to collect a result."""

from __future__ import annotations

import numpy as np

from sim.engine.simpy.visit_log import VisitLog
from sim.model.capacity import Capacity
from sim.model.route import Kind
from sim.model.workload import Workload
from sim.quantities import Limit

_NEVER = 1 << 60


class ApplicantsTime:
    """Tells when an office has what an applicant was asked to bring: a fixed rule on numbers drawn beforehand."""

    def __init__(self, workload: Workload, capacity: Capacity, log: VisitLog) -> None:
        self.rows = np.flatnonzero(workload.kind == Kind.APPLICANT)
        """Rows of the applicants' own time [rows, in order]."""
        self.own = (workload.kind == Kind.APPLICANT).tolist()
        """By row: whether it is the applicant's own time."""
        self._work = log.work
        offices = [capacity.offices[office] for office in workload.office[workload.application[self.rows]].tolist()]
        self._doors = {
            row: office.clock.hours.without_end for row, office in zip(self.rows.tolist(), offices, strict=True)
        }
        self._clocks = {
            row: capacity.offices[office.provider].clock
            for row, office in zip(self.rows.tolist(), offices, strict=True)
        }
        self._calendar_end = min((office.clock.hours.end for office in capacity.offices), default=0)
        self._limits: dict[int, Limit | None] = {}
        for row, application in zip(self.rows.tolist(), workload.application[self.rows].tolist(), strict=True):
            step = workload.routes[int(workload.route[application])].steps[int(workload.position[row])]
            self._limits[row] = step.applicant_deadline

    def back(self, row: int, asked: int) -> tuple[int, bool]:
        """When the office has what it asked for at an instant, and whether it gets it [instant].

        What is brought while the office is closed is received at its next opening. What is brought after the applicant's
        deadline, counted from the request, ends the file at that deadline.
        """
        brought = asked + self._work[row]
        limit = self._limits[row]
        if limit is not None:
            last = int(self._clocks[row].deadlines(np.array([asked], dtype=np.int64), limit)[0])
            if brought > last:
                return last, False
        if brought >= self._calendar_end:
            return _NEVER, True  # no calendar says when the office opens
        return self._doors[row].next_open(brought), True
