"""In which encoding a text was saved: UTF-8, UTF-16, or one of the code pages of Russian and Kazakh programs."""

from __future__ import annotations

import codecs
from collections import Counter
from typing import Literal, get_args

from sim.errors import Fault, InputError
from sim.translations.in_use import translated

Encoding = Literal["utf-8", "utf-16", "windows-1251", "kz-1048", "pt-154", "cp866"]
"""An encoding that may be stated for a file. KZ-1048 is windows-1251 with the Kazakh letters (standard ST RK 1048), PT154 the
older code page with them, CP866 that of DOS."""
ENCODINGS: tuple[Encoding, ...] = get_args(Encoding)
"""Names of encodings."""

_CODECS: dict[Encoding, str] = {
    "utf-8": "utf-8-sig",
    "utf-16": "utf-16",
    "windows-1251": "cp1251",
    "kz-1048": "kz1048",
    "pt-154": "ptcp154",
    "cp866": "cp866",
}
_ONE_BY_ONE: tuple[Encoding, ...] = ("windows-1251", "kz-1048", "pt-154", "cp866", "utf-8")
"""What a text may be that is no valid UTF-8, that with a broken byte at last: the first of equals is taken."""
_COMMON = frozenset("оеаинтсрвлкмдпуыОЕАИНТСРВЛКМДПУЫ№")
_LETTERS = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюяёәғқңөұүһіАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЁӘҒҚҢӨҰҮҺІ№«»–—\xa0")
_SAMPLE = 1_000_000
"""The encoding is told from this many bytes at the beginning."""
_ASCII = bytes(range(128))
_HIGH = (0, 4)
"""What stands in every other byte of UTF-16: zeros with Latin signs, fours with Cyrillic ones."""


def decoded(raw: bytes, name: str, stated: Encoding | None = None) -> tuple[str, Encoding]:
    """The text of a file and its encoding, as stated, or else as its bytes tell.

    A byte-order mark tells it, zero bytes tell UTF-16, and what is valid UTF-8 is taken to be so. Of the code pages that one is
    taken in which most signs are letters of Russian and Kazakh, the common ones counting twice. Raises InputError with the place
    of the first byte that has no meaning.
    """
    encoding = found_encoding(raw) if stated is None else stated
    try:
        return raw.decode(codec_of(raw, encoding)).removeprefix("\ufeff"), encoding
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode(codec_of(raw, encoding), "replace").removeprefix("\ufeff")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        byte = f"0x{raw[error.start]:02x}"
        message = translated("not {encoding}: byte {byte}", encoding=encoding_name(encoding), byte=byte)
        repair = translated("save the file as UTF-8")
        if stated not in (None, "utf-8"):
            others = ", ".join(other for other in ENCODINGS if other != stated)
            repair = translated("state its encoding ({encodings}), or none", encodings=others)
        raise InputError([Fault(name, line, column, message, repair)]) from None


def found_encoding(raw: bytes) -> Encoding:
    """The encoding that the bytes of a text tell; UTF-8 where nothing else fits."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _zeros(raw) is not None:
        return "utf-16"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        sample = raw[:_SAMPLE].translate(None, _ASCII)
        return max(_ONE_BY_ONE, key=lambda encoding: _fits(sample, encoding))
    return "utf-8"


def codec_of(raw: bytes, encoding: Encoding) -> str:
    """The name of the codec that reads some bytes in an encoding, a byte-order mark left out.

    UTF-16 without a byte-order mark has one by the order of its bytes.
    """
    if encoding != "utf-16" or raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _CODECS[encoding]
    return f"utf-16-{_zeros(raw) or 'le'}"


def encoding_name(encoding: Encoding) -> str:
    """An encoding as people call it, such as `UTF-8` and `windows-1251`."""
    return encoding.upper() if encoding.startswith("utf") else encoding


def _zeros(raw: bytes) -> Literal["le", "be"] | None:
    """The order of the bytes of UTF-16, told by what stands at every other place; None where it is something else."""
    first = raw[:200]
    even, odd = (sum(half.count(byte) for byte in _HIGH) for half in (first[::2], first[1::2]))
    if not first or 4 * max(odd, even) < len(first) or min(odd, even) > max(odd, even) // 4:
        return None
    return "le" if odd > even else "be"


def _fits(sample: bytes, encoding: Encoding) -> float:
    """How well the signs of a text beyond ASCII fit the letters of Russian and Kazakh [0 to 2]."""
    counts = Counter(sample.decode(_CODECS[encoding], "replace"))
    good = sum(count * ((sign in _LETTERS) + (sign in _COMMON)) for sign, count in counts.items())
    return good / max(counts.total(), 1)
