"""The two tables of the logs of a run as Parquet files, written replication by replication and piece by piece."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.engine.log_columns import MISSING, Answers, ApplicationColumns, Column, Moments, Named, Numbers, StepColumns
from sim.engine.log_tables import frame
from sim.engine.steplog import Truth
from sim.quantities import NEVER, UNSET

_ROW_GROUP = 1 << 20
"""Rows of a group in a file, which is made and written at once."""


class TableFile:
    """A Parquet file to which tables of logs are appended; its columns are those of the first table."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: pq.ParquetWriter | None = None

    def append(self, table: StepColumns | ApplicationColumns) -> None:
        """Append the rows of a table."""
        if self._writer is None:
            # What pandas would say of the table, so that pandas reads names as categories and missing answers as such.
            schema = pa.Table.from_pandas(frame(table.of(slice(0, 0))), preserve_index=False).schema
            self._writer = pq.ParquetWriter(self._path, schema, compression="zstd")
        for start in range(0, max(len(table), 1), _ROW_GROUP):
            self._write(self._writer, table, slice(start, min(start + _ROW_GROUP, len(table))))

    def _write(self, writer: pq.ParquetWriter, table: StepColumns | ApplicationColumns, rows: slice) -> None:
        """Write some rows, in halves where more names occur in them than the codes of the file can tell apart."""
        schema, columns = writer.schema, table.of(rows)
        for name, column in columns.items():
            if isinstance(column, Named) and len(column.names) > _most_names(schema.field(name).type):
                columns[name] = column = _with_names_that_occur(column)
                if len(column.names) > _most_names(schema.field(name).type):
                    middle = (rows.start + rows.stop) // 2
                    self._write(writer, table, slice(rows.start, middle))
                    self._write(writer, table, slice(middle, rows.stop))
                    return
        arrays = [_in_arrow(column, schema.field(name).type) for name, column in columns.items()]
        writer.write_table(pa.Table.from_arrays(arrays, schema=schema))

    def close(self) -> None:
        """End the file."""
        if self._writer is not None:
            self._writer.close()


def _most_names(kind: pa.DataType) -> int:
    """How many names the codes of a column can tell apart."""
    return int(1 << (kind.index_type.bit_width - 1))


def _with_names_that_occur(column: Named) -> Named:
    """A column without the names that stand in none of its rows."""
    used, codes = np.unique(column.codes[column.codes != MISSING], return_inverse=True)
    narrowed = np.full(len(column.codes), MISSING, dtype=column.codes.dtype)
    narrowed[column.codes != MISSING] = codes
    return Named(narrowed, tuple(column.names[code] for code in used.tolist()))


def _in_arrow(column: Column, kind: pa.DataType) -> pa.Array:
    """A column as Arrow keeps it; numbers that are wide enough are not copied."""
    match column:
        case Named(codes, names):
            positions = pa.array(codes, kind.index_type, mask=_where(codes == MISSING))
            return pa.DictionaryArray.from_arrays(positions, pa.array(names, kind.value_type))
        case Moments(instants):
            wide = np.asarray(instants, dtype=np.int64)
            return pa.array(wide, mask=_where((wide == UNSET) | (wide == NEVER))).view(kind)
        case Answers(answers):
            return pa.array(answers == Truth.yes, kind, mask=_where(answers == Truth.unknown))
        case Numbers(numbers, may_be_missing):
            wide = np.asarray(numbers, dtype=np.int64)
            return pa.array(wide, kind, mask=_where(wide == UNSET) if may_be_missing else None)
    return pa.array(column, kind)


def _where(missing: np.ndarray) -> np.ndarray | None:
    """Which values are missing; None where none is."""
    return missing if missing.any() else None
