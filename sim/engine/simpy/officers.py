"""Whose file it is: the officer of each application in a pool, who alone takes its visits there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.engine.simpy.members import GeneralVisit, MemberAtWork
from sim.engine.simpy.visit_log import VisitLog
from sim.model.workload import Workload
from sim.quantities import UNSET

NOBODY_YET = -1
"""In the place of an officer's number: the file is to get one as soon as it waits."""


class OfficerSteps:
    """The steps of a replication that the officer of the file does."""

    def __init__(self, workload: Workload) -> None:
        rows = np.flatnonzero(workload.same_member)
        self.rows = frozenset(rows.tolist())
        self.pools = frozenset(workload.pool[rows].tolist())
        """Pools with such steps [positions in `Capacity.pools`]."""
        at_once = np.flatnonzero(workload.assigned_at_once)
        self.at_once = frozenset(at_once.tolist())
        """Rows before which a file without an officer gets one as soon as it waits."""
        self.pools_at_once = frozenset(workload.pool[at_once].tolist())
        pairs = zip(workload.application[rows].tolist(), workload.pool[rows].tolist(), strict=True)
        self.last = dict(zip(pairs, rows.tolist(), strict=True))
        """By application and pool: the last of these rows."""


class Officers:
    """The officers of the applications in one pool."""

    def __init__(self, pool: int, members: Sequence[MemberAtWork], steps: OfficerSteps, log: VisitLog) -> None:
        self._pool, self._members, self._steps, self._log = pool, members, steps, log
        self._assignment: dict[int, list[int]] = {}
        """By application that has an officer: its row in `VisitLog.assignments`."""
        self._under_way = [0] * len(members)
        """By number of the member: of how many applications he is the officer."""
        self.any_at_once = pool in steps.pools_at_once
        """Whether some files get their officer as soon as they wait."""

    def of(self, visit: GeneralVisit) -> int | None:
        """The number of the member who alone may take a visit; None: every member may; NOBODY_YET: one is to be named."""
        row = visit.row
        if row not in self._steps.rows:
            return None
        assignment = self._assignment.get(visit.place[2])
        if assignment is not None:
            return assignment[2]
        return NOBODY_YET if row in self._steps.at_once else None

    def next_officer(self) -> MemberAtWork | None:
        """The member with the fewest files under way who is not away so long that he gives his files up; None without one."""
        here = [member for member in self._members if not member.gives_up]
        return min(here, key=lambda m: (self._under_way[m.number], m.idle_since, m.number), default=None)

    def name(self, member: MemberAtWork, visit: GeneralVisit, now: int) -> None:
        """Make a member the officer of the application that makes a visit, unless it has one or the step asks for none."""
        application = visit.place[2]
        if visit.row not in self._steps.rows or application in self._assignment:
            return
        assignment = self._assignment[application] = [application, self._pool, member.number, now, UNSET]
        self._log.assignments.append(assignment)
        self._under_way[member.number] += 1

    def give_up(self, member: MemberAtWork, now: int) -> None:
        """Let a member be nobody's officer from now on."""
        for application in [a for a, assignment in self._assignment.items() if assignment[2] == member.number]:
            self._end(application, now)

    def step_over(self, visit: GeneralVisit, now: int) -> None:
        """Note the end of a step; with the last one of the pool the application needs its officer no more."""
        application = visit.place[2]
        if self._steps.last.get((application, self._pool)) == visit.row:
            self.application_over(application, now)

    def application_over(self, application: int, now: int) -> None:
        """Note that an application needs its officer no more, if it has one."""
        if application in self._assignment:
            self._end(application, now)

    def _end(self, application: int, now: int) -> None:
        assignment = self._assignment.pop(application)
        assignment[4] = now
        self._under_way[assignment[2]] -= 1
