"""What has to be laid over one scenario so that it becomes another: the smallest file that says what differs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sim.schema.overlay import EXCLUDING
from sim.schema.yaml_file import Where

_ORIGIN = ("source", "assumption")
_SAME: Any = object()


def difference(
    below: Mapping[str, Any], above: Mapping[str, Any], made: Callable[[str], bool], reason: str
) -> dict[str, Any]:
    """What laid over the content `below` of a scenario file gives the content `above`; empty where both say the same.

    `made` tells an assumption that only says which layer has changed a number: it is left out, since the file that has the difference
    says so itself when it is read. Lists are written as a whole; in them `reason` stands instead.
    """
    found = _Difference(made, reason).of_block(dict(below), dict(above))
    return {} if found is _SAME else found


def parts_at(data: Mapping[str, Any], change: Callable[[Where, str], str]) -> dict[str, Any]:
    """The content of a file with every text in it changed, given the path at which it stands."""

    def changed(value: Any, where: Where) -> Any:
        if isinstance(value, dict):
            return {key: changed(part, (*where, key)) for key, part in value.items()}
        if isinstance(value, list):
            return [changed(part, (*where, str(i))) for i, part in enumerate(value)]
        return change(where, value) if isinstance(value, str) else value

    return {key: changed(part, (key,)) for key, part in data.items()}


class _Difference:
    """Compares plain data as they are laid over each other, which `sim.schema.overlay` does."""

    def __init__(self, made: Callable[[str], bool], reason: str) -> None:
        self._made, self._reason = made, reason

    def of(self, below: Any, above: Any) -> Any:
        """What differs in a value; `_SAME` where nothing does."""
        if type(below) is type(above) and below == above:
            return _SAME
        if isinstance(above, dict):
            if isinstance(below, (int, float)) and not isinstance(below, bool):
                below = {"count": below}  # a bare headcount
            if isinstance(below, list) and all(isinstance(name, str) for name in below):
                below = {name: {} for name in below}  # members who are only named
        if isinstance(below, dict) and isinstance(above, dict) and "distribution" not in above:
            return self.of_block(below, above)
        return self._whole(above)

    def of_block(self, below: dict[str, Any], above: dict[str, Any]) -> Any:
        """What differs in a block, key by key; a key that went is left empty."""
        made = self._is_made(above.get("assumption"))
        kept = {key: value for key, value in above.items() if not (made and key == "assumption")}
        found = {
            key: part
            for key, value in kept.items()
            if (part := self.of(below[key], value) if key in below else self._whole(value)) is not _SAME
        }
        gone = [key for key, value in below.items() if key not in above and value is not None]
        for key in gone:
            if not (made and key in _ORIGIN) and not _is_excluded(key, found):
                found[key] = None
        return found or _SAME

    def _whole(self, value: Any) -> Any:
        """A value that is written as a whole, with words for what a layer had said of itself."""
        if isinstance(value, dict):
            return {
                key: self._reason if key == "assumption" and self._is_made(part) else self._whole(part)
                for key, part in value.items()
            }
        return [self._whole(part) for part in value] if isinstance(value, list) else value

    def _is_made(self, assumption: Any) -> bool:
        return isinstance(assumption, str) and self._made(assumption)


def _is_excluded(key: str, found: Mapping[str, Any]) -> bool:
    """Tell whether a key that stands in what differs takes another key out by itself."""
    others = [a if key == b else b for a, b in EXCLUDING if key in (a, b)]
    return any(found.get(other) is not None for other in others)
