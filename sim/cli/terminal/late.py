"""Late applications on a terminal of 80 columns: a line of figures for each, and below it where it was and what cost most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.measure.late_applications import LateApplication
from sim.report.late_words import late_words
from sim.tracing.names import Names
from sim.translations.in_use import translated

_MOMENT = 16
"""Width of a moment, `12.03.2018 09:30`."""


def late_lines(late: Sequence[LateApplication], names: Names, *, several: bool) -> Iterator[RenderableType]:
    """The late applications in their order, with headings above the first."""
    number = max([len(str(one.application)) for one in late] + [3])
    headings = (translated("received"), translated("due"), translated("ready"), translated("late by"))
    yield _line((translated("No"), *headings), number, "bold")
    for one in late:
        words = late_words(one, names, several=several)
        late_by = words.late_by if words.late_by == words.working_time else f"{words.late_by}\n{words.working_time}"
        yield _line((str(one.application), words.received, words.due, words.ready, late_by), number)
        below = translated(
            "{route}, {office}. Cost most: {cost}", route=words.route, office=words.office, cost=words.cost
        )
        yield Padding(Text(below), (0, 0, 1, number + 2))


def _line(cells: Sequence[str], number: int, style: str = "") -> Table:
    """One line of the figures; its columns are as wide as those of all lines."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=number, justify="right")
    for _ in range(3):
        table.add_column(width=_MOMENT)
    table.add_column(overflow="fold")
    table.add_row(*(Text(cell, style=style) for cell in cells))
    return table
