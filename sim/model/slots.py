"""The slots that counters offer: they follow from the hours, and from the absences that are planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.calendar.duty import Duty, intervals
from sim.quantities import UNSET, Instants, Integers


@dataclass(frozen=True, eq=False)
class SlotGrid:
    """The slots of one counter."""

    begin: Instants
    """When slots begin, each instant once [instants, in order]."""
    windows: Integers
    """By such instant: how many slots begin at it, at least one."""
    length: int
    """How long a slot is [s]."""
    grace: int
    """How late a booked applicant may queue and still go before the hall [s]."""


def slot_grid(
    attended: Duty,
    duties: Sequence[tuple[Duty, int]],
    hours: Duty | None,
    rule: tuple[int, int, int],
    span: tuple[int, int],
) -> SlotGrid:
    """The slots of a counter between two instants.

    In every stretch of attended hours, within `hours` if given, they follow each other from its beginning, the last one
    ending before its close. `duties` are those of the members, each with the number of those who have it, by the plan;
    `rule` is the length of a slot, the windows and the grace; `span` are the two instants.
    """
    (length, windows, grace), (start, end) = rule, span
    begin = [
        at
        for opens, closes in intervals(attended, start, end)
        for first, last in ([(opens, closes)] if hours is None else intervals(hours, opens, closes))
        for at in range(first, last - length + 1, length)
    ]
    slots = np.array(begin, dtype=np.int64)
    there = np.zeros(len(slots), dtype=np.int64)
    for duty, count in duties:
        there += count * np.array([duty.is_open(at) for at in begin], dtype=np.int64)
    return SlotGrid(slots, np.clip(there, 1, windows), length, grace)


class Diary:
    """The free slots of one counter while bookings are made."""

    def __init__(self, grid: SlotGrid) -> None:
        self._begin = grid.begin
        self._free = grid.windows.tolist()
        self._next = list(range(len(self._free) + 1))
        """By slot: a later one, or itself, before which no slot from it on is free."""

    def first_free(self, at: int) -> int:
        """The first slot at or after an instant that is free [instant]; UNSET for none."""
        slot = self._find(int(np.searchsorted(self._begin, at)))
        return int(self._begin[slot]) if slot < len(self._begin) else UNSET

    def book(self, at: int) -> int:
        """Book the first slot at or after an instant that is free, and give it [instant]; UNSET for none."""
        slot = self._find(int(np.searchsorted(self._begin, at)))
        if slot == len(self._begin):
            return UNSET
        self._free[slot] -= 1
        if not self._free[slot]:
            self._next[slot] = slot + 1
        return int(self._begin[slot])

    def _find(self, slot: int) -> int:
        way = []
        while self._next[slot] != slot:
            way.append(slot)
            slot = self._next[slot]
        for passed in way:
            self._next[passed] = slot
        return slot
