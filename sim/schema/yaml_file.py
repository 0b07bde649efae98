"""The content of a YAML file and the place of everything in it: plain data beside the line and column of every key and value."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple

from sim.errors import Fault, InputError
from sim.schema.text_file import one_line
from sim.translations.in_use import translated

Where = tuple[str, ...]
_Kind = Literal["scenario", "regulation"]
YAML_ENDINGS = (".yaml", ".yml")


class Place(NamedTuple):
    """Where a key or a value stands."""

    file: str
    """The file as the user named it, or the option of the command line."""
    line: int
    """Line [counted from 1; 0 for an option]."""
    column: int
    """Column [counted from 1; 0 for an option]."""
    layer: str = ""
    """What laid it over the file: `variant NAME`, `command line`, or nothing."""


@dataclass
class YamlFile:
    """The content of a YAML file and the places of its parts; paths are tuples of keys and list positions as text.

    Of several files that are laid one over the other, the content is what results, and each part keeps its own place.
    """

    name: str
    """The file as the user named it."""
    data: Any = None
    """Plain dicts, lists, texts, numbers, booleans and None; all keys are texts."""
    values: dict[Where, Place] = field(default_factory=dict)
    """Place of every value."""
    keys: dict[Where, Place] = field(default_factory=dict)
    """Place of every key."""
    faults: list[Fault] = field(default_factory=list)
    """Duplicate keys and the like, which do not keep the rest from being read."""
    paths: dict[str, Path] = field(default_factory=dict)
    """The files that were read, by the names that places give."""
    changed: set[Where] = field(default_factory=set)
    """Paths of blocks that an overlay changed; their place is that of the last overlay."""
    added: set[Where] = field(default_factory=set)
    """Paths of entries that an overlay added to a block of the file below."""
    removed: dict[Where, Place] = field(default_factory=dict)
    """Place in the overlay of every key that it took out, by path."""
    _positions: dict[Where, dict[Any, int]] = field(default_factory=dict)

    def fault(self, where: Where, message: str, repair: str = "", *, at_key: bool = False) -> Fault:
        """A fault at a path, or at the nearest block around it that is there."""
        place = self.place(where, at_key=at_key)
        return Fault(place.file, place.line, place.column, one_line(message), one_line(repair))

    def place(self, where: Where, *, at_key: bool = False) -> Place:
        """The place of a value or of its key, or of the nearest block around it that is there."""
        path = where
        while path and path not in self.values:
            path = path[:-1]
        places = self.keys if (at_key or path in self.changed) and path in self.keys else self.values
        return places.get(path, Place(self.name, 1, 1))

    def folder(self, where: Where) -> Path:
        """The folder of the file in which a value stands: names of files in it are meant from there."""
        folder_of_file = self.paths[self.name]
        return self.paths.get(self.place(where).file, folder_of_file).parent

    def at(self, where: Where) -> Any:
        """The value at a path of the file."""
        value = self.data
        for part in where:
            value = value[int(part)] if isinstance(value, list) else value[part]
        return value

    @property
    def entries(self) -> int:
        """How many keys with their values and items of lists there are."""
        return _count(self.data) - 1

    def position(self, where: Where, name: Any) -> int | None:
        """Where a name stands in the list at a path; None where no list of names is there, or not this one."""
        if where not in self._positions:
            names = self.at(where)
            listed = reversed([*enumerate(names)]) if isinstance(names, list) else ()
            self._positions[where] = {entry: i for i, entry in listed if isinstance(entry, str)}
        return self._positions[where].get(name)


def _count(value: Any) -> int:
    """How many values a value consists of, itself among them."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(_count, parts))


def refuse_other_kind(file: YamlFile, wanted: _Kind, other: _Kind) -> None:
    """Say in one sentence that a file is of the other kind, instead of finding fault with all of its keys."""
    if other in file.data and wanted not in file.data:
        if wanted == "scenario":
            message, repair = translated("this is a regulation, not a scenario"), translated("name a scenario file")
        else:
            message, repair = translated("this is a scenario, not a regulation"), translated("name a regulation file")
        raise InputError([file.fault((other,), message, repair, at_key=True)])
