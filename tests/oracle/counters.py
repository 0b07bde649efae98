"""What the naive simulator does at counters: who is let in, who is turned away, and how one stay has several steps."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np

from sim.model.capacity import Capacity
from sim.model.route import Kind
from sim.model.workload import Workload
from sim.quantities import UNSET
from tests.oracle.branches import Branches
from tests.oracle.hours import Hours
from tests.oracle.state import File, Member


class AtCounters(Branches):
    """Applicants at counters; the rest of the walk says who serves them."""

    def __init__(self, workload: Workload, capacity: Capacity) -> None:
        super().__init__(workload, capacity)
        self.pools = capacity.pools
        self.duty = [Hours(pool.duty) for pool in self.pools]
        self.counter = [self.at_the_counter(pool) for pool in range(len(self.pools))]
        """By pool: when its hall is served."""
        self.visit = np.ones(len(workload.work), dtype=np.int64)
        self.earlier: list[tuple[int, ...]] = []

    @abstractmethod
    def queue(self, f: File, now: int) -> None:
        """An application joins the queue of a pool."""

    @abstractmethod
    def begin_row(self, m: Member, f: File, now: int) -> None:
        """The work on a row begins, at the pace that its member has then."""

    @abstractmethod
    def visit_of(self, f: File) -> tuple[int, int]:
        """Row and number of the visit that a file makes."""

    def at_the_counter(self, pool: int) -> Hours:
        """When somebody of a pool is on duty while its counter is open."""
        counter, on_duty = self.pools[pool].counter, self.duty[pool]
        return on_duty if counter is None else on_duty.within(Hours(counter))

    def come(self, f: File, now: int) -> None:
        """An application is there for a step of a pool; at a counter where nobody comes any more today it goes away again."""
        f.place = now
        if self.kind[f.row] is Kind.COUNTER and not self.counter[self.workload.pool[f.row]].comes_on_this_day(now):
            f.state = "away"
        else:
            self.queue(f, now)

    def turn_away(self, now: int) -> None:
        """Where the counter closes for the day, those who came before go away and come back when somebody is there."""
        for pool in range(len(self.pools)):
            if self.counter[pool].is_last_close(now):
                for f in [f for f in self.waiting([pool], Kind.COUNTER) if self.queued[f.row] < now]:
                    self.earlier.append((*self.visit_of(f), int(self.queued[f.row]), UNSET, now, UNSET, UNSET, 0))
                    self.visit[f.row] += 1
                    self.queued[f.row] = UNSET
                    if f.row == self.receipt[f.number]:
                        self.received[f.number] = UNSET
                    f.state = "away"

    def received_now(self, pools: list[int], now: int) -> list[File]:
        """Who waits in the halls of those pools whose counter is open, in the order of the hall."""
        return self.waiting([pool for pool in pools if self.counter[pool].is_open(now)], Kind.COUNTER)

    def goes_on_at_the_counter(self, f: File, now: int) -> bool:
        """Whoever is done at a counter, and not held there, does the next thing at the same one in the same stay."""
        following = f.row + 1
        end = int(self.workload.first[f.number + 1])
        while following < end and self.kind[following] is Kind.TRANSFER and self.way_of(following) < 0:
            following += 1
        both = self.kind[f.row] is Kind.COUNTER and following < end and self.kind[following] is Kind.COUNTER
        if not both or self.workload.pool[f.row] != self.workload.pool[following] or self.workload.hold[f.row]:
            return False
        if self.steps[f.row].same_member != self.steps[following].same_member:
            return False
        m = f.member
        assert m is not None
        self.finished[f.row] = self.queued[following] = now
        f.row, f.to_do = following, int(self.workload.work[following])
        self.begin_row(m, f, now)
        return True
