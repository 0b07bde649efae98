"""The table of a sweep: a row for each replication of each point, as Parquet keeps it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.planning.points import PointValues
from sim.planning.sweep.plan import SweepPlan

if TYPE_CHECKING:
    import pyarrow as pa

_SIZE = "size of "
"""Begins the name of the column that says of how much a measure is a quotient."""


def table_of(plan: SweepPlan, found: PointValues) -> pa.Table:
    """The table of a sweep.

    Columns: point (from 1), each number that is varied under its name, replication (from 1), each measure under its name, and
    of those that are quotients `size of MEASURE`. The unit of a column stands in the metadata of its field.
    """
    import pyarrow as pa

    points, replications = found.done.shape
    values = np.array(plan.values, dtype=np.float64).reshape(points, len(plan.axes))
    columns: dict[str, np.ndarray] = {"point": np.repeat(np.arange(1, points + 1, dtype=np.int32), replications)}
    units = {"point": "", "replication": ""}
    for i, axis in enumerate(plan.axes):
        columns[axis.name] = np.repeat(values[:, i], replications)
        units[axis.name] = axis.unit
    columns["replication"] = np.tile(np.arange(1, replications + 1, dtype=np.int32), points)
    for i, chosen in enumerate(plan.measures):
        columns[chosen.text] = found.values[:, :, i].ravel()
        units[chosen.text] = chosen.unit
        if not np.isnan(sizes := found.sizes[:, :, i].ravel()).all():
            columns[_SIZE + chosen.text] = sizes
            units[_SIZE + chosen.text] = ""
    arrays = [
        pa.array(column, mask=np.isnan(column)) if column.dtype.kind == "f" else pa.array(column)
        for column in columns.values()
    ]
    fields = [
        pa.field(name, array.type, metadata={"unit": units[name]}) for name, array in zip(columns, arrays, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def as_parquet(table: pa.Table) -> bytes:
    """A table as the content of a Parquet file; the same table gives the same bytes."""
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def read_values(path: Path, plan: SweepPlan) -> PointValues:
    """The measures of a sweep from the file that it has written; raises OSError or ValueError where that is another one's."""
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    found = PointValues.empty(len(plan.values), plan.replications, len(plan.measures))
    if table.num_rows != found.done.size:
        raise ValueError(f"{path.name} has {table.num_rows} rows")
    for i, chosen in enumerate(plan.measures):
        found.values[:, :, i] = _column(table, chosen.text).reshape(found.done.shape)
        if _SIZE + chosen.text in table.column_names:
            found.sizes[:, :, i] = _column(table, _SIZE + chosen.text).reshape(found.done.shape)
    found.done[:] = True
    return found


def _column(table: pa.Table, name: str) -> np.ndarray:
    """A column as numbers, those that are missing as NaN; raises KeyError, which is a ValueError here, without one."""
    if name not in table.column_names:
        raise ValueError(f"there is no column '{name}'")
    return np.asarray(table.column(name).to_numpy(zero_copy_only=False), dtype=np.float64)
