"""The environment in which templates of pages become HTML."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from matplotlib.figure import Figure

from sim.report.chart_style import as_svg
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
    templates.filters.update(svg=_svg, prose=_prose, capitalize_first=_capitalize_first)
    templates.globals.update(translated=translated)
    return templates


def _svg(figure: Figure) -> Markup:
    return Markup(as_svg(figure))


def _prose(text: str) -> Markup:
    """Text between tags, where quotation marks and apostrophes may stand as they are."""
    return Markup(html.escape(text, quote=False))


def _capitalize_first(text: str) -> str:
    return text[:1].upper() + text[1:]
