"""The general pool: a hall with a counter, files that are held, members with absences, caseloads and stand-ins.

Each subject has a module: who waits (waiting), which visit is next and who takes it (turns, by roster), whose file it is
(officers), the work that members have in hand (work_in_hand), their absences and sittings (attendance), files that they give
back (hand_over), and other pools for which they stand in (stand_ins). This module says in which order a pool takes what
waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop

from sim.engine.simpy.attendance import Attendance
from sim.engine.simpy.environment import OfficeEnvironment
from sim.engine.simpy.hand_over import HandOver
from sim.engine.simpy.members import WITH_APPOINTMENT, GeneralVisit, MemberAtWork, State
from sim.engine.simpy.officers import NOBODY_YET, Officers, OfficerSteps
from sim.engine.simpy.pool import StaffPool, VisitEvent
from sim.engine.simpy.queue_order import PoolOrder
from sim.engine.simpy.roster import Roster
from sim.engine.simpy.stand_ins import CoverDays, Covered, StandIns
from sim.engine.simpy.turns import Turns
from sim.engine.simpy.visit_log import VisitLog
from sim.engine.simpy.waiting import Desk, Hall, Queue
from sim.engine.simpy.work_in_hand import WorkInHand, WorkRules
from sim.model.capacity import Pool
from sim.quantities import UNSET


class GeneralPool(StaffPool):
    """A pool by all the rules for members at desks and counters.

    Applicants at the counter go before files, and desk work in hand is set aside for them. On days on which nobody of the
    pool is on duty the members of another pool take its files after their own.
    """

    def __init__(
        self,
        env: OfficeEnvironment,
        index: int,
        plan: Pool,
        log: VisitLog,
        rules: WorkRules,
        order: PoolOrder,
        steps: OfficerSteps,
    ) -> None:
        super().__init__(env, plan.members, plan.duty.without_end, log)
        self.index = index
        """Position in `Capacity.pools`."""
        self.order = order
        self.rules = rules
        self.people: dict[int, int] = {}
        """By row of a step that several members do together: how many."""
        self.grace = 0 if plan.slots is None else plan.slots.grace
        """How late a booked applicant may queue and still go before the hall [s]."""
        self.hall = Hall(env, log, plan.attended.without_end, self.touch)
        self.desk = Desk(env, self.touch)
        self.cover_days = CoverDays(plan.covers)
        self.roster = Roster(index, plan, env.now)
        self.work = WorkInHand(index, rules, self.roster, env, log, self.touch)
        self.stand_ins = StandIns(index, self.roster, self.work)
        self._desks = {index: self.desk}
        """Desks whose files these members may have in hand, by position of the pool."""
        self.officers = Officers(index, self.roster.members, steps, log) if index in steps.pools else None
        """None where no step is done by the officer of the file."""
        self.hall.officers = self.desk.officers = self.officers
        self.names_officers = self.officers is not None and self.officers.any_at_once
        self._begin = self.work.begin if self.officers is None else self._begin_as_officer
        self._turns = Turns(self.roster, rules)
        hand_over = HandOver(self.work, self._desks, self.give_up_files)
        self.attendance = Attendance(env, self.roster, self.work, hand_over, self.touch)
        self._absent_pools: list[GeneralPool] = []
        """Pools for which these members stand in, as far as officers are named there as soon as files wait."""
        self._stand_in_pools: dict[int, GeneralPool] = {}
        """Pools whose members stand in for these, by position."""

    def stand_in_for(self, absent: GeneralPool) -> None:
        """Let these members take the files of another pool on the days on which its plan names them."""
        self.stand_ins.covered.append(Covered(absent.hall, absent.desk, absent.cover_days))
        self._desks[absent.index] = absent.desk
        if absent.names_officers:
            self._absent_pools.append(absent)
        absent._stand_in_pools[self.index] = self

    def visit(self, application: int, row: int) -> VisitEvent:
        """Lay a file on the pool's desk; the event happens when the step is over."""
        visit = GeneralVisit(self, self.index, row)
        now = self._queued[row] = self.env.now
        visit.remaining = visit.begun_with = self._work[row]
        visit.place = (self._class(application, row, now), now, application)
        if self.order.rises_at is not None:
            visit.rises = self.order.rises_at(application, row, now)
        if self.people:
            visit.people = self.people.get(row, 1)
        self.desk.lay(visit)
        return visit

    def stand_in_line(
        self, application: int, row: int, came: int, slot: int = UNSET, stay: Sequence[int] = ()
    ) -> GeneralVisit:
        """Queue in the hall; the event happens when the applicant has been served, is turned away, or gives up.

        His place is that of the instant at which he first came to this passing of the step. With a slot whose time has come he
        goes before all who have none. The rows of a stay are those of the steps that follow at the same counter.
        """
        visit = GeneralVisit(self, self.index, row)
        visit.counter, visit.came, visit.stay = True, came, stay
        now = self._queued[row] = self.env.now
        visit.remaining = visit.begun_with = self._work[row]
        if slot == UNSET:
            visit.place = (self._class(application, row, now), now, application)
        else:
            visit.band, visit.came, visit.place = WITH_APPOINTMENT, slot, (0, now, application)
        self.hall.queue(visit, now)
        return visit

    def dispatch(self) -> None:
        """Give waiting files to members on duty: the counter, what was set aside, the desk, then others' files."""
        now = self.env.now
        roster, work, hall = self.roster, self.work, self.hall
        hall.turn_away_at_the_close(now)
        if self.names_officers:
            self.name_officers(now)
        if hall.has_turn(now):
            self._serve_the_hall(hall.line, now)
        while (turn := roster.first(State.ASIDE, now)) is not None:
            work.resume(roster.take(turn, State.ASIDE), now)
        line, may_go_on = self.desk.line, True
        if self.people:
            may_go_on = self._begin_on_the_desk(line, now)
        elif line.of_officers:
            while (taken := self._turns.next_on_the_desk(line, now)) is not None:
                self._begin(*taken, now)
        else:
            waiting, begin = line.anybody, self._begin
            while waiting and (turn := roster.first(State.FREE, now)) is not None:
                begin(roster.take(turn, State.FREE), heappop(waiting)[4], now)
        if self.stand_ins.covered:
            for absent in self._absent_pools:
                # Before anything is taken there, in whatever order pools are dispatched.
                absent.hall.turn_away_at_the_close(now)
                absent.name_officers(now)
            self.stand_ins.take_what_waits(now, desks_too=may_go_on)
        self._provide_for_what_waits(now)

    def visit_over(self, visit: VisitEvent) -> None:
        """The step is over: its file leaves the member's hands."""
        assert isinstance(visit, GeneralVisit)
        member = visit.member
        if member is None:
            return  # turned away
        if self.officers is not None:
            self.officers.step_over(visit, self.env.now)
        pool = self if member.pool == self.index else self._stand_in_pools[member.pool]
        for each in visit.together or (member,):
            pool.work.leave_hands(each, visit)

    def give_up_files(self, member: MemberAtWork, now: int) -> None:
        """Let a member be nobody's officer any more; what waited for him waits at its place for whoever is next."""
        if self.officers is None:
            return
        self.officers.give_up(member, now)
        for waiting in (self.hall, self.desk):
            for entry in waiting.waiting_for(member.number):
                waiting.add(entry)
        self.touch()

    def name_officers(self, now: int) -> None:
        """Name an officer for every visit that is to get one as soon as it waits; none where all members are on leave."""
        officers = self.officers
        assert officers is not None
        for waiting in (self.hall, self.desk):
            for entry in waiting.waiting_for(NOBODY_YET):
                if (member := officers.next_officer()) is not None:
                    officers.name(member, entry[4], now)
                waiting.add(entry)

    def _serve_the_hall(self, line: Queue, now: int) -> None:
        """Serve applicants at the counter while anybody may serve any of them; desk work in hand is set aside for them."""
        while (taken := self._turns.next_in_the_hall(line, now)) is not None:
            if taken[0].state is State.DESK:
                self.work.set_aside(taken[0], now)
            self._begin(*taken, now)

    def _begin_on_the_desk(self, line: Queue, now: int) -> bool:
        """Begin files in their order, some of them by several members, some by their officers.

        False where too few are free for the first that is left; files of officers that go before it have been begun.
        """
        roster, work = self.roster, self.work
        while line:
            if line.of_officers and (taken := self._turns.next_of_an_officer(line, now)) is not None:
                self._begin(*taken, now)
                continue
            if not line.anybody:
                break
            wanted = line.anybody[0][4].people
            if wanted > 1:
                members = roster.take_several(wanted, now)
                if not members:
                    return False
                work.begin_together(members, line.take(), now)
            elif (turn := roster.first(State.FREE, now)) is not None:
                self._begin(roster.take(turn, State.FREE), line.take(), now)
            else:
                break
        return True

    def _begin_as_officer(self, member: MemberAtWork, visit: GeneralVisit, now: int) -> None:
        assert self.officers is not None
        self.officers.name(member, visit, now)
        self.work.begin(member, visit, now)

    def _provide_for_what_waits(self, now: int) -> None:
        """Wake up when the next member comes on duty, and call whoever stands in, as far as anything waits."""
        hall, desk = self.hall.line, self.desk.line
        waits = hall.anybody or desk.anybody or hall.of_officers or desk.of_officers
        if waits and self.cover_days:
            self._call_who_stands_in(now)
        if waits or self.roster.anything_set_aside() or self.stand_ins.anything_waits(now):
            opens = self.roster.next_opening(now)
            if opens is not None:
                self.wake_up(opens)

    def _call_who_stands_in(self, now: int) -> None:
        """Touch the pool that stands in now, and wake up when anybody comes on duty, or when another one stands in."""
        other = self.cover_days.pool_at(now)
        if other is not None:
            self._stand_in_pools[other].touch()
        opening = self.duty.next_open(now)
        if opening > now:
            self.wake_up(opening)
        following = self.cover_days.next_start(now)
        if following is not None:  # others may be on duty across the midnight from which they stand in
            self.wake_up(following)

    def _class(self, application: int, row: int, now: int) -> int:
        class_of = self.order.class_of
        return 0 if class_of is None else class_of(application, row, now)
