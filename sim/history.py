"""Applications of the past from a CSV file, as instants."""

from __future__ import annotations

import csv
from datetime import datetime
from itertools import islice
from pathlib import Path

import numpy as np

from sim.calendars import Instants
from sim.errors import Fault, InputError, did_you_mean
from sim.quantities import DAY, civil, instant, shown
from sim.yamlfile import read_text

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
    text = read_text(path, name)
    lines = text.splitlines()
    if not lines:
        raise InputError([Fault(name, 1, 1, "the file is empty", "give a header and one row per application")])
    separator = ";" if ";" in lines[0] and "," not in lines[0] else ","
    rows = csv.reader(lines, delimiter=separator)
    header = [cell.strip() for cell in next(rows)]
    if column is not None and column not in header:
        message = f"there is no column {shown(column)}"
        raise InputError([Fault(name, 1, 1, message, did_you_mean(column, header))])
    place = 0 if column is None else header.index(column)
    found: list[int] = []
    faults: list[Fault] = []
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        fault = _row(row, place, found, first, end)
        if fault is not None:
            message, repair = fault
            at = 1 + sum(len(cell) + 1 for cell in islice(row, place))
            faults.append(Fault(name, rows.line_num, at, message, repair))
    if len(faults) > MOST_FAULTS:
        more = len(faults) - MOST_FAULTS
        last = faults[MOST_FAULTS]
        faults = faults[:MOST_FAULTS]
        faults.append(
            Fault(name, last.line, last.column, f"{more} more rows from here on have faults", "mend those above first")
        )
    if not found and not faults:
        faults.append(Fault(name, 2, 1, "no row has an application", "give one row per application"))
    if faults:
        raise InputError(faults)
    return np.array(found, dtype=np.int64)


def _row(row: list[str], place: int, found: list[int], first: int, end: int) -> tuple[str, str] | None:
    """Add the instant of a row to those found, or say what is wrong with it and what would do."""
    cell = row[place].strip() if place < len(row) else ""
    if not cell:
        return "the instant is missing", f"{_EXAMPLE}, or take the row out"
    moment = _moment(cell)
    if moment is None:
        return f"{shown(cell)} is not an instant", _EXAMPLE
    if moment.tzinfo is not None:
        return f"{shown(cell)} has a time zone", "write local time without one"
    at = instant(moment)
    if not first <= at < end:
        return f"{cell} is out of range", f"it has to lie between {civil(first):%Y-%m-%d} and {civil(end - 1):%Y-%m-%d}"
    if found and at < found[-1]:
        return f"{cell} comes after {civil(found[-1])} of a row above", "sort the rows by their instants"
    found.append(at)
    return None


def _moment(cell: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        moment = None
    if moment is not None:
        return moment if len(cell) > len("2018-09-10") else None  # a day alone is no instant
    for form in _FORMATS:
        try:
            return datetime.strptime(cell, form)
        except ValueError:
            continue
    return None


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
