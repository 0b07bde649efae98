"""Working time as plain arrays for the compiled engine, to which instants behind the span never come.

Columns of instants, all of which lie in the span, are worked out by :mod:`sim.calendar.open_time`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.quantities import DAY, Instants

NEVER_CLOSES = 1 << 60
"""When the interval behind the span closes [instant]."""


@dataclass(frozen=True)
class PlainHours:
    """Open intervals of a span in order, and one behind it that never closes."""

    start: int
    """First second of the span [instant]."""
    end: int
    """End of the span [instant]."""
    opens: Instants
    """Openings [instants; one more than there are intervals]."""
    closes: Instants
    """Closings [instants; one more than there are intervals]."""
    before: Instants
    """Open seconds before each interval [seconds; two more than there are intervals]."""
    first_of_day: Instants
    """By civil day of the span, the first interval that closes after its midnight."""
    day_closes: Instants
    """Closings that are the last of their civil day, in order [instants]."""
    night_midnights: Instants
    """Midnights over which hours go on, in order [instants]."""
    night_ends: Instants
    """When these hours end [instants]."""

    @classmethod
    def of(
        cls,
        span: tuple[int, int],
        intervals: tuple[Instants, Instants, Instants],
        first_of_day: Instants,
        day_closes: Sequence[int],
        nights: Mapping[int, int],
    ) -> PlainHours:
        """Make plain hours from the openings and closings of intervals and the open seconds before each."""
        opens, closes, before = intervals
        midnights = np.array(sorted(nights), dtype=np.int64)
        return cls(
            *span,
            np.append(opens, span[1] + DAY),
            np.append(closes, NEVER_CLOSES),
            np.append(before, before[-1] + NEVER_CLOSES),
            first_of_day,
            np.array(day_closes, dtype=np.int64),
            midnights,
            np.array([nights[at] for at in midnights.tolist()], dtype=np.int64),
        )
