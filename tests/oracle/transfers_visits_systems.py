"""What the naive simulator does away from the desk: couriers and lags, requests to systems, teams that go out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator

import numpy as np

from sim.model.capacity import Capacity
from sim.model.route import Kind
from sim.model.workload import Workload
from sim.quantities import UNSET
from tests.oracle.hours import Hours
from tests.oracle.state import File, Member


class Elsewhere(ABC):
    """Files on their way, at systems and in households; the rest of the walk says what comes next."""

    def __init__(self, workload: Workload, capacity: Capacity) -> None:
        self.workload = workload
        self.transfers, self.systems = capacity.transfers, capacity.systems
        self.queued, self.started = (np.full(len(workload.work), UNSET, dtype=np.int64) for _ in range(2))
        self.files = [File(i, int(workload.first[i])) for i in range(workload.size)]
        self.outings: list[tuple[int, ...]] = []
        self.sent_in = [Hours(way.hours) for way in self.transfers]
        self.leaves = [set(way.departures.tolist()) for way in self.transfers]
        self.up = [Hours(system.up) for system in self.systems]
        self.steps = [workload.routes[r].steps[k] for r, k in self.positions()]
        """By row: the step that is passed."""
        self.system = [step.system for step in self.steps]

    @abstractmethod
    def waiting(self, pools: list[int], kind: Kind) -> list[File]:
        """Who waits for some pools, in the order of the queue."""

    @abstractmethod
    def reach(self, f: File, now: int) -> None:
        """An application gets to a step."""

    @abstractmethod
    def over(self, f: File, now: int) -> None:
        """A step is over."""

    def positions(self) -> Iterator[tuple[int, int]]:
        """By row: the route, and the position in it of the step that is passed."""
        w = self.workload
        for number, r in enumerate(w.route.tolist()):
            for passed, row in enumerate(range(int(w.first[number]), int(w.first[number + 1]))):
                yield r, passed if w.step is None else int(w.step[row])

    def ends_at_once(self) -> bool:
        """Tell whether an answer or a way that was begun at this instant takes no time."""
        return any(f.state in ("system", "way") and f.left == 0 for f in self.files)

    def way(self, f: File) -> int:
        """The way that a file takes to another office; negative where that falls away."""
        return self.way_of(f.row)

    def way_of(self, row: int) -> int:
        """The way of a row; negative where there is none."""
        return UNSET if self.workload.transfer is None else int(self.workload.transfer[row])

    def send(self, f: File, now: int) -> None:
        """A file goes to another office: it waits for the courier, or its lag begins, or it is there already."""
        if self.way(f) < 0:
            f.row += 1
            self.reach(f, now)
            return
        self.queued[f.row], lag = now, self.transfers[self.way(f)].lag
        f.state = "outgoing" if lag is None else "way"
        if lag is not None:
            self.started[f.row], f.left = now, lag

    def leave(self, now: int) -> None:
        """The couriers who are due leave with all that is ready."""
        for f in self.files:
            if f.state == "outgoing" and now in self.leaves[self.way(f)]:
                self.started[f.row] = now
                f.state, f.left = "way", self.transfers[self.way(f)].travel

    def ask(self, number: int, now: int) -> None:
        """A system that is up begins with those who asked first, as many as it has places for."""
        if not self.up[number].is_open(now):
            return
        asking = [f for f in self.files if f.state == "asking" and self.system[f.row] == number]
        asking.sort(key=lambda f: (self.queued[f.row], f.number))
        places = self.systems[number].capacity
        if places is not None:
            places -= sum(f.state == "system" and self.system[f.row] == number for f in self.files)
        for f in asking[:places]:
            self.started[f.row] = now
            f.state, f.left = "system", int(self.workload.work[f.row])

    def go_out(self, team: Member, most: int, now: int, close: int) -> None:
        """A team fills its day: the first file with the others of its settlement, then the first of what is left."""
        places = self.workload.settlement
        files, households = self.waiting([team.pool], Kind.DESK), 0
        while files and households < most:
            place = 0 if places is None else places[files[0].number]
            here = [f for f in files if places is None or places[f.number] == place]
            for f in here[: most - households]:
                self.started[f.row] = now
                f.state, f.sits_until = "sitting", close
                households += 1
            files = [f for f in files if places is not None and places[f.number] != place]
        self.outings.append((team.pool, team.number, now, close, households))
