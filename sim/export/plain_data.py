"""Estimates, numbers and notes as plain data, as all JSON files have them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from sim.errors import Note
from sim.measure.intervals import Estimate
from sim.scenario.uncertain_inputs import Uncertain
from sim.translations.in_use import ORIGINAL, in_language


def figures_data(row: Mapping[str, Estimate]) -> dict[str, Any]:
    """The figures of one row by their names."""
    return {name: estimate_data(value) for name, value in row.items()}


def estimate_data(value: Estimate) -> dict[str, Any]:
    """An estimate as plain data: mean, its interval (low, high), the range of eight in ten replications (tenth_low,
    tenth_high) and the number of replications; of a quantile that rests on unfinished applications also `censored`, and
    `more_than` where it is not reached."""
    data: dict[str, Any] = {
        "mean": number_data(value.mean),
        "low": number_data(value.low),
        "high": number_data(value.high),
        "tenth_low": number_data(value.tenth_low),
        "tenth_high": number_data(value.tenth_high),
        "replications": value.replications,
    }
    if value.censored:
        data["censored"] = True
    if value.more_than is not None:
        data["more_than"] = number_data(value.more_than)
    return data


def note_data(note: Note) -> dict[str, Any]:
    """A note as one flat block: its key and its facts, numbers with ten significant digits."""

    def rounded(value: Any) -> Any:
        if isinstance(value, float):
            return number_data(value)
        if isinstance(value, Mapping):
            return {key: rounded(part) for key, part in value.items()}
        return [rounded(part) for part in value] if isinstance(value, list) else value

    return {key: rounded(value) for key, value in note.as_data().items()}


def number_data(value: float) -> float | str | None:
    """A number with ten significant digits, None for a missing one, `not reached` for an unbounded one."""
    if math.isnan(value):
        return None
    return "not reached" if math.isinf(value) else float(f"{value:.10g}")


def how_uncertain(uncertain: Uncertain) -> str:
    """How uncertain a number is, in English, since data are the same in every language."""
    with in_language(ORIGINAL):
        return uncertain.in_words
