"""Staffed pools as SimPy resources, and the environment that lets them decide at the end of every instant.

SimPy's own resources grant a request the moment it is made, in the order in which processes happen to resume. Here
nothing is granted on request: an instant first takes all its events, then each touched pool gives its waiting files to
its members, by an order over model quantities only. So ties within one second have one outcome (section 9 of the model).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from enum import IntEnum
from heapq import heappop, heappush
from typing import Any

import simpy
from simpy.core import EmptySchedule
from simpy.resources.base import BaseResource

from sim.calendars import WorkingTime

SERVED = "served"
TURNED_AWAY = "turned away"
_NEWCOMER = 1 << 62
_NEVER = -(1 << 62)


class OfficeEnvironment(simpy.Environment):
    """A SimPy environment that ends each instant with the dispatch of every pool that was touched in it."""

    def __init__(self, start: int, last: int) -> None:
        super().__init__(start)
        self.last = last
        """Last instant that is simulated."""
        self.touched: list[StaffPool] = []
        """Pools whose queue, members or duty changed in this instant."""
        self.finished = False
        """Set when nothing that counts can happen any more; the instant is still completed."""

    def schedule_at(self, event: simpy.Event, at: int) -> None:
        """Let an event happen at an instant."""
        heappush(self._queue, (at, 1, next(self._eid), event))

    def wake(self, at: int, callback: Callable[[simpy.Event], None]) -> None:
        """Call back at an instant."""
        event = simpy.Event(self)
        event._ok, event._value = True, None
        event.callbacks.append(callback)
        self.schedule_at(event, at)

    def step(self) -> None:
        """Process the next event; when it was the last of its instant, dispatch the touched pools."""
        queue = self._queue
        if not queue or queue[0][0] > self.last:
            raise EmptySchedule
        now, _, _, event = heappop(queue)
        self._now = now
        callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]  # as simpy marks it processed
        for callback in callbacks:
            callback(event)
        if not event._ok:
            raise event._value
        if not queue or queue[0][0] > now:
            while self.touched:
                pools, self.touched = self.touched, []
                for pool in pools:
                    pool.touched = False
                    pool.dispatch()
            if self.finished and (not queue or queue[0][0] > now):
                raise EmptySchedule


class Visit(simpy.Event):
    """One application's visit to a step: the event that its process waits for."""

    _ok = True
    _value = SERVED
    counter = False
    """True for an applicant at the counter, False for a file on a desk."""
    rank = _NEWCOMER
    """Place among those who were turned away together; newcomers stand behind them."""
    remaining = 0
    """Work still to be done [s]."""
    spell_from = 0
    """When the present spell of work began [instant]."""
    member: Member | None = None
    """Who serves it, where files are held or set aside."""

    def __init__(self, pool: StaffPool, row: int) -> None:
        self.env = pool.env
        self.callbacks = [pool.visit_over]
        self.row = row


class StaffPool(BaseResource):
    """The members of one role in one office and their pile of files; a SimPy resource whose members keep hours.

    `visit` is the request: the event that it returns happens when the step is over. `put_queue` holds the files that
    wait. In a pool of this class each member has at most one file; holds and the counter are the subclass's.
    """

    def __init__(self, env: OfficeEnvironment, members: int, duty: WorkingTime, log: VisitLog) -> None:
        super().__init__(env, members)
        self.env = env
        self.duty = duty
        self.log = log
        self.touched = False
        self.free: list[tuple[int, ...]] = self._all_free()
        """Members without work, as a heap of keys by which they are chosen."""
        self._opens, self._closes = duty.interval_at(env.now)
        self._wake_at = _NEVER

    def _all_free(self) -> list[tuple[int, ...]]:
        return [(_NEVER, number) for number in range(int(self.capacity))]

    def visit(self, application: int, row: int) -> Visit:
        """Lay a file on the pool's pile; the event happens when the step is over."""
        visit = Visit(self, row)
        now = self.env._now
        self.log.queued[row] = now
        heappush(self.put_queue, (now, application, row, visit))
        # Where nobody is free, whoever becomes free will touch the pool.
        if self.free and not self.touched:
            self.touched = True
            self.env.touched.append(self)
        return visit

    def dispatch(self) -> None:
        """Give waiting files to members on duty: the oldest file to the member who has been idle longest."""
        now = self.env._now
        if now >= self._closes:
            self._opens, self._closes = self.duty.interval_at(now)
        if now < self._opens:
            self._wake_up(self._opens)
            return
        env, log, queue, free = self.env, self.log, self.put_queue, self.free
        while queue and free:
            number = heappop(free)[1]
            row, visit = heappop(queue)[2:]
            end = now + log.work[row]
            if end > self._closes:
                end = self.duty.add(now, log.work[row])
            log.started[row] = now
            log.finished[row] = end
            log.member[row] = number
            heappush(env._queue, (end, 1, next(env._eid), visit))

    def visit_over(self, visit: Visit) -> None:
        """The step is over: its member is free."""
        heappush(self.free, (self.env._now, self.log.member[visit.row]))
        if self.put_queue and not self.touched:
            self.touched = True
            self.env.touched.append(self)

    def _wake_up(self, at: int) -> None:
        if self._wake_at != at:
            self._wake_at = at
            self.env.wake(at, self._touch)

    def _touch(self, _: Any = None) -> None:
        if not self.touched:
            self.touched = True
            self.env.touched.append(self)


class State(IntEnum):
    """What a member is doing."""

    FREE = 0
    """Nothing, and no file of his is set aside."""
    ASIDE = 1
    """Nothing, but a desk file of his is set aside."""
    DESK = 2
    """Desk work that may be set aside."""
    BUSY = 3
    """Work that is not interrupted."""


class Member:
    """One member of a pool: what he is doing and how many files lie with him."""

    __slots__ = ("aside", "idle_since", "in_hand", "number", "stamp", "state", "visit")

    def __init__(self, number: int) -> None:
        self.number = number
        self.state = State.FREE
        self.in_hand = 0
        """Files in hand: at work, held or set aside."""
        self.idle_since = _NEVER
        """When he last came to be without work; keeps its value while he works."""
        self.visit: Visit | None = None
        """The visit he works on."""
        self.aside: Visit | None = None
        """The desk file that he will resume before anything new."""
        self.stamp = 0
        """Grows whenever a completion that was announced is not final any more."""


class HallPool(StaffPool):
    """A pool whose members have a counter, or hold several files: the general case of the model's section 3.

    `hall` holds the applicants at the counter. They go before files, and desk work in hand is set aside for them.
    """

    def __init__(
        self,
        env: OfficeEnvironment,
        members: int,
        duty: WorkingTime,
        log: VisitLog,
        office_hours: WorkingTime,
        *,
        sets_aside: bool,
    ) -> None:
        super().__init__(env, members, duty, log)
        self.office_hours = office_hours
        """Hours in which a file that a member holds gets older."""
        self.sets_aside = sets_aside
        """True where desk work gives way to the counter."""
        self.members = [Member(i) for i in range(members)]
        self.hall: list[tuple[int, int, int, Visit]] = []
        """Applicants at the counter: (queued, rank, application, visit)."""
        self._by_state: tuple[list[tuple[int, ...]], ...] = (self.free, [], [])
        """Members that are free, have a file set aside, or are at the desk: (files in hand, idle since, number)."""
        self._close_at = _NEVER

    def _all_free(self) -> list[tuple[int, ...]]:
        return [(0, _NEVER, number) for number in range(int(self.capacity))]

    def stand_in_line(self, application: int, row: int, rank: int = _NEWCOMER) -> Visit:
        """Queue in the hall; the event happens when the applicant has been served, or is turned away."""
        visit = Visit(self, row)
        visit.counter, visit.rank = True, rank
        now = self.env._now
        self.log.queued[row] = now
        heappush(self.hall, (now, rank, application, visit))
        self._watch_the_close(now)
        self._touch()
        return visit

    def dispatch(self) -> None:
        """Give waiting files to members on duty: first the counter, then what was set aside, then the desk."""
        now = self.env._now
        if now >= self._closes:
            self._opens, self._closes = self.duty.interval_at(now)
        if now < self._opens:
            if now == self._close_at:
                self._turn_away(now)
            if self.hall or self.put_queue or self._by_state[State.ASIDE]:
                self._wake_up(self._opens)
            return
        if self.hall:
            self._serve_the_hall(now)
        while (member := self._pop(State.ASIDE)) is not None:
            self._resume(member, now)
        while self.put_queue and (member := self._pop(State.FREE)) is not None:
            self._begin(member, heappop(self.put_queue)[3], now)

    def visit_over(self, visit: Visit) -> None:
        """The step is over: its file leaves the member's hands."""
        member = visit.member
        if member is None:
            return  # turned away
        member.in_hand -= 1
        if member.visit is visit:
            self._put_down(member)
        elif member.state is not State.BUSY:
            heappush(self._by_state[member.state], (member.in_hand, member.idle_since, member.number))
            self._touch()

    # What follows is one level below: how a member takes up, sets aside and puts down a file.

    def _begin(self, member: Member, visit: Visit, now: int) -> None:
        log, row = self.log, visit.row
        log.started[row] = now
        log.member[row] = member.number
        visit.member, member.visit = member, visit
        member.in_hand += 1
        work = log.work[row]
        if visit.counter:
            member.state = State.BUSY
            end = now + work  # a service begun is not interrupted
        else:
            if self.sets_aside:
                visit.remaining = work
                self._at_the_desk(member, visit, now)
                return
            member.state = State.BUSY
            end = now + work
            if end > self._closes:
                end = self.duty.add(now, work)
        log.work_ended[row] = end
        if log.hold[row]:
            self.env.wake(end, lambda _: self._hold(member, visit))
        else:
            log.finished[row] = end
            self.env.schedule_at(visit, end)

    def _hold(self, member: Member, visit: Visit) -> None:
        """The work is done; the file goes on lying with the member while the office is open."""
        end = self.office_hours.add(self.env._now, self.log.hold[visit.row])
        self.log.finished[visit.row] = end
        self.env.schedule_at(visit, end)
        self._put_down(member)

    def _put_down(self, member: Member) -> None:
        """The member is without work from now on."""
        now = self.env._now
        member.visit = None
        member.idle_since = now
        state = member.state = State.FREE if member.aside is None else State.ASIDE
        heappush(self._by_state[state], (member.in_hand, now, member.number))
        self._touch()

    def _serve_the_hall(self, now: int) -> None:
        while self.hall:
            member = self._next_for_the_hall()
            if member is None:
                return
            if member.state is State.DESK:
                self._set_aside(member, now)
            self._begin(member, heappop(self.hall)[3], now)

    def _next_for_the_hall(self) -> Member | None:
        """A member without work, by (files in hand, idle since, number); else one whose desk work is set aside."""
        free, aside = self._peek(State.FREE), self._peek(State.ASIDE)
        if free is not None and (aside is None or free < aside):
            return self._pop(State.FREE)
        return self._pop(State.ASIDE) if aside is not None else self._pop(State.DESK)

    def _set_aside(self, member: Member, now: int) -> None:
        visit = member.visit
        assert visit is not None
        member.stamp += 1
        visit.remaining -= self.duty.elapsed(visit.spell_from, now)
        self.log.spells.append((visit.row, member.number, visit.spell_from, now))
        self.log.work_ended[visit.row] = -1
        member.aside, member.visit = visit, None

    def _resume(self, member: Member, now: int) -> None:
        visit = member.aside
        assert visit is not None
        member.aside, member.visit = None, visit
        self._at_the_desk(member, visit, now)

    def _at_the_desk(self, member: Member, visit: Visit, now: int) -> None:
        """Desk work that may be set aside: its end is announced with a stamp, and only final if that still holds."""
        member.state = State.DESK
        heappush(self._by_state[State.DESK], (member.in_hand, member.idle_since, member.number))
        visit.spell_from = now
        stamp = member.stamp
        end = self.duty.add(now, visit.remaining)
        self.log.work_ended[visit.row] = end
        self.env.wake(end, lambda _: self._desk_work_done(member, visit, stamp))

    def _desk_work_done(self, member: Member, visit: Visit, stamp: int) -> None:
        if member.stamp != stamp:
            return
        member.stamp += 1
        now = self.env._now
        if visit.remaining != self.log.work[visit.row]:
            self.log.spells.append((visit.row, member.number, visit.spell_from, now))
        if self.log.hold[visit.row]:
            self._hold(member, visit)
        else:
            self.log.finished[visit.row] = now
            self.env.schedule_at(visit, now)

    def _peek(self, state: State) -> tuple[int, int, int] | None:
        """The first member in a state by (files in hand, idle since, number); outdated entries are dropped."""
        heap = self._by_state[state]
        while heap:
            in_hand, idle_since, number = heap[0]
            member = self.members[number]
            if member.state is state and member.in_hand == in_hand and member.idle_since == idle_since:
                return heap[0]
            heappop(heap)
        return None

    def _pop(self, state: State) -> Member | None:
        key = self._peek(state)
        if key is None:
            return None
        heappop(self._by_state[state])
        return self.members[key[2]]

    def _watch_the_close(self, now: int) -> None:
        close = self.duty.day_close(now)
        if close is not None and close > now and close != self._close_at:
            self._close_at = close
            self.env.wake(close, self._touch)

    def _turn_away(self, now: int) -> None:
        """Whoever queued before the close and is not served by it leaves, and comes back in the old order."""
        leaving, staying = [], []
        while self.hall:
            entry = heappop(self.hall)
            (leaving if entry[0] < now else staying).append(entry)
        self.hall = staying
        for rank, (queued, _, _, visit) in enumerate(leaving):
            row = visit.row
            self.log.turned_away.append((row, self.log.visit[row], queued, now))
            self.log.visit[row] += 1
            self.log.queued[row] = -1
            visit.rank = rank
            visit._value = TURNED_AWAY
            self.env.schedule_at(visit, now)


class VisitLog:
    """The columns that pools write while the simulation runs, over the rows of the workload."""

    __slots__ = (
        "finished", "hold", "member", "queued", "spells", "started", "turned_away", "visit", "work", "work_ended",
    )  # fmt: skip

    def __init__(self, work: list[int], hold: list[int]) -> None:
        self.work, self.hold = work, hold
        rows = len(work)
        self.queued, self.started, self.work_ended, self.finished, self.member = (
            array("q", [-1]) * rows for _ in range(5)
        )
        self.visit = array("q", [1]) * rows
        self.turned_away: list[tuple[int, int, int, int]] = []
        """Row, visit, queued, closed."""
        self.spells: list[tuple[int, int, int, int]] = []
        """Row, member, from, to."""
