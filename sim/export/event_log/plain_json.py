"""The step log as one JSON document: what it is, its columns, its steps and its applications."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from typing import BinaryIO

import pyarrow as pa

from sim.export.event_log.columns import CASE, STEP_LOG, LogColumn
from sim.export.event_log.facts import LogFacts
from sim.export.event_log.instants import ZonedInstants
from sim.export.event_log.json_texts import JsonArray, json_objects, json_text
from sim.export.event_log.rows import LogRows

_ROWS = 1 << 14
"""Rows that are put into words at once; each takes a thousand letters or so."""
_OF_CASE = ("service", "route", "stream", "replication", "application", "time_zone")


def write_json(file: BinaryIO, pieces: Iterable[LogRows], facts: LogFacts) -> None:
    """Write rows as one JSON object with the keys `log`, `columns`, `steps` and `applications`, one element a line."""
    file.write(f'{{"log": {json_text(facts.as_data())},\n"columns": '.encode())
    columns = JsonArray(file)
    columns.add(pa.array([json_text(_described(column)) for column in (*STEP_LOG, *CASE)]))
    columns.close()
    file.write(b',\n"steps": ')
    with tempfile.TemporaryFile(prefix="sim-") as later:
        steps, applications = JsonArray(file), JsonArray(later)
        for rows in pieces:
            for few in rows.pieces(_ROWS):
                steps.add(json_objects({column.name: _column(few, column.name) for column in STEP_LOG}))
                applications.add(_applications(few))
        steps.close()
        applications.close()
        file.write(b',\n"applications": ')
        later.seek(0)
        shutil.copyfileobj(later, file, 1 << 20)
    file.write(b"}\n")


def _described(column: LogColumn) -> dict[str, str | None]:
    return {"name": column.name, "type": column.type, "unit": column.unit or None, "meaning": column.meaning}


def _column(rows: LogRows, name: str) -> pa.Array | ZonedInstants:
    return rows.instants[name] if name in rows.instants else rows.columns[name]


def _applications(rows: LogRows) -> pa.Array:
    """The applications of some rows, each once."""
    first = rows.first_of_case
    names = ("case", *_OF_CASE, *(column.name for column in CASE))
    return json_objects({name: _column(rows, name).take(first) for name in names})
