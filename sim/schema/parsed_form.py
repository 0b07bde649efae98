"""Parsed forms: the content of the YAML files that come with the package, and the places of its parts, ready to be taken.

Taking these files apart costs most of the time of a short command, and they hardly ever change. A parsed form is a JSON
file made when the package is built. Its name is the SHA-256 of the parser's source and of the text of the YAML file, so
that none is ever taken for another text or from another parser: a file that was edited is parsed anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from sim.schema.yaml_file import Place, Where, YamlFile
from sim.shipped import shipped_folder


def form_name(text: str) -> str:
    """The name of the file with the parsed form of a text; raises ValueError for a text that no file holds."""
    return f"{hashlib.sha256(_parser() + text.encode()).hexdigest()}.json"


@cache
def _parser() -> bytes:
    """The source of the parser, or nothing where the package comes without it."""
    source = Path(__file__).with_name("parse_yaml.py")
    return source.read_bytes() if source.is_file() else b""


def form_of_text(text: str) -> bytes | None:
    """The parsed form of a text; None where the package has none."""
    try:
        return (shipped_folder("parsed") / form_name(text)).read_bytes() if _parser() else None
    except (OSError, ValueError):
        return None


def form_of_file(file: YamlFile) -> bytes:
    """The parsed form of a file without faults: its content, and lines and columns in the order in which it is walked."""
    paths = [*_paths(file.data)]
    form = {
        "data": file.data,
        "values": [number for where, _ in paths for number in file.values[where][1:3]],
        "keys": [number for where, named in paths if named for number in file.keys[where][1:3]],
    }
    return json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode()


def _paths(value: Any, where: Where = (), named: bool = False) -> Iterator[tuple[Where, bool]]:
    """The path of a value and of all parts in it, and whether it has a key."""
    yield where, named
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _paths(part, (*where, key), True)
    elif isinstance(value, list):
        for i, part in enumerate(value):
            yield from _paths(part, (*where, str(i)))


class ParsedFile(YamlFile):
    """A file from its parsed form; the places are put to the paths when somebody asks for one, mostly for a fault."""

    def __init__(self, name: str, path: Path, form: bytes) -> None:
        super().__init__(name, json.loads(form)["data"], paths={name: path})
        self._form = form
        del self.values, self.keys

    def __getattr__(self, attribute: str) -> Any:
        """Put the places to the paths, and keep them."""
        if attribute not in ("values", "keys"):
            raise AttributeError(attribute)
        form = json.loads(self._form)  # the content of this file may have been changed since
        paths = [*_paths(form["data"])]
        self.values = self._at((where for where, _ in paths), form["values"])
        self.keys = self._at((where for where, named in paths if named), form["keys"])
        return self.__dict__[attribute]

    def _at(self, paths: Iterator[Where], numbers: list[int]) -> dict[Where, Place]:
        places = (Place(self.name, line, column) for line, column in zip(numbers[::2], numbers[1::2], strict=True))
        return dict(zip(paths, places, strict=True))
