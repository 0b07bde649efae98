"""The settings of a scenario in at most 80 columns, block by block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.study.explain import ExplainedSetting, SettingOrigin
from sim.translations.in_use import marked, translated

_WIDTHS = (20, 26, 30)
_ORIGINS: dict[SettingOrigin, str] = {
    "stated": marked("stated"),
    "variant": marked("variant"),
    "command line": marked("command line"),
    "default": marked("default"),
    "shipped": marked("shipped"),
}
"""Where settings come from, in words."""


def settings_tables(settings: Sequence[ExplainedSetting], name: str) -> Iterator[RenderableType]:
    """A heading and a table for every block; lines without a file are those of the file called `name`."""
    told = translated("Lines are those of {file}; what is not stated is a default of the language.", file=name)
    yield Text(told, style="italic")
    blocks: dict[tuple[str, ...], list[ExplainedSetting]] = {}
    for setting in settings:
        blocks.setdefault(setting.block, []).append(setting)
    for block, inside in blocks.items():
        yield Text("\n" + (".".join(block) or "scenario"), style="bold")
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
        for width in _WIDTHS:
            table.add_column(width=width, overflow="fold")
        for key, value, origin, is_default in _rows(inside, name):
            table.add_row(*map(Text, (f"  {key}", value, origin)), style="dim" if is_default else None)
        yield table
    counts = Counter(setting.origin for setting in settings)
    by_origin = ", ".join(f"{count} {translated(_ORIGINS[origin])}" for origin, count in counts.items())
    yield Text("\n" + by_origin, style="italic")


def _rows(settings: Sequence[ExplainedSetting], name: str) -> Iterator[tuple[str, str, str, bool]]:
    """The settings of a block; a distribution whose parts come from one place is one row."""
    for key, group in groupby(settings, key=lambda setting: setting.name.rpartition(".")[0]):
        parts = list(group)
        words = {part.name.removeprefix(f"{key}."): part.value for part in parts}
        kind = words.pop("distribution", None)
        origins = {_origin(part, name) for part in parts}
        if kind is not None and len(origins) == 1:
            yield key, ", ".join([kind, *(f"{word} {value}" for word, value in words.items())]), origins.pop(), False
        else:
            yield from ((s.name, s.value, _origin(s, name), s.origin == "default") for s in parts)


def _origin(setting: ExplainedSetting, name: str) -> str:
    """Where a setting comes from, in a few words."""
    if setting.place is None:
        origin = translated(_ORIGINS[setting.origin])
        return f"{origin}: {setting.note}" if setting.note else origin
    if setting.note:
        return f"{_place(setting, name)}: {setting.note}"
    return _place(setting, name)


def _place(setting: ExplainedSetting, name: str) -> str:
    """Where a setting is stated."""
    assert setting.place is not None
    if setting.origin == "command line":
        return "--set"
    place = translated("line {number}", number=setting.place.line)
    if setting.place.file != name:
        place = f"{Path(setting.place.file).name}:{setting.place.line}"
    if not setting.place.layer:
        return place
    variant = setting.place.layer.removeprefix("variant ")
    return translated("variant {name}, {place}", name=variant, place=place)
