"""Who of a general pool is on duty, and whose turn it is."""

from __future__ import annotations

from heapq import heappop, heappush

from sim.calendar.working_time import WorkingTime
from sim.engine.simpy.members import MemberAtWork, Shift, State
from sim.model.capacity import Member, Pool

Turn = tuple[int, int, int]
"""Whose turn it is: fewest files in hand, idle longest, first by number."""


class Roster:
    """All members of a pool, and the choice among them."""

    def __init__(self, pool: int, plan: Pool, now: int) -> None:
        shifts: dict[int, Shift] = {}

        def shift_of(hours: WorkingTime) -> Shift:
            return shifts.setdefault(id(hours), Shift(hours, now))

        self.members: list[MemberAtWork] = []
        if plan.roster:
            for number, person in enumerate(plan.roster):
                self.members.append(MemberAtWork(pool, number, shift_of(person.hours.without_end), person))
        else:
            assert isinstance(plan.duty, WorkingTime)  # only a roster has absences
            alike, shift = Member("", plan.duty), shift_of(plan.duty.without_end)
            self.members = [MemberAtWork(pool, i, shift, alike) for i in range(plan.members)]
        self.shifts = tuple(shifts.values())
        for member in self.members:
            self.note(member)

    def note(self, member: MemberAtWork) -> None:
        """Note that it may become a member's turn, in the state in which he is; whoever is BUSY has none."""
        if member.state is not State.BUSY:
            heappush(member.shift.heaps[member.state], (member.in_hand, member.idle_since, member.number))

    def first(self, state: State, now: int) -> Turn | None:
        """The turn of the first member on duty in a state."""
        shifts = self.shifts
        if len(shifts) == 1:
            return self._top(shifts[0], state) if shifts[0].on_duty(now) else None
        return min((t for s in shifts if s.on_duty(now) and (t := self._top(s, state)) is not None), default=None)

    def take(self, turn: Turn, state: State) -> MemberAtWork:
        """Take a member whose turn it is out of the heap of his state."""
        member = self.members[turn[2]]
        heappop(member.shift.heaps[state])
        return member

    def take_several(self, wanted: int, now: int) -> list[MemberAtWork]:
        """Take so many free members whose turn it is out of their heaps, in their order; none where fewer are free."""
        taken: list[MemberAtWork] = []
        while len(taken) < wanted and (turn := self.first(State.FREE, now)) is not None:
            taken.append(self.take(turn, State.FREE))
            taken[-1].state = State.BUSY  # so that he is not found twice
        if len(taken) == wanted:
            return taken
        for member in taken:
            member.state = State.FREE
            self.note(member)
        return []

    def anything_set_aside(self) -> bool:
        """Tell whether work may be set aside with a member who does nothing else."""
        return any(shift.heaps[State.ASIDE] for shift in self.shifts)

    def next_opening(self, now: int) -> int | None:
        """When the next shift that is off duty comes on duty; None where all are on duty."""
        return min((shift.opens for shift in self.shifts if not shift.on_duty(now)), default=None)

    def _top(self, shift: Shift, state: State) -> Turn | None:
        heap = shift.heaps[state]
        while heap:
            in_hand, idle_since, number = turn = heap[0]
            member = self.members[number]
            if (
                member.state is state
                and member.in_hand == in_hand
                and member.idle_since == idle_since
                and not member.absent
            ):
                return turn
            heappop(heap)
        return None
