"""What is shown of results, as plain data: sections of tables, paragraphs, lists and plots.

A page and a terminal draw the same parts, each in its own way. A part that suits one medium alone says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

if TYPE_CHECKING:
    from matplotlib.figure import Figure


Medium = Literal["page", "terminal"]
"""Where parts are shown: a page of any width, or a terminal of 80 columns."""


class Strong(str):
    """A cell that stands out."""

    kind: ClassVar[str] = "strong"


class TextCell(str):
    """A cell of words in a column of figures."""

    kind: ClassVar[str] = "words"


class Code(str):
    """A cell that stands as in a file."""

    kind: ClassVar[str] = "code"


def two_lines(cell: str) -> str:
    """A cell with what it has in brackets on a line of its own."""
    return cell.replace(" (", "\n(", 1)


@dataclass(frozen=True)
class TextTable:
    """A table as texts."""

    form: ClassVar[str] = "table"
    key: str
    """Which table it is; a medium keeps the widths of its columns by this name."""
    title: str
    """What it is about."""
    labels: tuple[str, ...]
    """Headings of the columns that name a row."""
    columns: tuple[str, ...]
    """Headings of the columns with figures, units in square brackets."""
    rows: tuple[tuple[str, ...], ...]
    """Cells, label columns first; a row of one cell is a heading of the rows below it."""
    note: str = ""
    """What has to be known to read it."""
    only: Medium | None = None
    """The one medium that shows it; None where all do."""


@dataclass(frozen=True)
class Paragraph:
    """A few sentences."""

    form: ClassVar[str] = "paragraph"
    text: str
    """The sentences."""
    kind: Literal["finding", "conclusion", "note", "method", "warning"] = "finding"
    """What they are for: a conclusion stands out, a note says how to read what is above it."""
    lead: str = ""
    """What the sentences are about, before them."""
    only: Medium | None = None
    """The one medium that shows it; None where all do."""


@dataclass(frozen=True)
class Item:
    """One entry of a list."""

    text: str
    """What it says."""
    lead: str = ""
    """Its heading."""
    details: tuple[str, ...] = ()
    """Further lines in small print."""


@dataclass(frozen=True)
class BulletList:
    """A list of entries."""

    form: ClassVar[str] = "list"
    items: tuple[Item, ...]
    """The entries, in order."""
    only: Medium | None = None
    """The one medium that shows it; None where all do."""


@dataclass(frozen=True)
class Plot:
    """A chart that is drawn only where it is shown.

    What it shows is told in words by the `alternative` of a :class:`sim.report.chart_style.Chart`, which its SVG has too.
    """

    form: ClassVar[str] = "plot"
    draw: Callable[[], Figure]
    """Draws the chart."""
    only: Medium | None = "page"
    """The one medium that shows it; None where all do."""


Part: TypeAlias = TextTable | Paragraph | BulletList | Plot


@dataclass(frozen=True)
class Section:
    """Parts about one subject under one heading."""

    key: str
    """The subject."""
    title: str
    """The heading on a page; empty for none. On a terminal each table has its own title."""
    parts: tuple[Part, ...]
    """What is shown, in order."""

    def on(self, medium: Medium) -> Section:
        """The section with the parts that a medium shows."""
        return Section(self.key, self.title, tuple(part for part in self.parts if part.only in (None, medium)))


Chapters: TypeAlias = tuple[tuple[str, ...], ...]
"""Keys of sections in the order in which a medium shows them; the sections of one chapter belong together."""


@dataclass(frozen=True)
class Contents:
    """Everything that is shown of results."""

    title: str
    """What was simulated."""
    description: str
    """The question, in a few sentences."""
    lang: str
    """Language of names: `kk`, `ru` or `en`."""
    sections: Mapping[str, Section]
    """The sections by their keys; those without anything to show are missing."""
    order: Mapping[Medium, Chapters]
    """What each medium shows, in its order."""

    def on(self, medium: Medium) -> tuple[tuple[Section, ...], ...]:
        """The chapters of a medium in its order; a chapter without sections to show is empty."""
        chapters = []
        for keys in self.order[medium]:
            sections = [self.sections[key].on(medium) for key in keys if key in self.sections]
            chapters.append(tuple(section for section in sections if section.parts))
        return tuple(chapters)
