"""The general pool: a hall with a counter, files that are held, members with absences, caseloads and stand-ins.

Each subject has a module: who waits (waiting), whose turn it is (roster), the work that members have in hand
(work_in_hand), their absences and sittings (attendance), files that they give back (hand_over), and other pools for which
they stand in (stand_ins). This module says in which order a pool takes what waits.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.engine.simpy.attendance import Attendance
from sim.engine.simpy.environment import OfficeEnvironment
from sim.engine.simpy.hand_over import HandOver
from sim.engine.simpy.members import GeneralVisit, MemberAtWork, State
from sim.engine.simpy.pool import UNBOUNDED, StaffPool, VisitEvent
from sim.engine.simpy.queue_order import ClassOf
from sim.engine.simpy.roster import Roster
from sim.engine.simpy.stand_ins import CoverDays, Covered, StandIns
from sim.engine.simpy.visit_log import VisitLog
from sim.engine.simpy.waiting import Desk, Hall
from sim.engine.simpy.work_in_hand import WorkInHand, WorkRules
from sim.model.capacity import Pool


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
        class_of: ClassOf | None,
    ) -> None:
        super().__init__(env, plan.members, plan.duty.without_end, log)
        self.index = index
        """Position in `Capacity.pools`."""
        self.class_of = class_of
        """None where files are taken as they came."""
        self.rules = rules
        self.hall = Hall(env, log, plan.attended.without_end, self.touch)
        self.desk = Desk(self.touch)
        self.cover_days = CoverDays(plan.covers)
        self.roster = Roster(index, plan, env.now)
        self.work = WorkInHand(index, rules, self.roster, env, log, self.touch)
        self.stand_ins = StandIns(index, self.roster, self.work)
        self._desks = {index: self.desk}
        """Desks whose files these members may have in hand, by position of the pool."""
        self.attendance = Attendance(env, self.roster, self.work, HandOver(self.work, self._desks), self.touch)
        self._stand_in_pools: dict[int, GeneralPool] = {}
        """Pools whose members stand in for these, by position."""
        self._for_the_hall = self._states_for_the_hall()

    def stand_in_for(self, absent: GeneralPool) -> None:
        """Let these members take the files of another pool on the days on which its plan names them."""
        self.stand_ins.covered.append(Covered(absent.hall, absent.desk, absent.cover_days))
        self._desks[absent.index] = absent.desk
        absent._stand_in_pools[self.index] = self

    def visit(self, application: int, row: int) -> VisitEvent:
        """Lay a file on the pool's desk; the event happens when the step is over."""
        visit = GeneralVisit(self, self.index, row)
        now = self._queued[row] = self.env.now
        visit.remaining = visit.begun_with = self._work[row]
        visit.place = (self._class(application, row, now), now, application)
        self.desk.lay(visit)
        return visit

    def stand_in_line(self, application: int, row: int, came: int, stay: Sequence[int] = ()) -> GeneralVisit:
        """Queue in the hall; the event happens when the applicant has been served, or is turned away.

        His place is that of the instant at which he first came to this passing of the step. The rows of a stay are those
        of the steps that follow at the same counter.
        """
        visit = GeneralVisit(self, self.index, row)
        visit.counter, visit.came, visit.stay = True, came, stay
        now = self._queued[row] = self.env.now
        self.hall.queue(visit, self._class(application, row, now), application, now)
        return visit

    def dispatch(self) -> None:
        """Give waiting files to members on duty: the counter, what was set aside, the desk, then others' files."""
        now = self.env.now
        hall, roster, work = self.hall, self.roster, self.work
        hall.turn_away_at_the_close(now)
        while hall.has_turn(now) and (member := self._next_for_the_hall(now)) is not None:
            if member.state is State.DESK:
                work.set_aside(member, now)
            work.begin(member, hall.take(), now)
        while (turn := roster.first(State.ASIDE, now)) is not None:
            work.resume(roster.take(turn, State.ASIDE), now)
        desk = self.desk
        while desk.files and (turn := roster.first(State.FREE, now)) is not None:
            work.begin(roster.take(turn, State.FREE), desk.take(), now)
        if self.stand_ins.covered:
            self.stand_ins.take_what_waits(now)
        self._provide_for_what_waits(now)

    def visit_over(self, visit: VisitEvent) -> None:
        """The step is over: its file leaves the member's hands."""
        assert isinstance(visit, GeneralVisit)
        member = visit.member
        if member is None:
            return  # turned away
        pool = self if member.pool == self.index else self._stand_in_pools[member.pool]
        pool.work.leave_hands(member, visit)

    def _states_for_the_hall(self) -> list[State]:
        """States of members without work who serve the hall.

        Where nothing is set aside for the counter, what rested during a sitting goes before the hall.
        """
        states = [State.FREE, State.ASIDE] if self.rules.sets_aside else [State.FREE]
        return [*states, State.FULL] if self.rules.caseload != UNBOUNDED else states

    def _next_for_the_hall(self, now: int) -> MemberAtWork | None:
        """A member without work whose turn it is; else one whose desk work is set aside."""
        roster = self.roster
        turns = [(turn, state) for state in self._for_the_hall if (turn := roster.first(state, now)) is not None]
        if turns:
            return roster.take(*min(turns))
        if self.rules.sets_aside and (turn := roster.first(State.DESK, now)) is not None:
            return roster.take(turn, State.DESK)
        return None

    def _provide_for_what_waits(self, now: int) -> None:
        """Wake up when the next member comes on duty, and call whoever stands in, as far as anything waits."""
        waits = self.hall.line or self.desk.files
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
        return 0 if self.class_of is None else self.class_of(application, row, now)
