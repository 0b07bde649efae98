"""The general pool: a hall with a counter, files that are held, members with absences, caseloads and stand-ins."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from functools import partial
from heapq import heappop, heappush

import simpy

from sim.calendar.duty import Absence
from sim.calendar.working_time import WorkingTime
from sim.engine.simpy.environment import OfficeEnvironment
from sim.engine.simpy.members import MemberAtWork, Roster, State
from sim.engine.simpy.pool import NEWCOMER, TURNED_AWAY, StaffPool, Visit
from sim.engine.simpy.visit_log import VisitLog
from sim.model.capacity import Pool

ClassOf = Callable[[int, int, int], int]
"""The class of an application at a row that queues at an instant: what is smaller goes first."""
_NO_BOUND = 1 << 62


class GeneralPool(StaffPool):
    """A pool by all the rules of section 3 of the model.

    `hall` holds the applicants at the counter. They go before files, and desk work in hand is set aside for them. On
    days on which nobody of the pool is on duty the members of another pool take its files after their own.
    """

    def __init__(
        self,
        env: OfficeEnvironment,
        index: int,
        plan: Pool,
        log: VisitLog,
        office_hours: WorkingTime,
        class_of: ClassOf | None,
        *,
        sets_aside: bool,
    ) -> None:
        super().__init__(env, plan.members, plan.duty.without_end, log)
        self.index = index
        """Position in `Capacity.pools`."""
        self.office_hours = office_hours
        """Hours in which a file that a member holds gets older."""
        self.class_of = class_of
        """None where files are taken as they came."""
        self.has_seats = False
        """True where members have seats in a commission and may be called away from their desks."""
        self.sets_aside = sets_aside
        """True where desk work gives way to the counter."""
        self.caseload = plan.caseload or _NO_BOUND
        self.hall: list[tuple[int, int, int, int, Visit]] = []
        """Applicants at the counter: (class, queued, rank, application, visit)."""
        self.desk: list[tuple[int, int, int, Visit]] = []
        """Files that wait: (class, queued first, application, visit)."""
        self.covers = plan.covers
        self._cover_starts = [cover.start for cover in plan.covers]
        self.pools: list[StaffPool] = []
        """All pools, once they are there."""
        self.stands_in_for: list[GeneralPool] = []
        """Pools whose files these members take on days without anybody of their own."""
        self._closings: set[int] = set()
        """Instants at which the hall is emptied, as far as somebody has come for whom they matter."""
        self.roster = Roster(self, plan, env.now)
        for member in self.roster.members:
            self._await_absence(member)

    def visit(self, application: int, row: int) -> Visit:
        """Lay a file on the pool's pile; the event happens when the step is over."""
        visit = Visit(self, row)
        now = self._queued[row] = self.env.now
        visit.remaining = visit.begun_with = self.log.work[row]
        visit.place = (self._class(application, row, now), now, application)
        heappush(self.desk, (*visit.place, visit))
        self._touch()
        return visit

    def stand_in_line(self, application: int, row: int, rank: int = NEWCOMER) -> Visit:
        """Queue in the hall; the event happens when the applicant has been served, or is turned away."""
        visit = Visit(self, row)
        visit.counter, visit.rank = True, rank
        now = self.env.now
        self.log.queued[row] = now
        heappush(self.hall, (self._class(application, row, now), now, rank, application, visit))
        self._watch_the_close(now)
        self._touch()
        return visit

    def dispatch(self) -> None:
        """Give waiting files to members on duty: the counter, what was set aside, the desk, then others' files."""
        now = self.env.now
        if now in self._closings:
            self._closings.discard(now)
            self._turn_away(now)
        roster = self.roster
        while self.hall and (member := self._next_for_the_hall(now)) is not None:
            if member.state is State.DESK:
                self._set_aside(member, now)
            self._begin(member, heappop(self.hall)[4], now)
        while (turn := roster.first(State.ASIDE, now)) is not None:
            self._resume_work(roster.take(turn, State.ASIDE), now)
        while self.desk and (turn := roster.first(State.FREE, now)) is not None:
            self._begin(roster.take(turn, State.FREE), heappop(self.desk)[3], now)
        if self.stands_in_for:
            self._stand_in(now)
        self._see_to_what_waits(now)

    def visit_over(self, visit: Visit) -> None:
        """The step is over: its file leaves the member's hands."""
        member: MemberAtWork | None = visit.member
        if member is None:
            return  # turned away
        pool: GeneralPool = member.pool
        member.in_hand -= 1
        if member.visit is visit:
            pool._put_down(member)
        elif member.state is State.DESK:
            if pool.sets_aside:
                pool.roster.note(member)
        elif member.state is not State.BUSY:
            pool._wait_for_work(member)

    def note_unfinished(self) -> None:
        """At the end of the observation: note the parts of set-aside work that are still under way, without an end."""
        for member in self.roster.members:
            visit = member.visit
            if visit is not None and member.state is State.DESK and visit.divided:
                self._note_spell(visit, -1)

    # What follows is one level below: how a member takes up, sets aside, puts down and hands over a file.

    def _begin(self, member: MemberAtWork, visit: Visit, now: int) -> None:
        log, row = self.log, visit.row
        log.started[row] = now
        log.member[row] = member.number
        if visit.home is not self:
            log.served_by[row] = self.index
        visit.member, member.visit = member, visit
        member.in_hand += 1
        if not visit.counter and (self.sets_aside or self.has_seats or member.hands_over):
            self._at_the_desk(member, visit, now)
            return
        member.state = State.BUSY
        end = now + (log.work[row] if visit.counter else visit.remaining)
        if not visit.counter and (end > member.shift.closes or member.duty is not member.shift.hours):
            end = member.duty.add(now, visit.remaining)  # a service begun at the counter is not interrupted
        log.work_ended[row] = end
        if log.hold[row]:
            self.env.wake(end, lambda _: self._hold(member, visit))
        else:
            log.finished[row] = end
            self.env.happen(visit, end)

    def _hold(self, member: MemberAtWork, visit: Visit) -> None:
        """The work is done; the file goes on lying with the member while the office is open."""
        end = self.office_hours.add(self.env.now, self.log.hold[visit.row])
        self.log.finished[visit.row] = end
        self.env.happen(visit, end)
        self._put_down(member)

    def _put_down(self, member: MemberAtWork) -> None:
        """The member is without work from now on."""
        member.visit = None
        member.idle_since = self.env.now
        self._wait_for_work(member)

    def _wait_for_work(self, member: MemberAtWork) -> None:
        """Note in what state a member without work is, as his files in hand have changed."""
        if member.aside is not None:
            member.state = State.ASIDE
        else:
            member.state = State.FULL if member.in_hand >= self.caseload else State.FREE
        self.roster.note(member)
        self._touch()

    def _next_for_the_hall(self, now: int) -> MemberAtWork | None:
        """A member without work whose turn it is; else one whose desk work is set aside."""
        roster = self.roster
        # Where nothing is set aside, what rested during a sitting goes before the hall.
        states = [State.FREE, State.ASIDE] if self.sets_aside else [State.FREE]
        states += [State.FULL] if self.caseload != _NO_BOUND else []
        turns = [(turn, state) for state in states if (turn := roster.first(state, now)) is not None]
        if turns:
            return roster.take(*min(turns))
        if self.sets_aside and (turn := roster.first(State.DESK, now)) is not None:
            return roster.take(turn, State.DESK)
        return None

    def _set_aside(self, member: MemberAtWork, now: int) -> None:
        visit = member.visit
        assert visit is not None
        member.stamp += 1
        visit.remaining -= member.duty.elapsed(visit.spell_from, now)
        visit.divided = True
        self._note_spell(visit, now)
        self.log.work_ended[visit.row] = -1
        member.aside, member.visit = visit, None

    def _resume_work(self, member: MemberAtWork, now: int) -> None:
        visit = member.aside
        assert visit is not None
        member.aside, member.visit = None, visit
        self._at_the_desk(member, visit, now)

    def _at_the_desk(self, member: MemberAtWork, visit: Visit, now: int) -> None:
        """Desk work that may be interrupted: its end is announced with a stamp, and only final if that still holds."""
        member.state = State.DESK
        if self.sets_aside:
            self.roster.note(member)
        visit.spell_from = now
        stamp = member.stamp
        end = member.duty.add(now, visit.remaining)
        self.log.work_ended[visit.row] = end
        self.env.wake(end, lambda _: self._desk_work_done(member, visit, stamp))

    def _desk_work_done(self, member: MemberAtWork, visit: Visit, stamp: int) -> None:
        if member.stamp != stamp:
            return
        member.stamp += 1
        now = self.env.now
        if visit.divided:
            self._note_spell(visit, now)
        if self.log.hold[visit.row]:
            self._hold(member, visit)
        else:
            self.log.finished[visit.row] = now
            self.env.happen(visit, now)

    def _note_spell(self, visit: Visit, until: int) -> None:
        row = visit.row
        self.log.spells.append((row, self.log.visit[row], self.log.member[row], visit.spell_from, until))

    # Absences, and sittings of a commission in which a member has a seat.

    def call_away(self, number: int, until: int) -> None:
        """Let a member leave his desk for a sitting; his work rests, and he resumes it before anything new."""
        member, now = self.roster.members[number], self.env.now
        if member.visit is not None and member.state is State.DESK:
            self._set_aside(member, now)
            member.state = State.ASIDE
        member.absent += 1
        self.env.wake(until, lambda _: self._back_at_his_desk(member))

    def _back_at_his_desk(self, member: MemberAtWork) -> None:
        member.absent -= 1
        if member.state is not State.BUSY:
            member.idle_since = self.env.now
            self._wait_for_work(member)

    def is_present(self, number: int, now: int) -> bool:
        """Tell whether a member is on duty, be he at work or not."""
        member = self.roster.members[number]
        return not member.absent and member.duty.is_open(now)

    def _await_absence(self, member: MemberAtWork) -> None:
        """See to it that a member leaves for his next absence, or is away from the beginning."""
        now = self.env.now
        for absence in member.absences:
            if absence.end <= now:
                continue
            if absence.start > now:
                self.env.wake(absence.start, partial(self._leave, member, absence))
            else:
                self._be_absent(member, absence)
            return

    def _leave(self, member: MemberAtWork, absence: Absence, _: simpy.Event) -> None:
        if absence.hands_over:
            self._hand_over(member)
        self._be_absent(member, absence)

    def _be_absent(self, member: MemberAtWork, absence: Absence) -> None:
        member.absent += 1
        self.env.wake(absence.end, lambda _: self._return(member))

    def _return(self, member: MemberAtWork) -> None:
        member.absent -= 1
        self.roster.note(member)
        self._touch()
        self._await_absence(member)

    def _hand_over(self, member: MemberAtWork) -> None:
        """Desk files on which work is left go back to their pools, to the place that they had."""
        now = self.env.now
        visit = member.visit
        if visit is not None and member.state is State.DESK:
            left = visit.remaining - member.duty.elapsed(visit.spell_from, now)
            if left:
                if visit.divided:
                    self._note_spell(visit, now)
                member.stamp += 1
                self._give_back(member, visit, left)
                self._put_down(member)
        if member.aside is not None:
            self._give_back(member, member.aside, member.aside.remaining)
            member.aside = None
            if member.state is not State.BUSY:
                self._wait_for_work(member)

    def _give_back(self, member: MemberAtWork, visit: Visit, left: int) -> None:
        log, row, now = self.log, visit.row, self.env.now
        log.end_visit(row, now, self.index, member.number, visit.begun_with - left)
        log.first_queued.setdefault(row, visit.place[1])
        log.queued[row] = now
        visit.remaining = visit.begun_with = left
        visit.member, visit.divided = None, False
        member.in_hand -= 1
        home: GeneralPool = visit.home
        heappush(home.desk, (*visit.place, visit))
        home._touch()

    # Stand-ins.

    def covered_by(self, now: int) -> GeneralPool | None:
        """The pool whose members take these files now, none of this pool's being on duty that day."""
        k = bisect_right(self._cover_starts, now) - 1
        if k < 0 or now >= self.covers[k].end:
            return None
        pool = self.pools[self.covers[k].pool]
        assert isinstance(pool, GeneralPool)
        return pool

    def _stand_in(self, now: int) -> None:
        """Take files of pools whose people are absent: their halls, then their desks."""
        roster = self.roster
        absent = [pool for pool in self.stands_in_for if (pool.hall or pool.desk) and pool.covered_by(now) is self]
        while halls := [pool for pool in absent if pool.hall]:
            turns = [(turn, s) for s in (State.FREE, State.FULL) if (turn := roster.first(s, now)) is not None]
            if not turns:
                break
            hall = min(halls, key=lambda pool: pool.hall[0][:4]).hall
            self._begin(roster.take(*min(turns)), heappop(hall)[4], now)
        while desks := [pool for pool in absent if pool.desk]:
            if (turn := roster.first(State.FREE, now)) is None:
                break
            desk = min(desks, key=lambda pool: pool.desk[0][:3]).desk
            self._begin(roster.take(turn, State.FREE), heappop(desk)[3], now)

    # The hall and the clock.

    def _see_to_what_waits(self, now: int) -> None:
        """Ask whoever stands in, and wake up when the next member comes on duty, as far as anything waits."""
        waits = self.hall or self.desk
        if waits and self.covers:
            if (other := self.covered_by(now)) is not None:
                other._touch()
            opening = self.duty.next_open(now)
            if opening > now:
                self._wake_up(opening)
            following = bisect_right(self._cover_starts, now)
            if following < len(self.covers):  # others may be on duty across the midnight from which they stand in
                self._wake_up(self.covers[following].start)
        if waits or any(shift.heaps[State.ASIDE] for shift in self.roster.shifts) or self._others_wait(now):
            opens = self.roster.next_opening(now)
            if opens is not None:
                self._wake_up(opens)

    def _others_wait(self, now: int) -> bool:
        return any((pool.hall or pool.desk) and pool.covered_by(now) is self for pool in self.stands_in_for)

    def _class(self, application: int, row: int, now: int) -> int:
        return 0 if self.class_of is None else self.class_of(application, row, now)

    def _watch_the_close(self, now: int) -> None:
        """See to it that the pool decides when it next closes for the day."""
        close = self.duty.next_day_close(now)
        if close is not None and close not in self._closings:
            self._closings.add(close)
            self.env.wake(close, self._touch)

    def _turn_away(self, now: int) -> None:
        """Whoever queued before the close and is not served by it leaves, and comes back in the old order."""
        entries = [heappop(self.hall) for _ in range(len(self.hall))]
        leaving = [entry for entry in entries if entry[1] < now]
        self.hall = [entry for entry in entries if entry[1] >= now]  # in order, so it is a heap
        if self.hall:
            self._watch_the_close(now)
        for rank, (*_, visit) in enumerate(leaving):
            self.log.end_visit(visit.row, now)
            self.log.queued[visit.row] = -1
            visit.rank = rank
            visit.set_value(TURNED_AWAY)
            self.env.happen(visit, now)
