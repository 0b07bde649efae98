"""When the members of a general pool are away from their desks: absences, and sittings of a commission."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import simpy

from sim.calendar.duty import Absence
from sim.engine.simpy.environment import OfficeEnvironment
from sim.engine.simpy.hand_over import HandOver
from sim.engine.simpy.members import MemberAtWork, State
from sim.engine.simpy.roster import Roster
from sim.engine.simpy.work_in_hand import WorkInHand


class Attendance:
    """The comings and goings of the members of one pool, apart from the hours of their shifts."""

    def __init__(
        self, env: OfficeEnvironment, roster: Roster, work: WorkInHand, hand_over: HandOver, touch: Callable[[], None]
    ) -> None:
        self._env, self._roster, self._work, self._hand_over, self._touch = env, roster, work, hand_over, touch
        for member in roster.members:
            self._await_absence(member)
            self._await_other_duties(member)

    def is_present(self, number: int, now: int) -> bool:
        """Tell whether a member is there, be he at work, at other duties or neither."""
        member = self._roster.members[number]
        return member.absent == member.at_other_duties and member.presence.is_open(now)

    def call_away(self, number: int, until: int) -> None:
        """Let a member leave his desk for a sitting; his work rests, and he resumes it before anything new."""
        member, now = self._roster.members[number], self._env.now
        if member.visit is not None and member.visit.together:
            self._work.joint.rest(member.visit, now)
        elif member.visit is not None and member.state is State.DESK:
            self._work.set_aside(member, now)
            member.state = State.ASIDE
        member.absent += 1
        self._env.wake(until, lambda _: self._come_from_the_sitting(member))

    def _come_from_the_sitting(self, member: MemberAtWork) -> None:
        member.absent -= 1
        if member.visit is not None and member.visit.together:
            self._work.joint.come_back(member.visit, self._env.now)
        if member.state is not State.BUSY:
            member.idle_since = self._env.now
            self._work.wait_for_work(member)

    def _await_absence(self, member: MemberAtWork) -> None:
        """Let a member leave for his next absence when it begins; he is away at once if it has begun."""
        now = self._env.now
        for absence in member.absences:
            if absence.end <= now:
                continue
            if absence.start > now:
                self._env.wake(absence.start, partial(self._leave, member, absence))
            else:
                self._be_absent(member, absence)
            return

    def _await_other_duties(self, member: MemberAtWork) -> None:
        """Let a member go to other duties when the next of them begin; his work rests."""
        now = self._env.now
        for begin, end in member.other_duties:
            if end > now:
                if begin > now:
                    self._env.wake(begin, partial(self._be_at_other_duties, member, end))
                else:
                    self._be_at_other_duties(member, end)
                return

    def _be_at_other_duties(self, member: MemberAtWork, until: int, _: simpy.Event | None = None) -> None:
        member.absent += 1
        member.at_other_duties = True
        self._env.wake(until, lambda _: self._come_from_other_duties(member))

    def _come_from_other_duties(self, member: MemberAtWork) -> None:
        member.absent -= 1
        member.at_other_duties = False
        self._roster.note(member)
        self._touch()
        self._await_other_duties(member)

    def _leave(self, member: MemberAtWork, absence: Absence, _: simpy.Event) -> None:
        if absence.hands_over:
            self._hand_over.hand_over(member, self._env.now)
        self._be_absent(member, absence)

    def _be_absent(self, member: MemberAtWork, absence: Absence) -> None:
        member.absent += 1
        member.gives_up = absence.hands_over
        self._env.wake(absence.end, lambda _: self._return(member))

    def _return(self, member: MemberAtWork) -> None:
        member.absent -= 1
        member.gives_up = False
        self._roster.note(member)
        self._touch()
        self._await_absence(member)
