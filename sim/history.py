"""Applications of the past from a CSV file, as instants."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np

from sim.calendars import Instants
from sim.errors import Fault, InputError, did_you_mean
from sim.quantities import DAY, civil, instant, shown
from sim.yamlfile import one_line, read_text

WEEK = 7 * DAY
_FORMATS = ("%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S")
_EXAMPLE = "write 2018-09-10 09:15"
MOST_FAULTS = 20
"""So many faulty rows are told one by one; the rest are counted."""


def read_history(path: Path, name: str, column: str | None, first: int, end: int) -> Instants:
    """The instants of a CSV file with a header, commas or semicolons between the columns, in order.

    Instants are written as 2018-09-10 09:15, with or without seconds, or as 10.09.2018 09:15; `first` and `end` bound
    them. Raises InputError with the row of everything that is missing, unreadable, out of order or out of range.
    """
    lines = list(io.StringIO(read_text(path, name), newline=None))
    start = next((i for i, line in enumerate(lines) if line.strip()), None)
    if start is None:
        raise InputError([Fault(name, 1, 1, "the file is empty", "give a header and one row per application")])
    separator = max(",;", key=lambda sign: (column in _cells(lines[start], sign), lines[start].count(sign)))
    rows = _rows(lines, start, separator, name)
    line, cells = next(rows)
    place = _column(name, line, [cell.strip() for cell in cells], column)
    found: list[int] = []
    faults: list[Fault] = []
    try:
        for line, row in rows:
            if (fault := _row(row, place, found, first, end)) is not None:
                message, repair = map(one_line, fault)
                faults.append(Fault(name, line, _where(lines[line - 1], separator, place), message, repair))
    except InputError as error:
        faults += error.faults
    if len(faults) > MOST_FAULTS:
        more = len(faults) - MOST_FAULTS
        last = faults[MOST_FAULTS]
        faults = faults[:MOST_FAULTS]
        faults.append(
            Fault(name, last.line, last.column, f"{more} more rows from here on have faults", "mend those above first")
        )
    if not found and not faults:
        message = "no row below the header has an application"
        faults.append(Fault(name, line, 1, message, "give one row per application"))
    if faults:
        raise InputError(faults)
    return np.array(found, dtype=np.int64)


def _cells(line: str, separator: str) -> list[str]:
    """The cells of a line without quotes and blanks around them, a separator in quotes not heeded."""
    return [cell.strip(' "\n') for cell in line.split(separator)]


def _rows(lines: list[str], start: int, separator: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, each with the line in which it begins; raises InputError for what is no row."""
    rows = csv.reader(lines[start:], delimiter=separator, strict=True)
    line = start + 1
    try:
        for row in rows:
            if any(cell.strip() for cell in row):
                yield line, row
            line = start + rows.line_num + 1
    except csv.Error:
        message = "the quotes of this row do not fit together, or a cell is far too long"
        raise InputError([Fault(name, line, 1, message, "close each quote at the end of its cell")]) from None


def _column(name: str, line: int, header: list[str], column: str | None) -> int:
    """Position of the column of instants; raises InputError where it is not there, or stands there twice."""
    if (at := next((cell for cell in header if _moment(cell) is not None), None)) is not None:
        message = f"{shown(at)} stands where the names of the columns are needed"
        raise InputError([Fault(name, line, 1, message, "put a line with them above, such as 'submitted'")])
    if column is None:
        return 0
    if column not in header:
        hint = did_you_mean(column, filter(None, header))
        raise InputError([Fault(name, line, 1, one_line(f"there is no column {shown(column)}"), one_line(hint))])
    if header.count(column) > 1:
        message = one_line(f"{header.count(column)} columns are called {shown(column)}")
        raise InputError([Fault(name, line, 1, message, "give each another name")])
    return header.index(column)


def _where(line: str, separator: str, place: int) -> int:
    """The column of a line in which a cell begins [from 1]; separators in quotes end none."""
    at, quoted = 0, False
    for i, sign in enumerate(line):
        if not place:
            break
        quoted ^= sign == '"'
        if sign == separator and not quoted:
            at, place = i + 1, place - 1
    return at + 1


def _row(row: list[str], place: int, found: list[int], first: int, end: int) -> tuple[str, str] | None:
    """Add the instant of a row to those found, or say what is wrong with it and what would do."""
    cell = row[place].strip() if place < len(row) else ""
    if not cell:
        return "the instant is missing", f"{_EXAMPLE}, or take the row out"
    moment = _moment(cell)
    if moment is None:
        return f"{shown(cell)} is {'a day without a time' if _is_day(cell) else 'not an instant'}", _EXAMPLE
    if moment.tzinfo is not None:
        return f"{shown(cell)} has a time zone", "write local time without one"
    at = instant(moment)
    if not first <= at < end:
        repair = f"it has to lie between {civil(first):%Y-%m-%d} and {civil(end - 1):%Y-%m-%d}"
        return f"{shown(cell)} is out of range", repair
    found.append(at)
    if len(found) > 1 and at < found[-2]:
        return f"{shown(cell)} is earlier than {civil(found[-2])} of the row above", "sort the rows by their instants"
    return None


def _moment(cell: str) -> datetime | None:
    if re.match("[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]", cell):
        try:
            return datetime.fromisoformat(cell)
        except ValueError:
            return None
    for form in _FORMATS:
        try:
            return datetime.strptime(cell, form)
        except ValueError:
            continue
    return None


def _is_day(cell: str) -> bool:
    return _moment(f"{cell} 00:00") is not None


def whole_weeks(history: Instants) -> tuple[Instants, ...]:
    """The whole weeks of a history, each as seconds since its Monday 00:00.

    The first week counts if its first application came on a Monday, the last if its last came on a Friday or later; all
    between them count, be they empty.
    """
    monday = _monday(int(history[0]))
    first = monday if civil(int(history[0])).weekday() == 0 else monday + WEEK
    last = _monday(int(history[-1]))
    end = last + WEEK if civil(int(history[-1])).weekday() >= 4 else last
    return tuple(
        history[np.searchsorted(history, begin) : np.searchsorted(history, begin + WEEK)] - begin
        for begin in range(first, end, WEEK)
    )


def _monday(at: int) -> int:
    return at - (civil(at).weekday() * DAY + at % DAY)
