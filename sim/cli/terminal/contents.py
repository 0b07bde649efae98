"""What is shown of results, on a terminal of at most 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.cli.terminal.fitting import fitted_table
from sim.report.parts import Paragraph, Section, Strong, TextTable
from sim.translations.in_use import counted, translated

_UNBROKEN = ("points", "routes_in_rows", "pools", "officers", "streams", "sittings", "slots", "levers", "dropped")
"""Tables whose figures are not broken into lines as long as names can be."""


def section_parts(section: Section) -> Iterator[RenderableType]:
    """The tables and paragraphs of a section; an empty line follows each but warnings."""
    for part in section.parts:
        if isinstance(part, TextTable):
            yield Text(part.title, style="bold italic")
            yield text_table(part)
            if part.note:
                yield Text(f"{part.note}\n", style="dim italic")
        elif isinstance(part, Paragraph) and part.kind == "warning":
            yield Text(translated("Warning: {text}", text=part.text), style="yellow")
        elif isinstance(part, Paragraph):
            lead = f"{part.lead}: " if part.lead else ""
            yield Text(f"{lead}{part.text}\n", style="bold" if part.kind == "conclusion" else "")


def text_table(content: TextTable) -> Table:
    """A table of texts, without its title and note."""
    rows = [[Text(cell, style="bold" if isinstance(cell, Strong) else "") for cell in row] for row in content.rows]
    return fitted_table(content.labels, content.columns, rows, unbroken=content.key in _UNBROKEN)


def files_text(files: Sequence[Path]) -> str:
    """Where the files went."""
    folder = files[0].parent
    return translated("Written to {folder}/: {files}", folder=folder, files=", ".join(path.name for path in files))


def file_and_page_text(files: Sequence[Path]) -> str:
    """Where data went, and the page beside them if there is one."""
    if len(files) > 1:
        return translated("Written to {file} and {page}", file=files[0], page=files[1])
    return translated("Written to {file}", file=files[0])


def logs_text(logs: int, replications: int) -> str:
    """Which replications the tables of visits and applications have, where these are not all."""
    if not 0 < logs < replications:
        return ""
    return counted(
        "The tables have the visits and applications of the first replication of {all}; --logs all writes those of all.",
        "The tables have the visits and applications of the first {count} replications of {all}; --logs all writes those of all.",
        logs,
        count=logs,
        all=replications,
    )


def conclusion_texts(sections: Sequence[Section]) -> list[str]:
    """What follows from the figures, in order; the first, on what would help most, is empty where that was not asked."""
    return [part.text for section in sections for part in section.parts if isinstance(part, Paragraph)]
