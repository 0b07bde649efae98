"""What is shown of results, as plain data: sections of tables, paragraphs, lists and plots.

A page and a terminal draw the same parts, each in its own way. A part that suits one medium alone says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.tracing.timeline import Timeline


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

    @property
    def named_by(self) -> int:
        """The column whose cell is the heading of its row; -1 for none.

        It is the first of those that name a row with words in every cell and have a name themselves, or else the last without one.
        """
        rows = [row for row in self.rows if len(row) > 1]
        full = [i for i in range(len(self.labels)) if all(row[i] and not isinstance(row[i], Code) for row in rows)]
        return next((i for i in full if self.labels[i]), full[-1] if full else -1)

    @property
    def wordy(self) -> frozenset[int]:
        """The columns of figures in which words stand in every row."""
        rows = [row for row in self.rows if len(row) > 1]
        width = len(self.labels) + len(self.columns)
        return frozenset(i for i in range(width) if rows and all(isinstance(row[i], TextCell) for row in rows))


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
    wide: bool = False
    """Whether a page gives it the whole width; else two stand side by side where there is room."""


@dataclass(frozen=True)
class KeyFigure:
    """One figure that is read before all others."""

    value: str
    """The figure with its unit."""
    label: str
    """What it is."""
    range: str
    """Between what it may lie."""


Standing = Literal["below", "open", "reached", "none"]
"""How a share stands to its target: below it, not to be told, reached, or without one."""


@dataclass(frozen=True)
class Card:
    """The answer for one route: a sentence and its key figures."""

    title: str
    """The route."""
    standing: Standing
    """How it stands to the target."""
    verdict: str
    """The same in a few words; empty without a target."""
    text: str
    """The answer in one sentence."""
    figures: tuple[KeyFigure, ...]
    """The figures, the most important one first."""


@dataclass(frozen=True)
class Cards:
    """Answers side by side."""

    form: ClassVar[str] = "cards"
    cards: tuple[Card, ...]
    """The answers, in order."""
    only: Medium | None = "page"
    """The one medium that shows it; None where all do."""


@dataclass(frozen=True)
class Bar:
    """A share with its interval [shares]."""

    label: str
    """What it is of."""
    mean: float
    """The share; NaN where there is none."""
    low: float
    """Lower end of its interval; NaN without one."""
    high: float
    """Upper end of its interval; NaN without one."""
    text: str
    """The share and its interval in figures."""
    standing: Standing
    """How it stands to the target."""


@dataclass(frozen=True)
class Bars:
    """Shares as bars of text and lines, which fit into any width."""

    form: ClassVar[str] = "bars"
    title: str
    """What is shown, with its unit."""
    bars: tuple[Bar, ...]
    """The shares, in order."""
    target: float | None
    """Where a line is drawn [share]; None for none."""
    target_text: str
    """What the line is; empty without one."""
    only: Medium | None = "page"
    """The one medium that shows it; None where all do."""


@dataclass(frozen=True)
class Advice:
    """What to do, in the words of people, and how to try it."""

    form: ClassVar[str] = "advice"
    title: str
    """What kind of advice it is."""
    text: str
    """What to do and what it brings."""
    details: tuple[str, ...] = ()
    """How well that is known, and what else would do."""
    heading: str = ""
    """What the options are for; empty without any."""
    options: str = ""
    """The options that bring it, as they are typed."""
    only: Medium | None = "page"
    """The one medium that shows it; None where all do."""


@dataclass(frozen=True)
class FoldedLife:
    """One application in a line, below which its life unfolds."""

    name: str
    """Which application it is."""
    where: str
    """Its route and office."""
    when: str
    """When it was received, due and ready."""
    late_by: str
    """How late it was."""
    cost: str
    """What cost it most."""
    days: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """What happened: by day, time of day and sentence."""
    ending: str
    """How it ended, in a sentence."""
    timeline: Timeline
    """Its visits on a line of time."""


@dataclass(frozen=True)
class FoldedLives:
    """Applications whose lives unfold one by one; they are told only where they are shown."""

    form: ClassVar[str] = "lives"
    load: Callable[[], tuple[tuple[FoldedLife, ...], tuple[tuple[str, str], ...]]]
    """Gives the applications, and of the kinds of bars in their timelines the key and what it stands for."""
    only: Medium | None = "page"
    """The one medium that shows it; None where all do."""


Part: TypeAlias = TextTable | Paragraph | BulletList | Plot | Cards | Bars | Advice | FoldedLives


@dataclass(frozen=True)
class Section:
    """Parts about one subject under one heading."""

    key: str
    """The subject."""
    title: str
    """The heading on a page; empty for none. On a terminal each table has its own title."""
    parts: tuple[Part, ...]
    """What is shown, in order."""

    @property
    def is_narrow(self) -> bool:
        """Whether half the width of a page is enough: charts that are not wide, and sentences."""
        plots = [part for part in self.parts if isinstance(part, Plot)]
        others = [part for part in self.parts if not isinstance(part, Plot | Paragraph)]
        return bool(plots) and not others and not any(plot.wide for plot in plots)

    def on(self, medium: Medium) -> Section:
        """The section with the parts that a medium shows."""
        return Section(self.key, self.title, tuple(part for part in self.parts if part.only in (None, medium)))


Chapters: TypeAlias = tuple[tuple[str, ...], ...]
"""Keys of sections in the order in which a medium shows them; the sections of one chapter belong together."""


@dataclass(frozen=True)
class Heading:
    """The heading of a chapter that folds."""

    name: str
    """The name in the page to which its contents lead."""
    title: str
    """What stands over it."""


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
    headings: Mapping[tuple[str, ...], Heading] = field(default_factory=dict)
    """The headings of those chapters of a page that fold, by the keys of their sections."""
    facts: str = ""
    """Period and replications, in a line."""

    def on(self, medium: Medium) -> tuple[tuple[Section, ...], ...]:
        """The chapters of a medium in its order; a chapter without sections to show is empty."""
        chapters = []
        for keys in self.order[medium]:
            sections = [self.sections[key].on(medium) for key in keys if key in self.sections]
            chapters.append(tuple(section for section in sections if section.parts))
        return tuple(chapters)
