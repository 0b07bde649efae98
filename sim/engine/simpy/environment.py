"""The environment in which pools decide at the end of every instant, and the log that they write.

SimPy's own resources grant a request the moment it is made, in the order in which processes happen to resume. Here
nothing is granted on request: an instant first takes all its events, then each touched pool gives its waiting files to
its members, by an order over model quantities only. So ties within one second have one outcome (section 9 of the model).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any, Protocol

import simpy
from simpy.core import EmptySchedule

from sim.quantities import Instants


class Dispatcher(Protocol):
    """What an instant ends with: a pool that gives its waiting files to its members."""

    touched: bool

    def dispatch(self) -> None:
        """Give waiting files to members on duty."""


class OfficeEnvironment(simpy.Environment):
    """A SimPy environment that ends each instant with the dispatch of every pool that was touched in it."""

    _now: int
    _queue: list[tuple[int, int, int, simpy.Event]]  # type: ignore[assignment]  # the clock is whole seconds here

    def __init__(self, start: int, last: int) -> None:
        super().__init__(start)
        self.last = last
        """Last instant that is simulated."""
        self._late: list[tuple[int, tuple[int, int], int, Callable[[], None]]] = []
        """What is done when an instant is otherwise exhausted: (instant, rank, order of announcement, deed)."""
        self.touched: list[Dispatcher] = []
        """Pools whose queue, members or duty changed in this instant."""
        self.finished = False
        """Set when nothing that counts can happen any more; the instant is still completed."""

    @property
    def now(self) -> int:
        """The present instant."""
        return self._now

    def schedule_at(self, event: simpy.Event, at: int) -> None:
        """Let an event happen at an instant."""
        heappush(self._queue, (at, 1, next(self._eid), event))

    def wake(self, at: int, callback: Callable[[simpy.Event], None], *, first: bool = False) -> None:
        """Call back at an instant; `first` of all that happens in it."""
        event = simpy.Event(self)
        event._ok, event._value = True, None
        event.callbacks.append(callback)
        heappush(self._queue, (at, 0 if first else 1, next(self._eid), event))

    def at_the_end_of(self, at: int, deed: Callable[[], None], rank: tuple[int, int] = (-1, 0)) -> None:
        """Do something when an instant is otherwise exhausted: after its events, and after all that they let begin.

        Of several deeds of one instant the one with the smallest rank, pool and member, is done first; couriers have none
        and go before them.
        """
        heappush(self._late, (at, rank, next(self._eid), deed))
        self.wake(at, _nothing)

    def step(self) -> None:
        """Process the next event, and the dispatch if it was the last of its instant."""
        if not self._process(once=True):
            raise EmptySchedule

    def run(self, until: Any = None) -> None:
        """Process everything up to `last`, or until the instant in which `finished` is set is over."""
        if until is not None:
            raise ValueError("an office runs to its own last instant")
        self._process(once=False)

    def _process(self, *, once: bool) -> bool:
        """Process one event or all of them; False when there is none left."""
        queue, touched, last = self._queue, self.touched, self.last
        while queue and queue[0][0] <= last:
            now, _, _, event = heappop(queue)
            self._now = now
            callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]  # as simpy marks it processed
            for callback in callbacks:
                callback(event)
            if not event._ok:
                raise event._value
            if not queue or queue[0][0] > now:
                while touched:
                    pool = touched.pop()
                    pool.touched = False
                    pool.dispatch()
                late = self._late
                if late and late[0][0] <= now and (not queue or queue[0][0] > now):
                    while late and late[0][0] <= now:
                        heappop(late)[3]()
                    while touched:
                        pool = touched.pop()
                        pool.touched = False
                        pool.dispatch()
                if self.finished and (not queue or queue[0][0] > now):
                    return False
            if once:
                return True
        return False


def _nothing(_: simpy.Event) -> None:
    """The event of an instant at whose end something is done."""


class VisitLog:
    """The columns that pools write while the simulation runs, over the rows of the workload."""

    __slots__ = (
        "earlier", "finished", "first_queued", "hold", "member", "outings", "queued", "served_by", "sittings", "spells", "started",
        "visit",
        "work", "work_ended",
    )  # fmt: skip

    def __init__(self, work: Instants, hold: Instants) -> None:
        # Arrays of the standard library are faster than numpy's one element at a time, and smaller than lists.
        self.work, self.hold = (array("q", durations.tobytes()) for durations in (work, hold))
        rows = len(work)
        self.queued, self.started, self.work_ended, self.finished, self.member = (
            array("q", [-1]) * rows for _ in range(5)
        )
        self.visit = array("q", [1]) * rows
        self.served_by: dict[int, int] = {}
        """By row of a step that somebody of another pool did: that pool."""
        self.first_queued: dict[int, int] = {}
        """By row of a file that was handed over: when its first visit began to queue."""
        self.earlier: list[tuple[int, ...]] = []
        """Visits before the last one: row, visit, queued, started, ended, served by, member, work done."""
        self.sittings: list[tuple[int, ...]] = []
        """Pool, begin, end, present, held, files, carried over."""
        self.outings: list[tuple[int, ...]] = []
        """Days of visits: pool, team, opening, close, households."""
        self.spells: list[tuple[int, ...]] = []
        """Row, visit, member, from, to."""

    def end_visit(self, row: int, now: int, served_by: int = -1, member: int = -1, done: int = 0) -> None:
        """Note a visit that ends before the step is over, and let the next one begin."""
        self.earlier.append((row, self.visit[row], self.queued[row], self.started[row], now, served_by, member, done))
        self.visit[row] += 1
        self.started[row] = self.member[row] = self.work_ended[row] = -1
        self.served_by.pop(row, None)
