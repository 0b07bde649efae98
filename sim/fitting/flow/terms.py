"""Within which time answers are due, out of due dates."""

from __future__ import annotations

import numpy as np

from sim.calendar.duty import Duty
from sim.fitting.fitted import FittedTerm
from sim.quantities import DAY, HOUR, UNSET, Flags, Instants, Integers, Limit, LimitUnit

_LEAST_AGREEMENT = 0.5
_BETTER = 0.02
"""By how much working days or hours have to explain more than calendar days do [share]."""
_MOST_HOURS = 72


def fit_term(came: Instants, due: Instants, worked: tuple[int, Flags], office: Duty) -> FittedTerm | None:
    """The limit that explains the most due dates; None where no limit explains half of them.

    Days are counted from the day after the receipt; `worked` is the first civil day and which days from it on are worked.
    """
    has = np.flatnonzero((came != UNSET) & (due != UNSET) & (due >= came))
    if not len(has):
        return None
    received, until = came[has], due[has]
    first_day, days = worked
    before = np.concatenate([[0], np.cumsum(days)])
    place = [np.clip(at // DAY - first_day + 1, 0, len(days)) for at in (received, until)]
    inside = (until // DAY - first_day) < len(days)
    found = [
        _most_frequent(until // DAY - received // DAY, "calendar_days"),
        _most_frequent(np.where(inside, before[place[1]] - before[place[0]], 0), "working_days"),
    ]
    hours = np.round(office.elapsed_many(received, until) / HOUR, 2)
    if (until % DAY).any() and np.median(hours) <= _MOST_HOURS:
        found.append(_most_frequent(np.where(hours % 1 == 0, hours, 0).astype(np.int64), "hours"))
    best = found[0]
    for other in found[1:]:
        if other is not None and (best is None or other[1] > best[1] + _BETTER):
            best = other
    if best is None or best[1] < _LEAST_AGREEMENT:
        return None
    return FittedTerm(str(best[0]), best[1], len(has))


def _most_frequent(lengths: Integers, unit: LimitUnit) -> tuple[Limit, float] | None:
    """The most frequent length above none, and its share of all."""
    values, counts = np.unique(lengths[lengths > 0], return_counts=True)
    if not len(values):
        return None
    k = int(np.argmax(counts))
    return Limit(int(values[k]), unit), float(counts[k] / len(lengths))
