"""A pool whose files wait for an appointed instant and are taken together then."""

from __future__ import annotations

from heapq import heappush

from sim.calendar.working_time import WorkingTime
from sim.engine.simpy.environment import OfficeEnvironment
from sim.engine.simpy.pool import StaffPool, VisitEvent
from sim.engine.simpy.queue_order import ORDINARY, PoolOrder, WaitingFile, in_bands
from sim.engine.simpy.visit_log import VisitLog
from sim.model.capacity import Pool


class TogetherPool(StaffPool):
    """A pool whose files wait for an appointed instant and are taken together then, in the phase LATE."""

    def __init__(
        self, env: OfficeEnvironment, index: int, plan: Pool, log: VisitLog, order: PoolOrder, office_hours: WorkingTime
    ) -> None:
        super().__init__(env, plan.members, plan.duty.without_end, log)
        self.index = index
        """Position in `Capacity.pools`."""
        self.plan = plan
        self.order = order
        self.office_hours = office_hours
        """Hours in which a file that is held afterwards gets older."""
        self.files: list[WaitingFile[VisitEvent]] = []
        """Files that wait, as a heap; the bands are those of the instant at which files were last taken."""

    def visit(self, application: int, row: int) -> VisitEvent:
        """Put a file into the queue; the event happens when the step is over."""
        visit = VisitEvent(self, row)
        now = self._queued[row] = self.env.now
        class_of, rises_at = self.order.class_of, self.order.rises_at
        first = 0 if class_of is None else class_of(application, row, now)
        if rises_at is not None:
            visit.rises = rises_at(application, row, now)
        heappush(self.files, (ORDINARY, first, now, application, visit))
        return visit

    def done_together(self, visit: VisitEvent, now: int, end: int) -> None:
        """Let a file be taken now, be done at an instant, and be held then."""
        row = visit.row
        self._started[row] = now
        self.log.work_ended[row] = end
        hold = self.log.hold[row]
        # It may be done after the calendar, where nothing is observed any more.
        within = end <= self.office_hours.end
        finished = self._finished[row] = self.office_hours.add(end, hold) if hold and within else end
        self.env.happen(visit, finished)

    def raise_files(self, now: int) -> None:
        """Let the files rise whose deadline is near by now, before some of them are taken."""
        if self.order.rises_at is not None:
            self.files = in_bands(self.files, now)

    def dispatch(self) -> None:
        """Nothing is taken in between."""

    def visit_over(self, visit: VisitEvent) -> None:
        """The file lies in nobody's hands."""
