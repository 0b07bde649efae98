"""The step log as a table: Parquet with typed timestamps, and CSV with instants that state their offset."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from sim.export.event_log.columns import ALL_COLUMNS, LogColumn
from sim.export.event_log.facts import LogFacts
from sim.export.event_log.rows import LogRows

_FORMULA_BEGINS = "^[=+@\t\r-]"
"""What a spreadsheet program takes for the beginning of a formula (OWASP, CSV Injection)."""
_CSV_TYPES = {"whole number": pa.int64(), "yes or no": pa.bool_()}
"""What is written without quotes, by types of columns; all else as texts."""


def arrow_schema(facts: LogFacts) -> pa.Schema:
    """The columns of the step log for Arrow, with what the log is; each column says its meaning and unit."""
    types = {
        "text": pa.dictionary(pa.int32(), pa.string()),
        "whole number": pa.int64(),
        "instant": pa.timestamp("ms", facts.zones[0]),
        "yes or no": pa.bool_(),
    }
    own = {"case": pa.string(), "case_parent": pa.string()}  # as many names as cases
    fields = [
        pa.field(column.name, own.get(column.name, types[column.type]), metadata=_said(column))
        for column in ALL_COLUMNS
    ]
    return pa.schema(fields, metadata=facts.as_texts())


def _said(column: LogColumn) -> dict[str, str]:
    return {"meaning": column.meaning} | ({"unit": column.unit} if column.unit else {})


def arrow_batch(rows: LogRows, schema: pa.Schema) -> pa.RecordBatch:
    """Some rows as Arrow has them."""
    arrays = []
    for field in schema:
        if field.name in rows.instants:
            arrays.append(rows.instants[field.name].in_arrow(field.type))
        else:
            arrays.append(rows.columns[field.name].cast(field.type))
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def write_parquet(file: BinaryIO, pieces: Iterable[LogRows], facts: LogFacts) -> None:
    """Write rows into a Parquet file, a group of rows for each piece; its timestamps show the clock of the first time zone."""
    schema = arrow_schema(facts)
    # To look for repetitions among instants and numbers takes longer than to write them, and makes the file larger.
    names = [field.name for field in schema if pa.types.is_dictionary(field.type)]
    with pq.ParquetWriter(file, schema, compression="zstd", use_dictionary=names) as writer:
        for rows in pieces:
            writer.write_batch(arrow_batch(rows, schema))


def write_csv(file: BinaryIO, pieces: Iterable[LogRows]) -> None:
    """Write rows as CSV in UTF-8 with a line of headings.

    A text that a spreadsheet program would take for a formula gets an apostrophe before it.
    """
    schema = pa.schema([pa.field(column.name, _CSV_TYPES.get(column.type, pa.string())) for column in ALL_COLUMNS])
    with pa.csv.CSVWriter(file, schema, write_options=pa.csv.WriteOptions(quoting_style="needed")) as writer:
        for rows in pieces:
            writer.write_batch(pa.RecordBatch.from_arrays([_for_csv(rows, c) for c in ALL_COLUMNS], schema=schema))


def _for_csv(rows: LogRows, column: LogColumn) -> pa.Array:
    if column.name in rows.instants:
        return rows.instants[column.name].as_texts(" ")
    values = rows.columns[column.name]
    if pa.types.is_dictionary(values.type):
        return pa.DictionaryArray.from_arrays(values.indices, no_formulas(values.dictionary)).cast(pa.string())
    return values.cast(_CSV_TYPES.get(column.type, pa.string()))


def no_formulas(texts: pa.Array) -> pa.Array:
    """Texts with an apostrophe before what a spreadsheet program would take for a formula."""
    return pc.if_else(
        pc.match_substring_regex(texts, _FORMULA_BEGINS), pc.binary_join_element_wise("'", texts, ""), texts
    )
