"""Fragments of the page, made from the templates of this room, in which whatever comes from a scenario is text."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

import sim.report
from sim.report.text_templates import text_environment
from sim.visible_text import visible

ROOM = Path(__file__).parent.parent
"""The folder of the room, with its templates and what a browser loads."""


def fragment(template: str, **content: Any) -> str:
    """The HTML that a template of the room becomes with its content, in the language in use."""
    return visible(_environment().get_template(template).render(**content))


@cache
def _environment() -> Environment:
    """The templates of the room, which may include those of reports."""
    templates = text_environment(ROOM / "templates", Path(sim.report.__file__).parent)
    templates.filters["shortly"] = _shortly
    return templates


def _shortly(figure: str) -> str:
    """A figure without the interval behind it."""
    return figure.partition(" (")[0]
