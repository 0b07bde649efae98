"""What all charts share: colours and dashes that can be told apart, figures that show themselves, SVG that never differs."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.dates import AutoDateLocator, num2date
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, ScalarFormatter

from sim.report.page_svg import GRID, page_svg
from sim.translations.in_use import localized_day, localized_signs, marked
from sim.visible_text import visible

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Colours of Okabe and Ito (Color Universal Design, 2008), which colour-blind readers can tell apart."""
DASHES: tuple[str | tuple[int, tuple[int, ...]], ...] = (
    "-",
    (0, (5, 2)),
    (0, (1, 1)),
    (0, (6, 2, 1, 2)),
    (0, (3, 1, 1, 1)),
)
"""Lines differ in their dashes too."""
MARKERS = ("o", "s", "^", "D", "v", "P")
"""Points differ in their shapes too."""
HATCHES = ("", "////", "\\\\\\\\", "----", "xxxx", "||||", "++++")
"""Areas differ in their hatches too; all are lines, which take little room in SVG."""


@dataclass(frozen=True)
class ReasonStyle:
    """How time is drawn that goes to one thing."""

    name: str
    """What it goes to, to be translated."""
    colour: str
    """Its colour."""
    hatch: str
    """Its hatch."""


REASON_STYLES: Mapping[str, ReasonStyle] = {
    "people": ReasonStyle(marked("waiting for people"), COLOURS[1], "////"),
    "officer": ReasonStyle(marked("waiting for the officer of the file"), COLOURS[1], "xxxx"),
    "closed": ReasonStyle(marked("nobody on duty"), "#8C8C8C", "||"),
    "sitting": ReasonStyle(marked("waiting for a sitting"), COLOURS[3], "\\\\\\\\"),
    "applicant": ReasonStyle(marked("waiting for the applicant"), COLOURS[4], "----"),
    "transfer": ReasonStyle(marked("on the way"), COLOURS[5], "++++"),
    "system": ReasonStyle(marked("the system down"), COLOURS[2], "//||"),
    "work": ReasonStyle(marked("work and hold"), COLOURS[0], ""),
}
"""By what time goes to: how all charts draw it."""
_SVG_DPI = 72
"""Points of an inch, in which SVG measures."""
SIZE = (7.2, 4.0)
"""Size of a chart where its content asks for no other [inches]."""
FONT = 9.0
"""Size of letters [points]; a telephone shows those of a chart of HALF_WIDTH as large."""
LETTERS = 11
"""Letters of FONT on a line [per inch]."""
_LETTERS_OF_A_HANDLE, _LEGEND_LINE = 5, 0.17
"""What an entry of a legend takes besides its label [letters], and its height [inches]."""
HALF_WIDTH = 4.7
"""Width of a chart that stands beside another one on a page, and alone on a telephone: its letters stay readable on both [inches]."""
_width: ContextVar[float] = ContextVar("_width", default=SIZE[0])


class Chart(Figure):
    """A matplotlib Figure that a notebook shows as SVG without anything being switched on."""

    alternative: str = ""
    """What the chart shows, in a sentence or two with its main figures, for readers who do not see it."""

    def _repr_svg_(self) -> str:
        return as_svg(self, in_page=False)

    def draw(self, renderer: RendererBase) -> None:
        """Draw the chart, with its texts as they are."""
        with texts_as_they_are(self):
            super().draw(renderer)


def chart(width: float | None = None, height: float = SIZE[1]) -> Chart:
    """An empty chart that keeps labels and legends inside its borders [inches]; as wide as :func:`charts_as_wide_as` asks."""
    return Chart(figsize=(_width.get() if width is None else width, height), layout="constrained")


@contextmanager
def charts_as_wide_as(inches: float) -> Iterator[None]:
    """Charts that are drawn meanwhile get this width, and labels lines in proportion, where they ask for none of their own."""
    before = _width.set(inches)
    try:
        yield
    finally:
        _width.reset(before)


def as_svg(figure: Figure, *, in_page: bool = True) -> str:
    """A figure as SVG markup; figures made alike give the same text.

    In a page it has no ground of its own, and its ink is the colour of the text around it (see :mod:`sim.report.page_svg`);
    else it stands on white.
    """
    buffer, canvas, engine = io.StringIO(), FigureCanvasSVG(figure), figure.get_layout_engine()
    with (
        mpl.rc_context({"svg.hashsalt": "sim", "svg.fonttype": "none"}),
        texts_as_they_are(figure),
        _grounds(figure, shown=not in_page),
    ):
        if engine is not None and figure.axes:
            # `savefig` would draw the whole figure once more for the sake of the margins.
            dpi = figure.dpi
            figure.set_dpi(_SVG_DPI)
            engine.execute(figure)
            figure.set_dpi(dpi)
            figure.set_layout_engine("none")
        canvas.print_svg(buffer, metadata={"Date": None, "Creator": None})  # type: ignore[no-untyped-call]  # it has no types
        if engine is not None:
            figure.set_layout_engine(engine)
    return page_svg(buffer.getvalue(), visible(getattr(figure, "alternative", "")), in_page=in_page)


@contextmanager
def _grounds(figure: Figure, *, shown: bool) -> Iterator[None]:
    """Leave out the grounds of a figure and of its panels while it draws, unless they are to be `shown`."""
    grounds = [patch for patch in (figure.patch, *(axes.patch for axes in figure.axes)) if patch.get_visible()]
    for ground in grounds:
        ground.set_visible(shown)
    yield
    for ground in grounds:
        ground.set_visible(True)


@contextmanager
def texts_as_they_are(figure: Figure) -> Iterator[None]:
    """Keep matplotlib from reading formulas between dollar signs of a text, and make unseen signs visible, while it draws."""
    for text in figure.findobj(Text):
        text.set_parse_math(False)
        text.set_text(visible(text.get_text()))
    with mpl.rc_context({"text.parse_math": False}):  # of labels that are made while drawing
        yield


def bare(axes: Axes, grid: str | None = "x") -> None:
    """Axes without a frame, with faint lines across `grid` behind what is drawn."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=FONT)
    for axis in (axes.xaxis, axes.yaxis):
        if type(axis.get_major_formatter()) is ScalarFormatter:
            axis.set_major_formatter(_LocalTicks())
    if grid is not None:
        axes.grid(visible=True, axis=grid, color=GRID, linewidth=0.6)  # type: ignore[arg-type]  # "x" or "y"
    axes.set_axisbelow(True)


def wrapped(label: str, width: int = 34) -> str:
    """A label in lines of about so many letters, two at most; of fewer letters, and three lines, in a narrow chart."""
    most = 2 if _width.get() >= SIZE[0] else 3
    width = max(round(width * min(1.0, 1.15 * _width.get() / SIZE[0])), 12)
    lines = textwrap.wrap(label, width)
    return (
        "\n".join(lines)
        if len(lines) <= most
        else "\n".join(textwrap.wrap(label, width, max_lines=most, placeholder=" …"))
    )


class _LocalTicks(ScalarFormatter):
    """Numbers along an axis, in the signs of the language in use."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        return localized_signs(str(super().__call__(x, pos)))


def day_axis(axes: Axes, most: int = 6) -> None:
    """Name days along the axis of a chart, `most` at most."""
    axes.xaxis.set_major_locator(AutoDateLocator(minticks=2, maxticks=most))  # type: ignore[no-untyped-call]  # matplotlib.dates has no types
    axes.xaxis.set_major_formatter(FuncFormatter(lambda number, _: localized_day(num2date(number))))  # type: ignore[no-untyped-call]  # likewise


def only_words(words: str) -> Chart:
    """What stands in the place of a chart that would be empty."""
    figure = chart(height=0.6)
    figure.text(0.5, 0.5, wrapped(words, 74), ha="center", va="center", fontsize=FONT)
    figure.alternative = words
    return figure


def top_legend(figure: Figure, handles: Sequence[Artist] | None = None) -> None:
    """A legend above the panels, for which a figure becomes higher: of what is labelled there, or of some handles."""
    if handles is None:
        handles = [handle for axes in figure.axes for handle in axes.get_legend_handles_labels()[0]]
    if not handles:
        return
    lengths = [len(str(handle.get_label())) + _LETTERS_OF_A_HANDLE for handle in handles]
    columns = 2 if max(lengths[::2]) + max(lengths[1::2], default=0) <= LETTERS * figure.get_figwidth() else 1
    # Handles are laid out column by column; in two columns they shall be read line by line.
    in_order = handles if columns == 1 else [*handles[::2], *handles[1::2]]
    figure.set_figheight(figure.get_figheight() + _LEGEND_LINE * -(-len(handles) // columns))
    figure.legend(
        handles=in_order, fontsize=FONT, frameon=False, loc="outside upper left", ncols=columns, borderpad=0,
        borderaxespad=0.2, columnspacing=1.2, handlelength=1.6, handletextpad=0.5, labelspacing=0.3,
    )  # fmt: skip


def sentences(*texts: str) -> str:
    """Sentences behind each other; those that say nothing are left out."""
    return " ".join(text for text in texts if text)
