"""What a scenario refers to by name: the things that could be read, the faults of the others, and the files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from sim.errors import Fault

Content = TypeVar("Content", covariant=True)


@dataclass(frozen=True)
class Referred(Generic[Content]):
    """The outcome of reading what a scenario refers to."""

    value: Content
    """The things that could be read."""
    faults: tuple[Fault, ...] = ()
    """Faults of the references and of the files, in order."""
    files: tuple[Path, ...] = ()
    """Files that were read, in order."""
