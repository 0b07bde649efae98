"""The SimPy environment of offices: what happens in which order inside one second.

The clock is whole seconds, so much can happen in one instant. This is the order, and every engine must give it:

1. FIRST. At the horizon, before all else: it is settled which applications are still to be followed.
2. EVENTS, in any order. What ends at the instant ends: work, holds, sittings, transfers, answers of systems. A member
   whose work ends is free, and the file joins its next queue. Duty and outages begin and end, absent members leave and
   return, files are handed over, applicants arrive and come back. Nobody starts anything.
3. DISPATCH, in any order of pools. Each pool that was touched gives its waiting files to its members on duty. At the
   close of the day it first turns away whoever queued in its hall before that instant. Then its members serve the hall,
   resume what was set aside, begin files on the desk, and serve the halls and desks of pools for which they stand in.
   The first in a hall is the one with the smallest (band, class, came, application), on a desk the one with the smallest
   (class, first queued, application): the class is 0, the priority or the due date by the discipline; whoever was turned
   away keeps the instant at which he first came. The member who takes it is the one with the smallest (files in hand,
   idle since, number).
   If DISPATCH makes anything happen at the same instant, a new round begins with EVENTS.
4. LATE, when nothing else is left to happen at the instant. Couriers leave, sittings are decided and teams fill their
   days: all that are due, couriers first, then by number of the pool and of the team. DISPATCH follows.
   If that makes anything happen at the same instant, a new round begins with EVENTS.

The simulation stops at the end of an instant: the last one, or the one in which nothing that counts is left to happen.

SimPy's own resources grant a request when it is made, so that ties are broken by the order in which processes happen to
resume. Here a request only touches its pool, and DISPATCH and LATE alone start work; so ties have one outcome.

This is the only module that relies on private parts of SimPy: the state of an event (`_ok`, `_value`), and how a process
is resumed (`_generator`, `_target`, `_resume`). The list of events is the module's own: SimPy's events and processes come
to it by the public `Environment.schedule`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from enum import IntEnum
from heapq import heappop, heappush
from itertools import count
from typing import Any, Protocol

import simpy
from simpy.core import EmptySchedule

ProcessSteps = Generator[simpy.Event, Any, None]
"""What a process does: a generator that yields the events for which it waits."""
BEFORE_ALL_POOLS = (-1, 0)
"""Rank of what is done first in the phase LATE."""


class Phase(IntEnum):
    """The phases of one instant, in their order; the first two are SimPy's priorities `URGENT` and `NORMAL`."""

    FIRST = 0
    """The horizon is reached."""
    EVENTS = 1
    """What ends, begins and arrives."""
    DISPATCH = 2
    """Touched pools give waiting files to members on duty."""
    LATE = 3
    """Couriers leave, sittings are decided, and teams fill their days."""


_FIRST, _EVENTS = int(Phase.FIRST), int(Phase.EVENTS)  # plain numbers are compared faster


class Dispatcher(Protocol):
    """A pool as the environment knows it."""

    touched: bool

    def dispatch(self) -> None:
        """Give waiting files to members on duty."""


class AppointedEvent(simpy.Event):
    """An event that is certain to happen, at an instant that is appointed later by `OfficeEnvironment.happen`."""

    _ok = True
    _value: Any = None

    def set_value(self, value: object) -> None:
        """Set the value that processes which wait for the event receive; it is None otherwise."""
        self._value = value


class AppointedProcess(simpy.Process):
    """A SimPy process that begins at an appointed instant, and whose end is an event only where somebody waits for it.

    This spares the two events that SimPy's processes spend on being started and on having ended. Failed events and
    interrupts are SimPy's business. The environment's `active_process` does not tell of these processes.
    """

    def __init__(self, env: OfficeEnvironment, steps: ProcessSteps, at: int) -> None:
        self.env = env
        self.callbacks = []
        self._generator = steps
        start = self._target = AppointedEvent(env)
        start.callbacks.append(self._resume)
        env.happen(start, at)

    def _resume(self, event: simpy.Event) -> None:
        """Go on, up to the next event that has to be waited for."""
        if not event._ok:
            self._resume_by_simpy(event)  # throws the exception into the generator, and takes it for defused
            return
        try:
            self._target = event = self._generator.send(event._value)
        except StopIteration as end:
            self._end(end.value)
        except Exception as exception:
            self.fail(exception)
        else:
            if event.callbacks is None:
                self._resume_by_simpy(event)  # has happened before, so there is nothing to wait for
            else:
                event.callbacks.append(self._resume)

    def _resume_by_simpy(self, event: simpy.Event) -> None:
        super()._resume(event)

    def _end(self, value: object) -> None:
        if self.callbacks:
            self.succeed(value)
        else:
            self._ok, self._value = True, value
            self.callbacks = None  # type: ignore[assignment]  # as SimPy marks what has happened


class OfficeEnvironment(simpy.Environment):
    """A SimPy environment that ends the events of each instant with the dispatch of every pool touched in it."""

    __slots__ = ("now",)  # takes the place of SimPy's property, and is read faster

    now: int
    """The present instant."""

    def __init__(self, start: int, last: int) -> None:
        super().__init__(start)
        self.now = start
        self.last = last
        """Last instant that is simulated."""
        self.touched: list[Dispatcher] = []
        """Pools whose queue, members or duty changed in this instant."""
        self.finished = False
        """Set when nothing that counts can happen any more; the instant is still completed."""
        self._number = count()
        self._agenda: list[tuple[int, int, int, simpy.Event]] = []
        """What is going to happen, as a heap: (instant, phase, order of announcement, event)."""
        self._late: list[tuple[int, tuple[int, int], int, Callable[[], None]]] = []
        """What is done in the phase LATE, as a heap: (instant, rank, order of announcement, action)."""

    def schedule(self, event: simpy.Event, priority: int = _EVENTS, delay: float = 0) -> None:
        """Let an event happen after a delay [s, whole]; SimPy's own events come this way."""
        heappush(self._agenda, (self.now + int(delay), priority, next(self._number), event))

    def happen(self, event: AppointedEvent, at: int) -> None:
        """Let an event happen at an instant."""
        heappush(self._agenda, (at, _EVENTS, next(self._number), event))

    def start(self, steps: ProcessSteps, at: int) -> AppointedProcess:
        """Start a process at an instant."""
        return AppointedProcess(self, steps, at)

    def wake(self, at: int, callback: Callable[[simpy.Event], None], phase: Phase = Phase.EVENTS) -> None:
        """Call back at an instant, in the phase EVENTS or FIRST."""
        event = AppointedEvent(self)
        event.callbacks.append(callback)
        heappush(self._agenda, (at, int(phase), next(self._number), event))

    def do_late(self, at: int, action: Callable[[], None], rank: tuple[int, int] = BEFORE_ALL_POOLS) -> None:
        """Do an action at an instant in the phase LATE; of several actions the one with the smallest rank comes first.

        The rank is the number of a pool and of a member.
        """
        heappush(self._late, (at, rank, next(self._number), action))
        self.wake(at, _nothing)  # so that the instant exists

    def peek(self) -> float:
        """Give the instant of the next event; infinity where there is none."""
        return self._agenda[0][0] if self._agenda else float("inf")

    def step(self) -> None:
        """Process the next event, and the phases after it if it was the last of its round."""
        if not self._process(once=True):
            raise EmptySchedule

    def run(self, until: Any = None) -> None:
        """Process everything up to `last`, or until the instant in which `finished` is set is over."""
        if until is not None:
            raise ValueError("an office runs to its own last instant")
        self._process(once=False)

    def _process(self, *, once: bool) -> bool:
        """Process one event or all of them; False when there is none left."""
        agenda, touched, late, last = self._agenda, self.touched, self._late, self.last
        while agenda and agenda[0][0] <= last:
            now, _, _, event = heappop(agenda)
            self.now = now
            callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]  # as SimPy marks what has happened
            for callback in callbacks:
                callback(event)
            if not event._ok and not event.defused:
                _raise(event)
            if not agenda or agenda[0][0] > now:
                while touched:  # as in _dispatch, whose call is spared for every instant
                    pool = touched.pop()
                    pool.touched = False
                    pool.dispatch()
                if late and late[0][0] <= now and (not agenda or agenda[0][0] > now):
                    while late and late[0][0] <= now:
                        heappop(late)[3]()
                    self._dispatch()
                if self.finished and (not agenda or agenda[0][0] > now):
                    return False
            if once:
                return True
        return False

    def _dispatch(self) -> None:
        touched = self.touched
        while touched:
            pool = touched.pop()
            pool.touched = False
            pool.dispatch()


def _raise(event: simpy.Event) -> None:
    """Raise the exception of an event that failed and that nobody has defused: a copy of it, as SimPy does."""
    exception: BaseException = event._value
    raise type(exception)(*exception.args) from exception


def _nothing(_: simpy.Event) -> None:
    """The event of an instant at whose end something is done."""
