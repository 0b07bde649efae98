"""Teams that visit households: each fills its day when it opens, and its files have been visited at the close of that day."""

from __future__ import annotations

from functools import partial
from heapq import heappop

from sim.calendar.duty import Duty, intervals
from sim.calendar.working_time import WorkingTime
from sim.engine.simpy.environment import OfficeEnvironment
from sim.engine.simpy.pool import VisitEvent
from sim.engine.simpy.queue_order import PoolOrder, WaitingFile
from sim.engine.simpy.together_pool import TogetherPool
from sim.engine.simpy.visit_log import VisitLog
from sim.model.capacity import Pool
from sim.quantities import DAY


class VisitingTeams(TogetherPool):
    """A pool of teams that visit households.

    Days are filled when the instant is otherwise exhausted, by the teams in the order of their numbers.
    """

    def __init__(
        self,
        env: OfficeEnvironment,
        index: int,
        plan: Pool,
        log: VisitLog,
        order: PoolOrder,
        office_hours: WorkingTime,
        settlement: list[int],
    ) -> None:
        super().__init__(env, index, plan, log, order, office_hours)
        assert plan.visits_per_day is not None
        self.per_day = plan.visits_per_day
        self.settlement = settlement
        """By application: where its household is."""
        duties = [member.duty for member in plan.roster] or [plan.duty] * plan.members
        self.duties = [duty.without_end for duty in duties]
        for team, duty in enumerate(self.duties):
            self._await_day(team, self._first_day_from(duty))

    def _first_day_from(self, duty: Duty) -> int:
        """From when on a team fills a day; one that is under way was filled before the simulation began [instant]."""
        now = self.env.now
        midnight = max(now // DAY * DAY, duty.start)
        under_way = max(duty.interval_at(midnight)[0], midnight) < now
        return (now // DAY + 1) * DAY if under_way else now

    def _await_day(self, team: int, since: int) -> None:
        opens, _ = self.duties[team].interval_at(since)
        if opens <= self.env.last:
            self.env.do_late(max(opens, since), partial(self._go_out, team), rank=(self.index, team))

    def _go_out(self, team: int) -> None:
        now = self.env.now
        midnight = (now // DAY + 1) * DAY
        close = max(end for _, end in intervals(self.duties[team], now, midnight))
        visits = self._fill_the_day()
        for visit in visits:
            self.done_together(visit, now, close)
        self.log.outings.append((self.index, team, now, close, len(visits)))
        self._await_day(team, midnight)

    def _fill_the_day(self) -> list[VisitEvent]:
        """The oldest file, the oldest others of its settlement, then those of the settlement that is next oldest."""
        self.raise_files(self.env.now)
        waiting = [heappop(self.files) for _ in range(len(self.files))]
        chosen: list[WaitingFile[VisitEvent]] = []
        while waiting and len(chosen) < self.per_day:
            settlement = self.settlement[waiting[0][3]]
            neighbours = [entry for entry in waiting if self.settlement[entry[3]] == settlement]
            neighbours = neighbours[: self.per_day - len(chosen)]
            chosen += neighbours
            taken = {entry[3] for entry in neighbours}
            waiting = [entry for entry in waiting if entry[3] not in taken]
        self.files = waiting  # in order, so it is a heap
        return [entry[4] for entry in chosen]
