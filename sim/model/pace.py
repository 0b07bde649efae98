"""How long a member takes for stated work: whole seconds, by a pace that is fixed in the second in which he begins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sim.quantities import instant
from sim.scenario.coming_and_going import STANDARD_PACE

Paces = tuple[tuple[int, int], ...]
"""A member's pace by the instant from which it holds, in order: (from, hundredths); empty for a pace of 1 throughout."""


def paces_by_day(parts: Sequence[tuple[date, int]], start: int) -> Paces:
    """Paces that hold from days on as paces from instants on; those before `start` begin with it [instant]."""
    return tuple((max(instant(day), start), pace) for day, pace in parts)


def pace_at(paces: Paces, at: int) -> int:
    """The pace of work that is begun at an instant [hundredths]."""
    pace = STANDARD_PACE
    for since, following in paces:
        if since > at:
            break
        pace = following
    return pace


def time_needed(work: int, pace: int) -> int:
    """How long stated work takes: its product with the pace, rounded half up, at least a second [s on duty]."""
    return max((work * pace + STANDARD_PACE // 2) // STANDARD_PACE, 1)


def work_left(work: int, time_left: int, pace: int) -> int:
    """The stated work that is left of some when so much of its time is left: rounded up, and no more than there was [s]."""
    return min(-(-time_left * STANDARD_PACE // pace), work)
