"""A register of events, read whole from a CSV file, a workbook, an XES or a Parquet file."""

from __future__ import annotations

from pathlib import Path

from sim.errors import InputError
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

_INSTANTS: tuple[EventHolding, ...] = ("start", "end", "received", "ready", "due")
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
    column = table.column(what)
    assert column is not None
    return column_moments(column, table.epoch, options.date_order, table.lines)


def _refuse_wrong(table: EventTable, moments: dict[EventHolding, ColumnMoments]) -> None:
    """Raise InputError with every cell of a column of instants that holds none."""
    faults = [
        table.fault(row, table.columns.position[what], *wrong)
        for what, column in moments.items()
        for row, wrong in sorted(column.wrong.items())[:_MOST_LOOKED_AT]
    ]
    if faults:
        raise InputError(faults)


_MOST_LOOKED_AT = 1000
