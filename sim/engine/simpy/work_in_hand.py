"""The work of the members of a general pool: begun, set aside, resumed, done, held and put down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sim.calendar.working_time import WorkingTime
from sim.engine.simpy.environment import OfficeEnvironment
from sim.engine.simpy.joint_work import JointWork
from sim.engine.simpy.members import GeneralVisit, MemberAtWork, State
from sim.engine.simpy.roster import Roster
from sim.engine.simpy.visit_log import VisitLog
from sim.model.pace import pace_at, time_needed
from sim.quantities import UNSET


@dataclass(frozen=True)
class WorkRules:
    """How the members of a pool work."""

    office_hours: WorkingTime
    """Hours in which a file that a member holds gets older."""
    sets_aside: bool
    """Whether desk work gives way to the counter."""
    called_away: bool
    """Whether members have seats in a commission, for whose sittings they leave their desks."""
    caseload: int
    """A member begins a desk file only while fewer files lie with him; UNBOUNDED: without bound."""


class WorkInHand:
    """The work of the members of one pool."""

    def __init__(
        self,
        pool: int,
        rules: WorkRules,
        roster: Roster,
        env: OfficeEnvironment,
        log: VisitLog,
        touch: Callable[[], None],
    ) -> None:
        self.pool = pool
        """Whose members they are [position in `Capacity.pools`]."""
        self.rules = rules
        self.log = log
        self._env, self._roster, self._touch = env, roster, touch
        self._sets_aside, self._caseload = rules.sets_aside, rules.caseload
        self.joint = JointWork(env, log, self._end_together)
        """What several of them do together."""
        self._rests = rules.sets_aside or rules.called_away
        """Whether anybody's desk work may be interrupted."""

    def begin(self, member: MemberAtWork, visit: GeneralVisit, now: int) -> None:
        """Let a member begin to serve an applicant, or to work on a file."""
        log, row = self.log, visit.row
        log.started[row] = now
        log.member[row] = member.number
        if visit.home != self.pool:
            log.served_by[row] = self.pool
        visit.member, member.visit = member, visit
        if member.paces:
            visit.pace = pace_at(member.paces, now)
            visit.remaining = time_needed(visit.begun_with, visit.pace)
        member.in_hand += 1
        if not visit.counter and (self._rests or member.hands_over):
            self._work_at_the_desk(member, visit, now)
        else:
            self._work_to_the_end(member, visit, now)

    def begin_together(self, members: Sequence[MemberAtWork], visit: GeneralVisit, now: int) -> None:
        """Let several members begin a file together."""
        log, row = self.log, visit.row
        log.started[row], log.member[row] = now, members[0].number
        if visit.home != self.pool:
            log.served_by[row] = self.pool
        visit.member = members[0]
        self.joint.begin(members, visit, now)

    def _end_together(self, visit: GeneralVisit) -> None:
        """The work that several did together is done; the file may go on lying with all of them."""
        now, hold = self._env.now, self.log.hold[visit.row]
        end = self.log.finished[visit.row] = self.rules.office_hours.add(now, hold) if hold else now
        self._env.happen(visit, end)
        for member in visit.together if hold else ():
            self.put_down(member)

    def set_aside(self, member: MemberAtWork, now: int) -> None:
        """Let a member's desk work rest."""
        visit = member.visit
        assert visit is not None
        member.stamp += 1
        visit.remaining = self.work_left(member, visit, now)
        visit.divided = True
        self.note_part(visit, now)
        self.log.work_ended[visit.row] = UNSET
        member.aside, member.visit = visit, None

    def resume(self, member: MemberAtWork, now: int) -> None:
        """Let a member go on with the file that he had set aside."""
        visit = member.aside
        assert visit is not None
        member.aside, member.visit = None, visit
        self._work_at_the_desk(member, visit, now)

    def put_down(self, member: MemberAtWork) -> None:
        """Note that a member is without work from now on."""
        member.visit = None
        member.idle_since = self._env.now
        self.wait_for_work(member)

    def wait_for_work(self, member: MemberAtWork) -> None:
        """Note in what state a member without work is, as his files in hand have changed."""
        if member.aside is not None:
            member.state = State.ASIDE
        else:
            member.state = State.FULL if member.in_hand >= self._caseload else State.FREE
        self._roster.note(member)
        self._touch()

    def leave_hands(self, member: MemberAtWork, visit: GeneralVisit) -> None:
        """Note that a step is over and its file leaves a member's hands."""
        member.in_hand -= 1
        if member.visit is visit:
            self.put_down(member)
        elif member.state is State.DESK:
            if self._sets_aside:
                self._roster.note(member)
        elif member.state is not State.BUSY:
            self.wait_for_work(member)

    def work_left(self, member: MemberAtWork, visit: GeneralVisit, now: int) -> int:
        """What is left of the desk work that a member has at hand [s]."""
        return visit.remaining - member.duty.elapsed(visit.part_began, now)

    def note_part(self, visit: GeneralVisit, until: int) -> None:
        """Note a part of work that was set aside, or its rest."""
        row = visit.row
        self.log.work_parts.append((row, self.log.visit[row], self.log.member[row], visit.part_began, until))

    def note_unfinished(self) -> None:
        """Note the parts of set-aside work that are under way when the observation ends, without an end."""
        for member in self._roster.members:
            visit = member.visit
            if visit is not None and member.state is State.DESK and visit.divided:
                self.note_part(visit, UNSET)
            elif (
                visit is not None
                and visit.member is member
                and visit.together
                and visit.divided
                and not visit.at_sittings
            ):
                self.joint.note_part(visit, UNSET)

    def _work_to_the_end(self, member: MemberAtWork, visit: GeneralVisit, now: int) -> None:
        """Work without interruption: at the counter also past the close, at the desk in the hours of duty."""
        log, row = self.log, visit.row
        member.state = State.BUSY
        end = now + visit.remaining
        if visit.stay:
            end = self._stay_at_the_counter(member, visit, end)
            row = visit.row
        if not visit.counter and (end > member.shift.closes or member.duty is not member.shift.hours):
            end = member.duty.add(now, visit.remaining)
        log.work_ended[row] = end
        if log.hold[row]:
            self._env.wake(end, lambda _: self._hold(member, visit))
        else:
            log.finished[row] = end
            self._env.happen(visit, end)

    def _stay_at_the_counter(self, member: MemberAtWork, visit: GeneralVisit, end: int) -> int:
        """Note the steps that follow at the counter without a break; the visit is at the last one then [instant of its end]."""
        log = self.log
        for row in visit.stay:
            log.work_ended[visit.row] = log.finished[visit.row] = end
            log.queued[row] = log.started[row] = end
            log.member[row] = member.number
            if visit.home != self.pool:
                log.served_by[row] = self.pool
            visit.row = row
            end += time_needed(log.work[row], pace_at(member.paces, end)) if member.paces else log.work[row]
        return end

    def _work_at_the_desk(self, member: MemberAtWork, visit: GeneralVisit, now: int) -> None:
        """Work that may be interrupted: its end is announced with a stamp, and final only if the stamp still holds."""
        member.state = State.DESK
        if self._sets_aside:
            self._roster.note(member)
        visit.part_began = now
        stamp = member.stamp
        end = member.duty.add(now, visit.remaining)
        self.log.work_ended[visit.row] = end
        self._env.wake(end, lambda _: self._finish_at_the_desk(member, visit, stamp))

    def _finish_at_the_desk(self, member: MemberAtWork, visit: GeneralVisit, stamp: int) -> None:
        if member.stamp != stamp:
            return
        member.stamp += 1
        now = self._env.now
        if visit.divided:
            self.note_part(visit, now)
        if self.log.hold[visit.row]:
            self._hold(member, visit)
        else:
            self.log.finished[visit.row] = now
            self._env.happen(visit, now)

    def _hold(self, member: MemberAtWork, visit: GeneralVisit) -> None:
        """The work is done; the file goes on lying with the member while the office is open."""
        end = self.rules.office_hours.add(self._env.now, self.log.hold[visit.row])
        self.log.finished[visit.row] = end
        self._env.happen(visit, end)
        self.put_down(member)
