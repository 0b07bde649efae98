"""The time that applicants take: to bring missing documents, or to collect a result."""

from __future__ import annotations

import numpy as np

from sim.engine.simpy.visit_log import VisitLog
from sim.model.capacity import Capacity
from sim.model.route import Kind
from sim.model.workload import Workload
from sim.quantities import NEVER, Limit


class ApplicantsTime:
    """When an office has what an applicant was asked to bring: a fixed rule on numbers drawn beforehand."""

    def __init__(self, workload: Workload, capacity: Capacity, log: VisitLog) -> None:
        by_applicant = workload.kind == Kind.APPLICANT
        self.rows = np.flatnonzero(by_applicant)
        """Rows of the applicants' own time [rows, in order]."""
        self.by_applicant: list[bool] = by_applicant.tolist()
        """By row: whether it is the applicant's own time."""
        self._work = log.work
        rows, applications = self.rows.tolist(), workload.application[self.rows].tolist()
        offices = [capacity.offices[office] for office in workload.office[applications].tolist()]
        self._office_hours = {row: office.clock.hours.without_end for row, office in zip(rows, offices, strict=True)}
        self._clocks = {row: capacity.offices[office.provider].clock for row, office in zip(rows, offices, strict=True)}
        self._calendar_end = min((office.clock.hours.end for office in capacity.offices), default=0)
        self._limits: dict[int, Limit | None] = {}
        for row, application in zip(rows, applications, strict=True):
            step = workload.routes[int(workload.route[application])].steps[int(workload.position[row])]
            self._limits[row] = step.applicant_deadline

    def brings(self, row: int, asked: int) -> tuple[int, bool]:
        """When the office has what it asked for at an instant, and whether it gets it [instant].

        What is brought while the office is closed is received at its next opening. What is brought after the applicant's
        deadline, counted from the request, ends the file at that deadline.
        """
        brought = asked + self._work[row]
        limit = self._limits[row]
        if limit is not None:
            deadline = int(self._clocks[row].deadlines(np.array([asked], dtype=np.int64), limit)[0])
            if brought > deadline:
                return deadline, False
        if brought >= self._calendar_end:
            return NEVER, True  # no calendar says when the office opens
        return self._office_hours[row].next_open(brought), True
