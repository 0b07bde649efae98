"""Steps that no member at a desk does: visits to households, transfers between offices, answers of systems."""

from __future__ import annotations

from heapq import heappop, heappush

import numpy as np

from sim.calendar.duty import intervals
from sim.engine.simpy.commission import TogetherPool
from sim.engine.simpy.environment import AppointedEvent, OfficeEnvironment
from sim.engine.simpy.general_pool import ClassOf
from sim.engine.simpy.pool import StaffPool, Visit
from sim.engine.simpy.visit_log import VisitLog
from sim.model.capacity import Pool
from sim.model.systems import SystemPlan
from sim.model.transfers import TransferPlan
from sim.quantities import DAY


class VisitingTeams(TogetherPool):
    """Teams that visit households: each fills its day when it opens, and its files are over at the close of that day.

    Days are filled when the instant is otherwise exhausted, by the teams in the order of their numbers.
    """

    def __init__(
        self,
        env: OfficeEnvironment,
        index: int,
        plan: Pool,
        log: VisitLog,
        settlement: list[int],
        class_of: ClassOf | None,
    ) -> None:
        super().__init__(env, index, plan, log, class_of)
        assert plan.visits_per_day is not None
        self.per_day = plan.visits_per_day
        self.settlement = settlement
        """By application: where its household is."""
        duties = [member.duty for member in plan.roster] or [plan.duty] * plan.members
        self.duties = [duty.without_end for duty in duties]
        for team, duty in enumerate(self.duties):
            now = env.now
            midnight = max(now // DAY * DAY, duty.start)
            under_way = (
                max(duty.interval_at(midnight)[0], midnight) < now
            )  # then its day was filled before the simulation began
            self._await_day(team, (now // DAY + 1) * DAY if under_way else now)

    def _await_day(self, team: int, since: int) -> None:
        opens, _ = self.duties[team].interval_at(since)
        if opens <= self.env.last:
            self.env.do_late(max(opens, since), lambda: self._go_out(team), rank=(self.index, team))

    def _go_out(self, team: int) -> None:
        now = self.env.now
        midnight = (now // DAY + 1) * DAY
        close = max(end for _, end in intervals(self.duties[team], now, midnight))
        files = self._fill_the_day()
        for visit in files:
            row = visit.row
            self._started[row] = now
            self.log.work_ended[row] = close
            self._finished[row] = close
            self.env.happen(visit, close)
        self.log.outings.append((self.index, team, now, close, len(files)))
        self._await_day(team, midnight)

    def _fill_the_day(self) -> list[Visit]:
        """The oldest file, the oldest others of its settlement, then those of the settlement that is next oldest."""
        waiting = [heappop(self.desk) for _ in range(len(self.desk))]
        chosen: list[tuple[int, int, int, Visit]] = []
        left = waiting
        while left and len(chosen) < self.per_day:
            here = self.settlement[left[0][2]]
            mine = [entry for entry in left if self.settlement[entry[2]] == here][: self.per_day - len(chosen)]
            chosen += mine
            taken = {entry[2] for entry in mine}
            left = [entry for entry in left if entry[2] not in taken]
        self.desk = left  # in order, so it is a heap
        return [entry[3] for entry in chosen]


class Way:
    """The way between two offices while the simulation runs."""

    def __init__(self, env: OfficeEnvironment, transfer: TransferPlan, log: VisitLog) -> None:
        self.env, self.transfer, self.log = env, transfer, log
        self.hours = transfer.hours.without_end
        self.ready: list[tuple[int, AppointedEvent]] = []
        """Files that wait for the courier: row and the event of their arrival."""
        self._leaves_at = -1

    def send(self, row: int) -> AppointedEvent:
        """Hand a file over for transfer; the event happens when it arrives."""
        env, log = self.env, self.log
        now = log.queued[row] = env.now
        arrival = AppointedEvent(env)
        if self.transfer.lag is not None:
            log.started[row] = now
            self._arrive(row, arrival, self.hours.add(now, self.transfer.lag))
            return arrival
        self.ready.append((row, arrival))
        following = int(np.searchsorted(self.transfer.departures, now, side="left"))
        if following < len(self.transfer.departures):
            leaves = int(self.transfer.departures[following])
            if leaves != self._leaves_at:
                self._leaves_at = leaves
                env.do_late(leaves, self._leave)
        return arrival

    def _leave(self) -> None:
        now = self.env.now
        self._leaves_at = -1
        for row, arrival in self.ready:
            self.log.started[row] = now
            self._arrive(row, arrival, now + self.transfer.travel)
        self.ready = []

    def _arrive(self, row: int, arrival: AppointedEvent, at: int) -> None:
        self.log.work_ended[row] = self.log.finished[row] = at
        self.env.happen(arrival, at)


class Server(StaffPool):
    """An information system: so many requests at once, in the order in which they come; an outage suspends them."""

    def __init__(self, env: OfficeEnvironment, system: SystemPlan, log: VisitLog) -> None:
        super().__init__(env, 1, system.up.without_end, log)
        self.places = system.capacity if system.capacity is not None else 1 << 62
        self.busy = 0

    def visit(self, application: int, row: int) -> Visit:
        """Send a request; the event happens with the answer."""
        visit = Visit(self, row)
        now = self._queued[row] = self.env.now
        heappush(self.put_queue, (now, application, row, visit))
        self._touch()
        return visit

    def dispatch(self) -> None:
        """Begin as many requests as there are places, unless the system is down."""
        now = self.env.now
        opens, _ = self.duty.interval_at(now)
        if now < opens:
            if self.put_queue:
                self._wake_up(opens)
            return
        while self.put_queue and self.busy < self.places:
            _, _, row, visit = heappop(self.put_queue)
            self.busy += 1
            end = self.duty.add(now, self.log.work[row])
            self._started[row] = now
            self.log.work_ended[row] = self._finished[row] = end
            self.env.happen(visit, end)

    def visit_over(self, visit: Visit) -> None:
        """The answer is there, and the place is free."""
        self.busy -= 1
        if self.put_queue:
            self._touch()
