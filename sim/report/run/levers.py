"""What would help most against late answers, in a sentence and as a short list."""

from __future__ import annotations

from sim.experiment.results import Results
from sim.report.levers.sentences import best_sentence
from sim.report.levers.table import short_table
from sim.report.levers.words import why_nothing_tried
from sim.report.parts import Medium, TextTable


def levers_sentence(results: Results, lang: str = "en") -> str:
    """What would help most and what it would bring; empty where no paired runs were asked for."""
    if results.tried is None:
        return ""
    if not results.tried or results.rounds is None:
        whole = results.figures.whole
        return why_nothing_tried(
            results.study,
            results.not_tried,
            applications=whole["applications"].mean,
            late=whole["late"].mean,
            terms=any(plan.term for plan in results.model.routes),
        )
    return best_sentence(results.study, results.tried, results.rounds, lang)


def levers_short(results: Results, lang: str, medium: Medium) -> TextTable | None:
    """The changes that were judged, as the first lines of the list that `sim levers` makes; None where none was tried."""
    if not results.tried or results.rounds is None:
        return None
    return short_table(results.study, results.tried, results.not_tried, results.rounds, lang, medium)
