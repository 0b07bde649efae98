"""How a member of a general pool who goes on leave gives the files back on which work is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sim.engine.simpy.members import GeneralVisit, MemberAtWork, State
from sim.engine.simpy.waiting import Desk
from sim.engine.simpy.work_in_hand import WorkInHand
from sim.model.pace import time_needed, work_left
from sim.scenario.coming_and_going import STANDARD_PACE


class HandOver:
    """The hand-over of files by the members of one pool."""

    def __init__(
        self, work: WorkInHand, desks: Mapping[int, Desk], give_up_files: Callable[[MemberAtWork, int], None]
    ) -> None:
        self._work = work
        self._give_up_files = give_up_files
        """Lets a member be nobody's officer any more."""
        self._desks = desks
        """Desks to which files go back, by position of their pools in `Capacity.pools`."""

    def hand_over(self, member: MemberAtWork, now: int) -> None:
        """Give the desk files on which work is left back to their pools, to the places that they had."""
        self._give_up_files(member, now)
        visit = member.visit
        if visit is not None and visit.together:
            self._give_back_together(visit, now)
        elif visit is not None and member.state is State.DESK:
            rest = self._work.work_left(member, visit, now)
            if rest:
                if visit.divided:
                    self._work.note_part(visit, now)
                member.stamp += 1
                self._give_back(member, visit, rest, now)
                self._work.put_down(member)
        if member.aside is not None:
            self._give_back(member, member.aside, member.aside.remaining, now)
            member.aside = None
            if member.state is not State.BUSY:
                self._work.wait_for_work(member)

    def _give_back_together(self, visit: GeneralVisit, now: int) -> None:
        """Give a file back on which several work, if any work is left; the others are free then."""
        joint, members = self._work.joint, visit.together
        rest = joint.left(visit, now)
        if not rest:
            return
        joint.give_up(visit, now)
        self._give_back(members[0], visit, rest, now)
        for partner in members[1:]:
            partner.in_hand -= 1
        for member in members:
            self._work.put_down(member)

    def _give_back(self, member: MemberAtWork, visit: GeneralVisit, rest: int, now: int) -> None:
        log, row = self._work.log, visit.row
        if visit.pace == STANDARD_PACE:
            done = visit.begun_with - rest
        else:
            done = time_needed(visit.begun_with, visit.pace) - rest
            rest = work_left(visit.begun_with, rest, visit.pace)
        log.end_visit(row, now, member.pool, member.number, done)
        log.first_queued.setdefault(row, visit.place[1])
        log.queued[row] = now
        visit.remaining = visit.begun_with = rest
        visit.member, visit.divided, visit.pace = None, False, STANDARD_PACE
        member.in_hand -= 1
        self._desks[visit.home].lay(visit)
