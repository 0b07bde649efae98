"""The rows of a register of events as columns, whatever kind of file they stand in, and the place of each in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from sim.errors import Fault
from sim.quantities import Flags, Instants, Integers
from sim.register.events.event_columns import EventColumns
from sim.register.sheet import Cell, cell_text
from sim.translations.in_use import marked

EMPTY = -1
"""The code of an empty cell."""


class PlaceFault(Protocol):
    """Makes the fault of a cell, given by its row and the position of its column, or of a row, or of the header where the row is None."""

    def __call__(self, row: int | None, position: int | None, message: str, repair: str = "", others: int = 0) -> Fault:
        """The fault."""


@dataclass(frozen=True)
class CodedColumn:
    """A column as positions among its different values."""

    values: pa.Array | list[Cell]
    """The different values: texts, or what the cells of a workbook hold."""
    codes: Integers
    """By row: position in `values`; EMPTY where the cell is empty."""

    def texts(self) -> list[str]:
        """The different values as texts."""
        return self.values.to_pylist() if isinstance(self.values, pa.Array) else [cell_text(v) for v in self.values]

    def cells(self) -> list[Cell]:
        """The different values as a workbook has them."""
        return self.values.to_pylist() if isinstance(self.values, pa.Array) else self.values


@dataclass(frozen=True)
class MomentColumn:
    """A column of instants that the file holds as such."""

    at: Instants
    """By row: the instant as the clock of its zone showed it; UNSET where there is none."""
    zone: Instants
    """By row: what that clock is ahead of universal time [s; NO_ZONE where the file says none]."""
    timeless: Flags
    """By row: whether it is a day without a time."""


@dataclass(frozen=True)
class EventTable:
    """The rows of a register of events."""

    file: str
    """The file as the user named it."""
    layout: str
    """What kind of file it is, in words."""
    columns: EventColumns
    """What its columns hold."""
    content: Sequence[CodedColumn | MomentColumn]
    """What stands in each column."""
    rows: int
    """How many rows there are."""
    fault: PlaceFault
    """Makes the fault of a cell."""
    place: Callable[[int], str]
    """Where a row stands, in words: `line 12`, `row 12`, `trace 3`, ..."""
    lines: Integers | None = None
    """By row: its line; None where the file has no lines."""
    epoch: date = date(1899, 12, 30)
    """The day with the serial number 0."""
    own_zones: CodedColumn | None = None
    """By row: the zone of the office, where the file says it by name."""
    left_out: dict[str, list[int]] = field(default_factory=dict)
    """Rows that are none of the register, by why: their lines."""

    def column(self, what: Any) -> CodedColumn | MomentColumn | None:
        """The column that holds something; None where none does."""
        position = self.columns.position.get(what)
        return None if position is None else self.content[position]


class GrowingColumn:
    """A column that is read piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[pa.Array] = []
        self._known: dict[tuple[type, Cell], int] = {}
        self._codes: list[Integers] = []

    def add(self, cells: Sequence[Cell]) -> None:
        """Add the cells of some more rows."""
        if not self._codes:
            try:
                self._pieces.append(pa.array(cells, pa.string()))
                return
            except pa.ArrowException:  # a workbook has numbers and moments, too
                pass
            for piece in self._pieces:
                self._add_cells(piece.to_pylist())
            self._pieces.clear()
        self._add_cells(cells)

    def _add_cells(self, cells: Sequence[Cell]) -> None:
        known = self._known
        codes = [
            EMPTY if cell is None or cell == "" else known.setdefault((type(cell), cell), len(known)) for cell in cells
        ]
        self._codes.append(np.array(codes, dtype=np.int64))

    def coded(self) -> CodedColumn:
        """The column as a whole; blanks around texts do not count."""
        if self._codes:
            return CodedColumn([cell for _, cell in self._known], np.concatenate(self._codes))
        return coded_texts(pa.chunked_array(self._pieces, pa.string()))


def coded_texts(texts: pa.ChunkedArray) -> CodedColumn:
    """A column of texts; null and blank are empty, and blanks around a text do not count."""
    import pyarrow.compute as pc

    encoded = texts.dictionary_encode().combine_chunks()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.chunk(0) if encoded.num_chunks else pa.array([], pa.string()).dictionary_encode()
    codes = pc.fill_null(encoded.indices.cast(pa.int64()), EMPTY).to_numpy(zero_copy_only=False)
    trimmed = pc.utf8_trim_whitespace(encoded.dictionary)
    again = trimmed.dictionary_encode()
    if (
        len(again.dictionary) == len(trimmed)
        and "" not in again.dictionary.slice(0, 1).to_pylist()
        and not pc.any(pc.equal(trimmed, "")).as_py()
    ):
        return CodedColumn(trimmed, codes)
    recode = np.append(again.indices.to_numpy(zero_copy_only=False).astype(np.int64), EMPTY)
    blank = pc.index(again.dictionary, "").as_py()
    if blank >= 0:
        recode[recode == blank] = EMPTY
    return CodedColumn(again.dictionary, recode[codes])


IN_LINE = marked("line {line}")
"""The place of a row of a text."""
IN_ROW = marked("row {line}")
"""The place of a row of a table."""
