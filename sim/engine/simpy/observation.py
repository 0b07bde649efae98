"""How long the simulation goes on: until the applications that count have ended, or the run-out is over."""

from __future__ import annotations

import numpy as np

from sim.engine.simpy.applicant import ApplicantsTime
from sim.engine.simpy.environment import OfficeEnvironment, Phase
from sim.engine.simpy.record_from_log import received_so_far
from sim.engine.simpy.visit_log import VisitLog
from sim.model.route import Kind
from sim.model.workload import Workload
from sim.quantities import UNSET


class Observation:
    """The applications that are followed from the horizon on: those that count and have not ended."""

    def __init__(self, env: OfficeEnvironment, log: VisitLog, workload: Workload, applicants: ApplicantsTime) -> None:
        self._env, self._log, self._workload, self._applicants = env, log, workload, applicants
        self.horizon_reached = False
        self._followed: set[int] = set()
        """From the horizon on: numbers of the applications that are followed."""
        env.wake(max(workload.window.horizon, env.now), lambda _: self._reach_the_horizon(), Phase.FIRST)

    @property
    def until(self) -> int:
        """Last instant up to which everything was observed."""
        return self._env.now if self._env.finished else self._workload.window.run_out_end

    def stop_following(self, number: int) -> None:
        """Note that an application has ended, or will not count."""
        if self.horizon_reached:
            self._followed.discard(number)
            self._env.finished = not self._followed

    def _reach_the_horizon(self) -> None:
        """Find those who are still to be followed; whoever is received from now on does not count."""
        window, log, workload = self._workload.window, self._log, self._workload
        received = received_so_far(log, workload)
        inherited = np.zeros(workload.size, dtype=bool) if workload.inherited is None else workload.inherited
        counted = (received >= window.warm_up_end) & (received < window.horizon) | inherited
        ended = self._ended()
        under_way = (ended == UNSET) | (ended >= self._env.now)
        self.horizon_reached = True
        self._followed = set(np.flatnonzero(counted & under_way).tolist())
        self._env.finished = not self._followed

    def _ended(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """By application: when its last step is over, or it was given up, as far as that is known [instants]."""
        finished = np.asarray(self._log.finished)
        ended = finished[self._workload.first[1:] - 1]
        rows = np.concatenate([self._applicants.rows, np.flatnonzero(self._workload.kind == Kind.COUNTER)])
        given_up = rows[(np.asarray(self._log.started)[rows] == UNSET) & (finished[rows] != UNSET)]
        ended[self._workload.application[given_up]] = finished[given_up]
        return ended
