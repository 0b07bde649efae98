"""Information systems that have a capacity, or are down at times."""

from __future__ import annotations

from collections.abc import Mapping
from heapq import heappop, heappush

import numpy as np

from sim.engine.simpy.environment import OfficeEnvironment
from sim.engine.simpy.pool import UNBOUNDED, StaffPool, VisitEvent
from sim.engine.simpy.visit_log import VisitLog
from sim.model.capacity import Capacity
from sim.model.systems import SystemPlan
from sim.model.workload import Workload


class Server(StaffPool):
    """An information system: so many requests at once, in the order in which they come; an outage suspends them."""

    def __init__(self, env: OfficeEnvironment, system: SystemPlan, log: VisitLog) -> None:
        super().__init__(env, 1, system.up.without_end, log)
        self.places = UNBOUNDED if system.capacity is None else system.capacity
        self.busy = 0

    def visit(self, application: int, row: int) -> VisitEvent:
        """Send a request; the event happens with the answer."""
        visit = VisitEvent(self, row)
        now = self._queued[row] = self.env.now
        heappush(self.put_queue, (now, application, row, visit))
        self.touch()
        return visit

    def dispatch(self) -> None:
        """Begin as many requests as there are places, unless the system is down."""
        now = self.env.now
        opens, _ = self.duty.interval_at(now)
        if now < opens:
            if self.put_queue:
                self.wake_up(opens)
            return
        while self.put_queue and self.busy < self.places:
            _, _, row, visit = heappop(self.put_queue)
            self.busy += 1
            end = self.duty.add(now, self.log.work[row])
            self._started[row] = now
            self.log.work_ended[row] = self._finished[row] = end
            self.env.happen(visit, end)

    def visit_over(self, visit: VisitEvent) -> None:
        """The answer is given, and the place is free."""
        self.busy -= 1
        if self.put_queue:
            self.touch()


def servers_by_row(
    env: OfficeEnvironment, log: VisitLog, workload: Workload, capacity: Capacity
) -> Mapping[int, Server]:
    """By row of a request to a system that has a capacity or outages: that system."""
    servers = [Server(env, system, log) for system in capacity.systems]
    by_row: dict[int, Server] = {}
    for i, plan in enumerate(workload.routes):
        for k, step in enumerate(plan.steps):
            if step.system is not None:
                rows = np.flatnonzero((workload.route[workload.application] == i) & (workload.position == k))
                by_row |= dict.fromkeys(rows.tolist(), servers[step.system])
    return by_row
