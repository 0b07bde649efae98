"""Laying one scenario over another: a file over the one that it extends, a variant, a value of the command line.

Blocks merge key by key; everything else is replaced; a key with nothing in it takes the key below out. Every part keeps
the place at which it was written. Four things are read as they are meant, not letter by letter:

* a bare number over or below a block that has a `count` is that count, and a list of names is the blocks it stands for;
* of two keys that exclude each other the one laid over holds: `members` over `count`, `assumption` over `source`;
* a block that names its `distribution` is a value of its own and replaces what is below, as does a variant of one name;
* a number that changes loses its source, which vouched for another one: unless the overlay gives a source or an
  assumption of its own in that block, the assumption says what changed it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from sim.schema.document import Translated
from sim.schema.fields import Stated
from sim.schema.schema_paths import Block, blocks_at, has_key
from sim.schema.yaml_file import Place, Where, YamlFile

_ORIGIN = ("source", "assumption")
EXCLUDING = (
    _ORIGIN,
    ("count", "members"),
    ("count_changes", "members"),
    ("share", "hours"),
    ("count", "names"),
    ("every_day", "weekdays"),
    ("every_day", "saturday"),
    ("every_day", "sunday"),
    ("range", "values"),
    ("range", "factor"),
    ("values", "factor"),
)
"""Keys of one block that exclude each other."""
_WORDS_OF_NUMBERS = ("distribution", "model", "per_office")
"""Keys that hold no number and say what the numbers beside them mean."""


def lay_over(
    base: YamlFile, overlay: YamlFile, sentence: str, language: type[BaseModel], *, by_position: bool = False
) -> YamlFile:
    """A file with another laid over it; neither is changed.

    `sentence` is the assumption of blocks whose numbers change. With `by_position` a block over a list means its items
    by their position, counted from 0.
    """
    work = _Merging(base, overlay, sentence, language, by_position)
    work.result.data, _ = work.both(base.data, overlay.data, ())
    return work.result


def part_of(file: YamlFile, where: Where, layer: str) -> YamlFile:
    """One block of a file as a file of its own, its places marked with the layer that they belong to."""
    part = YamlFile(file.name, file.at(where), paths=dict(file.paths))
    depth = len(where)
    for places, known in ((part.values, file.values), (part.keys, file.keys)):
        places |= {at[depth:]: place._replace(layer=layer) for at, place in known.items() if at[:depth] == where}
    part.values[()] = part.keys.pop((), part.values[()])  # a block is told at its key, not at the first one inside
    return part


def as_block(value: Any, blocks: list[Block]) -> Any:
    """A bare number as the block with that count which it stands for, where a block with a count may stand."""
    bare = isinstance(value, (int, float)) and not isinstance(value, bool)
    return {"count": value} if bare and has_key(blocks, "count") else value


def as_names(value: Any, entries: list[Block]) -> Any:
    """A list of names as the block of empty entries which it stands for, where entries are blocks."""
    named = isinstance(value, list) and entries and all(isinstance(name, str) for name in value)
    return {name: {} for name in value} if named else value


class _Merging:
    """One file being laid over another."""

    def __init__(
        self, base: YamlFile, overlay: YamlFile, sentence: str, language: type[BaseModel], by_position: bool
    ) -> None:
        self.base, self.overlay, self.sentence = base, overlay, sentence
        self.language, self.by_position = language, by_position
        self.known: dict[Where, list[Block]] = {}
        self.result = YamlFile(
            overlay.name if overlay.name in overlay.paths else base.name,
            faults=[*base.faults, *overlay.faults],
            paths=base.paths | overlay.paths,
            changed=set(base.changed),
            added=set(base.added),
            removed=dict(base.removed),
        )

    def both(self, low: Any, high: Any, where: Where) -> tuple[Any, bool]:
        """What results where both have something, and whether it changes a number of the block around it."""
        blocks = self._blocks(where)
        counted = as_block(low, blocks), as_block(high, blocks)
        if all(isinstance(block, dict) for block in counted) and counted[0] != counted[1]:
            low, high = counted
        if isinstance(low, list) and isinstance(high, dict):
            low = as_names(low, self._blocks((*where, "any")))
            if isinstance(low, list) and self.by_position:
                return self._items(low, high, where)
        whole = any(getattr(block, "replaces", False) for block in blocks) or (
            isinstance(high, dict) and "distribution" in high
        )
        if isinstance(low, dict) and isinstance(high, dict) and not whole:
            return self._block(low, high, where, blocks)
        self._keep(self.overlay, high, where)
        return high, [*self._numbers(low, where)] != [*self._numbers(high, where)]

    def _block(self, low: dict[str, Any], high: dict[str, Any], where: Where, blocks: list[Block]) -> tuple[Any, bool]:
        """Two blocks key by key."""
        excluded = self._excluded(high, blocks)
        out: dict[str, Any] = {}
        touched = False
        for key, value in low.items():
            at = (*where, key)
            if key in excluded:
                touched |= self._counts(value, at)
            elif key in high and high[key] is None and value is not None:
                self.result.removed[at] = self.overlay.keys.get(at, self.overlay.place(at))
                touched |= self._counts(value, at)
            elif key in high:
                out[key], changes = self.both(value, high[key], at)
                touched |= changes
            else:
                out[key] = self._keep(self.base, value, at)
        for key in [key for key in high if key not in low]:
            at = (*where, key)
            self.result.added.add(at)
            touched |= self._counts(high[key], at)
            out[key] = self._keep(self.overlay, high[key], at)
        self._mark(where)
        stated = self._is_stated(where)
        if stated and touched and not any(high.get(key) for key in _ORIGIN):
            out.pop("source", None)
            out["assumption"] = self.sentence
            self.result.values[(*where, "assumption")] = self.result.values[where]
        return out, touched and not stated

    def _excluded(self, high: dict[str, Any], blocks: list[Block]) -> set[str]:
        """The keys of a block that go out, since the overlay has one that excludes them."""
        return {
            below
            for pair in EXCLUDING
            for below, above in (pair, pair[::-1])
            if below not in high and high.get(above) is not None and has_key(blocks, below)
        }

    def _items(self, low: list[Any], high: dict[str, Any], where: Where) -> tuple[Any, bool]:
        """A list of which single items are laid over."""
        out, touched = list(low), False
        for i, value in enumerate(low):
            at = (*where, str(i))
            if str(i) in high:
                out[i], changes = self.both(value, high[str(i)], at)
                touched |= changes
            else:
                self._keep(self.base, value, at)
        self._mark(where)
        return out, touched

    def _mark(self, where: Where) -> None:
        """Note that something was laid over a block, and where."""
        self.result.changed.add(where)
        self.result.values[where] = self.overlay.place(where)
        if where:
            self.result.keys[where] = self.overlay.place(where, at_key=True)

    def _keep(self, file: YamlFile, value: Any, where: Where, near: Place | None = None) -> Any:
        """Take a value over with the places of all its parts; `near` is the place of the block around it."""
        place = file.values.get(where) or near or file.place(where)
        self.result.values[where] = place
        if where in file.keys:
            self.result.keys[where] = file.keys[where]
        parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, part in parts:
            self._keep(file, part, (*where, str(key)), place)
        return value

    def _counts(self, value: Any, where: Where) -> bool:
        """Tell whether it changes a number of the block around when a key comes or goes."""
        entry = not self._blocks(where[:-1]) and not self._is_stated(where)
        return entry or any(True for _ in self._numbers(value, where))

    def _numbers(self, value: Any, where: Where) -> Iterator[Any]:
        """What a source of the block around vouches for: numbers, and how many there are of what has no source itself."""
        blocks = self._blocks(where)
        if self._is_stated(where) or Translated in blocks:
            return
        if isinstance(value, (dict, list)):
            parts = value.items() if isinstance(value, dict) else enumerate(value)
            for key, part in parts:
                if not blocks and not self._is_stated((*where, str(key))):
                    yield str(key)
                yield from self._numbers(part, (*where, str(key)))
        elif where[-1] not in _ORIGIN and (where[-1] in _WORDS_OF_NUMBERS or _is_number(value)):
            yield value

    def _blocks(self, where: Where) -> list[Block]:
        if where not in self.known:
            self.known[where] = blocks_at(self.language, where)
        return self.known[where]

    def _is_stated(self, where: Where) -> bool:
        """Tell whether a block with a source or an assumption of its own stands at a path."""
        return any(issubclass(block, Stated) for block in self._blocks(where))


def _is_number(value: Any) -> bool:
    """Tell whether a value is a number or a text that begins with one, such as a duration; names begin with a letter."""
    if isinstance(value, str):
        return re.match(r"\s*[-+.]?[0-9]", value) is not None
    return isinstance(value, (int, float)) and not isinstance(value, bool)
