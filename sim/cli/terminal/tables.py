"""What all tables of the terminal share."""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.cells import cell_len
from rich.table import Table

_BOX = box.Box(str(box.SIMPLE_HEAD), ascii=True)
"""One line below the headings, in every encoding: where a sign of the line is missing, another stands for it."""


def plain_table(title: str) -> Table:
    """A table without a frame, with its title."""
    return Table(
        title=title,
        title_justify="left",
        title_style="bold",
        caption_justify="left",
        box=_BOX,
        pad_edge=False,
    )


def headings(row: str) -> list[str]:
    """The headings of a table, which stand in one template between bars, so that each is understood and none is taken for another word."""
    return row.split(" | ")


def longest_word(texts: Iterable[str]) -> int:
    """How wide the longest word of some texts is [cells of the terminal]; a column of that width breaks none."""
    return max((cell_len(word) for text in texts for word in text.split()), default=1)
