"""The whole weeks of a register."""

from __future__ import annotations

from datetime import date

import numpy as np

from sim.quantities import DAY, Instants, civil, instant

WEEK = 7 * DAY


def whole_weeks(history: Instants, first_day: date | None = None, last_day: date | None = None) -> tuple[Instants, ...]:
    """The whole weeks of a history, each as seconds since its Monday 00:00; all between the first and the last, be they empty.

    A register that begins or ends within a week has not all of that week's applications, and its first and last instants
    do not tell: with few applications they often lie days after the register was opened or before it was closed. So the
    weeks of the first and of the last application are left out, unless the first and the last day of the register are
    known: then all weeks count that lie between these days, both included.
    """
    first = first_whole_week(history, first_day)
    end = _monday(int(history[-1])) if last_day is None else _monday(instant(last_day) + DAY)
    return tuple(
        history[np.searchsorted(history, begin) : np.searchsorted(history, begin + WEEK)] - begin
        for begin in range(first, end, WEEK)
    )


def first_whole_week(history: Instants, first_day: date | None = None) -> int:
    """When the first whole week of a history begins, as :func:`whole_weeks` counts them [instant]."""
    return _monday(int(history[0])) + WEEK if first_day is None else _monday(instant(first_day) - DAY) + WEEK


def _monday(at: int) -> int:
    return at - (civil(at).weekday() * DAY + at % DAY)
