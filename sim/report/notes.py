"""Notes in words: one sentence for every key, in the language in use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sim.errors import Facts, Note
from sim.measure.load_in_words import LOAD_CLAUSES
from sim.report import comparison_notes, register_notes, run_notes_in_words
from sim.translations.in_use import in_language, language, translated

if TYPE_CHECKING:
    from sim.experiment.comparison.compare import Comparison

SENTENCES: Mapping[str, Callable[[Facts], str]] = {
    **LOAD_CLAUSES,
    "run_out_cut": run_notes_in_words.run_out_cut,
    "register_days_by_kind": register_notes.days_by_kind,
    "register_put_right": register_notes.put_right,
    "register_days_without_time": register_notes.days_without_time,
    "register_longer": register_notes.longer,
    "register_shorter": register_notes.shorter,
    "counter_unattended": run_notes_in_words.counter_unattended,
    "same_names": run_notes_in_words.same_names,
    "slots_too_short": run_notes_in_words.slots_too_short,
    "no_effect": run_notes_in_words.no_effect,
    "timetable_passed_over": run_notes_in_words.timetable_passed_over,
    "act_not_adopted": run_notes_in_words.act_not_adopted,
    "never_begun": run_notes_in_words.never_begun,
    "many_unfinished": run_notes_in_words.many_unfinished,
    "turned_away_for_good": run_notes_in_words.turned_away_for_good,
    "deadlines_behind": run_notes_in_words.deadlines_behind,
    "precision_missed": run_notes_in_words.precision_missed,
    "queues_still_filling": run_notes_in_words.queues_still_filling,
    "counted_period_short": run_notes_in_words.counted_period_short,
    "steps_not_there": run_notes_in_words.steps_not_there,
    "other_demand": comparison_notes.other_demand,
    "routes_not_compared": comparison_notes.routes_not_compared,
    "quantile_not_reached": comparison_notes.quantile_not_reached,
    "pairs_left_out": comparison_notes.pairs_left_out,
    "seed_and_replications_of_first": comparison_notes.seed_and_replications_of_first,
    "warm_up_of_first": comparison_notes.warm_up_of_first,
    "routes_of_same_replications": comparison_notes.routes_of_same_replications,
}
"""By key of a note: what makes a sentence of its facts."""


def note_sentence(note: Note, lang: str | None = None) -> str:
    """A note as a sentence without a full stop, in a language (`kk`, `ru` or `en`), or else in the one in use."""
    with in_language(lang or language()):
        return SENTENCES[note.key](note.facts)


def comparison_warnings(comparison: Comparison, lang: str | None = None) -> tuple[str, ...]:
    """The warnings of a comparison as sentences; one that not all cases have follows the names of those that have it."""
    sentences = [note_sentence(note, lang) for note in comparison.warnings if "of_case" not in note.facts]
    cases: dict[str, list[str]] = {}
    for note in comparison.warnings:
        if "of_case" in note.facts:
            cases.setdefault(note_sentence(note, lang), []).append(note.facts["of_case"])
    count = len(comparison.cases)
    with in_language(lang or language()):
        of_runs = [
            text if len(names) == count else translated("{cases}: {warning}", cases=", ".join(names), warning=text)
            for text, names in cases.items()
        ]
    return (*sentences, *of_runs)
