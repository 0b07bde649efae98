"""Notes in words: one sentence for every key, in the language in use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sim.errors import Facts, Note
from sim.measure.load_in_words import LOAD_CLAUSES
from sim.report.comparison_notes import COMPARISON_SENTENCES
from sim.report.register_notes import REGISTER_SENTENCES
from sim.report.run_notes_in_words import RUN_SENTENCES
from sim.translations.in_use import in_language, language, translated

if TYPE_CHECKING:
    from sim.experiment.comparison.compare import Comparison

SENTENCES: Mapping[str, Callable[[Facts], str]] = {
    **LOAD_CLAUSES,
    **RUN_SENTENCES,
    **REGISTER_SENTENCES,
    **COMPARISON_SENTENCES,
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
