"""Texts of people as XML can hold them."""

from __future__ import annotations

import re

from sim.visible_text import visible

_NO_XML = re.compile("[\ufffe\uffff]")
"""Signs that no XML document can hold, besides those that are made visible anyway."""


def clean(text: str) -> str:
    """A text whose unseen signs are made visible, and in which a sign that XML cannot hold is U+FFFD."""
    return _NO_XML.sub("\ufffd", visible(text))
