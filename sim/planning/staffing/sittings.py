"""How often a commission may be tried to sit: on so many weekdays, or every so many working days."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from sim.experiment.levers.lever import list_value
from sim.scenario.sitting_dates import WEEKDAYS
from sim.scenario.sittings import SittingRule

_WORKDAYS = WEEKDAYS[:5]
_EVERY = (10, 5, 4, 3, 2, 1)
"""Working days from one sitting to the next that are tried where a commission sits every so many."""
SittingLevel = tuple[float, tuple[tuple[str, str], ...]]
"""Sittings a week, and what changes in the rule: keys with their values; nothing where it is as it is."""


def sitting_levels(rule: SittingRule) -> Iterator[SittingLevel]:
    """How often a commission may sit, by rising number of sittings a week; its present rule is among them."""
    if rule.every is not None:
        for every in sorted({*_EVERY, rule.every}, reverse=True):
            yield 5 / every, (() if every == rule.every else (("every", str(every)),))
        return
    now = tuple(rule.weekdays or ())
    for count in range(1, max(len(_WORKDAYS), len(now)) + 1):
        if count == len(now):
            yield float(count), ()
        else:
            yield float(count), (("weekdays", list_value(spread_days(now, count))),)


def spread_days(now: tuple[str, ...], count: int) -> tuple[str, ...]:
    """The weekdays of `count` sittings, the present ones with others or some of them, spread from Monday to Friday.

    Of several choices it is the one with the shortest longest pause, and of these the one with the fewest on one side.
    """
    known = [day for day in WEEKDAYS if day in now]
    choices = combinations(known, count) if count < len(known) else combinations(_WORKDAYS, count)
    kept = [days for days in choices if count < len(known) or set(known) & set(_WORKDAYS) <= set(days)]
    return min(kept, key=lambda days: _pauses(days))


def _pauses(days: tuple[str, ...]) -> list[int]:
    """The pauses between sittings in working days, the longest first."""
    at = [WEEKDAYS.index(day) for day in days]
    following = [*at[1:], at[0] + 5]
    return sorted((b - a for a, b in zip(at, following, strict=True)), reverse=True)
