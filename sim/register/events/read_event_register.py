"""A register of events, read whole from a CSV file, a workbook, an XES or a Parquet file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from sim.errors import MOST_TOLD, Fault, InputError
from sim.quantities import LAST_YEAR, civil, instant, shown
from sim.register.events.event_file import register_bytes
from sim.register.events.event_moments import ColumnMoments, column_moments
from sim.register.events.event_options import EventHolding, EventOptions
from sim.register.events.event_register import EventRegister
from sim.register.events.event_table import EventTable
from sim.register.events.one_clock import on_one_clock
from sim.register.events.parquet_table import parquet_event_table
from sim.register.events.register_of_rows import register_of_rows
from sim.register.events.sheet_table import csv_event_table, workbook_event_table
from sim.register.events.xes_table import xes_event_table
from sim.translations.in_use import counted, localized_day, translated

_INSTANTS: tuple[EventHolding, ...] = ("start", "end", "received", "ready", "due")
_FIRST, _END = instant(date(1970, 1, 1)), instant(date(LAST_YEAR + 1, 1, 1))
"""From when on, and before when, all instants of a register lie."""
_EARLIEST, _LATEST = instant(date(1, 1, 1)), instant(date(9999, 12, 31))
"""Days that can be written."""
_FOUND_AS_WRITTEN = EventOptions()


def read_event_register(
    path: Path, options: EventOptions = _FOUND_AS_WRITTEN, name: str | None = None
) -> EventRegister:
    """The cases of a register with their events; `name` is what messages call the file.

    Raises InputError, each fault with its row and column, for a file that is no register, lacks columns or instants, or tells
    what cannot be.
    """
    table = _table(path, name or str(path), options)
    moments = {what: _moments(table, what, options) for what in _INSTANTS if what in table.columns.position}
    _refuse_wrong(table, moments)
    zones = on_one_clock(table, moments, options)
    return register_of_rows(table, moments, options, zones)


def _table(path: Path, name: str, options: EventOptions) -> EventTable:
    """The rows of a file of any kind."""
    raw, kind = register_bytes(path, name)
    if kind == "workbook":
        return workbook_event_table(raw, name, options)
    if kind == "xes":
        return xes_event_table(raw, name, options)
    if kind == "parquet":
        return parquet_event_table(raw, name, options)
    return csv_event_table(raw, name, options)


def _moments(table: EventTable, what: EventHolding, options: EventOptions) -> ColumnMoments:
    """The instants of a column; those out of range are wrong, such as 01.01.1900 in the place of none."""
    column = table.column(what)
    assert column is not None
    moments = column_moments(column, table.epoch, options.date_order, table.lines)
    for row in np.flatnonzero(moments.known & ((moments.at < _FIRST) | (moments.at >= _END))).tolist():
        message = translated(
            "{given} is out of range", given=shown(civil(int(np.clip(moments.at[row], _EARLIEST, _LATEST))))
        )
        repair = translated(
            "it has to lie between {first} and {last}",
            first=localized_day(civil(_FIRST)),
            last=localized_day(civil(_END - 1)),
        )
        moments.wrong[row] = message, repair
    return moments


def _refuse_wrong(table: EventTable, moments: dict[EventHolding, ColumnMoments]) -> None:
    """Raise InputError with every cell of a column of instants that holds none."""
    faults: list[Fault] = []
    for what, column in moments.items():
        position, wrong = table.columns.position[what], sorted(column.wrong.items())
        faults += [table.fault(row, position, *said) for row, said in wrong[:MOST_TOLD]]
        if more := len(wrong[MOST_TOLD:]):
            message = counted("one more fault stands here", "{count} more faults from here on", more)
            repair = translated("mend those above first")
            faults.append(table.fault(wrong[MOST_TOLD][0], position, message, repair, more))
    if faults:
        raise InputError(faults)
