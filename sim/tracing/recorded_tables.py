"""The two tables of a recorded run replication by replication, piece by piece, so that no log has to fit into memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sim.engine.log_tables import (
    APPLICATION_COLUMNS,
    STEP_COLUMNS,
    ReplicationTables,
    applications_frame,
    steps_frame,
)
from sim.experiment.replications import replicate
from sim.model.model import Model
from sim.quantities import FIRST_YEAR, LAST_YEAR
from sim.study.study import with_engine
from sim.tracing.recorded_run import RecordedRun, other_tables
from sim.tracing.table_files import reading_of, table_file

_ROWS = 1 << 16
"""Rows of a piece."""
_FIRST, _LAST = (datetime(year, 1, 1) for year in (FIRST_YEAR, LAST_YEAR + 2))
"""Between these lie all instants of a run; those behind a calendar are left out of its tables."""


def replication_tables(
    run: RecordedRun, model: Model, numbers: Sequence[int], engine: str | None = None
) -> Iterator[ReplicationTables]:
    """The tables of some replications of a run, in the order of their numbers; `model` is that of its study.

    What `steps.parquet` and `applications.parquet` do not have is simulated again, by `engine` (`compiled`, `simpy` or `auto`,
    which is the default). Raises InputError for tables that are not those which the run wrote.
    """
    for number in numbers:
        run.check_number(number)
    paths = [run.folder / name for name in ("steps.parquet", "applications.parquet")]
    recorded = all(path.is_file() for path in paths)
    simulated = replace(model, study=with_engine(run.study, engine))
    with ExitStack() as opened:
        if recorded and any(number <= run.logs for number in numbers):
            steps, applications = (
                _TableReader(path, opened.enter_context(table_file(path, run.hashes)), columns)
                for path, columns in zip(paths, (STEP_COLUMNS, APPLICATION_COLUMNS), strict=True)
            )
        for number in sorted(numbers):
            if recorded and number <= run.logs:
                rows = pa.Table.from_batches(applications.batches(number), schema=applications.schema)
                if not _numbered_by_row(rows):
                    raise other_tables(run.folder)
                yield ReplicationTables(number, rows, steps.batches(number, len(rows)))
            else:
                _, log = replicate(simulated, number)
                frames = (applications_frame(log), steps_frame(log))
                rows, simulated_visits = (_in_arrow(frame) for frame in frames)
                yield ReplicationTables(number, rows, iter(simulated_visits.to_batches(_ROWS)))


def _in_arrow(frame: pd.DataFrame) -> pa.Table:
    """A table of pandas as Arrow has it, its names as the files have them."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    names = pa.dictionary(pa.int32(), pa.string())
    types = [names if pa.types.is_dictionary(field.type) else field.type for field in table.schema]
    return table.cast(pa.schema([pa.field(*pair) for pair in zip(table.column_names, types, strict=True)]))


class _TableReader:
    """A Parquet file that is read replication by replication, which lie in it one after the other."""

    def __init__(self, path: Path, file: object, columns: tuple[str, ...]) -> None:
        self._path = path
        # Without pre-buffering a group of rows is read piece by piece.
        self._file = pq.ParquetFile(file, pre_buffer=False, buffer_size=1 << 20)
        self._columns = list(columns)
        if missing := set(columns) - set(self._file.schema_arrow.names):
            raise ValueError(f"a table of a run has the columns {sorted(missing)}")
        self._spans = [self._span(i) for i in range(self._file.num_row_groups)]
        self.schema = pa.schema([self._file.schema_arrow.field(name) for name in columns])

    def batches(self, replication: int, applications: int | None = None) -> Iterator[pa.RecordBatch]:
        """The rows of one replication, piece by piece; they belong to so many applications, in order, where that is known."""
        groups = [i for i, (first, last) in enumerate(self._spans) if first <= replication <= last]
        if not groups:
            return
        with reading_of(self._path):  # rows are read when they are asked for
            for batch in self._file.iter_batches(_ROWS, row_groups=groups, columns=self._columns):
                rows = batch.select(self._columns)
                chosen = pc.equal(rows.column("replication"), replication)
                if chosen.true_count < len(rows):
                    rows = rows.filter(chosen)
                if len(rows):
                    _refuse_other_years(rows)
                    if applications is not None:
                        _refuse_other_applications(rows, applications)
                    yield rows

    def _span(self, group: int) -> tuple[int, int]:
        """The first and the last replication that a group of rows has."""
        metadata = self._file.metadata.row_group(group)
        place = self._file.schema_arrow.get_field_index("replication")
        found = metadata.column(place).statistics
        if found is None or not found.has_min_max:
            raise ValueError("a table of a run states its replications")
        return found.min, found.max


def _numbered_by_row(applications: pa.Table) -> bool:
    """Tell whether the applications of a replication are there, each at the row of its number."""
    numbers = applications.column("application").to_numpy()
    return len(numbers) > 0 and bool(np.array_equal(numbers, np.arange(len(numbers))))


def _refuse_other_years(rows: pa.RecordBatch) -> None:
    """Raise ValueError for instants that lie in no year that a calendar can have."""
    for field, column in zip(rows.schema, rows.columns, strict=True):
        if pa.types.is_timestamp(field.type):
            ends = pc.min_max(column)
            if ends["min"].is_valid and not _FIRST <= ends["min"].as_py() <= ends["max"].as_py() < _LAST:
                raise ValueError(f"the column '{field.name}' has an instant outside of any calendar")


def _refuse_other_applications(visits: pa.RecordBatch, count: int) -> None:
    """Raise ValueError for visits that are not those of applications from 0 to below `count`, in order."""
    numbers = visits.column("application").to_numpy()
    if numbers[0] < 0 or numbers[-1] >= count or (np.diff(numbers) < 0).any():
        raise ValueError("visits stand in order of the applications that there are")
