"""The record of a folder of results, which knows every file beside it by its hash.

It is put in its place after all others, so a folder with a record has been written to its end; and the hashes tell files that
were changed since, or came from elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from io import BufferedReader
from pathlib import Path
from typing import Any

from sim.translations.in_use import marked

RECORDS = {
    "run.json": marked("a run"),
    "comparison.json": marked("a comparison"),
    "replication.json": marked("a single replication"),
    "headroom.json": marked("headroom"),
    "sweep.json": marked("a sweep"),
    "tornado.json": marked("a ranking of assumptions"),
    "forecast.json": marked("a forecast"),
    "region.json": marked("a folder of scenarios"),
}
"""What lies in a folder, by the name of its record."""
HASHES = "results"
"""Under this key a record has the hashes of the files beside it, by their names [SHA-256, hexadecimal]."""


def with_hashes(data: Mapping[str, Any], files: Mapping[str, Path]) -> dict[str, Any]:
    """The content of a record: what is to stand in it, and the hashes of files by the names that they will have."""
    return {**data, HASHES: {name: hash_of(path) for name, path in sorted(files.items())}}


def hash_of(path: Path) -> str:
    """The hash of a file; raises OSError where it cannot be read."""
    with path.open("rb") as file:
        return hash_of_open(file)


def hash_of_open(file: BufferedReader) -> str:
    """The hash of an open file, which stands at its beginning before and after."""
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return digest


def record_in(folder: Path) -> Path | None:
    """The record that lies in a folder; None where there is none."""
    return next((folder / name for name in RECORDS if (folder / name).is_file()), None)


def hashes_in(record: Path) -> dict[str, str]:
    """The hashes that a record has; raises OSError or ValueError where it cannot be read or has none."""
    data = json.loads(record.read_text(encoding="utf-8"))
    hashes = data.get(HASHES) if isinstance(data, dict) else None
    if not isinstance(hashes, dict) or not all(isinstance(value, str) for value in hashes.values()):
        raise ValueError(f"{record.name} does not know the files beside it")
    return dict(hashes)
