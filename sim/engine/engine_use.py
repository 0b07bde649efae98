"""Which engine simulated a replication."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class EngineUse:
    """An engine that was used, and why it was not the fast one."""

    name: Literal["compiled", "simpy"]
    """The engine."""
    reason: str = ""
    """Why SimPy had to take the place of the compiled engine, as the end of a sentence; else empty."""
