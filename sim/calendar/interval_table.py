"""Look-up tables of open intervals, for arithmetic on many instants at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.quantities import DAY, Instants


@dataclass(frozen=True)
class IntervalTable:
    """Look-up tables of a working time for vectorised calls."""

    shortest: int
    """Length of the shortest interval [seconds, at least 1]."""
    widest: int
    """How many intervals one civil day can touch."""
    first_of_day: Instants
    """By civil day of the span, the first interval that closes after its midnight."""
    padded_opens: Instants
    """Openings, with empty intervals after the last one, so that a gather needs no mask."""
    padded_closes: Instants
    guide: Instants | None
    """By multiple of `shortest` of open time, the interval in which it is reached; None where it would be too long."""

    @classmethod
    def build(cls, start: int, end: int, opens: Instants, closes: Instants, before: Instants) -> IntervalTable:
        """Make the tables from intervals in order."""
        midnights = np.arange(start, end + DAY + 1, DAY, dtype=np.int64)
        first = np.searchsorted(closes, midnights, side="right").astype(np.int64)
        reached = np.searchsorted(opens, midnights[1:], side="left") - first[:-1]
        widest = max(int(np.max(reached, initial=0)), 1)
        pad = np.full(widest + 1, end, dtype=np.int64)
        shortest = max(int(np.min(closes - opens, initial=DAY * 366)), 1)
        slots = int(before[-1]) // shortest + 1
        guide = None
        if slots <= 1_000_000:
            guide = np.maximum(np.searchsorted(before, np.arange(slots) * shortest + 1, side="left") - 1, 0)
        return cls(shortest, widest, first, np.concatenate([opens, pad]), np.concatenate([closes, pad]), guide)

    def interval_of(self, before: Instants, target: Instants) -> Instants:
        """The interval in which each amount of open time (at least 1) is reached."""
        if self.guide is None:
            return np.asarray(np.searchsorted(before, target, side="left") - 1, dtype=np.int64)
        i = self.guide[(target - 1) // self.shortest]
        # A slot is as long as the shortest interval, so at most one boundary lies inside it.
        return np.asarray(i + (before[i + 1] < target), dtype=np.int64)
