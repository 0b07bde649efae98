"""One self-contained HTML page of an answer and of sections below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.report.parts import Section
from sim.report.templates import rendered


@dataclass(frozen=True)
class PlanningPage:
    """What is shown of one question of planning."""

    title: str
    """What was asked of which scenario."""
    description: str
    """How it was worked out, in a few sentences."""
    answers: tuple[str, ...]
    """What follows, each in one or two sentences."""
    sections: tuple[Section, ...]
    """Charts and tables."""


def render_planning(page: PlanningPage, lang: str = "en") -> str:
    """A page as one HTML text without links to anything outside."""
    sections: Sequence[Section] = [section.on("page") for section in page.sections]
    return rendered(
        "planning/page.html.jinja",
        title=page.title,
        description=page.description,
        answers=page.answers,
        sections=[section for section in sections if section.parts],
        lang=lang,
    )
