"""One self-contained HTML page per run: answers first, then charts, tables, assumptions and sources."""

from __future__ import annotations

from sim.report.parts import Contents
from sim.report.templates import rendered


def render_page(contents: Contents) -> str:
    """What is shown of a run as one HTML text without links to anything outside."""
    first, answer, *chapters = contents.on("page")
    sections = {section.key: section for section in answer}
    return rendered(
        "run/page.html.jinja",
        title=contents.title,
        description=contents.description,
        first=first,
        lang=contents.lang,
        route_answers=sections["route_answers"].parts,
        conclusions=sections["conclusions"].parts,
        chapters=chapters,
    )
