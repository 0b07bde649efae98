"""Rows of a register of events that stand there again, with every cell alike."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.quantities import Flags, Integers
from sim.register.events.event_table import CodedColumn, MomentColumn

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)


def doubled_rows(content: Sequence[CodedColumn | MomentColumn], rows: int) -> Flags:
    """Which rows are alike in all columns with an earlier one."""
    doubled = np.zeros(rows, dtype=np.bool_)
    mixed = np.zeros(rows, dtype=np.uint64)
    for column in content:
        for part in _parts(column):
            mixed = (mixed ^ part.astype(np.int64).view(np.uint64)) * _FACTOR
            mixed ^= mixed >> _SHIFT
    order = np.argsort(mixed, kind="stable")
    same = np.flatnonzero(mixed[order][1:] == mixed[order][:-1]) + 1
    if not len(same):
        return doubled
    begins = np.ones(rows, dtype=np.bool_)
    begins[same] = False
    first = order[np.flatnonzero(begins)[np.cumsum(begins) - 1]]
    again, earlier = order[same], first[same]
    alike = np.ones(len(again), dtype=np.bool_)
    for column in content:  # what has the same sum may still be something else
        for part in _parts(column):
            alike &= part[again] == part[earlier]
    doubled[again[alike]] = True
    return doubled


def _parts(column: CodedColumn | MomentColumn) -> tuple[NDArray[np.int64] | Integers, ...]:
    return (column.codes,) if isinstance(column, CodedColumn) else (column.at, column.zone)
