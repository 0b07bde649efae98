"""Which engine simulated, where it is worth knowing."""

from __future__ import annotations

from collections.abc import Iterable

from sim import native
from sim.cli.consoles import stderr
from sim.engine.engine_use import EngineUse
from sim.translations.in_use import translated


def print_slow_engines(engines: Iterable[EngineUse]) -> None:
    """Say on standard error why SimPy took the place of the compiled engine, where it did."""
    for use in engines:
        if use.reason:
            reason = native.why_missing() or use.reason  # in the language in use, unless it is that of another machine
            text = translated("Simulated by SimPy, which takes longer: {reason}.", reason=reason)
            stderr.print(text, style="dim", soft_wrap=True)
