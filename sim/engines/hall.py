"""The general pool: a hall with a counter, files that are held, and desk work that is set aside."""

from __future__ import annotations

from enum import IntEnum
from heapq import heappop, heappush

from sim.calendars import WorkingTime
from sim.engines.environment import OfficeEnvironment, VisitLog
from sim.engines.pool import NEVER, NEWCOMER, TURNED_AWAY, StaffPool, Visit


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
        self.idle_since = NEVER
        """When his last piece of work ended, at the desk or at the counter; keeps its value while he works."""
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
        self._closings: set[int] = set()
        """Instants at which the hall is emptied, as far as somebody has come for whom they matter."""

    def _all_free(self) -> list[tuple[int, ...]]:
        return [(0, NEVER, number) for number in range(int(self.capacity))]

    def stand_in_line(self, application: int, row: int, rank: int = NEWCOMER) -> Visit:
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
            if now in self._closings:
                self._closings.discard(now)
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

    def note_unfinished(self) -> None:
        """At the end of the observation: note the parts of set-aside work that are still under way, without an end."""
        for member in self.members:
            visit = member.visit
            if visit is not None and member.state is State.DESK and visit.remaining != self.log.work[visit.row]:
                self.log.spells.append((visit.row, member.number, visit.spell_from, -1))

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

    def _peek(self, state: State) -> tuple[int, ...] | None:
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
        """See to it that the pool decides when it next closes for the day."""
        close = self.duty.next_day_close(now)
        if close is not None and close not in self._closings:
            self._closings.add(close)
            self.env.wake(close, self._touch)

    def _turn_away(self, now: int) -> None:
        """Whoever queued before the close and is not served by it leaves, and comes back in the old order."""
        leaving: list[tuple[int, int, int, Visit]] = []
        staying: list[tuple[int, int, int, Visit]] = []
        while self.hall:
            entry = heappop(self.hall)
            (leaving if entry[0] < now else staying).append(entry)
        self.hall = staying
        if staying:
            self._watch_the_close(now)
        for rank, (queued, _, _, visit) in enumerate(leaving):
            row = visit.row
            self.log.turned_away.append((row, self.log.visit[row], queued, now))
            self.log.visit[row] += 1
            self.log.queued[row] = -1
            visit.rank = rank
            visit._value = TURNED_AWAY
            self.env.schedule_at(visit, now)
