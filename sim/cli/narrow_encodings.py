"""Texts on streams whose encoding lacks some of their signs: the nearest sign that it has stands in their place.

A pipe on a Russian Windows is cp1251 or cp866, which have neither the minus sign nor all Kazakh letters.
"""

from __future__ import annotations

import codecs
import unicodedata
from typing import IO

_PUNCTUATION = {
    "−": "-", "–": "-", "—": "-", "‑": "-", "‐": "-", "…": "...", "•": "*", "·": "*", "×": "x", "→": "->", "←": "<-",
    "≤": "<=", "≥": ">=", "≈": "~", "±": "+-", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'",
    "─": "-", "━": "-", "│": "|", "┃": "|", "╸": "-", "╺": "-", "№": "No", "₸": "T",
}  # fmt: skip
"""Signs of sentences and tables, by what is written where there is no such sign."""
_RUSSIAN = dict(zip("әғқңөұүһі", "агкноуухи", strict=True))
"""Kazakh letters by the Russian ones that people write instead."""
_LATIN = dict(
    zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі", "abvgdeezzijklmnoprstufhccss'y'euaagknouuhi", strict=True)
)
"""Russian and Kazakh letters by Latin ones: ISO 9 (1995) without the marks above and below, so that columns keep their widths."""


def keep_printing(stream: IO[str]) -> None:
    """Let a stream write the nearest sign for each that its encoding lacks, instead of ending with an error."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is None:  # there is none in a program without a console, and another kind in a notebook
        return
    encoding = codecs.lookup(getattr(stream, "encoding", None) or "utf-8").name

    def nearest_signs(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeEncodeError):
            raise error
        return "".join(_nearest(sign, encoding) for sign in error.object[error.start : error.end]), error.end

    codecs.register_error(f"sim-nearest-{encoding}", nearest_signs)
    reconfigure(errors=f"sim-nearest-{encoding}")


def _nearest(sign: str, encoding: str) -> str:
    """What to write for a sign that an encoding lacks; a question mark where nothing is near."""
    small = sign.lower()
    letters = [table[small] for table in (_RUSSIAN, _LATIN) if small in table]
    unmarked = "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))
    for near in (_PUNCTUATION.get(sign), *(n.upper() if small != sign else n for n in letters), unmarked):
        if near and near != sign and _has(encoding, near):
            return near
    return "?"


def _has(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
