"""Fail if a built page takes anything from another host: only links that a reader follows may lead there.

Run: python docs/check_offline.py FOLDER
"""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

_ELSEWHERE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_IN_STYLES = re.compile(r"""(?:url\(|@import)\s*['"]?((?:https?:)?//[^'")\s;]+)""", re.IGNORECASE)


class _Taken(HTMLParser):
    """Collects what a page loads by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at every address but those of links to follow."""
        for name, value in attrs:
            if value and tag != "a" and name in ("src", "href", "srcset", "data", "poster") and _ELSEWHERE.match(value):
                self.addresses.append(value)
            if value and name == "style":
                self.addresses += _IN_STYLES.findall(value)


def main(folder: Path) -> int:
    """Print what is taken from elsewhere; 1 if anything is."""
    pages = sorted(folder.rglob("*.html"))
    found = [f"{folder}: there are no pages"] if not pages else []
    for page in pages:
        text = page.read_text(encoding="utf-8")
        taken = _Taken()
        taken.feed(text)
        found += [f"{page}: {address}" for address in taken.addresses]
    for style in sorted(folder.rglob("*.css")):
        found += [f"{style}: {address}" for address in _IN_STYLES.findall(style.read_text(encoding="utf-8"))]
    print("\n".join(found), file=sys.stderr, end="\n" if found else "")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
