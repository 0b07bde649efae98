"""What all tables of the terminal share."""

from __future__ import annotations

from rich import box
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


def words(name: str) -> str:
    """A short name as words, so that it can be broken into lines."""
    return name.replace("_", " ")
