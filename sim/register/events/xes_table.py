"""The rows of a register of events that is an XES log (IEEE 1849), read event by event as the file passes by."""

from __future__ import annotations

from xml.parsers import expat

import numpy as np
import pyarrow as pa

from sim.errors import Fault, InputError
from sim.quantities import Integers
from sim.register.events.event_columns import find_event_columns
from sim.register.events.event_options import EventOptions
from sim.register.events.event_table import EMPTY, IN_LINE, CodedColumn, EventTable, coded_texts
from sim.register.events.sheet_table import MOST_EVENT_ROWS
from sim.translations.in_use import translated

_ATTRIBUTES = frozenset(("string", "date", "int", "float", "boolean", "id"))
_PIECE = 1 << 20
_CHUNK = 1 << 16
_OF_TRACE = "case:"
"""What stands before the key of a trace's attribute, as process mining names columns of cases."""
MOST_XES_KEYS = 256
"""Keys of attributes that are read: far above any log."""


def xes_event_table(raw: bytes, file: str, options: EventOptions) -> EventTable:
    """The events of a log as rows; raises InputError where the file is broken, or defines entities."""
    reader = _Reader(file)
    reader.read(raw)
    if not reader.lines:
        message = translated("the log has no events")
        raise InputError([Fault(file, reader.line, 1, message, translated("give one row per event"))])
    lines = np.array(reader.lines, dtype=np.int64)
    names = [*reader.of_event, *(f"{_OF_TRACE}{key}" for key in reader.of_trace)]

    def header_fault(_position: int | None, message: str, repair: str) -> InputError:
        return InputError([Fault(file, 1, 1, message, repair)])

    def fault(row: int | None, position: int | None, message: str, repair: str = "", others: int = 0) -> Fault:
        del position  # an attribute has no place of its own
        return Fault(file, 1 if row is None else int(lines[row]), 1, message, repair, others)

    def place(row: int) -> str:
        return translated(IN_LINE, line=int(lines[row]))

    columns = find_event_columns(names, options, header_fault)
    trace = np.array(reader.trace_of_row, dtype=np.int64)
    content = [column.coded(len(lines)) for column in reader.of_event.values()]
    content += [_repeated(column.coded(reader.traces), trace) for column in reader.of_trace.values()]
    return EventTable(file, "XES", columns, content, len(lines), fault, place, lines)


def _repeated(column: CodedColumn, trace: Integers) -> CodedColumn:
    """A column of traces as one of their events."""
    return CodedColumn(column.values, column.codes[trace])


class _Texts:
    """The values of one key by row, put into Arrow piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[pa.Array] = []
        self._texts: list[str | None] = []
        self._rows = 0

    def put(self, row: int, text: str) -> None:
        """Set the value of a row behind those that have one; rows between them have none."""
        texts = self._texts
        if len(texts) >= _CHUNK:
            self._pieces.append(pa.array(texts, pa.string()))
            self._rows += len(texts)
            texts.clear()
        if missing := row - self._rows - len(texts):
            texts.extend([None] * missing)
        texts.append(text)

    def coded(self, rows: int) -> CodedColumn:
        """The column, with so many rows."""
        self._pieces.append(pa.array(self._texts, pa.string()))
        column = coded_texts(pa.chunked_array(self._pieces, pa.string()))
        return CodedColumn(column.values, np.append(column.codes, np.full(rows - len(column.codes), EMPTY)))


class _Reader:
    """Takes the events out of a log as a parser meets them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.of_event: dict[str, _Texts] = {}
        self.of_trace: dict[str, _Texts] = {}
        self.lines: list[int] = []
        """By row: the line in which its event begins; of a trace without events its own."""
        self.trace_of_row: list[int] = []
        self.traces = 0
        self._skip = 0
        self._trace: dict[str, str] | None = None
        """The attributes of the trace at which the parser is."""
        self._event: dict[str, str] | None = None
        """Those of the event at which it is."""
        self._rows_before = 0
        self._trace_line = 1
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.EntityDeclHandler = self._refuse_entity
        self._parser.StartDoctypeDeclHandler = self._refuse_entity

    @property
    def line(self) -> int:
        """The line at which the parser is."""
        return int(self._parser.CurrentLineNumber)

    def read(self, raw: bytes) -> None:
        """Read a log; raises InputError where it is broken."""
        try:
            view = memoryview(raw)
            for start in range(0, len(raw), _PIECE):
                self._parser.Parse(bytes(view[start : start + _PIECE]), False)
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            message = translated("the log cannot be read from here on ({error})", error=expat.ErrorString(error.code))
            repair = translated("export it anew as XES, or as CSV")
            raise InputError([Fault(self.file, error.lineno, error.offset + 1, message, repair)]) from None

    def _refuse_entity(self, *_: object) -> None:
        message = translated("the log defines entities or a document type of its own")
        raise InputError([Fault(self.file, self.line, 1, message, translated("export it anew as XES, or as CSV"))])

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._skip:
            self._skip += 1
            return
        if tag in _ATTRIBUTES or (":" in tag and tag.rpartition(":")[2] in _ATTRIBUTES):
            self._skip = 1  # what stands inside an attribute tells of the attribute
            found = self._trace if self._event is None else self._event
            if found is not None and "key" in attributes and "value" in attributes:
                found.setdefault(attributes["key"], attributes["value"])
            return
        tag = tag.rpartition(":")[2]
        if tag == "event" and self._trace is not None:
            self._event = {}
            self.trace_of_row.append(self.traces)
            self.lines.append(self._parser.CurrentLineNumber)
            if len(self.lines) > MOST_EVENT_ROWS:
                message = translated("the register has more than {most} rows", most=MOST_EVENT_ROWS)
                repair = translated("give a shorter stretch of time")
                raise InputError([Fault(self.file, self.line, 1, message, repair)])
        elif tag == "trace" and self._trace is None:
            self._trace, self._rows_before, self._trace_line = {}, len(self.lines), self.line
        elif tag != "log":
            self._skip = 1

    def _end(self, tag: str) -> None:
        if self._skip:
            self._skip -= 1
        elif self._event is not None:
            _put(self.of_event, len(self.lines) - 1, self._event)
            self._event = None
        elif self._trace is not None and tag.endswith("trace"):
            if len(self.lines) == self._rows_before:
                self.lines.append(self._trace_line)
                self.trace_of_row.append(self.traces)
            _put(self.of_trace, self.traces, self._trace)
            self.traces += 1
            self._trace = None


def _put(columns: dict[str, _Texts], row: int, values: dict[str, str]) -> None:
    """Put the attributes of an event or a trace into their columns."""
    for key, value in values.items():
        column = columns.get(key)
        if column is None:
            if len(columns) >= MOST_XES_KEYS:
                continue
            column = columns[key] = _Texts()
        column.put(row, value)
