"""The step log as XES (IEEE 1849): a trace for each application, and an event for each instant of a step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO
from xml.sax.saxutils import quoteattr

import numpy as np
import pyarrow as pa

from sim.export.event_log.columns import CASE, WAIT_COLUMNS
from sim.export.event_log.facts import LogFacts
from sim.export.event_log.rows import LogRows
from sim.export.event_log.texts import each_text, joined, joined_if_there, write_texts
from sim.quantities import Instants
from sim.visible_text import fit_for_xml

_ROWS = 1 << 13
"""Rows that are put into words at once; each takes two thousand letters or so."""
_EXTENSIONS = {"Concept": "concept", "Time": "time", "Lifecycle": "lifecycle", "Organizational": "org"}
_OF_CASE = ("service", "route", "stream", "time_zone")
_OF_VISIT = (
    "outcome",
    *(wait.name for wait in WAIT_COLUMNS),
    "work_s",
    "hold_s",
    "deadline",
    "in_time",
    "member",
    "visit",
)
"""What the last event of a visit says of it."""
_SCHEDULED, _STARTED, _ENDED = range(3)
"""The instants of a visit, in order."""


def write_xes(file: BinaryIO, pieces: Iterable[LogRows], facts: LogFacts) -> None:
    """Write rows as XES, application by application."""
    file.write("\n".join(_head(facts)).encode() + b"\n")
    for rows in pieces:
        for few in rows.pieces(_ROWS):
            write_texts(file, _traces(few))
    file.write(b"</log>\n")


def _head(facts: LogFacts) -> Iterator[str]:
    """The beginning of a log: its extensions, what every trace and event has, its classifiers, and what it is."""
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">'
    for name, prefix in _EXTENSIONS.items():
        yield f'<extension name="{name}" prefix="{prefix}" uri="http://www.xes-standard.org/{prefix}.xesext"/>'
    yield '<global scope="trace"><string key="concept:name" value=""/></global>'
    yield (
        '<global scope="event"><string key="concept:name" value=""/><string key="concept:instance" value=""/>'
        '<string key="lifecycle:transition" value="complete"/><date key="time:timestamp" value="1970-01-01T00:00:00Z"/></global>'
    )
    yield '<classifier name="Activity" scope="event" keys="concept:name"/>'
    yield '<classifier name="ActivityAndTransition" scope="event" keys="concept:name lifecycle:transition"/>'
    yield f'<string key="concept:name" value={_quoted(facts.title)}/>'
    yield '<string key="lifecycle:model" value="standard"/>'
    for key, text in facts.as_texts().items():
        yield f'<string key="{key}" value={_quoted(text)}/>'


def _traces(rows: LogRows) -> pa.Array:
    """The texts of whole traces, in order: a beginning, the events in order of time, and an end for each."""
    first = rows.first_of_case
    case = np.searchsorted(first, np.arange(len(rows)), side="right")
    whole = np.arange(1, len(first) + 1)
    texts = [_trace_begins(rows, first), pa.array(["</trace>\n"] * len(first), pa.string())]
    # In one second a step ends before the next one begins to wait, which stands behind it.
    nothing = np.zeros(len(first), dtype=np.int64)
    keys: list[tuple[Instants, ...]] = [(whole, nothing - 1, nothing, nothing), (whole, nothing + 1, nothing, nothing)]
    for text, at, where, kind in _events(rows):
        texts.append(text)
        keys.append((case[where].astype(np.int64), np.zeros(len(where), dtype=np.int64), at, 3 * where + kind))
    by_case, by_part, by_instant, by_place = (np.concatenate(parts) for parts in zip(*keys, strict=True))
    order = np.lexsort((by_place, by_instant, by_part, by_case))
    return pa.concat_arrays(texts).take(pa.array(order))


def _trace_begins(rows: LogRows, first: Instants) -> pa.Array:
    """How each trace begins: what is known of its application."""
    parts: list[pa.Array | str] = ["<trace>", _attribute("string", "concept:name", rows.columns["case"].take(first))]
    parts += [_attribute("string", name, rows.columns[name].take(first)) for name in _OF_CASE]
    for column in CASE:
        key = column.name.removeprefix("case_")
        if column.name in rows.instants:
            parts.append(_attribute("date", key, rows.instants[column.name].take(first).as_texts()))
        else:
            parts.append(
                _attribute(
                    "boolean" if column.type == "yes or no" else "string", key, rows.columns[column.name].take(first)
                )
            )
    return joined_if_there([*parts, "\n"])


def _events(rows: LogRows) -> Iterator[tuple[pa.Array, Instants, Instants, int]]:
    """The texts of events of one kind, their instants on the universal clock, the rows of their visits, and the kind."""
    columns = rows.columns
    instance = joined(columns["step"].cast(pa.string()), "/", columns["visit"].cast(pa.string()))
    common = joined_if_there([
        _attribute("string", "concept:name", columns["activity"]),
        _attribute("string", "concept:instance", instance),
        _attribute("string", "org:role", columns["role_name"]),
        _attribute("string", "org:group", columns["office"]),
    ])  # fmt: skip
    resource = _attribute("string", "org:resource", columns["resource"])
    started, ended = (~rows.instants[name].missing for name in ("started", "finished"))
    every = np.ones(len(rows), dtype=np.bool_)
    last = joined_if_there([_visit_attribute(rows, name) for name in _OF_VISIT])
    kinds = (
        (_SCHEDULED, "enabled", every, ~started & ~ended, pa.array(["schedule"] * len(rows))),
        (_STARTED, "started", started, ~ended, pa.array(["start"] * len(rows))),
        (_ENDED, "finished", ended, ended, columns["transition"]),
    )
    for kind, name, there, is_last, transition in kinds:
        parts = [
            "<event>",
            common,
            _attribute("string", "lifecycle:transition", transition),
            _attribute("date", "time:timestamp", rows.instants[name].as_texts()),
            *([resource] if kind != _SCHEDULED else []),
            _where(last, is_last),
            "</event>\n",
        ]
        where = np.flatnonzero(there)
        moments = rows.instants[name]
        yield joined_if_there(parts).take(pa.array(where)), (moments.local - moments.offset)[where], where, kind


def _visit_attribute(rows: LogRows, name: str) -> pa.Array:
    if name in rows.instants:
        return _attribute("date", name, rows.instants[name].as_texts())
    column = rows.columns[name]
    kind = "int" if pa.types.is_integer(column.type) else "boolean" if pa.types.is_boolean(column.type) else "string"
    return _attribute(kind, name, column)


def _attribute(kind: str, key: str, column: pa.Array) -> pa.Array:
    """An attribute of each row; null where the column is."""
    before = f'<{kind} key="{key}" value='
    if pa.types.is_dictionary(column.type):
        return each_text(column, lambda text: f"{before}{_quoted(text)}/>")
    return joined(f'{before}"', column.cast(pa.string()), '"/>')


def _where(texts: pa.Array, there: np.ndarray) -> pa.Array:
    """Texts where something is so, null elsewhere."""
    return pa.compute.if_else(pa.array(there), texts, pa.scalar(None, pa.string()))


def _quoted(text: str) -> str:
    """A text as the value of an attribute, in quotation marks."""
    return quoteattr(fit_for_xml(text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
