"""Texts from files, with a fault in plain words for what cannot be read, and texts made fit for a message."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from sim.errors import Fault, InputError, system_reason
from sim.near_words import meant
from sim.schema.size_caps import MOST_BYTES
from sim.schema.text_encoding import decoded
from sim.translations.in_use import translated

_LONGEST_MESSAGE = 500


def read_text(path: Path, name: str, most_bytes: int = MOST_BYTES) -> str:
    """Read a UTF-8 text; raises InputError for a missing, unreadable, too large or otherwise encoded file."""
    return decoded(read_bytes(path, name, most_bytes), name, "utf-8")[0]


def read_bytes(path: Path, name: str, most_bytes: int = MOST_BYTES) -> bytes:
    """Read a file; raises InputError for a missing, unreadable or too large one, and for a pipe or a device."""
    try:
        if not (stat.S_ISREG(mode := os.stat(path).st_mode) or stat.S_ISDIR(mode)):
            message = translated("this is a pipe, a device or the like and no file")  # to read it could wait for ever
            raise InputError([Fault(name, 0, 0, message, translated("write its content into a file, and name that"))])
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            raw = stream.read(most_bytes + 1) if size <= most_bytes else b""
    except FileNotFoundError:
        raise InputError([Fault(name, 0, 0, translated("there is no such file"), siblings(path))]) from None
    except IsADirectoryError:
        raise InputError([Fault(name, 0, 0, translated("this is a folder"), siblings(path / "any"))]) from None
    except (OSError, ValueError) as error:  # a name with a null byte is a ValueError
        reason = system_reason(error)
        raise InputError([Fault(name, 0, 0, translated("the file cannot be read: {reason}", reason=reason))]) from None
    if max(size, len(raw)) > most_bytes:
        repair = translated("a file has at most {size} MB", size=f"{most_bytes / 1_000_000:g}")
        raise InputError([Fault(name, 0, 0, translated("the file is too large"), repair)])
    return raw


def siblings(path: Path) -> str:
    """What lies beside a file that is not there, as the second half of a fault's sentence."""
    try:
        kinds = (".yaml", ".yml") if path.suffix in ("", ".yaml", ".yml") else (path.suffix,)
        others = sorted(p.name for p in path.parent.iterdir() if p.suffix in kinds)
    except (OSError, ValueError):
        others = []
    if not others:
        return translated("nothing of the kind lies there")
    close = meant(path.name, others)
    if close is None:
        return translated("there lie: {files}", files=", ".join(others[:8]))
    return translated("did you mean '{name}'?", name=close)


def one_line(text: str) -> str:
    """A message without line breaks and signs that cannot be printed."""
    line = "".join(sign if sign.isprintable() else "\ufffd" for sign in " ".join(text.split()))
    return line if len(line) <= _LONGEST_MESSAGE else line[: _LONGEST_MESSAGE - 3] + "..."


def line_and_column_of(text: str, position: int | None) -> tuple[int, int]:
    """Line and column of a position in a text; None is its end."""
    before = text[:position]
    return before.count("\n") + 1, len(before) - before.rfind("\n")
