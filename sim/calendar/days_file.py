"""A calendar file as rows of days, also as spreadsheet programs write it; every fault at its cell."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypeVar

from sim.errors import Fault, InputError, did_you_mean
from sim.quantities import parse_day, shown
from sim.schema.size_caps import MOST_CALENDAR_LINES
from sim.schema.text_encoding import decoded
from sim.schema.text_file import one_line, read_bytes
from sim.translations.in_use import translated

_COLUMNS = ("date", "working", "kind", "name_en", "name_kk", "name_ru")
"""The columns that a calendar file has."""
_KINDS = ("holiday", "observed", "transferred", "worked")
_SEPARATORS = (",", ";", "\t")

Value = TypeVar("Value")


class DayOfFile(NamedTuple):
    """One line of a calendar file."""

    file: str
    line: int
    day: date
    works: bool
    names: tuple[str, str, str]
    worked_for: date | None


def read_days_file(path: Path) -> tuple[dict[str, str], list[DayOfFile]]:
    """What comment lines such as `# from:` say, and the days of a file.

    Commas, semicolons or tabs stand between the columns; the encoding is found. Raises InputError with every fault.
    """
    text, _ = decoded(read_bytes(path, str(path)), str(path))
    reader = _Reader(str(path))
    head: dict[str, str] = {}
    lines = text.splitlines()
    if len(lines) > MOST_CALENDAR_LINES:
        message = translated("the calendar has {count} lines", count=len(lines))
        repair = translated("at most {most} are possible; list the exceptional days alone", most=MOST_CALENDAR_LINES)
        raise InputError([Fault(str(path), MOST_CALENDAR_LINES + 1, 1, message, repair)])
    for number, line in enumerate(lines, 1):
        plain = line.strip().strip('";,\t')  # a spreadsheet program puts a comment in quotes, and separators behind it
        if plain.startswith("#"):
            key, _, said = plain.lstrip("# ").partition(":")
            head[key.strip()] = said.strip()
        elif plain:
            reader.take(number, line)
    if reader.faults:
        raise InputError(reader.faults)
    return head, list(reader.rows.values())


class _Reader:
    """The rows of a file one after another, the first of them its header."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.rows: dict[date, DayOfFile] = {}
        self.faults: list[Fault] = []
        self._separator = ","
        self._columns: list[str] = []
        self._line, self._cells = 0, [""]

    def take(self, number: int, line: str) -> None:
        """One line with cells in it."""
        self._line = number
        if not self._columns:
            self._separator = max(_SEPARATORS, key=lambda sign: len({*_cells(line, sign)} & {*_COLUMNS}))
            self._columns = [cell.strip() for cell in _cells(line, self._separator)]
            if missing := [column for column in _COLUMNS if column not in self._columns]:
                message = translated("the calendar lacks the columns {missing}", missing=", ".join(missing))
                raise InputError(
                    [
                        Fault(
                            self.file,
                            number,
                            1,
                            message,
                            translated("begin with the line {columns}", columns=",".join(_COLUMNS)),
                        )
                    ]
                )
            return
        self._cells = [cell.strip() for cell in _cells(line, self._separator)]
        before = len(self.faults)
        day = self._read("date", parse_day)
        works = self._read("working", _zero_or_one)
        kind = self._read("kind", _kind)
        worked_for = self._read("worked_for", parse_day) if self._cell("worked_for") else None
        if kind and works is not None and (kind == "worked") != works:
            should = "1" if kind == "worked" else "0"
            self._tell(
                "working",
                translated("a day of the kind '{kind}' has {given}", kind=kind, given=shown(self._cell("working"))),
                translated("write {should}", should=should),
            )
        if day in self.rows and day is not None:
            self._tell(
                "date",
                translated("{day} stands there already, in line {line}", day=day, line=self.rows[day].line),
                translated("keep one of the lines"),
            )
        if len(self.faults) == before and day is not None and works is not None:
            names = self._cell("name_en"), self._cell("name_kk"), self._cell("name_ru")
            self.rows[day] = DayOfFile(self.file, number, day, works, names, worked_for)

    def _cell(self, column: str) -> str:
        """What stands in a column of the row; nothing where there is no such column or the row is shorter."""
        at = self._columns.index(column) if column in self._columns else len(self._cells)
        return self._cells[at] if at < len(self._cells) else ""

    def _read(self, column: str, read: Callable[[str], Value]) -> Value | None:
        """The value of a cell; None where there is none, which is told."""
        try:
            return read(self._cell(column))
        except ValueError as error:
            message, _, repair = str(error).partition("; ")
            self._tell(column, translated("{message} (column '{column}')", message=message, column=column), repair)
            return None

    def _tell(self, column: str, message: str, repair: str) -> None:
        before = self._cells[: self._columns.index(column)]
        at = sum(len(cell) + 1 for cell in before) + 1
        self.faults.append(Fault(self.file, self._line, at, one_line(message), one_line(repair)))


def _cells(line: str, separator: str) -> Sequence[str]:
    return next(csv.reader([line], delimiter=separator))


def _zero_or_one(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError(translated("{given} does not say whether the day is worked; write 1 or 0", given=shown(text)))
    return text == "1"


def _kind(text: str) -> str:
    if text not in _KINDS:
        raise ValueError(
            translated("{given} is no kind of day; {kinds}", given=shown(text), kinds=did_you_mean(text, _KINDS))
        )
    return text
