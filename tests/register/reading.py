"""Registers that tests write, and what is read of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from sim.errors import InputError
from sim.quantities import civil, instant
from sim.register.options import RegisterOptions
from sim.register.read_register import ReadRegister, read_register

Rows = Sequence[Sequence[Any]]


def read(path: Path, **options: Any) -> ReadRegister:
    """A register, read over all years."""
    years = instant(date(1900, 1, 1)), instant(date(2200, 1, 1))
    return read_register(path, path.name, RegisterOptions(**options), *years)


def told(register: ReadRegister) -> list[str]:
    """The applications of a register, a day without a time as the day alone."""
    return [
        f"{civil(at):%Y-%m-%d}" if timeless else f"{civil(at):%Y-%m-%d %H:%M:%S}".removesuffix(":00")
        for at, timeless in zip(register.instants.tolist(), register.timeless.tolist(), strict=True)
    ]


def of_csv(folder: Path, text: str | bytes, **options: Any) -> ReadRegister:
    """A register from the content of a CSV file."""
    path = folder / "past.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path, **options)


def workbook(folder: Path, sheets: Mapping[str, Rows], *, since_1904: bool = False, hidden: Sequence[str] = ()) -> Path:
    """A workbook with some sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    if since_1904:
        book.epoch = CALENDAR_MAC_1904
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if name in hidden:
            sheet.sheet_state = "hidden"
    path = folder / "past.xlsx"
    book.save(path)
    return path


def faults(read_it: Any) -> list[str]:
    """The faults of a register that cannot be read."""
    with pytest.raises(InputError) as error:
        read_it()
    return [str(fault) for fault in error.value.faults]
