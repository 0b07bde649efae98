"""The step log as an object-centric event log, OCEL 2.0 in JSON: applications meet people, pools, sittings and systems."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sim.engine.log_columns import TOGETHER
from sim.export.event_log.columns import CASE, STEP_LOG, WAIT_COLUMNS, ColumnType
from sim.export.event_log.facts import LogFacts
from sim.export.event_log.json_texts import JsonArray, json_text, json_values
from sim.export.event_log.names import EventNames
from sim.export.event_log.rows import LogRows, recoded
from sim.export.event_log.texts import joined, joined_if_there

_ROWS = 1 << 13
"""Rows that are put into words at once; each takes two thousand letters or so."""
_TYPES: dict[ColumnType, str] = {"text": "string", "whole number": "integer", "instant": "time", "yes or no": "boolean"}
"""Types of columns in the words of OCEL."""
_OF_EVENT = (
    "transition", "outcome", "enabled", "started", "finished", *(wait.name for wait in WAIT_COLUMNS), "work_s", "hold_s", "deadline",
    "in_time", "step", "visit", "role_name",
)  # fmt: skip
_OF_APPLICATION = (
    "service",
    "route",
    "stream",
    "time_zone",
    *(column.name for column in CASE if column.name != "case_parent"),
)
_COLUMN_TYPES = {column.name: _TYPES[column.type] for column in (*STEP_LOG, *CASE)}
_OBJECTS: dict[str, tuple[str, ...]] = {
    "person": ("office", "role", "member"),
    "pool": ("office", "role"),
    "sitting": ("office", "role", "begin"),
    "day of visits": ("office", "role", "begin"),
    "system": ("name",),
}
"""Attributes of the objects beside applications, by their types."""
_EVER = "1970-01-01T00:00:00Z"
"""Since when a value holds that never changes, as OCEL says it."""


def write_ocel(file: BinaryIO, pieces: Iterable[LogRows], facts: LogFacts, names: EventNames) -> None:
    """Write rows as OCEL 2.0: an event for each visit to a step, at the last instant that is known of it."""
    file.write(f'{{"objectTypes": {_type_texts(_object_types())},\n'.encode())
    events_of = {activity: {name: _COLUMN_TYPES[name] for name in _OF_EVENT} for activity in names.activities.values()}
    file.write(f'"eventTypes": {_type_texts(events_of)},\n"events": '.encode())
    with tempfile.TemporaryFile(prefix="sim-") as later:
        events, objects = JsonArray(file), JsonArray(later)
        others = _Others()
        for rows in pieces:
            others.of_replication(rows.replication, objects)
            for few in rows.pieces(_ROWS):
                events.add(_events(few, names, others))
                objects.add(_applications(few))
        objects.add(others.texts())
        events.close()
        objects.close()
        file.write(b',\n"objects": ')
        later.seek(0)
        shutil.copyfileobj(later, file, 1 << 20)
    file.write(b"}\n")


def _object_types() -> dict[str, dict[str, str]]:
    """The attributes of the objects of each type, with their types."""
    application = {name.removeprefix("case_"): _COLUMN_TYPES[name] for name in _OF_APPLICATION}
    others = {
        kind: {name: "time" if name == "begin" else "string" for name in attributes}
        for kind, attributes in _OBJECTS.items()
    }
    return {"application": application} | others


def _type_texts(types: Mapping[str, Mapping[str, str]]) -> str:
    """Types of objects or events as JSON, one a line."""
    described = [
        json_text({"name": name, "attributes": [{"name": key, "type": kind} for key, kind in attributes.items()]})
        for name, attributes in types.items()
    ]
    return "[\n" + ",\n".join(described) + "\n]"


@dataclass
class _Others:
    """The objects beside applications that some events of one replication have met."""

    replication: int = 0
    found: dict[str, tuple[str, tuple[str, ...], tuple[str, str] | None]] = field(default_factory=dict)
    """By its name: type, attributes, and another object to which it belongs, with the word for that."""

    def of_replication(self, number: int, objects: JsonArray) -> None:
        """Go on with a replication; the objects of the one before are written."""
        if number != self.replication:
            objects.add(self.texts())
            self.replication, self.found = number, {}

    def met(self, kind: str, attributes: tuple[str, ...], belongs_to: tuple[str, str] | None = None) -> str:
        """The name of an object, which is one of those that were met."""
        name = self.named(kind, "/".join(attributes))
        self.found[name] = (kind, attributes, belongs_to)
        return name

    def named(self, kind: str, which: str) -> str:
        """The name of an object; no two replications have one in common."""
        return f"{kind}:{self.replication}:{which}"

    def texts(self) -> pa.Array:
        """The objects as JSON."""
        return pa.array([json_text(self._data(name)) for name in self.found], pa.string())

    def _data(self, name: str) -> dict[str, Any]:
        kind, attributes, belongs_to = self.found[name]
        stated = zip(_OBJECTS[kind], attributes, strict=True)
        data: dict[str, Any] = {
            "id": name,
            "type": kind,
            "attributes": [{"name": key, "time": _EVER, "value": value} for key, value in stated],
        }
        if belongs_to is not None:
            data["relationships"] = [{"objectId": belongs_to[0], "qualifier": belongs_to[1]}]
        return data


def _events(rows: LogRows, names: EventNames, others: _Others) -> pa.Array:
    """The events of some rows as JSON."""
    columns = rows.columns
    visit = joined(columns["case"], "/", columns["step"].cast(pa.string()), "/", columns["visit"].cast(pa.string()))
    related = joined_if_there([
        _related(joined("application:", columns["case"]), "application"),
        *(joined(", ", relation) for relation in _relations(rows, names, others)),
    ])  # fmt: skip
    return joined(
        '{"id": ',
        json_values(visit),
        ', "type": ',
        json_values(columns["activity"]),
        ', "time": ',
        json_values(rows.last_instant),
        ', "attributes": [',
        _attributes(rows, _OF_EVENT),
        '], "relationships": [',
        related,
        "]}",
    )


def _applications(rows: LogRows) -> pa.Array:
    """The applications of some rows as JSON, each once."""
    first = rows.first_of_case
    case, parent = (rows.columns[name].take(first) for name in ("case", "case_parent"))
    objection = joined(', "relationships": [', _related(joined("application:", parent), "objects to"), "]")
    return joined_if_there([
        '{"id": ',
        json_values(joined("application:", case)),
        ', "type": "application", "attributes": [',
        _attributes(rows, _OF_APPLICATION, first),
        "]",
        objection,
        "}",
    ])  # fmt: skip


def _attributes(rows: LogRows, names: Sequence[str], of: np.ndarray | None = None) -> pa.Array:
    """Those of some columns that are not missing, as attributes; of objects, which are rows, with the time since when."""
    since = "" if of is None else f', "time": "{_EVER}"'
    parts: list[pa.Array | str] = []
    for name in names:
        column = rows.instants[name] if name in rows.instants else rows.columns[name]
        values = json_values(column if of is None else column.take(of))
        # The first column is never missing.
        comma = ", " if parts else ""
        parts.append(joined(f'{comma}{{"name": {json_text(name.removeprefix("case_"))}{since}, "value": ', values, "}"))
    return joined_if_there(parts)


def _related(objects: pa.Array, qualifier: str) -> pa.Array:
    """A relation to an object of each row, as JSON; null without one."""
    return joined('{"objectId": ', json_values(objects), f', "qualifier": {json_text(qualifier)}}}')


def _relations(rows: LogRows, names: EventNames, others: _Others) -> Iterator[pa.Array]:
    """By row: who did the visit, whose queue it was in, at which sitting it was, and in which system; null for none."""
    columns = rows.columns
    who = [columns[name] for name in ("office", "role", "member")]

    def pool(office: str | None, role: str | None) -> str | None:
        return None if office is None or role is None else others.met("pool", (office, role))

    def people(office: str | None, role: str | None, member: str | None) -> str | None:
        if office is None or role is None or member is None:
            return None
        role_of_stand_in, _, members = member.rpartition("/")
        own = role_of_stand_in or role
        belongs_to = (others.met("pool", (office, own)), "member of")
        found = [others.met("person", (office, own, name), belongs_to) for name in members.split(TOGETHER)]
        return ", ".join(json_text({"objectId": name, "qualifier": "done by"}) for name in found)

    def system(service: str, role: str | None) -> str | None:
        return others.met("system", (role,)) if role is not None and (service, role) in names.systems else None

    yield _related(recoded([columns["office"], columns["role"]], pool).cast(pa.string()), "queue of")
    yield recoded(who, people).cast(pa.string())
    yield _related(recoded([columns["service"], columns["role"]], system).cast(pa.string()), "in")
    yield from _meetings(rows, names, others)


def _meetings(rows: LogRows, names: EventNames, others: _Others) -> Iterator[pa.Array]:
    """By row: the sitting or the day of visits at which the visit was begun; null for none."""
    columns, began = rows.columns, rows.instants["started"].as_texts()
    for kind, word in (("sitting", "sitting"), ("day of visits", "visits")):
        pools = [pool for pool, together in names.together.items() if together == word]
        places = {pool: str(place) for place, pool in enumerate(pools)}
        place = recoded([columns["office"], columns["role"]], lambda *pool, places=places: places.get(pool))
        where = joined(place.cast(pa.string()), "@", began)
        named: dict[str | None, str] = {}
        for text in pc.unique(where.drop_null()).to_pylist():
            at, _, begin = text.partition("@")
            pool = pools[int(at)]
            belongs_to = (others.met("pool", pool), f"{kind} of")
            named[text] = others.met(kind, (*pool, begin), belongs_to)
        if named:
            yield _related(recoded([where], named.get).cast(pa.string()), "at")
