"""Sheets of a workbook that are written row by row: headings, texts that stay texts, and numbers with their formats."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO, Self

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from sim.visible_text import fit_for_xml

ROWS_OF_A_SHEET = 1_048_576
"""Rows that a sheet can have, its headings among them."""
LONGEST_NAME = 31
"""Letters that the name of a sheet can have."""
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_WIDEST, _NARROWEST = 60.0, 9.0
_BOLD = Font(bold=True)
_FILL = PatternFill("solid", fgColor="E8EDF3")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_STARTS_FORMULA = "="
"""What the library takes for the beginning of a formula."""


@dataclass(frozen=True)
class Number:
    """A number with the format in which it is shown."""

    value: float
    format: str


CellValue = str | int | float | bool | datetime | Number | None
"""What a cell can hold."""


@dataclass
class Book:
    """A workbook that is written sheet by sheet, each from top to bottom.

    As a context manager it takes away what the library keeps in temporary files, however the block ends. A disk that is full is an
    OSError.
    """

    book: Workbook = field(default_factory=lambda: Workbook(write_only=True))
    _names: set[str] = field(default_factory=set)

    def add(self, title: str, headings: Sequence[str] = (), widths: Sequence[float] = (), labels: int = 1) -> BookSheet:
        """Add a sheet under a title; its headings and the first columns, `labels` of them, stay in view."""
        sheet = BookSheet(self.book.create_sheet(self._free(title)))
        sheet.begin(headings, widths, labels)
        return sheet

    def save(self, file: BinaryIO) -> None:
        """Write the workbook; nothing can be added then."""
        self.book.save(file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        for sheet in self.book.worksheets:
            for end in (sheet.close, sheet._writer and sheet._writer.cleanup):  # the second is not public
                with suppress(Exception):  # closed already, or as little possible as what the block tried
                    end()
        # The XML library that the other one uses, where it is installed, has errors of its own for what the system says.
        if error is not None and type(error).__name__ == "SerialisationError":
            number = getattr(errno, str(error).removeprefix("IO_"), errno.EIO)
            raise OSError(number, os.strerror(number)) from None

    def _free(self, title: str) -> str:
        """A name that a sheet can have and no other one has."""
        name = sheet_name(title)
        number = 1
        while name.casefold() in self._names:
            number += 1
            end = f" ({number})"
            name = sheet_name(title)[: LONGEST_NAME - len(end)] + end
        self._names.add(name.casefold())
        return name


class BookSheet:
    """A sheet that is written row by row."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self.rows = 0

    def begin(self, headings: Sequence[str], widths: Sequence[float], labels: int) -> None:
        """Set the widths of the columns and write the headings, if there are any."""
        for number, width in enumerate(widths, 1):
            letter = get_column_letter(number)
            self.sheet.column_dimensions[letter].width = min(max(width, _NARROWEST), _WIDEST)
        if not headings:
            return
        self.sheet.freeze_panes = f"{get_column_letter(labels + 1)}2"
        self.sheet.sheet_view.zoomScale = 90
        cells = [self._cell(heading) for heading in headings]
        for cell in cells:
            cell.font, cell.fill, cell.alignment = _BOLD, _FILL, _WRAPPED
        self.sheet.append(cells)
        self.rows += 1

    def add(self, values: Iterable[CellValue], *, bold: bool = False) -> None:
        """Append a row. Texts stay texts, whatever they begin with; signs that no sheet can have become visible."""
        cells = [self._in_cell(value) for value in values]
        if bold:
            cells = [value if hasattr(value, "font") else self._cell(value) for value in cells]
            for cell in cells:
                cell.font = _BOLD
        self.sheet.append(cells)
        self.rows += 1

    def filter_columns(self, columns: int) -> None:
        """Give the headings their menus, by which a reader chooses rows."""
        self.sheet.auto_filter.ref = f"A1:{get_column_letter(columns)}{max(self.rows, 1)}"

    def _in_cell(self, value: CellValue) -> Any:
        if isinstance(value, Number):
            cell = WriteOnlyCell(self.sheet, value=value.value)
            cell.number_format = value.format
            return cell
        if isinstance(value, str):
            text = fit_for_xml(value)
            return self._cell(text) if text.startswith(_STARTS_FORMULA) else text
        return value

    def _cell(self, value: Any) -> Any:
        cell = WriteOnlyCell(self.sheet, value=fit_for_xml(value) if isinstance(value, str) else value)
        if isinstance(value, str):
            cell.data_type = "s"
        return cell


def sheet_name(title: str) -> str:
    """A title as the name of a sheet: without signs that none can have, and not longer than one can be."""
    name = _NOT_IN_NAMES.sub(" ", fit_for_xml(title)).strip(" '")[:LONGEST_NAME].rstrip(" '")
    return name or "-"
