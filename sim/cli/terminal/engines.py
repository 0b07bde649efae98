"""Which engine simulated, where it is worth knowing."""

from __future__ import annotations

from collections.abc import Iterable

from sim.cli.consoles import stderr
from sim.engine.engine_use import EngineUse


def print_slow_engines(engines: Iterable[EngineUse]) -> None:
    """Say on standard error why SimPy took the place of the compiled engine, where it did."""
    for use in engines:
        if use.reason:
            text = f"Simulated by SimPy, which takes longer: {use.reason}."
            stderr.print(text, style="dim", soft_wrap=True)
