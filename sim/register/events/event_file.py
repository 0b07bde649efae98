"""The bytes of a register of events: what kind of file they are, and what is folded in them, within bounds."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path
from typing import Literal

from sim.errors import Fault, InputError, refusal
from sim.register.workbook import is_workbook
from sim.schema.size_caps import MOST_TIMES_UNFOLDED, UNFOLDED_FREELY
from sim.schema.text_encoding import found_encoding
from sim.schema.text_file import read_bytes
from sim.translations.in_use import translated

EventFileKind = Literal["csv", "workbook", "xes", "parquet"]
"""What a file is, whatever it is called."""
MOST_REGISTER_BYTES = 800_000_000
"""Size of a register of events at most, unfolded where it is folded: some eight million events in CSV [bytes]."""
_GZIP, _PARQUET = b"\x1f\x8b", b"PAR1"
_PIECE = 1 << 20
_SAMPLE = 4096
_NOTHING = b"\0 \t\r\n\xef\xbb\xbf"
_XML_BEGINS = (b"<?xml", b"<log", b"<!DOCTYPE", b"<!--")
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\x1a\x1b"))
"""Signs that no text has."""


def register_bytes(path: Path, name: str) -> tuple[bytes, EventFileKind]:
    """The content of a file, unfolded, and what kind of file it is.

    Raises InputError for a file that is missing, unreadable, empty, too large, or none of these kinds.
    """
    raw = read_bytes(path, name, MOST_REGISTER_BYTES)
    if raw.startswith(_GZIP):
        raw = unfolded(raw, name)
    if not raw[:_SAMPLE].strip(_NOTHING) and not raw.strip(_NOTHING):
        raise refusal(name, translated("the file is empty"), translated("give a header and one row per event"))
    return raw, event_file_kind(raw, name)


def unfolded(raw: bytes, name: str) -> bytes:
    """What a file folded by gzip has in it; raises InputError where it breaks off, or unfolds to too much."""
    pieces: list[bytes] = []
    size = 0
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as stream:
            while piece := stream.read(_PIECE):
                pieces.append(piece)
                size += len(piece)
                if size > MOST_REGISTER_BYTES or size > max(UNFOLDED_FREELY, MOST_TIMES_UNFOLDED * len(raw)):
                    message = translated("the file unfolds to more than {size} MB", size=(size - 1) // 1_000_000)
                    repair = translated("a file has at most {size} MB", size=f"{MOST_REGISTER_BYTES / 1_000_000:g}")
                    raise refusal(name, message, repair)
    except EOFError:
        raise refusal(name, translated("the folded file breaks off"), translated("copy it anew as a whole")) from None
    except (OSError, zlib.error):
        raise refusal(name, translated("the folded file is damaged"), translated("copy it anew as a whole")) from None
    return b"".join(pieces)


def event_file_kind(raw: bytes, name: str) -> EventFileKind:
    """What kind of file some bytes are; raises InputError for what is neither a table nor a log."""
    if raw.startswith(_PARQUET):
        return "parquet"
    if is_workbook(raw):
        return "workbook"
    begin = raw[:_SAMPLE]
    if begin.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_XML_BEGINS):
        return "xes"
    if found_encoding(begin) != "utf-16" and any(begin.count(sign) for sign in _CONTROL):
        message = translated("this is neither a text nor a workbook, an XES or a Parquet file")
        raise InputError([Fault(name, 0, 0, message, translated("save the register as CSV in UTF-8"))])
    return "csv"
