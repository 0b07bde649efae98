"""Whether 03/04/2018 is 3 April or 4 March: all days of a column decide together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sim.quantities import shown
from sim.register.day_text import TwoWays
from sim.register.options import DayOrder
from sim.translations.in_use import ORIGINAL, language, localized_date, marked, translated

_STATE = marked("state 'date_order: day_first' or 'date_order: month_first'")


def order_of_days(
    days: Mapping[str, TwoWays], rows: Sequence[tuple[int, str]], stated: DayOrder | None, lines: Sequence[int] = ()
) -> tuple[DayOrder | None, dict[int, tuple[str, str]]]:
    """What stands first in the days of a column, and by row what is wrong with it.

    `days` are the days by their texts, `rows` the rows that have one and its text. One day that is one in a single order decides
    for all; where none does and the orders differ, or some contradict each other, that is a fault.
    """
    if stated is not None or not rows:
        return (stated if rows else None), {}
    only: dict[DayOrder, tuple[int, str]] = {}
    for i, text in rows:
        day_first, month_first = days[text].day("day_first"), days[text].day("month_first")
        if (day_first is None) != (month_first is None):
            only.setdefault("day_first" if month_first is None else "month_first", (i, text))
    if len(only) == 1:
        return next(iter(only)), {}
    if len(only) == 2:
        (i, text), (k, other) = sorted(only.values())[::-1]
        given = {"given": shown(text), "other": shown(other)}
        message = translated("{given} and {other} cannot have day and month in one order", **given)
        if lines:
            message = translated(
                "{given} and {other} in line {line} cannot have day and month in one order", **given, line=lines[k]
            )
        return "day_first", {i: (message, translated(_STATE))}
    for i, text in rows:
        day_first, month_first = days[text].day("day_first"), days[text].day("month_first")
        if day_first != month_first and day_first is not None and month_first is not None:
            message = translated(
                "{given} may be {first} or {second}, and no row of the column tells",
                given=shown(text),
                first=_in_words(day_first),
                second=_in_words(month_first),
            )
            return "day_first", {i: (message, translated(_STATE))}
    return "day_first", {}


def _in_words(day: date) -> str:
    """A day whose month cannot be taken for its day."""
    return f"{day.day} {day:%B}" if language() == ORIGINAL else localized_date(day)
