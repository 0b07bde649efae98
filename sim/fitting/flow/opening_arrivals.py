"""Arrivals between bounds, of which one comes exactly at each opening."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.fitting.flow.time_of_week import RateGrid
from sim.quantities import Flags, Floats, Instants, Integers


@dataclass(frozen=True)
class ArrivalBounds:
    """Between which instants cases came, in the order of their first starts."""

    low: Instants
    """Not before this [instants]."""
    high: Instants
    """Not after this [instants]."""
    start: Instants
    """When the first step was begun [instants]."""
    exact: Flags
    """Whether it came exactly at `high`: somebody who could begin it was idle until then."""
    chained: bool
    """Whether who comes first is taken first, so that arrivals are in the order of starts."""


@dataclass
class OpeningArrivals:
    """Which case comes exactly at each opening; it changes as arrivals are drawn anew."""

    bounds: ArrivalBounds
    """Bounds of the arrivals."""
    opening: Instants
    """The first opening of each day that has such a case [instants]."""
    closed: Instants
    """The closing before each of them [instants]."""
    case: Integers
    """By opening: the case."""

    @classmethod
    def of(cls, bounds: ArrivalBounds, opening: Instants, closed: Instants) -> OpeningArrivals:
        """At each opening the first case that need not have come before it, if it may have come then."""
        case = np.searchsorted(bounds.high, opening, side="left")
        place = np.minimum(case, len(bounds.high) - 1)
        may = (case < len(bounds.high)) & (bounds.low[place] <= opening)
        may &= ~bounds.exact[place] | (bounds.high[place] == opening)
        may &= np.append(True, case[1:] != case[:-1])
        return cls(bounds, opening[may], closed[may], case[may])

    def placed(self, at: Floats) -> tuple[Floats, Flags]:
        """The arrivals with those at openings there, and which these are."""
        at = at.copy()
        at[self.case] = self.opening
        spiked = np.zeros(len(at), dtype=np.bool_)
        spiked[self.case] = True
        return at, spiked

    def moved(self, grid: RateGrid, at: Floats, rng: np.random.Generator) -> tuple[Floats, Flags]:
        """Let the case before or after each come at the opening instead, as likely as the rest of the arrivals has it then.

        A Gibbs step between two states: the case came before the closing and the next one at the opening, or it came at the
        opening and the next one later.
        """
        for days in (slice(0, None, 2), slice(1, None, 2)):
            for later in (True, False):
                at = self._moved(grid, at, rng, days, later)
        return self.placed(at)

    def _moved(self, grid: RateGrid, at: Floats, rng: np.random.Generator, days: slice, later: bool) -> Floats:
        bounds, size = self.bounds, len(at)
        opening, closed = self.opening[days], self.closed[days]
        # Of the two the first comes before the closing or at the opening, the second at the opening or later.
        first = self.case[days] - (not later)
        second = first + 1
        taken = np.zeros(size + 2, dtype=np.bool_)
        taken[self.case] = True
        other = second if later else first
        free = (first >= 0) & (second < size) & ~taken[other]
        one, two = np.clip(first, 0, size - 1), np.clip(second, 0, size - 1)
        free &= ~bounds.exact[one] & ~bounds.exact[two]
        free &= (bounds.low[one] <= opening) & (opening <= bounds.high[one])
        free &= (bounds.low[two] <= opening) & (opening <= bounds.high[two])
        before = np.where(one > 0, at[np.maximum(one - 1, 0)], -np.inf)
        after = np.where(two < size - 1, at[np.minimum(two + 1, size - 1)], np.inf)
        early = [grid.clock(t) for t in (np.maximum(bounds.low[one], before), np.minimum(bounds.high[one], closed))]
        late = [grid.clock(t) for t in (np.maximum(bounds.low[two], opening), np.minimum(bounds.high[two], after))]
        length_early, length_late = (np.maximum(b - a, 0.0) for a, b in (early, late))
        free &= length_early + length_late > 0
        is_early = rng.random(len(one)) * (length_early + length_late) < length_early
        share = rng.random(len(one))
        result = at.copy()
        shift, keep = free & is_early, free & ~is_early
        result[one[shift]] = grid.instants(early[0] + share * length_early)[shift]
        result[two[shift]] = opening[shift]
        result[one[keep]] = opening[keep]
        result[two[keep]] = grid.instants(late[0] + share * length_late)[keep]
        case = self.case[days].copy()
        case[shift], case[keep] = two[shift], one[keep]
        self.case[days] = case
        return result
