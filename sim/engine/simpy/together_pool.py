"""A pool whose files wait for an appointed instant and are taken together then."""

from __future__ import annotations

from heapq import heappush

from sim.engine.simpy.environment import OfficeEnvironment
from sim.engine.simpy.pool import StaffPool, VisitEvent
from sim.engine.simpy.queue_order import ClassOf
from sim.engine.simpy.visit_log import VisitLog
from sim.model.capacity import Pool


class TogetherPool(StaffPool):
    """A pool whose files wait for an appointed instant and are taken together then, in the phase LATE."""

    def __init__(self, env: OfficeEnvironment, index: int, plan: Pool, log: VisitLog, class_of: ClassOf | None) -> None:
        super().__init__(env, plan.members, plan.duty.without_end, log)
        self.index = index
        """Position in `Capacity.pools`."""
        self.plan = plan
        self.class_of = class_of
        """None where files are taken as they came."""
        self.files: list[tuple[int, int, int, VisitEvent]] = []
        """Files that wait, as a heap: (class, queued, application, visit)."""

    def visit(self, application: int, row: int) -> VisitEvent:
        """Put a file into the queue; the event happens when the step is over."""
        visit = VisitEvent(self, row)
        now = self._queued[row] = self.env.now
        first = 0 if self.class_of is None else self.class_of(application, row, now)
        heappush(self.files, (first, now, application, visit))
        return visit

    def dispatch(self) -> None:
        """Nothing is taken in between."""

    def visit_over(self, visit: VisitEvent) -> None:
        """The file lies in nobody's hands."""
