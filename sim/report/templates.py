"""The environment in which templates of pages become HTML."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from matplotlib.figure import Figure

from sim.report.chart_style import HALF_WIDTH, SIZE, as_svg, charts_as_wide_as
from sim.report.parts import Plot
from sim.translations.in_use import translated
from sim.visible_text import visible


def rendered(template: str, **content: Any) -> str:
    """The page that a template becomes with its content, in which no sign of any text is unseen."""
    return visible(_environment().get_template(template).render(**content))


def _environment() -> Environment:
    """Templates of the room, with filters for plots, for texts of the project and for sentences."""
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(
        svg=_svg, drawn=_drawn, prose=_prose, capitalize_first=_capitalize_first, cell=_cell, one_line=_one_line
    )
    templates.globals.update(translated=translated)
    return templates


def _svg(figure: Figure) -> Markup:
    return Markup(as_svg(figure))


def _drawn(plot: Plot, title: str) -> Markup:
    """A plot as wide as a page gives it room, so that its letters are never small; its section names it where nothing else does."""
    with charts_as_wide_as(SIZE[0] if plot.wide else HALF_WIDTH):
        text = as_svg(plot.draw())
    named = "aria-label=" in text[: text.index(">")]
    return Markup(text if named else text.replace('role="img"', f'role="img" aria-label="{escape(title)}"', 1))


_WITH_RANGE = re.compile(r"(?P<figure>[^(]*\d[^(]*?)\s*(?P<range>\([^()]*\d[^()]*\))", re.DOTALL)


def _cell(text: str, kind: str) -> Markup:
    """A cell: of figures each with its range unbroken, the range less loud; arrows as such."""
    shown = str(text).replace(" -> ", " → ")
    if kind == "strong":
        return Markup("<strong>{}</strong>").format(_cell(text, ""))
    found = None if kind in ("words", "code") else _WITH_RANGE.fullmatch(shown)
    if found is None:
        return Markup("<br>").join(escape(line) for line in shown.split("\n"))
    return Markup('<span class="v">{}</span> <span class="r">{}</span>').format(found["figure"], found["range"])


def _one_line(heading: str) -> str:
    """A heading of several lines in one."""
    return " ".join(heading.split())


def _prose(text: str) -> Markup:
    """Text between tags, where quotation marks and apostrophes may stand as they are."""
    return Markup(html.escape(text, quote=False))


def _capitalize_first(text: str) -> str:
    return text[:1].upper() + text[1:]
