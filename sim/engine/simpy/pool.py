"""A staffed pool as a SimPy resource: members who keep hours, and a queue of files."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import Any

from simpy.resources.base import BaseResource

from sim.calendar.duty import Duty
from sim.engine.simpy.environment import AppointedEvent, OfficeEnvironment
from sim.engine.simpy.visit_log import VisitLog
from sim.quantities import NEVER, UNSET

NEVER_WORKED = -NEVER
"""Since when a member is idle who has not worked yet: an instant before all others."""
UNBOUNDED = 1 << 62
"""A number that nothing counted reaches."""


class VisitEvent(AppointedEvent):
    """One application's visit to a step: the event that its process waits for."""

    rises = NEVER
    """When its file rises before all others, the deadline being near [instant]."""

    def __init__(self, pool: StaffPool, row: int) -> None:
        # What Event.__init__ does, as SimPy's own events spare that call.
        self.env = pool.env
        self.callbacks = [pool.over]
        self.row = row


class StaffPool(BaseResource[Any, Any]):
    """The members of one role in one office and their queue of files; a SimPy resource whose members keep hours.

    `visit` is the request: the event that it returns happens when the step is over. `put_queue` holds the files that
    wait. In a pool of this class each member has at most one file, and takes the oldest one.
    """

    def __init__(self, env: OfficeEnvironment, members: int, duty: Duty, log: VisitLog) -> None:
        super().__init__(env, members)
        self.env = env
        self.put_queue: list[tuple[int, int, int, VisitEvent]] = []
        self.duty = duty
        self.log = log
        self.touched = False
        # Bound once: these are looked up for every visit.
        self.over = self.visit_over
        self._touched_pools, self._happen = env.touched, env.happen
        self._queued, self._started, self._finished = log.queued, log.started, log.finished
        self._member, self._work = log.member, log.work
        self.free: list[tuple[int, ...]] = self._all_free()
        """Members without work, as a heap of keys by which they are chosen."""
        self._opens, self._closes = duty.interval_at(env.now)
        self._wakes_at = UNSET

    def _all_free(self) -> list[tuple[int, ...]]:
        return [(NEVER_WORKED, number) for number in range(int(self.capacity))]

    def visit(self, application: int, row: int) -> VisitEvent:
        """Put a file into the pool's queue; the event happens when the step is over."""
        visit = VisitEvent(self, row)
        now = self._queued[row] = self.env.now
        heappush(self.put_queue, (now, application, row, visit))
        # Where nobody is free, whoever becomes free will touch the pool.
        if self.free and not self.touched:
            self.touched = True
            self._touched_pools.append(self)
        return visit

    def dispatch(self) -> None:
        """Give waiting files to members on duty: the oldest file to the member who has been idle longest."""
        queue, free = self.put_queue, self.free
        now = self.env.now
        if now >= self._closes:
            self._opens, self._closes = self.duty.interval_at(now)
        if now < self._opens:
            self.wake_up(self._opens)
            return
        while queue and free:
            number = heappop(free)[1]
            _, _, row, visit = heappop(queue)
            end = now + self._work[row]
            if end > self._closes:
                end = self.duty.add(now, self._work[row])
            self._started[row] = now
            self._finished[row] = end
            self._member[row] = number
            self._happen(visit, end)

    def visit_over(self, visit: VisitEvent) -> None:
        """The step is over: its member is free."""
        heappush(self.free, (self.env.now, self._member[visit.row]))
        if self.put_queue and not self.touched:
            self.touched = True
            self._touched_pools.append(self)

    def touch(self, _: object = None) -> None:
        """Have the pool dispatch at the end of this instant's events; also a callback of events."""
        if not self.touched:
            self.touched = True
            self._touched_pools.append(self)

    def wake_up(self, at: int) -> None:
        """Touch the pool at a later instant."""
        if self._wakes_at != at:
            self._wakes_at = at
            self.env.wake(at, self.touch)
