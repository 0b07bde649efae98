"""The table files of a recorded run, opened only where they are those which the run wrote."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import Fault, InputError
from sim.files.results_record import hash_of_open
from sim.translations.in_use import marked, translated

RUN_AGAIN = marked("run the scenario again")
"""What would do where the files of a run are not those that it wrote."""
AS_IT_WAS = marked("bring it back as it was, or run the scenario again")
"""What would do where one of them, or a file of the scenario, was changed."""
_AWAY = marked("take it away, or run the scenario again")
_FEW_ROWS = 10_000
"""This many rows may take no place; of the others each has instants of its own and takes some thirty bytes."""


@contextmanager
def table_file(path: Path, hashes: Mapping[str, str]) -> Iterator[BufferedReader]:
    """A table of a run as an open file, given the hashes of the run's files by their names [SHA-256].

    Raises InputError where the run wrote none, or another one, and where the block that reads it finds it to be no table.
    """
    with reading_of(path), path.open("rb") as file:
        if path.name not in hashes:
            message = translated("this table is not of the run in run.json, which wrote none")
            raise InputError([Fault(str(path), 0, 0, message, translated(_AWAY))])
        if hash_of_open(file) != hashes[path.name]:
            message = translated("this is not the table that the run in run.json wrote")
            raise InputError([Fault(str(path), 0, 0, message, translated(AS_IT_WAS))])
        if pq.read_metadata(file).num_rows > _FEW_ROWS + os.fstat(file.fileno()).st_size:
            message = translated("the table says that it has more rows than there can be in so small a file")
            raise InputError([Fault(str(path), 0, 0, message, translated(_AWAY))])
        yield file


@contextmanager
def reading_of(path: Path) -> Iterator[None]:
    """A block that reads a table; raises InputError where it finds it to be no table of a run."""
    try:
        yield
    except (OSError, OverflowError, ValueError, pa.ArrowException):
        message = translated("this is not a table of a run")
        raise InputError([Fault(str(path), 0, 0, message, translated(_AWAY))]) from None
