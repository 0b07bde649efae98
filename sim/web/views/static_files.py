"""What a browser loads besides the page: style, scripts and the icon, by their names and no others."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from sim.web.views.templates import ROOM, fragment


@dataclass(frozen=True)
class StaticFile:
    """A file that is the same for everybody."""

    content: bytes
    """What is sent."""
    media_type: str
    """What it is, as HTTP names it."""
    mark: str
    """Changes with the content."""


@cache
def static_files() -> Mapping[str, StaticFile]:
    """The files by name."""
    scripts = sorted((ROOM / "static").glob("*.js"))
    texts = {path.name: (path.read_text(encoding="utf-8"), "text/javascript") for path in scripts}
    texts["style.css"] = fragment("style.css.jinja"), "text/css"
    texts["icon.svg"] = (ROOM / "static" / "icon.svg").read_text(encoding="utf-8"), "image/svg+xml"
    files = {name: _file(text, f"{kind}; charset=utf-8") for name, (text, kind) in texts.items()}
    return MappingProxyType(files)


@cache
def build() -> str:
    """A mark of all files together, by which a page knows that the server has other ones than it has loaded."""
    return hashlib.sha256("".join(file.mark for file in static_files().values()).encode()).hexdigest()[:16]


def _file(text: str, media_type: str) -> StaticFile:
    content = text.encode()
    return StaticFile(content, media_type, hashlib.sha256(content).hexdigest()[:16])
