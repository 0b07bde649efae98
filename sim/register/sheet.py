"""One table of cells, as a CSV file or a sheet of a workbook has it, and the place of a cell in the words of a fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sim.errors import Fault, InputError
from sim.schema.text_file import one_line
from sim.translations.in_use import translated

Cell = str | int | float | bool | datetime | date | time | timedelta | None
"""What a cell holds: of a CSV file a text, of a workbook also a number, a moment or nothing."""
SheetRow = Sequence[Cell]
"""The cells of a row, from the left."""


@dataclass(frozen=True)
class Sheet:
    """One table of cells; its rows are read anew each time, so that a long register need not lie in memory as a whole."""

    file: str
    """The file as the user named it."""
    name: str | None
    """Name of the sheet of a workbook; None: a CSV file."""
    rows: Callable[[], Iterator[tuple[int, SheetRow]]]
    """Its rows from the top, empty ones too, each with its line [from 1]; raises UnreadableRowError where no row can be made."""
    column_at: Callable[[int, int], int]
    """The column of a file in which a cell begins [from 1], by its line and its position in the row."""
    epoch: date = date(1899, 12, 30)
    """The day with the serial number 0; of workbooks with the system of 1904 that of that year."""

    def fault(self, line: int, position: int | None, message: str, repair: str = "", others: int = 0) -> Fault:
        """A fault at a cell, given by its line and position, or at a row as a whole where there is no position.

        `others` is how many faults it only counts.
        """
        column = 1 if position is None else self.column_at(line, position)
        if self.name is not None:
            cell = translated("row {line}", line=line) if position is None else f"{column_letters(position)}{line}"
            message = f"{self.name}!{cell}: {message}"
        return Fault(self.file, line, column, one_line(message), one_line(repair), others)


class UnreadableRowError(InputError):
    """Nothing behind this place can be taken apart into rows."""


def column_letters(position: int) -> str:
    """The letters of a column in a workbook, given by its position [from 0]: A, B, ..., Z, AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_text(cell: Cell) -> str:
    """A cell as a text: nothing is empty, and a whole number has no point."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def is_blank(row: SheetRow) -> bool:
    """Tell whether no cell of a row holds anything."""
    return not any(cell is not None and cell_text(cell) for cell in row)
