"""What whoever asks for a fit says of the office, beside its register."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

FitProgress = Callable[[str, int, int], None]
"""Told as a fit goes on: what is being fitted, how many parts are done, and of how many."""


def untold_progress(what: str, done: int, parts: int) -> None:
    """Tell nobody how far a fit is."""


@dataclass(frozen=True)
class FitOptions:
    """What whoever asks for a fit says of the office, beside its register."""

    by: str | None = None
    """Column of the register by which its cases are parted into routes; None: all go one route."""
    staff: Mapping[str, int] = field(default_factory=dict)
    """Members by role, where the register does not tell them; `office` is the one role of a register of dates alone."""
    hours: str | None = None
    """Office hours such as `09:00-13:00, 14:00-18:00`, where the register does not tell them."""
    official: bool | None = None
    """Whether the office keeps the days off of Kazakhstan; None: found out from the register."""
    seed: int = 1
    """Seed of whatever a fit draws."""
    progress: FitProgress = untold_progress
    """Told as the fit goes on."""
