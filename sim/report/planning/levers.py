"""The page of `sim levers`: the best change and a chart, then all that was tried in chapters."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sim.experiment.levers.find_levers import Levers
from sim.experiment.levers.race import Tried
from sim.report.levers.listing import best_pair_sentence, fell_behind_table, levers_section
from sim.report.levers.sentences import best_sentence
from sim.report.levers.table import lever_table, settings_list
from sim.report.levers.words import left_out_texts
from sim.report.parts import BulletList, Item, Paragraph, Plot, Section
from sim.report.planning.levers_chart import draw_levers
from sim.report.planning.page import PlanningPage, facts_line, render_planning
from sim.translations.in_use import in_language, marked, translated

_METHOD = marked(
    "All changes face the same applications with the same random numbers, and are held against the scenario replication by replication. "
    "Some replications choose what is judged, others judge it, so that the best does not look better than it is. Pairs are made of the "
    "best changes that help."
)


def render_levers(found: Levers, lang: str = "en") -> str:
    """The list of levers as one HTML text without links to anything outside."""
    with in_language(lang):
        study = found.study
        page = PlanningPage(
            study.scenario.scenario.text(lang),
            translated("What would help against late answers"),
            tuple(_answers(found, lang)),
            tuple(_sections(found, lang)),
            (Plot(partial(draw_levers, study, judged, lang)),) if (judged := _judged(found)) else (),
            facts_line(study.scenario.period, len(found.rounds.judged)),
        )
        return render_planning(page, lang)


def _judged(found: Levers) -> list[Tried]:
    return [one for one in found.ranked if isinstance(one, Tried)]


def _answers(found: Levers, lang: str) -> Iterator[str]:
    """The best change and the best pair, or why nothing was tried."""
    if not found.tried:
        yield from (part.text for part in levers_section(found, lang).parts if isinstance(part, Paragraph))
        return
    yield best_sentence(found.study, found.tried, found.rounds, lang)
    if pair := best_pair_sentence(found, lang):
        yield pair


def _sections(found: Levers, lang: str) -> Iterator[Section]:
    """The chapters; those without anything to show are missing."""
    study, judged = found.study, _judged(found)
    if judged:
        pairs = list(found.better_pairs)
        shown = [one for one in found.ranked if isinstance(one, Tried) or one in pairs]
        table = lever_table(study, shown, found.rounds, lang, only="page")
        yield Section("levers", translated("Changes by what they bring"), (table,))
        yield Section("settings", translated("Settings to type"), (settings_list(judged),))
    if dropped := [one for one in found.tried if not one.finalist]:
        behind = fell_behind_table(found, dropped, lang, "page")
        yield Section("dropped", behind.title, (behind,))
    if left_out := list(left_out_texts(study, found.not_tried, lang)):
        items = BulletList(tuple(Item(text) for text in left_out))
        yield Section("left_out", translated("What was not tried"), (items,))
    yield Section("method", translated("How it was computed"), (Paragraph(translated(_METHOD), "method"),))
