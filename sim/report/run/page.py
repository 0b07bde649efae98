"""One self-contained HTML page per run: answers first, then charts, tables, assumptions and sources, which fold."""

from __future__ import annotations

from dataclasses import dataclass

from sim.report.parts import Contents, Section
from sim.report.templates import rendered


@dataclass(frozen=True)
class _Folded:
    """A chapter with what is shown in it."""

    key: str
    title: str
    sections: tuple[Section, ...]


def render_page(contents: Contents) -> str:
    """What is shown of a run as one HTML text without links to anything outside."""
    shown = list(zip(contents.order["page"], contents.on("page"), strict=True))
    before, first, warnings = (sections for keys, sections in shown if keys not in contents.headings)
    folded = [
        _Folded(contents.headings[keys].name, contents.headings[keys].title, sections)
        for keys, sections in shown
        if keys in contents.headings and sections
    ]
    return rendered(
        "run/page.html.jinja",
        title=contents.title,
        description=contents.description,
        facts=contents.facts,
        lang=contents.lang,
        before=before,
        first=first,
        warnings=warnings,
        chapters=folded,
    )
