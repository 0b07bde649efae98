"""One broken input: files in a folder, and a command that is given them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

Files = Mapping[str, bytes]
"""By name: the content of files."""


@dataclass(frozen=True)
class BrokenInput:
    """A command, and the files of which one is broken."""

    kind: str
    """What is broken, such as `scenario`."""
    mutation: str
    """How it came to be broken, such as `a line is missing`."""
    number: int
    """Which one of its kind and mutation it is."""
    words: tuple[str, ...]
    """The command line without `sim`."""
    files: Files
    """What lies in the folder in which the command is started."""
    broken: str = ""
    """The name of the broken file, of which the answer has to speak; empty where the command line is at fault."""
    prepare: Callable[[Path], None] | None = None
    """Makes in the folder what is no plain file, such as a link."""

    def __str__(self) -> str:
        return f"{self.kind}, {self.mutation}, {self.number}: sim {' '.join(self.words)}"

    def lay_out(self, folder: Path) -> None:
        """Write the files into a folder."""
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if self.prepare is not None:
            self.prepare(folder)
