"""Applications of the past from a CSV file, as instants, and the whole weeks among them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import numpy as np

from sim.errors import Fault, InputError, did_you_mean
from sim.quantities import DAY, Instants, civil, instant, shown
from sim.schema.size_caps import MOST_HISTORY_BYTES
from sim.schema.text_file import one_line, read_text
from sim.study.arrival_history.other_meanings import (
    doubled_rows,
    number_column,
    refuse_workbook,
    repeated_numbers,
)
from sim.study.arrival_history.parse_instants import written_instants

WEEK = 7 * DAY
_FORMATS = ("%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S")
_EXAMPLE = "write 2018-09-10 09:15"
MOST_FAULTS = 20
"""So many faulty rows are told one by one; the rest are counted."""


def read_history(path: Path, name: str, column: str | None, first: int, end: int) -> Instants:
    """The instants of a CSV file with a header, in order; commas, semicolons or tabs stand between the columns.

    Instants are written as 2018-09-10 09:15, with or without seconds, or as 10.09.2018 09:15; `first` and `end` bound
    them. Without a `column` they stand in the first one. Raises InputError with the row of everything that is missing,
    unreadable, out of order or out of range, for a file above MOST_HISTORY_BYTES, and for one with another meaning: a
    workbook, or several rows for an application.
    """
    refuse_workbook(path, name)
    lines = list(io.StringIO(read_text(path, name, MOST_HISTORY_BYTES), newline=None))
    start = next((i for i, line in enumerate(lines) if line.strip()), None)
    if start is None:
        raise InputError([Fault(name, 1, 1, "the file is empty", "give a header and one row per application")])
    separator = max(",;\t", key=lambda sign: (column in _cells(lines[start], sign), lines[start].count(sign)))
    rows = _rows(lines, start, separator, name)
    line, cells = next(rows)
    header = [cell.strip() for cell in cells]
    place = _column(name, line, header, column)
    number = number_column(header, place)
    row_lines, texts, numbers, faults = _texts(rows, name, line, header, (place, number), named=column is not None)
    instants, wrong = _instants(texts, first, end)
    for i, (message, repair) in wrong[:MOST_FAULTS]:
        at = _where(lines[row_lines[i] - 1], separator, place)
        faults.append(Fault(name, row_lines[i], at, one_line(message), one_line(repair)))
    faults.sort(key=lambda fault: fault.line)
    if len(wrong) > MOST_FAULTS:
        i = wrong[MOST_FAULTS][0]
        more = len(wrong) + len(faults) - 2 * MOST_FAULTS
        at = _where(lines[row_lines[i] - 1], separator, place)
        message = f"{more} more rows from here on have faults"
        faults = [*faults[:MOST_FAULTS], Fault(name, row_lines[i], at, message, "mend those above first", more)]
    if not faults and number is not None:
        faults = repeated_numbers(name, header[number], numbers, texts, row_lines)
    if not faults:
        faults = doubled_rows(name, instants, row_lines)
    if not texts and not faults:
        message = "no row below the header has an application"
        faults.append(Fault(name, line, 1, message, "give one row per application"))
    if faults:
        raise InputError(faults)
    return instants


def _texts(
    rows: Iterator[tuple[int, list[str]]],
    name: str,
    line: int,
    header: list[str],
    places: tuple[int, int | None],
    *,
    named: bool,
) -> tuple[list[int], list[str], list[str], list[Fault]]:
    """Line, text of the instant and number of each row below the header, and what ends the reading before the last row.

    `places` are the positions of the columns of instants and of numbers; without the latter there are no numbers.
    """
    place, number = places
    row_lines: list[int] = []
    texts: list[str] = []
    numbers: list[str] = []
    try:
        for at, row in rows:
            if not row_lines and not named:
                _first_row(name, line, header, row)
            row_lines.append(at)
            texts.append(row[place].strip() if place < len(row) else "")
            if number is not None:
                numbers.append(row[number].strip() if number < len(row) else "")
    except _NoRowError as error:
        return row_lines, texts, numbers, list(error.faults)
    return row_lines, texts, numbers, []


def _first_row(name: str, line: int, header: list[str], row: list[str]) -> None:
    """Raise InputError where no column is named and the instants plainly stand in another one than the first."""
    if _moment(row[0].strip()) is not None:
        return
    other = next((head for head, cell in zip(header, row, strict=False) if head and _moment(cell.strip())), None)
    if other is not None and header.count(other) == 1:
        message = f"the first column, {shown(header[0])}, has no instants"
        raise InputError([Fault(name, line, 1, one_line(message), one_line(f"add {shown(f'column: {other}')}"))])


def _instants(texts: list[str], first: int, end: int) -> tuple[Instants, list[tuple[int, tuple[str, str]]]]:
    """The instants of some texts, and by position what is wrong with those that are none or stand where none can."""
    instants, known = written_instants(texts)
    wrong: dict[int, tuple[str, str]] = {}
    for i in np.flatnonzero(~known).tolist():
        outcome = _instant(texts[i])
        if isinstance(outcome, int):
            instants[i], known[i] = outcome, True
        else:
            wrong[i] = outcome
    for i in np.flatnonzero(known & ((instants < first) | (instants >= end))).tolist():
        repair = f"it has to lie between {civil(first):%Y-%m-%d} and {civil(end - 1):%Y-%m-%d}"
        wrong[i] = (f"{shown(texts[i])} is out of range", repair)
        known[i] = False
    readable = np.flatnonzero(known)
    for k in (np.flatnonzero(np.diff(instants[readable]) < 0) + 1).tolist():
        i, before = int(readable[k]), int(instants[readable[k - 1]])
        wrong[i] = (
            f"{shown(texts[i])} is earlier than {civil(before)} of the row above",
            "sort the rows by their instants",
        )
    return instants, sorted(wrong.items())


def _instant(text: str) -> int | tuple[str, str]:
    """The instant of one text, or what is wrong with it and what would do."""
    if not text:
        return "the instant is missing", f"{_EXAMPLE}, or take the row out"
    moment = _moment(text)
    if moment is None:
        return f"{shown(text)} is {'a day without a time' if _is_day(text) else 'not an instant'}", _EXAMPLE
    if moment.tzinfo is not None:
        return f"{shown(text)} has a time zone", "write local time without one"
    return instant(moment)


def _cells(line: str, separator: str) -> list[str]:
    """The cells of a line without quotes and blanks around them, a separator in quotes not heeded."""
    return [cell.strip(' "\n') for cell in line.split(separator)]


class _NoRowError(InputError):
    """Nothing behind this place can be taken apart into rows."""


def _rows(lines: list[str], start: int, separator: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, each with the line in which it begins; raises _NoRowError for what is no row."""
    rows = csv.reader(lines[start:], delimiter=separator, strict=True)
    line = start + 1
    try:
        for row in rows:
            if any(cell.strip() for cell in row):
                yield line, row
            line = start + rows.line_num + 1
    except csv.Error:
        message = "the quotes of this row do not fit together, or a cell is far too long"
        raise _NoRowError([Fault(name, line, 1, message, "close each quote at the end of its cell")]) from None


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


def whole_weeks(history: Instants, first_day: date | None = None, last_day: date | None = None) -> tuple[Instants, ...]:
    """The whole weeks of a history, each as seconds since its Monday 00:00; all between the first and the last, be they empty.

    A register that begins or ends within a week has not all of that week's applications, and its first and last instants
    do not tell: with few applications they often lie days after the register was opened or before it was closed. So the
    weeks of the first and of the last application are left out, unless the first and the last day of the register are
    known: then all weeks count that lie between these days, both included.
    """
    first = first_whole_week(history, first_day)
    end = _monday(int(history[-1])) if last_day is None else _monday(instant(last_day) + DAY)
    return tuple(
        history[np.searchsorted(history, begin) : np.searchsorted(history, begin + WEEK)] - begin
        for begin in range(first, end, WEEK)
    )


def first_whole_week(history: Instants, first_day: date | None = None) -> int:
    """When the first whole week of a history begins, as :func:`whole_weeks` counts them [instant]."""
    return _monday(int(history[0])) + WEEK if first_day is None else _monday(instant(first_day) - DAY) + WEEK


def _monday(at: int) -> int:
    return at - (civil(at).weekday() * DAY + at % DAY)
