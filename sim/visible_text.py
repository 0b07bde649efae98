"""Text of users made fit to be shown: signs that steer a terminal, turn a line around or cannot be seen become visible.

Titles, notes and names of files come from people. An escape sign in them would colour, move or clear what the terminal shows,
a sign of direction would let a line read otherwise than it is stored (Boucher and Anderson, Trojan Source, 2023), and a sign
without a width would make two names look alike.
"""

from __future__ import annotations

import json
import re
from typing import Any

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls (C0 but tab and line feed, DEL, C1)
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen, joiners, fillers, the Arabic mark of direction
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f"  # without width, line and paragraph separators, marks of direction
    "\u3164\ufeff\uffa0\ufff0-\ufffb"  # fillers, byte-order mark, annotations
    "\ud800-\udfff"  # half signs, as of names of files that are no UTF-8
    "\U000e0000-\U000e0fff]"  # tags
)
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def visible(text: str) -> str:
    r"""A text whose unseen signs are written as JSON writes them, such as `\u001b`; tabs and line feeds stay.

    A JSON text stays one, of the same content: such signs stand within its strings alone.
    """
    return text if text.isascii() and text.isprintable() else _UNSEEN.sub(_escaped, text)


def fit_for_xml(text: str) -> str:
    r"""A text whose signs that no XML file may have are written as JSON writes them, such as `\u0007` (XML 1.0, 2.2)."""
    return text if text.isprintable() else _NOT_IN_XML.sub(_escaped, text)


def as_json(data: Any) -> str:
    """Plain data as JSON text: keys in their order, letters as they are, signs that nobody would see as escapes."""
    return visible(json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False)) + "\n"


def visible_line(text: str) -> str:
    """A text as one line, in which tabs and line feeds are made visible too."""
    return visible(text).replace("\n", "\\n").replace("\t", "\\t")


def _escaped(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
