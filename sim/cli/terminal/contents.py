"""What is shown of results, on a terminal of at most 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.cli.terminal.tables import plain_table
from sim.report.parts import Paragraph, Section, Strong, TextTable

_LEAST_WIDTH = 12
"""Columns that name a row are so wide at least."""
_FITTING = ("routes_side_by_side", "routes_in_rows", "pools", "streams", "slots", "classes")
"""Tables whose columns are as narrow as they can be."""
_UNBROKEN = ("routes_in_rows", "pools")
"""Tables whose figures are never broken into lines."""
_WIDENED = {("pools", "role")}
"""Columns that take the width that is left, by table and heading."""


def section_parts(section: Section) -> Iterator[RenderableType]:
    """The tables and paragraphs of a section; an empty line follows each but warnings."""
    for part in section.parts:
        if isinstance(part, TextTable):
            yield text_table(part)
        elif isinstance(part, Paragraph) and part.kind == "warning":
            yield Text(f"Warning: {part.text}", style="yellow")
        elif isinstance(part, Paragraph):
            lead = f"{part.lead}: " if part.lead else ""
            yield Text(f"{lead}{part.text}\n", style="bold" if part.kind == "conclusion" else "")


def text_table(content: TextTable) -> Table:
    """A table of texts with its title and note."""
    table = plain_table(content.title)
    least = None if content.key in _FITTING else _LEAST_WIDTH
    for name in content.labels:
        ratio = 1 if (content.key, name) in _WIDENED else None
        table.add_column(Text(name), min_width=least, ratio=ratio)
    for name in content.columns:
        table.add_column(Text(name), justify="right", no_wrap=content.key in _UNBROKEN)
    for row in content.rows:
        table.add_row(*(Text(cell, style="bold" if isinstance(cell, Strong) else "") for cell in row))
    table.caption = f"{content.note}\n" if content.note else None
    return table


def files_text(files: Sequence[Path]) -> str:
    """Where the files went."""
    folder = files[0].parent
    return f"Written to {folder}/: " + ", ".join(path.name for path in files)


def logs_text(logs: int, replications: int) -> str:
    """Which replications the tables of visits and applications have, where these are not all."""
    if not 0 < logs < replications:
        return ""
    first = "the first replication" if logs == 1 else f"the first {logs} replications"
    return f"The tables have the visits and applications of {first} of {replications}; --logs all writes those of all."


def conclusion_texts(sections: Sequence[Section]) -> list[str]:
    """What follows from the figures, in order; the first, on roles to strengthen, is empty where that was not asked."""
    return [part.text for section in sections for part in section.parts if isinstance(part, Paragraph)]
