"""What all tables of the terminal share."""

from __future__ import annotations

from rich import box
from rich.table import Table


def plain_table(title: str) -> Table:
    """A table without a frame, with its title."""
    return Table(
        title=title,
        title_justify="left",
        title_style="bold",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )


def words(name: str) -> str:
    """A short name as words, so that it can be broken into lines."""
    return name.replace("_", " ")
