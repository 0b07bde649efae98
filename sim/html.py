"""Tables and short views as HTML for notebooks; everything is escaped."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup


def html_table(head: Sequence[str], rows: Sequence[Sequence[str]], labels: int) -> Markup:
    """A table; the first `labels` columns name a row and stand on the left, the others on the right."""

    def cells(row: Sequence[str], tag: str) -> Markup:
        style = Markup("<{0} style='text-align: {1}; vertical-align: top'>{2}</{0}>")
        return Markup("").join(style.format(tag, "left" if i < labels else "right", cell) for i, cell in enumerate(row))

    line = Markup("<tr>{}</tr>")
    body = Markup("").join(line.format(cells(row, "td")) for row in rows)
    return Markup("<table><thead>{}</thead><tbody>{}</tbody></table>").format(line.format(cells(head, "th")), body)


def html_view(title: str, *parts: str | Markup) -> str:
    """A title with tables and sentences below it."""
    shown = [part if isinstance(part, Markup) else Markup("<p>{}</p>").format(part) for part in parts if part]
    return str(Markup("<div><h3>{}</h3>{}</div>").format(title, Markup("").join(shown)))
