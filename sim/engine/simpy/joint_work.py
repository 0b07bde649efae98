"""Desk work that several members of a pool do together on one file.

They begin in one second, and the work runs while all of them are on duty. It gives way to nothing but a sitting to which one of
them is called, for whose length it rests.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sim.calendar.duty import Duty, everybody
from sim.engine.simpy.environment import OfficeEnvironment
from sim.engine.simpy.members import GeneralVisit, MemberAtWork, State
from sim.engine.simpy.visit_log import VisitLog
from sim.model.pace import pace_at, time_needed
from sim.quantities import UNSET


class JointWork:
    """The clock of work that members of one pool do together; their hands are those of `WorkInHand`."""

    def __init__(self, env: OfficeEnvironment, log: VisitLog, end: Callable[[GeneralVisit], None]) -> None:
        self._env, self._log = env, log
        self._end = end
        """What is done when the work of a visit is."""
        self._common: dict[tuple[int, ...], Duty] = {}
        """By numbers of members, in order: when all of them are on duty."""

    def begin(self, members: Sequence[MemberAtWork], visit: GeneralVisit, now: int) -> None:
        """Let members begin a file together; the first of them is the one whose turn it was before the others."""
        visit.together = tuple(members)
        visit.pace = max(pace_at(member.paces, now) for member in members)  # the slowest sets it
        visit.remaining = time_needed(visit.begun_with, visit.pace)
        for member in members:
            member.visit, member.state = visit, State.BUSY
            member.in_hand += 1
        for member in members[1:]:
            self._log.partners.append((visit.row, self._log.visit[visit.row], member.number))
        visit.all_on_duty = self._all_on_duty(members)
        self._go_on(visit, now)

    def rest(self, visit: GeneralVisit, now: int) -> None:
        """Let the work rest, as one of the members is called to a sitting."""
        visit.at_sittings += 1
        if visit.at_sittings == 1:
            visit.remaining = self.left(visit, now, running=True)
            visit.stamp += 1
            visit.divided = True
            self.note_part(visit, now)
            self._log.work_ended[visit.row] = UNSET

    def come_back(self, visit: GeneralVisit, now: int) -> None:
        """Let the work go on, if the member who comes from a sitting was the last who was away."""
        visit.at_sittings -= 1
        if not visit.at_sittings:
            self._go_on(visit, now)

    def left(self, visit: GeneralVisit, now: int, *, running: bool | None = None) -> int:
        """What is left of the work [s]."""
        if running or (running is None and not visit.at_sittings):
            assert visit.all_on_duty is not None
            return visit.remaining - visit.all_on_duty.elapsed(visit.part_began, now)
        return visit.remaining

    def give_up(self, visit: GeneralVisit, now: int) -> None:
        """Let the work end before it is done, as one of the members goes on leave."""
        if visit.divided and not visit.at_sittings:
            self.note_part(visit, now)
        visit.stamp += 1
        visit.together, visit.at_sittings = (), 0

    def note_part(self, visit: GeneralVisit, until: int) -> None:
        """Note a part of work that rested for a sitting, or its rest."""
        row, log = visit.row, self._log
        log.work_parts.append((row, log.visit[row], log.member[row], visit.part_began, until))

    def _go_on(self, visit: GeneralVisit, now: int) -> None:
        assert visit.all_on_duty is not None
        visit.part_began = now
        stamp = visit.stamp
        end = self._log.work_ended[visit.row] = visit.all_on_duty.add(now, visit.remaining)
        self._env.wake(end, lambda _: self._finish(visit, stamp))

    def _finish(self, visit: GeneralVisit, stamp: int) -> None:
        if visit.stamp != stamp:
            return
        visit.stamp += 1
        if visit.divided:
            self.note_part(visit, self._env.now)
        self._end(visit)

    def _all_on_duty(self, members: Sequence[MemberAtWork]) -> Duty:
        """When all of some members are on duty."""
        key = tuple(sorted(member.number for member in members))
        if key not in self._common:
            self._common[key] = everybody([member.duty for member in members])
        return self._common[key]
