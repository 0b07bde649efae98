"""The hours of a half post: somebody who is there in the first half of the hours of each day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.calendar.opening_hours import HoursOfWeek, OfficeHours
from sim.quantities import MINUTE
from sim.scenario.sitting_dates import WEEKDAYS
from sim.schema.in_words import written_hours


def first_half(hours: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The intervals of the first half of a day's hours, which ends at a full minute [seconds of the day]."""
    left = sum(closes - opens for opens, closes in hours) // 2
    found: list[tuple[int, int]] = []
    for opens, closes in hours:
        until = min(closes, (opens + left) // MINUTE * MINUTE)
        if until > opens:
            found.append((opens, until))
        left -= min(closes - opens, left)
    return tuple(found)


def half_hours(hours: OfficeHours) -> dict[str, Any]:
    """The block of the scenario's `hours` that has the first half of each day of others, their changes among them."""
    block: dict[str, Any] = dict(_half_week(hours))
    if hours.changes:
        block["changes"] = [
            {"from": str(change.from_)}
            | ({} if change.until is None else {"until": str(change.until)})
            | _half_week(change)
            for change in hours.changes
        ]
    return block


def _half_week(hours: HoursOfWeek) -> dict[str, str]:
    """The first half of each day of a week: of most days from Monday to Friday, and of those that differ."""
    if hours.every_day is not None:
        return {"every_day": written_hours(first_half(hours.every_day))}
    halves = {day: first_half(of_day) for day, of_day in zip(WEEKDAYS, hours.week, strict=True)}
    workdays = [halves[day] for day in WEEKDAYS[:5]]
    usual = max(workdays, key=workdays.count)
    expected = dict.fromkeys(WEEKDAYS[:5], usual) | dict.fromkeys(WEEKDAYS[5:], ())
    others = {day: of_day for day, of_day in halves.items() if of_day != expected[day]}
    return {day: written_hours(of_day) for day, of_day in ({"weekdays": usual} | others).items()}
