"""What all charts share: colours and dashes that can be told apart, figures that show themselves, SVG that never differs."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.report.page_svg import GRID, page_svg
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
_SVG_DPI = 72
"""Points of an inch, in which SVG measures."""
SIZE = (7.2, 4.0)
"""Size of a chart where its content asks for no other [inches]."""
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
