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


def booked(grid: SlotGrid, made: Instants, wished: Instants) -> tuple[Instants, Instants]:
    """Book slots of a counter, one after the other: each booker gets the first that is free at or after the one that he wishes.

    `made` is when each books and `wished` from when on he wishes a slot [instants]. Gives the first slot that is free as each
    books, whatever he wishes, and the one that he gets; UNSET for none [instants].
    """
    begin, free = [*grid.begin.tolist(), UNSET], grid.windows.tolist()
    # By slot: a later one, or itself, before which no slot from it on is free.
    following = list(range(len(begin)))

    def first_free(slot: int) -> int:
        way = []
        while following[slot] != slot:
            way.append(slot)
            slot = following[slot]
        for passed in way:
            following[passed] = slot
        return slot

    next_free, slots = [], []
    wishes = (np.searchsorted(grid.begin, at).tolist() for at in (made, wished))
    for earliest, from_then_on in zip(*wishes, strict=True):
        next_free.append(begin[first_free(earliest)])
        slot = first_free(from_then_on)
        slots.append(begin[slot])
        if slot < len(free):
            free[slot] -= 1
            if not free[slot]:
                following[slot] = slot + 1
    return np.array(next_free, dtype=np.int64), np.array(slots, dtype=np.int64)
