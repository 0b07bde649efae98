"""The members of a pool while the simulation runs: who is free, on duty, at work, and whose turn it is."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from heapq import heappop, heappush
from typing import Any

from sim.calendar.duty import Absence, Duty
from sim.calendar.working_time import WorkingTime
from sim.engine.simpy.pool import NEVER, Visit
from sim.model.capacity import Pool

Turn = tuple[int, int, int]
"""Whose turn it is: fewest files in hand, idle longest, first by number."""


class State(IntEnum):
    """What a member is doing."""

    FREE = 0
    """Nothing; he may begin a file."""
    ASIDE = 1
    """Nothing, but a desk file of his is set aside."""
    DESK = 2
    """Desk work that may be set aside or handed over."""
    FULL = 3
    """Nothing, but as many files lie with him as he may have."""
    BUSY = 4
    """Work that is not interrupted."""


class MemberAtWork:
    """One member: what he is doing, how many files lie with him, and when he is on duty."""

    __slots__ = (
        "absences", "absent", "aside", "duty", "hands_over", "idle_since", "in_hand", "number", "pool", "shift", "stamp",
        "state", "visit",
    )  # fmt: skip

    def __init__(self, pool: Any, number: int, shift: Shift, duty: Duty, absences: Sequence[Absence]) -> None:
        self.pool = pool
        self.number = number
        self.shift = shift
        self.duty = duty
        self.absences = iter(absences)
        """Those still to come."""
        self.hands_over = any(absence.hands_over for absence in absences)
        """Whether his desk work may go back to its pool before it is done."""
        self.absent = 0
        """How many absences and sittings keep him away now."""
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


class Shift:
    """Members of a pool with equal hours: heaps of whose turn it is, one for each state but BUSY.

    A heap may hold outdated entries, which are dropped when they come to its top; so a change costs the logarithm of
    the number of members.
    """

    __slots__ = ("closes", "heaps", "hours", "opens")

    def __init__(self, hours: WorkingTime, now: int) -> None:
        self.hours = hours
        self.opens, self.closes = hours.interval_at(now)
        self.heaps: tuple[list[Turn], ...] = ([], [], [], [])

    def on_duty(self, now: int) -> bool:
        """Tell whether the hours are open; `opens` and `closes` are those of the present or next interval then."""
        if now >= self.closes:
            self.opens, self.closes = self.hours.interval_at(now)
        return now >= self.opens


class Roster:
    """All members of a pool, and the choice among them."""

    def __init__(self, pool: Any, plan: Pool, now: int) -> None:
        shifts: dict[int, Shift] = {}

        def shift(hours: WorkingTime) -> Shift:
            return shifts.setdefault(id(hours), Shift(hours, now))

        self.members: list[MemberAtWork] = []
        if plan.roster:
            for number, person in enumerate(plan.roster):
                own = shift(person.hours.without_end)
                self.members.append(MemberAtWork(pool, number, own, person.duty.without_end, person.absences))
        else:
            duty = plan.duty.without_end
            assert isinstance(duty, WorkingTime)  # only a roster has absences
            self.members = [MemberAtWork(pool, i, shift(duty), duty, ()) for i in range(plan.members)]
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
