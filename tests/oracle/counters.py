"""What the naive simulator does at counters: who is let in, who is turned away, and how one stay has several steps."""

from __future__ import annotations

from abc import abstractmethod

from sim.model.route import Kind
from tests.oracle.halls import Halls
from tests.oracle.state import File, Member


class AtCounters(Halls):
    """Applicants at counters; the rest of the walk says who serves them."""

    @abstractmethod
    def queue(self, f: File, now: int) -> None:
        """An application joins the queue of a pool."""

    @abstractmethod
    def begin_row(self, m: Member, f: File, now: int) -> None:
        """The work on a row begins, at the pace that its member has then."""

    def come(self, f: File, now: int) -> None:
        """An application is there for a step of a pool; at a counter where nobody comes any more today it goes away again."""
        f.place = now
        if self.kind[f.row] is Kind.COUNTER and not self.counter[self.workload.pool[f.row]].comes_on_this_day(now):
            f.state = "away"
        else:
            self.queue(f, now)

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
