"""Scenarios and regulations in which every text that people write is as bad as it can be, and still only a text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from sim.shipped import shipped_folder

MARKUP = "[/b] [clause 5] [red]"
"""What a printer of tables could take for its own language."""
HTML = "<script>alert('x')</script> & \"{{ 7 * 7 }}\""
"""What a browser or a template could run."""
FORMULA = r"$\frac{$ 5 $ and $ 6"
"""What a chart could take for a formula."""
STEERING = "\x1b[31m\x9b1m\x07\x85"
"""What would steer a terminal; files with it are refused, and names of files are not."""
UNSEEN = "\u202eabc\u2066\u200f\u061c\u200b\u2028\ufeff"
"""What would turn the line around, or not be seen."""
SEEN = r"\u202eabc\u2066\u200f\u061c\u200b\u2028\ufeff"
"""The same, as it is shown."""
_TEXTS = frozenset(
    {"scenario", "description", "title", "source", "assumption", "kk", "ru", "en", "action", "note", "interpretation", "text"}
    | {"when", "region", "document", "issuer", "number", "address", "name", "quote", "not_used_because", "reason", "result"}
)  # fmt: skip
"""Keys under which people write what they like."""


def with_texts(folder: Path, added: str, scenario: str = "commission_weekly_vs_daily") -> Path:
    """The file of a scenario with its layers and its regulation beside it, with `added` behind every text of theirs."""
    data = _read(shipped_folder("scenarios") / f"{scenario}.yaml")
    if below := data.get("extends"):
        data["extends"] = with_texts(folder, added, below).name
    services = data.get("services", {}).values()
    for use in services:
        if name := use.get("regulation"):
            regulation = _read(shipped_folder("regulations") / f"{name}.yaml")
            _write(folder / f"{name}.yaml", _longer(regulation, added))
            use["regulation"] = f"{name}.yaml"
    return _write(folder / f"{scenario}.yaml", _longer(data, added))


def assert_shown_as_text(shown: str, *, lines: bool = True) -> None:
    """Nothing of what was shown steers or hides; with `lines`, each is free of signs that cannot be seen."""
    assert not set(shown) & (set(STEERING + UNSEEN) - set("abc[31m")), "a sign that nobody sees was shown"
    unbroken = shown.replace("\u00a0", " ").replace("\u202f", " ")  # spaces of numbers and of days
    assert not lines or all(line.isprintable() for line in unbroken.split("\n"))


def _longer(data: Any, added: str, key: str = "") -> Any:
    """Data whose texts are followed by something; sums and words of the language stay."""
    if isinstance(data, dict):
        return {name: _longer(value, added, str(name)) for name, value in data.items()}
    if isinstance(data, list):
        return [_longer(value, added) for value in data]
    return f"{data} {added}" if isinstance(data, str) and key in _TEXTS else data


def _read(path: Path) -> Any:
    return YAML(typ="safe", pure=True).load(path)


def _write(path: Path, data: Any) -> Path:
    path.write_text(json.dumps(data, default=str), encoding="utf-8")  # JSON is YAML, and can spell every sign
    return path
