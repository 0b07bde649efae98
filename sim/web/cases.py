"""What is simulated for a page: a scenario with variants and settings over it, by names that another process can read again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ScenarioCase:
    """One way of running a scenario."""

    path: str
    """The scenario's file, or the name of a shipped scenario."""
    variants: tuple[str, ...] = ()
    """The variants laid over it, in order."""
    settings: tuple[str, ...] = ()
    """Single settings over these, each as `PATH=VALUE`."""
