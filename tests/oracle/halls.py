"""What the naive simulator does for those who wait at counters with an appointment, or lose their patience."""

from __future__ import annotations

import numpy as np

from sim.model.attended_hours import MOST_VISITS
from sim.model.capacity import Capacity
from sim.model.route import Kind
from sim.model.workload import Workload
from sim.quantities import UNSET
from tests.oracle.branches import Branches
from tests.oracle.hours import Hours
from tests.oracle.state import File


class Halls(Branches):
    """Appointments whose time has come, and applicants who leave the hall."""

    def __init__(self, workload: Workload, capacity: Capacity) -> None:
        super().__init__(workload, capacity)
        self.pools = capacity.pools
        self.duty = [Hours(pool.duty) for pool in self.pools]
        self.counter = [self.at_the_counter(pool) for pool in range(len(self.pools))]
        self.grace = [0 if pool.slots is None else pool.slots.grace for pool in capacity.pools]
        self.visit = np.ones(len(workload.work), dtype=np.int64)
        self.earlier: list[tuple[int, ...]] = []
        self.given_up: dict[int, int] = {}
        """By row: how often its applicant has left the hall by himself."""

    def at_the_counter(self, pool: int) -> Hours:
        """When somebody of a pool is on duty while its counter is open."""
        counter, on_duty = self.pools[pool].counter, self.duty[pool]
        return on_duty if counter is None else on_duty.within(Hours(counter))

    def leave_the_halls(self, now: int) -> None:
        """Those leave who have lost their patience, and then those whose hall closes for the day."""
        for f in self.in_halls():
            if self.leaves_at(f) == now:
                self.give_up(f, now)
        for f in self.in_halls():
            if self.queued[f.row] < now and self.counter[self.workload.pool[f.row]].is_last_close(now):
                if self.visit[f.row] >= MOST_VISITS:
                    self.stay_away(f, now)
                else:
                    self.leave_without_service(f, now)
                    f.state = "away"

    def in_halls(self) -> list[File]:
        """All who wait at counters."""
        return [f for f in self.files if f.state == "waiting" and self.kind[f.row] is Kind.COUNTER]

    def visit_of(self, f: File) -> tuple[int, int]:
        """Row and number of the visit that a file makes."""
        return f.row, int(self.visit[f.row])

    def slot_of(self, f: File, now: int) -> int:
        """The slot of an applicant who is in the hall for the first time and not too late for it; UNSET for others."""
        if self.workload.appointment is None or f.row != self.workload.first[f.number] or self.visit[f.row] > 1:
            return UNSET
        slot = int(self.workload.appointment[f.number])
        in_time = now <= slot + self.grace[self.workload.pool[f.row]]
        return slot if slot != UNSET and in_time else UNSET

    def leaves_at(self, f: File) -> int:
        """When an applicant who waits in the hall will have lost his patience; UNSET for never."""
        patience = UNSET if self.workload.patience is None else int(self.workload.patience[f.row])
        return UNSET if patience == UNSET else int(self.queued[f.row]) + patience

    def leave_without_service(self, f: File, now: int) -> None:
        """The visit of an applicant ends, who has not been served in it; he has not been received by it."""
        self.earlier.append((*self.visit_of(f), int(self.queued[f.row]), UNSET, now, UNSET, UNSET, 0))
        self.visit[f.row] += 1
        self.queued[f.row] = UNSET
        if f.row == self.receipt[f.number]:
            self.received[f.number] = UNSET

    def give_up(self, f: File, now: int) -> None:
        """An applicant has lost his patience: he comes back after a while, or never."""
        times = self.given_up[f.row] = self.given_up.get(f.row, 0) + 1
        table = self.workload.returns_after
        after = UNSET if table is None or times > table.shape[1] else int(table[f.row, times - 1])
        if after != UNSET:
            self.leave_without_service(f, now)
            f.state, f.back = "out", now + after
            self.appointments.add(f.back)
            return
        self.stay_away(f, now)

    def stay_away(self, f: File, now: int) -> None:
        """An applicant leaves the hall for good."""
        self.finished[f.row], f.state = now, "ended"
        if f.row == self.receipt[f.number]:
            self.received[f.number] = UNSET
