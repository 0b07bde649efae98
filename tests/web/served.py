"""Scenarios as a server has them, each read once for all tests of this room."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sim.web.served import ServedScenario, serve_scenarios


@cache
def shipped(*names: str) -> tuple[ServedScenario, ...]:
    """Shipped scenarios, served."""
    return serve_scenarios(names)


def written(folder: Path, text: str, name: str = "district.yaml") -> ServedScenario:
    """A scenario that a test has written, served."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return serve_scenarios([str(path)])[0]
