"""Titles of cases in the language in use; comparisons keep them in English, as their data have them."""

from __future__ import annotations

from sim.translations.in_use import translated


def case_in_words(title: str) -> str:
    """The title of a case: what stands for the scenario itself and for another reading is translated, names stay."""
    from sim.experiment.comparison.case_names import AS_IT_IS, OTHER_READING

    if title == AS_IT_IS:
        return translated(AS_IT_IS)
    before, reading, name = title.partition(OTHER_READING)
    return f"{before}{translated('reading {name}', name=name)}" if reading and before[-2:] in ("", ", ") else title
