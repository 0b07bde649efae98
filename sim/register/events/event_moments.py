"""A column of instants of a register of events: texts with fractions and zones in bulk, and what its zones are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sim.quantities import UNSET, Flags, Instants, Integers
from sim.register.day_text import parse_zone
from sim.register.events.event_table import EMPTY, CodedColumn, MomentColumn
from sim.register.moments import NO_ZONE, Wrong, read_moments
from sim.register.options import DayOrder
from sim.register.sheet import Cell

_FORM = (
    r"^(?P<head>\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}|\d{2}\.\d{2}\.\d{4} \d{2}:\d{2}:\d{2})"
    r"(?:[.,](?P<tenth>\d)\d*)?\s?(?P<zone>Z|[+-]\d{2}:?\d{2})?$"
)
"""An instant with a second, a fraction of it and a time zone; anything else is left to a reader that knows more."""
_HALF = 500_000
"""Half a second [µs]."""


@dataclass
class ColumnMoments:
    """A column of instants, by row."""

    at: Instants
    """The instant as the clock that wrote it showed it, to the nearest second; UNSET where there is none."""
    zone: Instants
    """What that clock is ahead of universal time [s; NO_ZONE where none is written]."""
    timeless: Flags
    """Whether it is a day without a time."""
    wrong: Wrong
    """By row: what is wrong with a cell, and what would do."""

    @property
    def known(self) -> Flags:
        """Which rows have an instant."""
        return np.asarray(self.at != UNSET, dtype=np.bool_)


def column_moments(
    column: CodedColumn | MomentColumn, epoch: date, order: DayOrder | None = None, lines: Integers | None = None
) -> ColumnMoments:
    """The instants of a column; an empty cell has none.

    `epoch` is the day with the serial number 0, `order` what stands first in 03/04/2018; `lines` name rows in a fault.
    """
    if isinstance(column, MomentColumn):
        return ColumnMoments(column.at, column.zone, column.timeless, {})
    first_row = _first_rows(column)
    named = [] if lines is None else lines[first_row].tolist()
    different = _texts(column.values, epoch, order, named) if isinstance(column.values, pa.Array) else None
    if different is None:
        different = _cells(column.cells(), epoch, order, named)
    codes = column.codes
    at = np.append(different.at, UNSET)[codes]
    wrong: Wrong = {}
    for code, what in different.wrong.items():
        rows = np.flatnonzero(codes == code)
        at[rows] = UNSET
        wrong |= dict.fromkeys(rows.tolist(), what)
    zone, timeless = np.append(different.zone, NO_ZONE)[codes], np.append(different.timeless, False)[codes]
    return ColumnMoments(at, zone, timeless, wrong)


def _first_rows(column: CodedColumn) -> Integers:
    """By value: the first row that has it."""
    first = np.zeros(len(column.values), dtype=np.int64)
    there = np.flatnonzero(column.codes != EMPTY)[::-1]
    first[column.codes[there]] = there
    return first


def _texts(texts: pa.Array, epoch: date, order: DayOrder | None, lines: Sequence[int]) -> ColumnMoments:
    """The instants of some different texts."""
    parts = pc.extract_regex(texts, _FORM)
    head, tenth, zone_text = (parts.field(i) for i in range(3)) if len(texts) else (texts, texts, texts)
    whole = pc.is_valid(parts)
    heads = pc.if_else(whole, head, texts).to_pylist()
    found = read_moments(heads, epoch, order, lines)
    there = whole.to_numpy(zero_copy_only=False)
    up = pc.fill_null(pc.and_(whole, pc.greater_equal(tenth, "5")), False).to_numpy(zero_copy_only=False)
    found.at[up] += 1
    zones = pc.if_else(whole, zone_text, "").dictionary_encode()
    known = [
        NO_ZONE if not text or (seconds := parse_zone(text)) is None else seconds
        for text in zones.dictionary.to_pylist()
    ]
    if known:
        of_texts = np.array(known, dtype=np.int64)[zones.indices.to_numpy(zero_copy_only=False)]
        found.zone[there] = of_texts[there]
    return ColumnMoments(found.at, found.zone, found.timeless, found.wrong)


def _cells(cells: Sequence[Cell], epoch: date, order: DayOrder | None, lines: Sequence[int]) -> ColumnMoments:
    """The instants of some different cells of a workbook."""
    rounded = [_rounded(cell) if isinstance(cell, datetime) else cell for cell in cells]
    texts = {i: cell for i, cell in enumerate(rounded) if isinstance(cell, str)}
    found = read_moments(["" if i in texts else cell for i, cell in enumerate(rounded)], epoch, order, lines)
    moments = ColumnMoments(found.at, found.zone, found.timeless, found.wrong)
    if texts:
        places = list(texts)
        written = _texts(pa.array(list(texts.values())), epoch, order, [lines[i] for i in places] if lines else ())
        moments.at[places], moments.zone[places] = written.at, written.zone
        moments.timeless[places] = written.timeless
        for i in places:
            moments.wrong.pop(i, None)
        moments.wrong |= {places[i]: what for i, what in written.wrong.items()}
    return moments


def _rounded(moment: datetime) -> datetime:
    """A moment of a workbook to the nearest second."""
    whole = moment.replace(microsecond=0)
    return whole + timedelta(seconds=1) if moment.microsecond >= _HALF else whole
