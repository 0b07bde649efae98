"""Applicants who give up waiting in a hall, by the patience that was drawn for them."""

from __future__ import annotations

from collections.abc import Callable

import simpy

from sim.engine.simpy.environment import OfficeEnvironment
from sim.engine.simpy.members import GAVE_UP, LOST, GeneralVisit
from sim.engine.simpy.visit_log import VisitLog
from sim.engine.simpy.waiting import Hall
from sim.model.workload import Workload
from sim.quantities import UNSET


class GivingUp:
    """How long the applicants of one replication wait at counters, and when those come back who gave up."""

    def __init__(self, env: OfficeEnvironment, log: VisitLog, workload: Workload) -> None:
        self._env, self._log = env, log
        self._lasts = None if workload.patience is None else workload.patience.tolist()
        """By row: how long he waits in each visit; UNSET: as long as it takes [s]. None: nobody gives up."""
        self._returns_after = workload.returns_after
        self._given_up: dict[int, int] = {}
        """By row: how often its visits were given up."""

    def watch(self, visit: GeneralVisit, hall: Hall) -> None:
        """Let an applicant who has just queued leave the hall when his patience ends before his service has begun."""
        if self._lasts is not None and (lasts := self._lasts[visit.row]) != UNSET:
            self._env.wake(self._env.now + lasts, self._leaves(visit, hall))

    def comes_back(self, row: int) -> int:
        """When an applicant comes back who has just given up a visit [instant]."""
        return self._env.now + self._after(row, self._given_up[row] - 1)

    def _leaves(self, visit: GeneralVisit, hall: Hall) -> Callable[[simpy.Event], None]:
        def leave(_: simpy.Event) -> None:
            if visit.member is None and hall.leave(visit):
                self._give_up(visit)

        return leave

    def _give_up(self, visit: GeneralVisit) -> None:
        row, now, log = visit.row, self._env.now, self._log
        times = self._given_up[row] = self._given_up.get(row, 0) + 1
        if self._after(row, times - 1) == UNSET:
            log.finished[row] = now
            visit.set_value(LOST)
        else:
            log.end_visit(row, now)
            log.queued[row] = UNSET
            visit.set_value(GAVE_UP)
        self._env.happen(visit, now)

    def _after(self, row: int, times: int) -> int:
        """How long after having given up so often before an applicant comes back; UNSET for never [s]."""
        table = self._returns_after
        return UNSET if table is None or times >= table.shape[1] else int(table[row, times])
