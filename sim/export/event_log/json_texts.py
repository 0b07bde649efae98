"""JSON texts of many rows at once, and arrays of them in a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from sim.export.event_log.instants import ZonedInstants
from sim.export.event_log.texts import each_text, joined, write_texts
from sim.visible_text import visible


def json_text(value: Any) -> str:
    """A plain value as JSON in one line: letters as they are, signs that nobody would see as escapes."""
    return visible(json.dumps(value, ensure_ascii=False, allow_nan=False))


def json_values(column: pa.Array | ZonedInstants) -> pa.Array:
    """A column as the JSON of its values; null where a value is missing. Instants are texts of ISO 8601 with their offset."""
    if isinstance(column, ZonedInstants):
        return joined('"', column.as_texts(), '"')
    if pa.types.is_integer(column.type) or pa.types.is_boolean(column.type):
        return column.cast(pa.string())
    return each_text(column, json_text)


def json_objects(columns: Mapping[str, pa.Array | ZonedInstants]) -> pa.Array:
    """Rows as JSON objects with all columns, in which a missing value is null."""
    parts: list[pa.Array | str] = []
    for i, (name, column) in enumerate(columns.items()):
        parts += [f"{'{' if i == 0 else ', '}{json_text(name)}: ", pc.fill_null(json_values(column), "null")]
    return joined(*parts, "}")


class JsonArray:
    """A JSON array that is written piece by piece, one element a line."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._empty = True
        file.write(b"[")

    def add(self, elements: pa.Array) -> None:
        """Append elements, given by their texts."""
        if not len(elements):
            return
        self._file.write(b"\n" if self._empty else b",\n")
        self._empty = False
        write_texts(self._file, elements[:1])
        write_texts(self._file, joined(",\n", elements[1:]))

    def close(self) -> None:
        """End the array."""
        self._file.write(b"]" if self._empty else b"\n]")
