"""The rows of a register below its header: what is wanted of each, and what was left out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Literal

from sim.errors import Fault
from sim.quantities import shown
from sim.register.column_names import is_total, plain_name
from sim.register.header import Header
from sim.register.sheet import Cell, Sheet, SheetRow, UnreadableRowError, cell_text, is_blank
from sim.translations.in_use import counted, translated

LeftOut = Literal["empty", "doubled", "totals", "header again", "below the table", "other rows"]
"""Why a row is no application: nothing in it, the same as one before, a sum, the names of the columns once more, what stands
below the last application, not among those that are wanted."""
_MOST_VALUES = 50
"""The rows of each value are counted where a column has at most this many values."""

_SHORTEST_DAY = 6
_CHUNK = 50_000
"""Rows are laid out as columns in pieces of this many."""


@dataclass
class TableRows:
    """The rows of one sheet that are applications, or ought to be."""

    sheet: Sheet
    header: Header
    lines: list[int] = field(default_factory=list)
    """Line of each."""
    received: list[Cell] = field(default_factory=list)
    """Its cell with the day or the instant."""
    times: list[Cell] = field(default_factory=list)
    """Its cell with the time; empty where there is no such column."""
    numbers: list[str] = field(default_factory=list)
    """Its number; empty where there is no such column."""
    groups: dict[str, list[Cell]] = field(default_factory=dict)
    """By name of the columns of channels and services: its cells."""
    known_values: dict[str, dict[Cell, Cell]] = field(default_factory=dict)
    """By the same names: each different cell once, so that long columns of few values take little memory."""
    left_out: Counter[LeftOut] = field(default_factory=Counter)
    """How many rows were left out, and why."""
    faults: list[Fault] = field(default_factory=list)
    """What ends the reading before the last row, and applications with several rows."""

    def keep(self, which: Sequence[int]) -> None:
        """Keep some of the rows, by their positions."""
        self.lines = [self.lines[i] for i in which]
        self.received = [self.received[i] for i in which]
        self.times = [self.times[i] for i in which] if self.times else []
        self.numbers = [self.numbers[i] for i in which] if self.numbers else []
        self.groups = {name: [cells[i] for i in which] for name, cells in self.groups.items()}

    @property
    def values(self) -> dict[str, Counter[str]]:
        """By name of the columns of channels and services: how many rows have each value, where they are few."""
        counted = {name: Counter(map(cell_text, cells)) for name, cells in self.groups.items()}
        return {name: counts for name, counts in counted.items() if len(counts) <= _MOST_VALUES}


def read_table(sheet: Sheet, header: Header) -> TableRows:
    """The rows of a sheet below its header."""
    table = TableRows(sheet, header)
    picked: list[tuple[Cell, ...]] = []
    filled: dict[int, int] = {}
    pick = _picker(header)
    try:
        for line, row in _below(table):
            cells = pick(row)
            if header.only and not _is_wanted(header, row):
                table.left_out["other rows"] += 1
                continue
            if cells[0] is None or cells[0] == "":
                filled[len(table.lines)] = sum(1 for other in row if cell_text(other))
            table.lines.append(line)
            picked.append(cells)
            if len(picked) == _CHUNK:
                _fill(table, picked)
                picked.clear()
    except UnreadableRowError as error:
        table.faults += error.faults
    _fill(table, picked)
    _drop_below(table, filled)
    _drop_doubled(table)
    table.left_out = +table.left_out
    return table


def _picker(header: Header) -> Callable[[SheetRow], tuple[Cell, ...]]:
    """What takes the wanted cells of a row, that of the day first; a row may be shorter than the header."""
    wanted = (header.time, header.number, header.channel, header.service)
    positions = [header.received, *(position for position in wanted if position is not None)]
    get, last = itemgetter(*positions, header.received), max(positions)

    def pick(row: SheetRow) -> tuple[Cell, ...]:
        cells: tuple[Cell, ...] = get(row if len(row) > last else [*row, *[None] * (last + 1 - len(row))])
        return cells

    return pick


def _fill(table: TableRows, picked: Sequence[tuple[Cell, ...]]) -> None:
    """Lay out what was taken of each row as columns."""
    header = table.header
    columns = iter(zip(*picked, strict=True))
    table.received += next(columns, ())
    if header.time is not None:
        table.times += next(columns, ())
    if header.number is not None:
        table.numbers += map(cell_text, next(columns, ()))
    for position in (header.channel, header.service):
        if position is not None:
            cells = next(columns, ())
            known = table.known_values.setdefault(header.names[position], {})
            table.groups.setdefault(header.names[position], []).extend(map(known.setdefault, cells, cells))


def _is_wanted(header: Header, row: SheetRow) -> bool:
    """Tell whether a row has one of the values by which rows are taken."""
    return all(
        position < len(row) and plain_name(cell_text(row[position])) in values for position, values in header.only
    )


def _below(table: TableRows) -> Iterator[tuple[int, SheetRow]]:
    """The rows below the header that may be applications; the others are counted."""
    header, empty, first = table.header, 0, True
    received, plain = header.received, [plain_name(name) for name in header.names]
    for line, row in table.sheet.rows():
        if line <= header.line:
            continue
        cell = row[received] if received < len(row) else None
        if first or cell is None or cell == "" or _may_be_none(cell):
            if is_blank(row):
                empty += 1  # those at the end of a sheet are none of the register
                continue
            if not_one := _no_application(row, received, plain, first=first):
                table.left_out[not_one] += 1
                continue
            first = False
        if empty:
            table.left_out["empty"] += empty
            empty = 0
        yield line, row


def _may_be_none(cell: Cell) -> bool:
    """Tell whether a cell in the place of a day is worth a second look: no day is shorter than 3.9.18 or begins with a letter."""
    if isinstance(cell, str):
        return len(cell) < _SHORTEST_DAY or not cell[0].isdigit()
    return isinstance(cell, (int, float))


def _no_application(row: SheetRow, received: int, plain: Sequence[str], *, first: bool) -> LeftOut | None:
    """Why a row that holds something is no application; None where it may be one. `plain` are the names of the columns."""
    texts = [cell_text(other) for other in row]
    if first and len(row) > 1 and texts == [str(i) for i in range(1, len(row) + 1)]:
        return "header again"  # the columns numbered: 1, 2, 3, ...
    if is_total(texts):
        return "totals"
    if received < len(texts) and plain_name(texts[received]) == plain[received]:
        return "header again" if [plain_name(text) for text in texts] == plain else None
    return None


def _drop_below(table: TableRows, filled: dict[int, int]) -> None:
    """Leave out what stands below the last application: a single note or signature, or numbers without anything."""
    if sum(map(bool, table.header.names)) < 3:
        return  # of two columns the empty one may well be forgotten
    end = len(table.lines)
    while end and filled.get(end - 1, 2) <= 1:
        end -= 1
    if end and end < len(table.lines):
        table.left_out["below the table"] += len(table.lines) - end
        table.keep(range(end))


def _drop_doubled(table: TableRows) -> None:
    """Leave out rows that equal an earlier one in all cells, its number among them; other rows with a number again are a fault."""
    first: dict[str, int] = {}
    again: list[int] = []
    if len(set(table.numbers)) < len(table.numbers):
        again = [i for i, number in enumerate(table.numbers) if number and first.setdefault(number, i) != i]
    if not again:
        return
    of_line = {table.lines[i]: i for k in again for i in (k, first[table.numbers[k]])}
    cells: dict[int, tuple[str, ...]] = {}
    for line, row in table.sheet.rows():
        if line in of_line:
            texts = [cell_text(cell) for cell in row]
            while texts and not texts[-1]:
                texts.pop()
            cells[of_line[line]] = tuple(texts)
            if len(cells) == len(of_line):
                break
    doubled = {i for i in again if cells[i] == cells[first[table.numbers[i]]]}
    table.left_out["doubled"] += len(doubled)
    if others := [i for i in again if i not in doubled]:
        table.faults.append(_repeated(table, others, first))
    if doubled:
        table.keep([i for i in range(len(table.lines)) if i not in doubled])


def _repeated(table: TableRows, again: Sequence[int], first: dict[str, int]) -> Fault:
    """The fault of applications with several rows: one for each of their steps, or changed ones."""
    position = table.header.number
    assert position is not None
    head, i = shown(table.header.names[position]), again[0]
    before = table.lines[first[table.numbers[i]]]
    message = counted(
        "the row has a {head} that stood there before, as {number} in line {before}; every row is an application here, not a step of one",
        "{count} rows have a {head} that stood there before, as {number} in line {before}; every row is an application here, not a step of one",
        len(again),
        head=head,
        number=shown(table.numbers[i]),
        before=before,
    )
    repair = translated(
        "keep the first row of each application, or write 'number_column: none' where numbers begin anew"
    )
    return table.sheet.fault(table.lines[i], None, message, repair)
