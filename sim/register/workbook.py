"""The sheets of a workbook (.xlsx), read row by row, within bounds; what is no such workbook is told by what it is."""

from __future__ import annotations

import io
import os
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from sim.errors import Fault, InputError
from sim.quantities import shown
from sim.register.sheet import Cell, Sheet, SheetRow, UnreadableRowError
from sim.schema.size_caps import (
    MOST_SHEET_COLUMNS,
    MOST_SHEET_ROWS,
    MOST_SHEETS,
    MOST_TIMES_UNFOLDED,
    MOST_WORKBOOK_BYTES,
    UNFOLDED_FREELY,
)
from sim.schema.text_file import one_line
from sim.translations.in_use import marked, translated

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_DAMAGED = marked("open it in the spreadsheet program and save it anew as .xlsx, or as CSV")
_AS = marked("save it as .xlsx or CSV")
_BOOK, _A_SHEET = "xl/workbook.xml", re.compile(rb"<(?:\w+:)?sheet\b")


def is_workbook(raw: bytes) -> bool:
    """Tell whether the bytes of a file are those of a workbook of any kind, whatever the file is called."""
    return raw.startswith((_ZIP, _OLE))


def workbook_sheets(raw: bytes, file: str) -> tuple[tuple[Sheet, bool], ...]:
    """The sheets of a workbook in its order, each with whether it is visible; of formulas their values count.

    Raises InputError for a workbook of another kind, a damaged one, one with a password, and one that unfolds to more than
    MOST_WORKBOOK_BYTES; columns behind MOST_SHEET_COLUMNS are not looked at.
    """
    _refuse_others(raw, file)
    try:
        book = _opened(raw)
        sheets = [(sheet, sheet.sheet_state == "visible") for sheet in book.worksheets]
        epoch = book.epoch.date() if hasattr(book.epoch, "date") else book.epoch
    except Exception as error:  # whatever the library meets in a damaged file
        raise InputError(
            [
                Fault(
                    file,
                    0,
                    0,
                    translated("this workbook cannot be read ({error})", error=_reason(error)),
                    translated(_DAMAGED),
                )
            ]
        ) from None
    return tuple((_sheet(file, sheet, epoch), visible) for sheet, visible in sheets)


def _refuse_others(raw: bytes, file: str) -> None:
    """Raise InputError for what is no .xlsx, for one that unfolds to too much, and for one of too many sheets."""
    if raw.startswith(_OLE):
        message = translated("this is a workbook of the old kind (.xls), or one with a password")
        raise InputError([Fault(file, 0, 0, message, translated("save it as .xlsx or CSV, without a password"))])
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            _refuse_much(parts, file)
            sheets = len(_A_SHEET.findall(archive.read(_BOOK))) if _BOOK in archive.namelist() else 0
    except InputError:
        raise
    except Exception as error:  # whatever unpacking meets in a damaged or locked archive
        raise InputError(
            [
                Fault(
                    file,
                    0,
                    0,
                    translated("this workbook is damaged ({error})", error=_reason(error)),
                    translated(_DAMAGED),
                )
            ]
        ) from None
    names = {part.filename for part in parts}
    if "xl/workbook.bin" in names:
        raise InputError([Fault(file, 0, 0, translated("this is a binary workbook (.xlsb)"), translated(_AS))])
    if "content.xml" in names:
        raise InputError(
            [Fault(file, 0, 0, translated("this is a sheet of another office program (.ods)"), translated(_AS))]
        )
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise InputError(
            [
                Fault(
                    file,
                    0,
                    0,
                    translated("this is an archive and no workbook"),
                    translated("give a workbook (.xlsx) or a CSV file"),
                )
            ]
        )
    if sheets > MOST_SHEETS:
        repair = translated("at most {most} are possible; save the one that counts", most=MOST_SHEETS)
        raise InputError([Fault(file, 0, 0, translated("the workbook has {sheets} sheets", sheets=sheets), repair)])


def _refuse_much(parts: Sequence[zipfile.ZipInfo], file: str) -> None:
    """Raise InputError for parts that unfold to more than can be read, before any of them is."""
    if sum(part.file_size for part in parts) > MOST_WORKBOOK_BYTES:
        repair = translated(
            "a workbook has at most {most} MB without compression; save its sheet as CSV",
            most=MOST_WORKBOOK_BYTES // 1_000_000,
        )
        raise InputError([Fault(file, 0, 0, translated("the workbook is too large"), repair)])
    for part in parts:
        if part.file_size > max(UNFOLDED_FREELY, MOST_TIMES_UNFOLDED * part.compress_size):
            message = translated(
                "a part of this workbook, {given}, unfolds to {size} MB of nearly nothing",
                given=shown(part.filename),
                size=part.file_size // 1_000_000,
            )
            raise InputError(
                [Fault(file, 0, 0, one_line(message), translated("save the sheet of the register alone, or as CSV"))]
            )


def _opened(raw: bytes) -> Any:
    """The workbook as the library has it, its values instead of its formulas."""
    # The parser of the standard library on every machine: lxml, where it is installed, passes over some damage in silence.
    os.environ.setdefault("OPENPYXL_LXML", "False")
    import openpyxl  # late: only workbooks need it

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what a workbook has beside its cells
        return openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)


def _sheet(file: str, made: Any, epoch: date) -> Sheet:
    """A sheet of a workbook; the size that it states for itself is not believed."""
    made.reset_dimensions()

    def rows() -> Iterator[tuple[int, SheetRow]]:
        line = 0
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                for line, row in enumerate(_values(made), start=1):
                    yield line, row
        except Exception as error:  # whatever the library meets in a damaged file
            fault = sheet.fault(
                line + 1,
                None,
                translated("the sheet cannot be read from here on ({error})", error=_reason(error)),
                translated(_DAMAGED),
            )
            raise UnreadableRowError([fault]) from None

    sheet = Sheet(file, made.title, rows, lambda _line, position: position + 1, epoch)
    return sheet


def _values(made: Any) -> Iterator[tuple[Cell, ...]]:
    """The values of the rows; as wide as the first ones are, so that one far cell of each row costs nothing."""
    first = list(islice(made.iter_rows(values_only=True, max_row=100), 100))
    width = min(max((len(row) for row in first), default=1), MOST_SHEET_COLUMNS)
    yield from made.iter_rows(values_only=True, max_row=MOST_SHEET_ROWS, max_col=max(width, 1))


def _reason(error: Exception) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= 80 else f"{text[:77]}..."
