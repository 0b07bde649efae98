"""How long members worked at each event: their time on duty, shared between what they had begun at one time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sim.calendar.duty import Duty, open_intervals
from sim.quantities import DAY, HOUR, UNSET, Flags, Floats, Instants, Integers
from sim.register.events.event_register import NOBODY, EventRegister

_LONGEST_OVERTIME = 4 * HOUR
"""Time off duty in one piece that counts as work where an event begins or ends in it, at most [s]."""


@dataclass(frozen=True)
class PiecesOfWork:
    """What each event took of its member's time."""

    event: Integers
    """Events that were begun by somebody, in order of member and begin [position in the register]."""
    seconds: Floats
    """Work of each, so far where it has not ended [s]."""
    ended: Flags
    """Whether each has ended."""
    overlap: float
    """Share of the time on duty in which a member who worked had begun more than one [probability]."""


def pieces_of_work(register: EventRegister, start: Instants, duties: Sequence[Duty], counted: Flags) -> PiecesOfWork:
    """The work of events in the duty time of whoever did them; with k begun at once each gets one k-th of it.

    `start` is when each event began, `counted` which events are looked at. Nights and breaks in which files lie begun are
    no work. After Estrada-Torres, Camargo, Dumas & García-Bañuelos 2021, Discovering business process simulation models in
    the presence of multitasking and availability constraints, Data & Knowledge Engineering 134.
    """
    begun = counted & (register.resource != NOBODY) & (start != UNSET)
    end = np.where(register.end == UNSET, register.seen_until, register.end)
    begun &= end >= start
    event = np.flatnonzero(begun)
    event = event[np.lexsort((event, start[event], register.resource[event]))]
    if not len(event):
        return PiecesOfWork(event, np.zeros(0), np.zeros(0, dtype=np.bool_), 0.0)
    begins, ends, who = start[event], end[event], register.resource[event]
    shared, overlap = _shared(begins, ends, who, duties)
    return PiecesOfWork(event, shared + _overtime(begins, ends, who, duties), register.end[event] != UNSET, overlap)


def _shared(begins: Instants, ends: Instants, who: Integers, duties: Sequence[Duty]) -> tuple[Floats, float]:
    """By piece: its share of the duty between its begin and its end [s]; and how much of that time was shared."""
    n = len(begins)
    times, member = np.concatenate([begins, ends]), np.concatenate([who, who])
    order = np.lexsort((times, member))
    times, member = times[order], member[order]
    under_way = np.cumsum(np.where(order < n, 1, -1))
    worked = np.zeros(2 * n, dtype=np.int64)
    for first, last in _runs(member):
        worked[first:last] = duties[member[first]].worked_many(times[first:last])
    passed = np.diff(worked, append=worked[-1])
    passed[:-1][member[1:] != member[:-1]] = 0
    passed[-1] = 0
    portion = np.where(under_way > 0, passed / np.maximum(under_way, 1), 0.0)
    reached = np.concatenate([[0.0], np.cumsum(portion)])[:-1]
    at = np.empty(2 * n)
    at[order] = reached
    busy = float(passed[under_way > 0].sum())
    return np.maximum(at[n:] - at[:n], 0.0), float(passed[under_way > 1].sum()) / busy if busy else 0.0


def _overtime(begins: Instants, ends: Instants, who: Integers, duties: Sequence[Duty]) -> Floats:
    """By piece: time off duty in which it began or ended, where both lie on one civil day [s].

    Whoever ends a file in the evening has stayed for it; whoever has one over lunch has had lunch.
    """
    extra = np.zeros(len(begins), dtype=np.float64)
    same_day = begins // DAY == ends // DAY
    for first, last in _runs(who):
        rows = first + np.flatnonzero(same_day[first:last])
        if not len(rows):
            continue
        duty = duties[who[first]]
        opens, closes = open_intervals(duty, duty.start, duty.end)
        opens, closes = np.append(opens, duty.end + DAY), np.concatenate([[duty.start - DAY], closes])
        b, e = begins[rows], ends[rows]
        # By instant: the last closing before it and the next opening after it, which enclose it where it lies off duty.
        of_begin, of_end = np.searchsorted(opens, b, side="right"), np.searchsorted(opens, e, side="left")
        before_opening = np.where(b >= closes[of_begin], np.minimum(opens[of_begin], e) - b, 0)
        after_closing = np.where(e > closes[of_end], e - np.maximum(closes[of_end], b), 0)
        whole = of_begin == of_end  # both ends lie in one gap, which is counted once
        off_duty = np.where(whole & (before_opening > 0), before_opening, before_opening + after_closing)
        extra[rows] = np.minimum(off_duty, _LONGEST_OVERTIME)
    return extra


def _runs(values: Integers) -> list[tuple[int, int]]:
    """Where runs of equal values begin and end."""
    borders = np.flatnonzero(values[1:] != values[:-1]) + 1
    edges = [0, *borders.tolist(), len(values)]
    return list(pairwise(edges)) if len(values) else []
