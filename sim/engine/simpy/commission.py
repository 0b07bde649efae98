"""A commission that sits: files are taken together at the beginning of a sitting and are over at its end."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from heapq import heappop, heappush

from sim.calendar.working_time import WorkingTime
from sim.engine.simpy.attendance import Attendance
from sim.engine.simpy.environment import OfficeEnvironment
from sim.engine.simpy.pool import VisitEvent
from sim.engine.simpy.queue_order import PoolOrder, WaitingFile
from sim.engine.simpy.together_pool import TogetherPool
from sim.engine.simpy.visit_log import VisitLog
from sim.model.capacity import Pool, Sittings
from sim.scenario.sitting_dates import Sitting


class Commission(TogetherPool):
    """A pool whose files wait for a sitting.

    A sitting is decided when its instant is otherwise exhausted: quorum is judged and whether enough files are there, and the
    agenda is filled from the files that queued by the cut-off, by the pool's discipline.
    """

    def __init__(
        self,
        env: OfficeEnvironment,
        index: int,
        plan: Pool,
        log: VisitLog,
        order: PoolOrder,
        office_hours: WorkingTime,
        attendances: Mapping[int, Attendance],
    ) -> None:
        super().__init__(env, index, plan, log, order, office_hours)
        assert plan.sittings is not None
        self.sittings: Sittings = plan.sittings
        self._attendances = attendances
        """Attendance of the members who may have seats, by position of their pool in `Capacity.pools`."""
        self._dates = iter(plan.sittings.dates)
        self._await_sitting()

    def _await_sitting(self) -> None:
        for sitting in self._dates:
            if sitting.begin >= self.env.now:
                self.env.do_late(sitting.begin, partial(self._sit, sitting), rank=(self.index, 0))
                return

    def _sit(self, sitting: Sitting) -> None:
        now = self.env.now
        present = self._present(now)
        ready = sum(queued <= sitting.cut_off for _, _, queued, _, _ in self.files)
        if len(present) < self.sittings.quorum or ready < self.sittings.at_least:
            self.log.sittings.append((self.index, now, now, len(present), 0, 0, ready))
        else:
            agenda = self._agenda(sitting.cut_off)
            length = self.sittings.length
            end = now + (self.sittings.per_file * len(agenda) if length is None else length)
            for visit in agenda:
                self.done_together(visit, now, end)
            for pool, member in present if end > now else ():
                if pool != self.index:
                    self._attendances[pool].call_away(member, end)
            self.log.sittings.append((self.index, now, end, len(present), 1, len(agenda), ready - len(agenda)))
        self._await_sitting()

    def _present(self, now: int) -> list[tuple[int, int]]:
        """Members on duty, by pool and number."""
        if self.sittings.seats:
            return [seat for seat in self.sittings.seats if self._attendances[seat[0]].is_present(seat[1], now)]
        members = self.plan.roster
        if members:
            return [(self.index, i) for i, member in enumerate(members) if member.presence.without_end.is_open(now)]
        return [(self.index, i) for i in range(self.plan.members)] if self.duty.is_open(now) else []

    def _agenda(self, cut_off: int) -> list[VisitEvent]:
        """The files of a sitting, in the order of the queue; the others keep their places."""
        self.raise_files(self.env.now)
        agenda: list[VisitEvent] = []
        too_late: list[WaitingFile[VisitEvent]] = []
        while self.files and (self.sittings.agenda is None or len(agenda) < self.sittings.agenda):
            entry = heappop(self.files)
            if entry[2] <= cut_off:
                agenda.append(entry[4])
            else:
                too_late.append(entry)
        for entry in too_late:
            heappush(self.files, entry)
        return agenda
