"""The events of a register out of its rows: starts and ends in one row, ends alone, or starts and ends in rows of their own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.quantities import UNSET, Instants, Integers
from sim.register.events.event_moments import ColumnMoments
from sim.register.events.event_table import EMPTY, CodedColumn

_BEGUN = frozenset(("start", "started", "begin", "начало", "начато", "басталды", "басталуы"))
_OVER = frozenset(
    (
        "complete", "completed", "end", "ended", "finish", "finished", "done", "withdraw", "pi_abort", "ate_abort", "autoskip",
        "manualskip", "окончание", "завершение", "завершено", "конец", "аяқталды", "аяқталуы",
    )
)  # fmt: skip
_WAITS = frozenset(("schedule", "scheduled", "assign", "assigned", "enable", "enabled"))
"""What happens at an instant, in the words of the lifecycle extension of XES and others."""


@dataclass
class EventRows:
    """Events by the rows in which they stand."""

    row: Integers
    """The row of the event, of one with two rows that of its start."""
    start: Instants
    """When it began; UNSET where that is not known."""
    end: Instants
    """When it ended; UNSET where that is not known."""
    end_row: Integers
    """The row of its end."""
    passed_over: Integers
    """Rows that tell of no start and of no end: suspended, resumed and the like."""

    def take(self, which: Integers) -> EventRows:
        """Some of the events."""
        return EventRows(self.row[which], self.start[which], self.end[which], self.end_row[which], self.passed_over)


def rows_of_events(
    events: Integers,
    start: ColumnMoments | None,
    end: ColumnMoments | None,
    lifecycle: CodedColumn | None,
    key: Integers,
) -> EventRows:
    """The events of some rows.

    `key` is alike for rows that may belong together: same case, activity and instance. Where rows tell of starts and of ends
    apart, each end belongs to the earliest start before it that has none yet.
    """
    none = np.zeros(0, dtype=np.int64)
    unset = np.full(len(events), UNSET, dtype=np.int64)
    if start is not None or lifecycle is None or end is None:
        starts = unset if start is None else start.at[events]
        ends = unset if end is None else end.at[events]
        return EventRows(events, starts, ends, events, none)
    words = np.array([_kind(text) for text in [*lifecycle.texts(), ""]], dtype=np.int64)
    kind = words[lifecycle.codes[events]]  # EMPTY is the last of the words
    if not (kind == _START).any():
        kept = kind == _END
        waits = _waiting(kind, key[events], kept)
        both = np.flatnonzero(kept | waits)
        return EventRows(
            events[both], unset[both], np.where(kept, end.at[events], UNSET)[both], events[both], events[kind == _OTHER]
        )
    return _paired(events, end.at[events], kind, key[events])


_START, _END, _WAITING, _OTHER = range(4)


def _kind(text: str) -> int:
    plain = text.strip().casefold()
    if plain in _BEGUN:
        return _START
    if plain in _OVER or not plain:
        return _END
    return _WAITING if plain in _WAITS else _OTHER


def _waiting(kind: Integers, key: Integers, told: np.ndarray) -> np.ndarray:
    """Which rows tell that something waits of which no row tells a start or an end."""
    waits = (kind == _WAITING) & ~np.isin(key, key[told])
    rows = np.flatnonzero(waits)
    _, first = np.unique(key[rows], return_index=True)
    only = np.zeros(len(kind), dtype=bool)
    only[rows[first]] = True
    return only


def _paired(events: Integers, at: Instants, kind: Integers, key: Integers) -> EventRows:
    """The events of rows with starts and ends apart: the n-th start of a key belongs to the n-th end that is not before it."""
    told = (kind == _START) | (kind == _END)
    waits = _waiting(kind, key, told)
    order = np.lexsort((np.arange(len(at)), kind, at, key))
    order = order[told[order]]
    row: list[int] = []
    end_row: list[int] = []
    waiting: list[int] = []
    before = None
    kinds, keys = kind.tolist(), key.tolist()
    for i in order.tolist():
        if keys[i] != before:
            before = keys[i]
            _leave(waiting, row, end_row)
        if kinds[i] == _START:
            waiting.append(i)
        elif waiting:
            begun = waiting.pop(0)
            row.append(begun)
            end_row.append(i)
        else:
            row.append(i)
            end_row.append(i)
    _leave(waiting, row, end_row)
    rows, ends = np.array(row, dtype=np.int64), np.array(end_row, dtype=np.int64)
    starts = np.where(kind[rows] == _START, at[rows], UNSET)
    finished = np.where(ends >= 0, at[ends], UNSET)
    again = np.flatnonzero(waits)
    unset = np.full(len(again), UNSET, dtype=np.int64)
    return EventRows(
        events[np.concatenate((rows, again))],
        np.concatenate((starts, unset)),
        np.concatenate((finished, unset)),
        events[np.concatenate((np.where(ends >= 0, ends, rows), again))],
        events[kind == _OTHER],
    )


def _leave(waiting: list[int], row: list[int], end_row: list[int]) -> None:
    """Take what began and has no end for open."""
    row += waiting
    end_row += [EMPTY] * len(waiting)
    waiting.clear()
