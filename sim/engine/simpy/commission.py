"""A commission that sits: files are taken together at the beginning of a sitting and are over at its end."""

from __future__ import annotations

from functools import partial
from heapq import heappop, heappush

from sim.calendar.working_time import WorkingTime
from sim.engine.simpy.environment import OfficeEnvironment
from sim.engine.simpy.general_pool import ClassOf, GeneralPool
from sim.engine.simpy.pool import StaffPool, Visit
from sim.engine.simpy.visit_log import VisitLog
from sim.model.capacity import Pool, Sittings
from sim.scenario.sitting_dates import Sitting


class TogetherPool(StaffPool):
    """A pool whose files wait for an appointed instant and are taken together then."""

    def __init__(self, env: OfficeEnvironment, index: int, plan: Pool, log: VisitLog, class_of: ClassOf | None) -> None:
        super().__init__(env, plan.members, plan.duty.without_end, log)
        self.index = index
        """Position in `Capacity.pools`."""
        self.class_of = class_of
        """None where files are taken as they came."""
        self.desk: list[tuple[int, int, int, Visit]] = []
        """Files that wait: (class, queued, application, visit)."""

    def visit(self, application: int, row: int) -> Visit:
        """Lay a file on the pile; the event happens when the step is over."""
        visit = Visit(self, row)
        now = self._queued[row] = self.env.now
        first = 0 if self.class_of is None else self.class_of(application, row, now)
        heappush(self.desk, (first, now, application, visit))
        return visit

    def dispatch(self) -> None:
        """Nothing is taken in between."""

    def visit_over(self, visit: Visit) -> None:
        """The file lies in nobody's hands."""


class Commission(TogetherPool):
    """A pool whose files wait for a sitting.

    A sitting is decided when its instant is otherwise exhausted: quorum is judged, and the agenda is filled from the
    files that queued by the cut-off, by the pool's discipline.
    """

    def __init__(
        self,
        env: OfficeEnvironment,
        index: int,
        plan: Pool,
        sittings: Sittings,
        log: VisitLog,
        office_hours: WorkingTime,
        class_of: ClassOf | None,
    ) -> None:
        super().__init__(env, index, plan, log, class_of)
        self.plan, self.sittings = plan, sittings
        self.office_hours = office_hours
        """Hours in which a file that is held after a sitting gets older."""
        self.pools: list[StaffPool] = []
        """All pools, once they are there."""
        self._coming = iter(sittings.dates)
        self._await_sitting()

    def _await_sitting(self) -> None:
        for sitting in self._coming:
            if sitting.begin >= self.env.now:
                self.env.do_late(sitting.begin, partial(self._sit, sitting), rank=(self.index, 0))
                return

    def _sit(self, sitting: Sitting) -> None:
        now = self.env.now
        present = self._present(now)
        there = sum(queued <= sitting.cut_off for _, queued, _, _ in self.desk)
        if len(present) < self.sittings.quorum:
            self.log.sittings.append((self.index, now, now, len(present), 0, 0, there))
        else:
            agenda = self._agenda(sitting.cut_off)
            length = self.sittings.length
            end = now + (self.sittings.per_file * len(agenda) if length is None else length)
            for visit in agenda:
                self._decide(visit, now, end)
            for pool, member in present if end > now else ():
                if pool != self.index:
                    seat = self.pools[pool]
                    assert isinstance(seat, GeneralPool)
                    seat.call_away(member, end)
            self.log.sittings.append((self.index, now, end, len(present), 1, len(agenda), there - len(agenda)))
        self._await_sitting()

    def _present(self, now: int) -> list[tuple[int, int]]:
        """Members on duty, by pool and number."""
        if not self.sittings.seats:
            members = self.plan.roster
            if members:
                return [(self.index, i) for i, member in enumerate(members) if member.duty.without_end.is_open(now)]
            return [(self.index, i) for i in range(self.plan.members)] if self.duty.is_open(now) else []
        found = []
        for index, number in self.sittings.seats:
            pool = self.pools[index]
            assert isinstance(pool, GeneralPool)
            if pool.is_present(number, now):
                found.append((index, number))
        return found

    def _agenda(self, cut_off: int) -> list[Visit]:
        """The files of a sitting, in the order of the queue; the others keep their places."""
        agenda: list[Visit] = []
        left: list[tuple[int, int, int, Visit]] = []
        while self.desk and (self.sittings.agenda is None or len(agenda) < self.sittings.agenda):
            entry = heappop(self.desk)
            if entry[1] <= cut_off:
                agenda.append(entry[3])
            else:
                left.append(entry)
        for entry in left:
            heappush(self.desk, entry)
        return agenda

    def _decide(self, visit: Visit, now: int, end: int) -> None:
        row = visit.row
        self._started[row] = now
        self.log.work_ended[row] = end
        hold = self.log.hold[row]
        # A sitting may end behind the calendar, where nothing is observed any more.
        within = end <= self.office_hours.end
        finished = self._finished[row] = self.office_hours.add(end, hold) if hold and within else end
        self.env.happen(visit, finished)
