"""One self-contained HTML page of a question of planning: the answer and a chart first, everything else in chapters that fold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sim.report.parts import BulletList, Item, Paragraph, Part, Plot, Section
from sim.report.templates import rendered
from sim.scenario.scenario import Period
from sim.translations.in_use import counted, in_language, localized_day


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
    """Charts and tables; on a page each is a chapter."""
    first: tuple[Part, ...] = ()
    """What a page shows with the answers, before all chapters: one chart, an advice."""
    facts: str = ""
    """Period and replications, in a line above the title of a page."""
    warnings: tuple[str, ...] = ()
    """What the reader ought to know, above the contents of a page."""


def render_planning(page: PlanningPage, lang: str = "en") -> str:
    """A page as one HTML text without links to anything outside."""
    with in_language(lang):
        chapters = [section.on("page") for section in page.sections]
        return rendered(
            "planning/page.html.jinja",
            title=page.title,
            description=page.description,
            facts=page.facts,
            lang=lang,
            before=(),
            first=_first(page),
            warnings=[Section("warnings", "", tuple(Paragraph(text, "warning") for text in page.warnings))]
            if page.warnings
            else (),
            chapters=[
                {"key": chapter.key, "title": chapter.title, "sections": _beside(chapter)}
                for chapter in chapters
                if chapter.parts
            ],
        )


def _first(page: PlanningPage) -> Sequence[Section]:
    """The answers and what stands with them; several answers are a list."""
    answers: tuple[Part, ...] = tuple(Paragraph(answer, "conclusion") for answer in page.answers[:1])
    if len(page.answers) > 1:
        answers = (BulletList(tuple(Item(answer) for answer in page.answers)),)
    parts = Section("answers", page.title, (*answers, *page.first)).on("page")
    return (parts,) if parts.parts else ()


def _beside(chapter: Section) -> tuple[Section, ...]:
    """A chapter in sections: of several charts each is one of its own, so that two stand beside each other."""
    if len(chapter.parts) > 1 and all(isinstance(part, Plot) for part in chapter.parts):
        return tuple(Section(chapter.key, "", (part,)) for part in chapter.parts)
    return (chapter,)


def facts_line(period: Period, replications: int) -> str:
    """What was simulated, in a line above the title."""
    return counted(
        "Simulation of {first} to {last}, {count} replication",
        "Simulation of {first} to {last}, {count} replications",
        replications,
        first=localized_day(period.counted_from),
        last=localized_day(period.end - timedelta(days=1)),
    )
