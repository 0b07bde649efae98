"""The environment of templates that hold texts and drawings of their own, without anything that draws charts."""

from __future__ import annotations

import html
import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from sim.translations.in_use import translated


def text_environment(*folders: Path) -> Environment:
    """Templates of some folders, the first that has one, with filters for texts of the project and for sentences.

    Whatever a template is given is text, unless it is marked as HTML; a name that it is not given is an error.
    """
    templates = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(prose=_prose, capitalize_first=_capitalize_first, cell=_cell, one_line=_one_line)
    templates.globals.update(translated=translated)
    return templates


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
