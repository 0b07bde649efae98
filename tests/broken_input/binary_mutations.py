"""Mutations of what programs write: workbooks, tables of results, and the record of a run."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from random import Random
from typing import Any

from tests.broken_input.broken_input import Files
from tests.broken_input.table_mutations import JUNK
from tests.broken_input.text_mutations import Mutation

_MOMENT = (2018, 1, 1, 0, 0, 0)
_JUNK_OF_XML = (
    b"", b"<", b"<x/>", b"\x00\xff", b"<?xml version='1.0'?>", b"<worksheet/>", b"not xml", b"<a>" * 500, b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>",
    b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/hostname'>]><x>&a;</x>",
)  # fmt: skip
_JUNK_OF_JSON: tuple[Any, ...] = (
    None, True, -1, 0, 1.5, 10**30, float("nan"), float("inf"), "", "x", "../../etc/passwd", "/etc/passwd", "\x00", "\ud800", [], {}, [[]], {"a": 1}, "2018-02-30",
    "9999-12-31", "con", "A" * 5000, [1] * 1000,
)  # fmt: skip

FolderMutation = Callable[[Random, Files], Files]
"""Makes other contents of a folder's."""


def packed(parts: Files) -> bytes:
    """An archive with some parts, the same at every time."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), content, zipfile.ZIP_DEFLATED)
    return into.getvalue()


def unpacked(raw: bytes) -> dict[str, bytes]:
    """The parts of an archive."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def bytes_flipped(rng: Random, raw: bytes) -> bytes:
    changed = bytearray(raw)
    for _ in range(rng.choice((1, 3, 10, 100))):
        changed[rng.randrange(len(changed))] ^= rng.randrange(1, 256)
    return bytes(changed)


def bytes_cut_off(rng: Random, raw: bytes) -> bytes:
    return raw[: rng.randrange(len(raw))]


def bytes_put_in(rng: Random, raw: bytes) -> bytes:
    at = rng.randrange(len(raw))
    return raw[:at] + rng.randbytes(rng.choice((1, 7, 1000))) + raw[at:]


def part_missing(rng: Random, raw: bytes) -> bytes:
    parts = unpacked(raw)
    del parts[rng.choice(sorted(parts))]
    return packed(parts)


def junk_for_a_part(rng: Random, raw: bytes) -> bytes:
    parts = unpacked(raw)
    parts[rng.choice(sorted(parts))] = rng.choice(_JUNK_OF_XML)
    return packed(parts)


def signs_of_a_part_exchanged(rng: Random, raw: bytes) -> bytes:
    parts = unpacked(raw)
    name = rng.choice(sorted(parts))
    changed = bytearray(parts[name])
    for _ in range(rng.choice((1, 2, 10))):
        changed[rng.randrange(len(changed))] = rng.choice(b'<>/"=&;ax09 ')
    parts[name] = bytes(changed)
    return packed(parts)


def junk_for_cells_of_a_sheet(rng: Random, raw: bytes) -> bytes:
    parts = unpacked(raw)
    cells = parts["xl/worksheets/sheet1.xml"].split(b"<c ")
    for _ in range(rng.choice((1, 2, 5))):
        at = rng.randrange(1, len(cells))
        kind = rng.choice(
            (
                "t='inlineStr'><is><t>{}</t></is></c>",
                "><v>{}</v></c>",
                "t='b'><v>{}</v></c>",
                "t='e'><v>{}</v></c>",
                "t='d'><v>{}</v></c>",
                "t='s'><v>{}</v></c>",
                "s='1'><v>{}</v></c>",
            )
        )
        junk = "".join(sign for sign in rng.choice(JUNK) if sign >= " ").replace("<", "")
        end = cells[at][cells[at].find(b"</c>") + 4 :]
        place = cells[at].split(b" ")[0].split(b">")[0]
        cells[at] = place + b" " + kind.format(junk).encode() + end
    parts["xl/worksheets/sheet1.xml"] = b"<c ".join(cells)
    return packed(parts)


OF_WORKBOOKS: dict[str, Mutation] = {
    "bytes are flipped": bytes_flipped,
    "cut off": bytes_cut_off,
    "bytes are put in": bytes_put_in,
    "a part is missing": part_missing,
    "junk for a part": junk_for_a_part,
    "signs of a part are exchanged": signs_of_a_part_exchanged,
    "junk for cells": junk_for_cells_of_a_sheet,
}
"""Mutations of workbooks, by name."""


def _record(files: Files) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(files["out/run.json"])
    return data


def _with_record(files: Files, data: Any) -> Files:
    return {**files, "out/run.json": json.dumps(data).encode()}


def _with_table(files: Files, name: str, content: bytes) -> Files:
    """A folder with another table, and a record that has its hash."""
    data = _record(files)
    data["results"][name] = hashlib.sha256(content).hexdigest()
    return _with_record({**files, f"out/{name}": content}, data)


def _table(rng: Random) -> str:
    return rng.choice(("steps.parquet", "applications.parquet"))


def junk_in_the_record(rng: Random, files: Files) -> Files:
    data = _record(files)
    block = data[rng.choice(("study", "study", "files", "results"))] if rng.random() < 0.85 else data
    block[rng.choice(sorted(block))] = rng.choice(_JUNK_OF_JSON)
    return _with_record(files, data)


def key_missing_in_the_record(rng: Random, files: Files) -> Files:
    data = _record(files)
    block = data[rng.choice(("study", "files", "results"))] if rng.random() < 0.8 else data
    del block[rng.choice(sorted(block))]
    return _with_record(files, data)


def signs_of_the_record_exchanged(rng: Random, files: Files) -> Files:
    raw = bytearray(files["out/run.json"])
    for _ in range(rng.choice((1, 2, 10))):
        raw[rng.randrange(len(raw))] = rng.choice(b'{}[]",:0 xz')
    return {**files, "out/run.json": bytes(raw)}


def record_cut_off(rng: Random, files: Files) -> Files:
    raw = files["out/run.json"]
    return {**files, "out/run.json": raw[: rng.randrange(len(raw))]}


def record_of_something_else(rng: Random, files: Files) -> Files:
    other = rng.choice(
        (
            b"",
            b"[]",
            b"null",
            b"1",
            b'""',
            b"[" * 100_000,
            b'{"study": {}}',
            b"\xff\xfe",
            b"{" * 5_000,
            b'{"a":' * 3_000,
            b"NaN",
            b"9" * 10_000,
        )
    )
    return {**files, "out/run.json": other}


def table_damaged(rng: Random, files: Files) -> Files:
    name = _table(rng)
    damage = rng.choice((bytes_flipped, bytes_cut_off, bytes_put_in))
    return {**files, f"out/{name}": damage(rng, files[f"out/{name}"])}


def table_damaged_and_its_hash_with_it(rng: Random, files: Files) -> Files:
    name = _table(rng)
    damage = rng.choice((bytes_flipped, bytes_cut_off, bytes_put_in))
    return _with_table(files, name, damage(rng, files[f"out/{name}"]))


def other_table(rng: Random, files: Files) -> Files:
    name = _table(rng)
    other = "applications.parquet" if name == "steps.parquet" else "steps.parquet"
    content = rng.choice((files[f"out/{other}"], b"", b"PAR1", b"PAR1" * 3, b"x" * 100, files["out/run.json"]))
    return _with_table(files, name, content)


def column_of_a_table_otherwise(rng: Random, files: Files) -> Files:
    import pyarrow as pa
    import pyarrow.parquet as pq

    name = _table(rng)
    table = pq.read_table(io.BytesIO(files[f"out/{name}"]))
    at = rng.randrange(table.num_columns)
    column = table.column_names[at]
    junk = rng.choice((0, -1, 2**62, -(2**62), 1.5, float("nan"), "x", None, True))
    changed = rng.choice(
        (
            table.drop_columns([column]),
            table.set_column(at, column, pa.array([junk] * table.num_rows)),
            table.slice(rng.randrange(1, max(table.num_rows, 2))),
            table.rename_columns([f"{other}_" if other == column else other for other in table.column_names]),
        )
    )
    into = io.BytesIO()
    pq.write_table(changed, into)
    return _with_table(files, name, into.getvalue())


def scenario_of_the_run_otherwise(rng: Random, files: Files) -> Files:
    name = rng.choice([name for name in files if not name.startswith("out/")])
    if rng.random() < 0.3:
        return {other: content for other, content in files.items() if other != name}
    raw = files[name]
    at = rng.randrange(len(raw))
    return {**files, name: raw[:at] + b"#" + raw[at:]}


def file_missing(rng: Random, files: Files) -> Files:
    name = rng.choice(("out/run.json", "out/steps.parquet", "out/applications.parquet"))
    data = _record(files) if name != "out/run.json" else None
    left = {other: content for other, content in files.items() if other != name}
    if data is not None:
        data["study"]["replications"] = 0
        return _with_record(left, data)
    return left


OF_RESULTS: dict[str, FolderMutation] = {
    "junk in the record": junk_in_the_record,
    "a key is missing in the record": key_missing_in_the_record,
    "signs of the record are exchanged": signs_of_the_record_exchanged,
    "the record is cut off": record_cut_off,
    "the record is something else": record_of_something_else,
    "a table is damaged": table_damaged,
    "a table is damaged and has its hash": table_damaged_and_its_hash_with_it,
    "a table is something else": other_table,
    "a column of a table is another": column_of_a_table_otherwise,
    "a file of the scenario is another": scenario_of_the_run_otherwise,
    "a file is missing": file_missing,
}
"""Mutations of folders of results, by name."""
