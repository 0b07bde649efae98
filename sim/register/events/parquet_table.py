"""The rows of a register of events that is a Parquet file."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sim.errors import Fault, InputError, refusal
from sim.quantities import UNSET
from sim.register.events.event_columns import find_event_columns
from sim.register.events.event_file import MOST_REGISTER_BYTES
from sim.register.events.event_options import EventOptions
from sim.register.events.event_table import EMPTY, IN_ROW, CodedColumn, EventTable, MomentColumn, coded_texts
from sim.register.events.sheet_table import MOST_EVENT_ROWS
from sim.register.moments import NO_ZONE
from sim.translations.in_use import translated

_SECOND = 1_000_000
"""A second in the instants of a file once they are read [µs]."""
_MOST_TIMES = 4
"""How many times as much as a file at most the columns of a Parquet file may say to unfold to."""


def parquet_event_table(raw: bytes, file: str, options: EventOptions) -> EventTable:
    """The rows of a Parquet file; raises InputError for a damaged one, and for one that unfolds to too much."""
    import pyarrow.parquet as pq

    try:
        opened = pq.ParquetFile(pa.BufferReader(raw))
        meta = opened.metadata
        size = sum(meta.row_group(i).total_byte_size for i in range(meta.num_row_groups))
        if meta.num_rows > MOST_EVENT_ROWS:
            message = translated("the register has more than {most} rows", most=MOST_EVENT_ROWS)
            raise refusal(file, message, translated("give a shorter stretch of time"))
        if size > _MOST_TIMES * MOST_REGISTER_BYTES:
            message = translated("the file unfolds to more than {size} MB", size=size // 1_000_000)
            raise refusal(file, message, translated("give a shorter stretch of time"))
        flat = [field.name for field in opened.schema_arrow if not pa.types.is_nested(field.type)]
        columns = find_event_columns(flat, options, _header_fault(file))
        table = opened.read(columns=flat)
    except InputError:
        raise
    except (pa.ArrowException, OSError, ValueError):
        raise refusal(
            file, translated("the Parquet file is damaged or breaks off"), translated("copy it anew as a whole")
        ) from None

    def fault(row: int | None, position: int | None, message: str, repair: str = "", others: int = 0) -> Fault:
        where = "" if row is None else translated("row {line}", line=row + 1) + ": "
        column = 1 if position is None else position + 1
        return Fault(file, 1 if row is None else row + 1, column, where + message, repair, others)

    def place(row: int) -> str:
        return translated(IN_ROW, line=row + 1)

    content = [_column(table.column(name)) for name in flat]
    return EventTable(file, "Parquet", columns, content, table.num_rows, fault, place)


def _header_fault(file: str):  # type: ignore[no-untyped-def]
    def fault(position: int | None, message: str, repair: str) -> InputError:
        return InputError([Fault(file, 1, 1 if position is None else position + 1, message, repair)])

    return fault


def _column(column: pa.ChunkedArray) -> CodedColumn | MomentColumn:
    """A column of a file as texts or as instants."""
    kind = column.type
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return _moments(column)
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
    if pa.types.is_floating(column.type) and pc.all(pc.equal(pc.floor(column), column)).as_py():
        column = column.cast(pa.int64())  # numbers with gaps, as pandas keeps them
    try:
        return coded_texts(column.cast(pa.string()))
    except pa.ArrowException:  # what has no text, such as bytes
        return CodedColumn([], np.full(len(column), EMPTY, dtype=np.int64))


def _moments(column: pa.ChunkedArray) -> MomentColumn:
    """A column of timestamps or of days; a timestamp with a zone as the clocks of that zone showed it."""
    zone = getattr(column.type, "tz", None)
    is_day = pa.types.is_date(column.type)
    there = pc.is_valid(column).to_numpy(zero_copy_only=False)
    local = pc.local_timestamp(column) if zone else column.cast(pa.timestamp("us")) if is_day else column
    at = _seconds(local)
    offset = at - _seconds(column) if zone else np.full(len(at), NO_ZONE, dtype=np.int64)
    return MomentColumn(
        np.where(there, at, UNSET), np.where(there, offset, NO_ZONE), np.full(len(at), is_day, dtype=np.bool_)
    )


def _seconds(column: pa.ChunkedArray) -> np.ndarray:
    """Timestamps to the nearest second; zero where there is none."""
    micro = column.cast(pa.timestamp("us", column.type.tz), safe=False).cast(pa.int64())
    numbers = pc.fill_null(micro, 0).to_numpy()
    return np.asarray((numbers + _SECOND // 2) // _SECOND, dtype=np.int64)
