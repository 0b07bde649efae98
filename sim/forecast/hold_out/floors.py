"""Two floors of a forecast: copies of past weeks, and the held part drawn anew from itself."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.forecast.hold_out.event_times import EventTimes, cases_together
from sim.quantities import DAY
from sim.random_streams import generator

_WEEK: Final = 7 * DAY
_FEWEST_WEEKS: Final = 4
_COMPLETE: Final = 0.95


def copied_past(past: EventTimes, begin: int, end: int, seed: int, replication: int) -> EventTimes:
    """Weeks of what was known at the beginning of a span with all their cases, drawn by chance, in the place of its weeks.

    Weeks so young that one case in twenty takes longer are left out where four others are there.
    """
    known = past.seen_until(begin - 1)
    first = int(known.arrivals.min()) if len(known.case) else begin
    weeks = max(1, (begin - first) // _WEEK)
    longest = float(np.quantile(known.last_ends - known.arrivals, _COMPLETE)) if len(known.case) else 0.0
    youngest = min(int(np.ceil(longest / _WEEK)), max(0, weeks - _FEWEST_WEEKS))
    drawn = generator(seed, replication, "hold out", "copied").integers(youngest, weeks, _weeks(begin, end))
    parts = [_week_of(known, begin - (int(week) + 1) * _WEEK) for week in drawn]
    moves = [(place + int(week) + 1) * _WEEK for place, week in enumerate(drawn)]
    return _placed(parts, moves, begin, end)


def redrawn(held: EventTimes, begin: int, end: int, seed: int, replication: int) -> EventTimes:
    """The held part drawn anew from itself: each of its weeks is one of them by chance (block bootstrap).

    A last week that is not whole is only put into its own place, and whole weeks into those of whole ones.
    """
    whole = max(1, (end - begin) // _WEEK)
    drawn = generator(seed, replication, "hold out", "redrawn").integers(0, whole, whole)
    parts = [_week_of(held, begin + int(week) * _WEEK) for week in drawn]
    moves = [(place - int(week)) * _WEEK for place, week in enumerate(drawn)]
    rest = held.arrived(begin + whole * _WEEK, end)
    return _placed([*parts, rest], [*moves, 0], begin, end)


def _weeks(begin: int, end: int) -> int:
    return -(-(end - begin) // _WEEK)


def _week_of(times: EventTimes, monday: int) -> EventTimes:
    return times.arrived(monday, monday + _WEEK)


def _placed(parts: list[EventTimes], moves: list[int], begin: int, end: int) -> EventTimes:
    """Weeks in their new places, as far as the span tells of them."""
    first, found = 0, []
    for part, seconds in zip(parts, moves, strict=True):
        found.append(part.moved(seconds, first))
        first += len(part.heads)
    return cases_together(found).seen_until(end).arrived(begin, end)
