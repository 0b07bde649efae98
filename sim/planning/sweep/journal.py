"""Finished replications of a sweep on the disk while it is under way, so that whoever ends it loses none of them.

Each process appends to a file of its own, one line per replication: a hash and the numbers. The hash covers the numbers and
what the whole sweep is, so that a line that was cut off, altered, or written by another sweep is told from a good one and its
replication is simulated again. Lines are handed to the system one by one, which keeps them when a process is killed.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.files.whole import unwritable
from sim.planning.points import PointRow
from sim.translations.in_use import marked, translated

_PREFIX, _SUFFIX = "rows-", ".jsonl"
_HASH = 16
"""Letters of a hash in a line."""
_FLUSH_EVERY = 5.0
"""How often the lines are brought to the disk itself, for the case that the machine fails [s]."""
REPAIR = marked("make room, and give the same command again: what is finished is kept")
"""What would do where a line cannot be written."""


@dataclass
class Journal:
    """Appends finished replications to a file of this process; it can be pickled, and then begins a file of its own."""

    folder: Path
    """The folder of all journals of a sweep."""
    sweep: str
    """Hash of what the sweep is [hexadecimal]."""
    _file: int | None = field(default=None, repr=False)
    _flushed: float = field(default=0.0, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        """The journal as another process begins it."""
        return {"folder": self.folder, "sweep": self.sweep, "_file": None, "_flushed": 0.0}

    def keep(self, row: PointRow) -> None:
        """Append a replication; raises OutputError where that fails."""
        path = self.folder
        try:
            if self._file is None:
                path = self.folder / f"{_PREFIX}{uuid.uuid4().hex[:12]}{_SUFFIX}"
                flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_BINARY", 0)
                self._file = os.open(path, flags, 0o666)
                self._flushed = time.monotonic()
            line = line_of(row, self.sweep)
            while line:
                line = line[os.write(self._file, line) :]
            if time.monotonic() - self._flushed > _FLUSH_EVERY:
                os.fsync(self._file)
                self._flushed = time.monotonic()
        except OSError as error:
            self.close()
            raise unwritable(path, error, translated(REPAIR)) from None

    def close(self) -> None:
        """End the file; the next replication begins another one."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def line_of(row: PointRow, sweep: str) -> bytes:
    """A finished replication as a line with its hash; missing values are null."""
    point, replication, values, sizes = row
    numbers = [[None if math.isnan(value) else value for value in part] for part in (values, sizes)]
    text = json.dumps([point, replication, *numbers], separators=(",", ":")).encode()
    return _hash(text, sweep) + b" " + text + b"\n"


def rows_in(folder: Path, sweep: str) -> Iterator[PointRow]:
    """The finished replications of all journals in a folder, without the lines that are not whole; a replication may come twice.

    Raises OSError where a journal cannot be read.
    """
    for path in sorted(folder.glob(f"{_PREFIX}*{_SUFFIX}")):
        with path.open("rb") as file:
            for line in file:
                row = _row_of(line, sweep)
                if row is not None:
                    yield row


def _row_of(line: bytes, sweep: str) -> PointRow | None:
    """The replication of a line; None where the line is damaged or of another sweep."""
    text = line[_HASH + 1 : -1]
    if line[-1:] != b"\n" or line[:_HASH] != _hash(text, sweep):
        return None
    point, replication, values, sizes = json.loads(text)
    return point, replication, _with_missing(values), _with_missing(sizes)


def _with_missing(values: Sequence[float | None]) -> tuple[float, ...]:
    return tuple(math.nan if value is None else float(value) for value in values)


def _hash(text: bytes, sweep: str) -> bytes:
    return hashlib.sha256(sweep.encode() + text).hexdigest()[:_HASH].encode()
