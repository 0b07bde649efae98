"""A run as a workbook: a sheet for each table of figures, the charts, and the step log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from sim.export.event_log.rows import LogRows
from sim.export.workbook.figure_sheets import add_figure_sheets, add_overview
from sim.export.workbook.other_sheets import LogSheets, Picture, add_assumptions, add_charts, add_levers
from sim.export.workbook.sheets import Book


@dataclass(frozen=True)
class WorkbookContents:
    """What a workbook shows beside the step log."""

    summary: Mapping[str, Any]
    """The content of `summary.json`."""
    lang: str
    """The language of titles (`kk`, `ru` or `en`)."""
    notes: Sequence[str]
    """What the reader ought to know, as sentences."""
    pictures: Sequence[Picture]
    """The charts."""
    role_name: Callable[[str, str], str]
    """The name of a role, given its service, or nothing, and its short name."""


def write_workbook(file: BinaryIO, contents: WorkbookContents, pieces: Iterable[LogRows]) -> int:
    """Write a workbook of the form of Office Open XML; the number of steps for which its sheet has no room is returned."""
    summary = contents.summary
    with Book() as book:
        add_overview(book, summary, contents.lang, contents.notes)
        add_figure_sheets(book, summary, contents.role_name)
        if levers := summary.get("levers"):
            add_levers(book, levers)
        if assumptions := summary.get("assumptions"):
            add_assumptions(book, assumptions)
        if contents.pictures:
            add_charts(book, contents.pictures)
        log = LogSheets()
        log.add(book, pieces)
        book.save(file)
    return log.steps_left_out
