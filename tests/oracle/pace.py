"""How long stated work takes at somebody's pace, in fractions, for the naive simulator."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor


def at_pace(work: int, pace: int) -> int:
    """The time that stated work takes: to the nearest second, half a second up, never none [s]."""
    return max(floor(Fraction(work * pace, 100) + Fraction(1, 2)), 1)


def as_stated(time: int, pace: int, *, at_most: int) -> int:
    """The stated work that takes some time, rounded up [s]."""
    return min(ceil(Fraction(time * 100, pace)), at_most)
