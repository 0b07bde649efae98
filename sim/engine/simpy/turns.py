"""Which of the visits that wait for a general pool is begun next, and by whom."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop

from sim.engine.simpy.members import GeneralVisit, MemberAtWork, State
from sim.engine.simpy.pool import UNBOUNDED
from sim.engine.simpy.roster import Roster, Turn
from sim.engine.simpy.waiting import Entry, Queue
from sim.engine.simpy.work_in_hand import WorkRules

Taken = tuple[MemberAtWork, GeneralVisit]
"""A visit that is begun, and who begins it."""


class Turns:
    """The choice of the next visit and its member in one pool.

    Visits are gone through in the order of their keys. Each is given to the best of the members who may take it; one whom
    nobody may take is passed over.
    """

    def __init__(self, roster: Roster, rules: WorkRules) -> None:
        self._roster, self._sets_aside = roster, rules.sets_aside
        # Where nothing is set aside for the counter, what rested during a sitting goes before the hall.
        states = [State.FREE, State.ASIDE] if rules.sets_aside else [State.FREE]
        self._for_the_hall = [*states, State.FULL] if rules.caseload != UNBOUNDED else states

    def next_in_the_hall(self, line: Queue, now: int) -> Taken | None:
        """The next applicant at the counter; his member may have desk work at hand, which is to be set aside."""
        if line.of_officers:
            return self._passing_over(line, now, self._first_for_the_hall, self._may_serve)
        if not line.anybody or (first := self._first_for_the_hall(now)) is None:
            return None
        return self._roster.take(*first), heappop(line.anybody)[4]

    def next_on_the_desk(self, line: Queue, now: int) -> Taken | None:
        """The next file on the desk, where some wait for their officers."""
        return self._passing_over(line, now, self._first_for_the_desk, self._may_begin)

    def next_of_an_officer(self, line: Queue, now: int) -> Taken | None:
        """The next file on the desk that its officer may begin, if it goes before all that anybody may begin."""
        first = line.anybody[0] if line.anybody else None
        officer = self._officer_before(first, line, now, self._may_begin)
        return None if officer is None else (self._roster.members[officer], line.take(officer))

    def _passing_over(
        self,
        line: Queue,
        now: int,
        first_of_all: Callable[[int], tuple[Turn, State] | None],
        may_take: Callable[[MemberAtWork], bool],
    ) -> Taken | None:
        """The next visit in a line where some wait for their officers."""
        first = first_of_all(now) if line.anybody else None
        best: Entry | None = None if first is None else line.anybody[0]
        officer = self._officer_before(best, line, now, may_take)
        if officer is not None:
            return self._roster.members[officer], line.take(officer)
        return None if first is None else (self._roster.take(*first), line.take())

    def _officer_before(
        self, best: Entry | None, line: Queue, now: int, may_take: Callable[[MemberAtWork], bool]
    ) -> int | None:
        """Number of the officer for whom the first visit waits of those that one may take now, if it goes before another one."""
        members = self._roster.members
        officer: int | None = None
        for number, heap in line.of_officers.items():
            if best is None or heap[0] < best:
                member = members[number]
                if number >= 0 and may_take(member) and not member.absent and member.shift.on_duty(now):
                    best, officer = heap[0], number
        return officer

    def _first_for_the_hall(self, now: int) -> tuple[Turn, State] | None:
        """Whose turn it is at the counter: of the members without work, else of those whose desk work is set aside."""
        roster = self._roster
        turns = [(turn, state) for state in self._for_the_hall if (turn := roster.first(state, now)) is not None]
        if turns:
            return min(turns)
        if self._sets_aside and (turn := roster.first(State.DESK, now)) is not None:
            return turn, State.DESK
        return None

    def _first_for_the_desk(self, now: int) -> tuple[Turn, State] | None:
        turn = self._roster.first(State.FREE, now)
        return None if turn is None else (turn, State.FREE)

    def _may_serve(self, member: MemberAtWork) -> bool:
        return member.state in self._for_the_hall or (self._sets_aside and member.state is State.DESK)

    def _may_begin(self, member: MemberAtWork) -> bool:
        return member.state is State.FREE
