"""Where the table of a register begins: the row with the names of its columns, below titles and empty rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from sim.errors import Fault, InputError, did_you_mean
from sim.quantities import shown
from sim.register.column_names import plain_name, position_of
from sim.register.day_text import parse_day_text, split_moment
from sim.register.options import NO_COLUMN, RegisterOptions
from sim.register.sheet import Cell, Sheet, SheetRow, UnreadableRowError, cell_text, is_blank
from sim.translations.in_use import translated

_LOOKED_AT = 200
"""The names of the columns are looked for in this many rows from the top, and so is the column that has days."""


@dataclass(frozen=True)
class Header:
    """The row with the names of the columns, and the positions of those that are wanted."""

    line: int
    """Its line in the sheet."""
    names: tuple[str, ...]
    """The names, without blanks around them."""
    received: int
    """Position of the column of days or instants."""
    time: int | None
    """Position of the column of times."""
    number: int | None
    """Position of the column with the numbers of applications."""
    channel: int | None
    """Position of the column of channels."""
    service: int | None
    """Position of the column of services."""
    only: tuple[tuple[int, frozenset[str]], ...] = ()
    """Positions of the columns by which rows are taken, and their values as names are compared."""
    by_name: bool = True
    """Whether the column of days was known by its name; else by what it holds."""


def find_header(sheet: Sheet, options: RegisterOptions) -> Header:
    """The header of a sheet.

    Raises InputError where a column is not there or stands there twice, where there are no names, and where several columns hold
    days and none has a usual name.
    """
    rows: list[tuple[int, SheetRow]] = []
    try:
        for line, row in islice(sheet.rows(), _LOOKED_AT):
            if not is_blank(row):
                rows.append((line, row))
    except UnreadableRowError:
        if not rows:
            raise  # else it is told with the faults of the rows above it
    if not rows:
        raise InputError(
            [
                sheet.fault(
                    1, None, translated("the file is empty"), translated("give a header and one row per application")
                )
            ]
        )
    texts = [[cell_text(cell) for cell in row] for _, row in rows]
    if options.column is not None:
        at = next((i for i, row in enumerate(texts) if _position(row, options.column) is not None), None)
        if at is None:
            likely = _likely(texts)
            (line, row), names = rows[likely], texts[likely]
            if (stands := _first_moment(row)) is not None:
                raise InputError([_no_names(sheet, line, names[stands])])
            raise InputError([sheet.fault(line, None, *_no_column(options.column, names))])
        received, by_name = _named(sheet, rows[at][0], texts[at], options.column), True
    else:
        at, received, by_name = _found(sheet, rows, texts)
    return _with_others(sheet, rows[at][0], texts[at], received, options, by_name=by_name)


def _with_others(
    sheet: Sheet, line: int, names: Sequence[str], received: int, options: RegisterOptions, *, by_name: bool
) -> Header:
    """The header with the positions of all columns."""

    def stated(name: str | None) -> int | None:
        return None if name is None or name == NO_COLUMN else _named(sheet, line, names, name)

    time, number = stated(options.time_column), stated(options.number_column)
    only = tuple(
        (_named(sheet, line, names, name), frozenset(plain_name(value) for value in values))
        for name, values in options.only
    )
    taken = (received, time, number)
    if options.time_column is None:
        time = position_of("time", names, taken)
    if options.number_column is None:
        number = position_of("number", names, taken)
    taken = (received, time, number)
    channel, service = position_of("channel", names, taken), position_of("service", names, taken)
    return Header(line, tuple(names), received, time, number, channel, service, only, by_name)


def _found(sheet: Sheet, rows: Sequence[tuple[int, SheetRow]], texts: Sequence[list[str]]) -> tuple[int, int, bool]:
    """The position of the header among the rows, that of the days in it, and whether the latter is known by its name.

    Where nothing looks like a day, that is the first cell. Raises InputError where there are no names, or where several columns
    hold days.
    """
    for i, row in enumerate(texts):
        position = position_of("received", row)
        if position is not None and sum(map(bool, row)) >= min(2, max(len(other) for other in texts)):
            return i, _once(sheet, rows[i][0], row, position), True
    counts: dict[int, int] = {}
    for _, cells in rows:
        for position, cell in enumerate(cells):
            if is_moment(cell):
                counts[position] = counts.get(position, 0) + 1
    most = max(counts.values(), default=0)
    positions = sorted(position for position, count in counts.items() if 2 * count > most)
    if not positions:
        return 0, 0, False
    received = positions[0]
    first = next(i for i, (_, row) in enumerate(rows) if received < len(row) and is_moment(row[received]))
    at = max((i for i in range(first) if received < len(texts[i]) and texts[i][received]), default=None)
    if at is None:
        line, cells = rows[first]
        raise InputError([_no_names(sheet, line, texts[first][_first_moment(cells) or 0])])
    if len(positions) > 1 and received:  # the first column counts as it stands there
        names = [texts[at][position] for position in positions if position < len(texts[at])]
        message = translated("several columns have days: {names}", names=", ".join(map(shown, names)))
        raise InputError(
            [
                sheet.fault(
                    rows[at][0],
                    None,
                    message,
                    translated("say which one counts, such as {given}", given=shown(f"column: {names[0]}")),
                )
            ]
        )
    return at, _once(sheet, rows[at][0], texts[at], received), False


def _once(sheet: Sheet, line: int, names: Sequence[str], position: int) -> int:
    """A position whose name no other column has."""
    return position if not names[position] else _named(sheet, line, names, names[position])


def _named(sheet: Sheet, line: int, names: Sequence[str], name: str) -> int:
    """The position of a column by its stated name; raises InputError where it is not there, or stands there twice."""
    position = _position(names, name)
    if position is None:
        raise InputError([sheet.fault(line, None, *_no_column(name, names))])
    alike = [i for i, other in enumerate(names) if other == names[position]]
    if len(alike) > 1:
        message = translated("{count} columns are called {given}", count=len(alike), given=shown(names[position]))
        raise InputError([sheet.fault(line, None, message, translated("give each another name"))])
    return position


def _position(names: Sequence[str], name: str) -> int | None:
    """The position of a name as it is written, or else as names are compared."""
    if name in names:
        return list(names).index(name)
    plain = plain_name(name)
    return next((i for i, other in enumerate(names) if plain and plain_name(other) == plain), None)


def _no_column(name: str, names: Sequence[str]) -> tuple[str, str]:
    return translated("there is no column {given}", given=shown(name)), did_you_mean(name, filter(None, names))


def _likely(texts: Sequence[list[str]]) -> int:
    """The row that looks most like a header, the first of those with most texts [position]."""
    return max(range(len(texts)), key=lambda i: (sum(map(bool, texts[i])), -i))


def _first_moment(row: SheetRow) -> int | None:
    """The first cell of a row that plainly holds a day or an instant [position]; None where none does."""
    return next((i for i, cell in enumerate(row) if is_moment(cell)), None)


def _no_names(sheet: Sheet, line: int, text: str) -> Fault:
    """The fault of a row of the register that stands in the place of the names of the columns, by the text of its day."""
    message = translated("{given} stands where the names of the columns are needed", given=shown(text))
    return sheet.fault(line, None, message, translated("put a line with them above, such as 'submitted'"))


def is_moment(cell: Cell) -> bool:
    """Tell whether a cell plainly holds a day or an instant; a number may be anything."""
    if isinstance(cell, (date, datetime)):
        return True
    if not isinstance(cell, str) or not any(sign.isdigit() for sign in cell[:40]):
        return False
    day, _, _ = split_moment(cell.strip())
    return bool(day) and not day.isdigit() and parse_day_text(day) is not None
