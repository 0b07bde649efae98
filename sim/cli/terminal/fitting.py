"""Tables that fit a width: columns are made narrower where their texts can be broken, and never cut."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from sim.cli.consoles import stdout
from sim.cli.terminal.tables import plain_table

_LEAST_LABEL = 14
"""A column that names rows is made no narrower where another one can be; beyond it names are broken behind their underscores."""
_LEAST = 6
"""No column of figures is made narrower."""

_Row = Sequence[str | Text]


def fitted_table(
    labels: Sequence[str],
    columns: Sequence[str],
    rows: Sequence[_Row],
    *,
    unbroken: bool = False,
    title: str = "",
    width: int | None = None,
) -> Table:
    """A table without a frame that is at most as wide as the terminal, or as stated; columns of figures stand on the right.

    With `unbroken` lines of figures are not broken as long as names can be. Raises ValueError for a row of another length.
    """
    headings = [*labels, *columns]
    texts = [[cell if isinstance(cell, Text) else Text(cell) for cell in row] for row in rows]
    columns_of = [
        [Text(heading), *cells]
        for heading, cells in zip(headings, zip(*texts, strict=True) if texts else [()] * len(headings), strict=True)
    ]
    widths = column_widths(columns_of, len(labels), unbroken=unbroken, width=width or stdout.console.width)
    table = plain_table(title)
    for i, (heading, column_width) in enumerate(zip(headings, widths, strict=True)):
        table.add_column(
            folded(Text(heading), column_width),
            justify="left" if i < len(labels) else "right",
            width=column_width,
            overflow="fold",
        )
    for row in texts:
        table.add_row(*(folded(cell, column_width) for cell, column_width in zip(row, widths, strict=True)))
    return table


def column_widths(columns: Sequence[Sequence[Text]], labels: int, *, unbroken: bool, width: int) -> list[int]:
    """How wide each column becomes, headings and cells given, the first of which name the rows [cells of the terminal].

    As wide as their longest line as long as all fit. Else the widest column that can give way gives way, down to its longest
    word; then names down to some letters, and then figures.
    """
    widths = [max(map(_longest_line, column)) for column in columns]
    words = [max(map(_longest_word, column)) for column in columns]
    lines = [max(_longest_word(head), *map(_longest_line, cells), 1) for head, *cells in columns]
    figures = lines if unbroken else words
    short = [min(word, _LEAST_LABEL) for word in words]
    room = width - (3 * len(columns) - 1)
    for least in (
        [*words[:labels], *figures[labels:]],
        [*short[:labels], *figures[labels:]],
        [*short[:labels], *words[labels:]],
        [min(word, _LEAST) for word in words],
    ):
        while sum(widths) > room and (able := [i for i in range(len(widths)) if widths[i] > least[i]]):
            widths[max(able, key=lambda i: widths[i])] -= 1
    return widths


def _longest_line(text: Text) -> int:
    return max(map(cell_len, text.plain.split("\n")))


def _longest_word(text: Text) -> int:
    return max(map(cell_len, text.plain.split()), default=1)


def folded(text: Text, width: int) -> Text:
    """A text whose words are broken behind an underscore, hyphen, slash or full stop where they are wider than a column."""
    if all(cell_len(word) <= width for word in text.plain.split()):
        return text
    lines = "\n".join(" ".join(_broken(word, width) for word in line.split(" ")) for line in text.plain.split("\n"))
    return Text(lines, style=text.style, justify=text.justify)


def _broken(word: str, width: int) -> str:
    """A word in lines of a width at most."""
    lines, rest = [], word
    while cell_len(rest) > width:
        at = max(rest.rfind(mark, 0, width) for mark in "_-/.")
        lines.append(rest[: at + 1] if at > 0 else rest[:width])
        rest = rest[len(lines[-1]) :]
    return "\n".join([*lines, rest])
