"""The environment in which templates of pages become HTML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape
from matplotlib.figure import Figure

from sim.report.chart_style import HALF_WIDTH, SIZE, as_svg, charts_as_wide_as
from sim.report.parts import Plot
from sim.report.text_templates import text_environment
from sim.visible_text import visible


def rendered(template: str, **content: Any) -> str:
    """The page that a template becomes with its content, in which no sign of any text is unseen."""
    return visible(_environment().get_template(template).render(**content))


def _environment() -> Environment:
    """Templates of the room, with filters for plots besides those of texts."""
    templates = text_environment(Path(__file__).parent)
    templates.filters.update(svg=_svg, drawn=_drawn)
    return templates


def _svg(figure: Figure) -> Markup:
    return Markup(as_svg(figure))


def _drawn(plot: Plot, title: str) -> Markup:
    """A plot as wide as a page gives it room, so that its letters are never small; its section names it where nothing else does."""
    with charts_as_wide_as(SIZE[0] if plot.wide else HALF_WIDTH):
        text = as_svg(plot.draw())
    named = "aria-label=" in text[: text.index(">")]
    return Markup(text if named else text.replace('role="img"', f'role="img" aria-label="{escape(title)}"', 1))
