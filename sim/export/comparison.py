"""A comparison as plain data: the content of `comparison.json`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.experiment.comparison.compare import Comparison
from sim.experiment.comparison.differences import FAMILIES, Difference
from sim.experiment.comparison.measures import MEASURE_NAMES
from sim.export.levers import not_tried_data, tried_data
from sim.export.plain_data import estimate_data, note_data, number_data
from sim.measure.intervals import CONFIDENCE


def comparison_data(comparison: Comparison, sentence: Callable[[Difference], str]) -> dict[str, Any]:
    """A whole comparison; `sentence` says a difference in words.

    It holds no clock time, path or version: the same seed gives the same bytes.
    """
    period = comparison.cases[0].study.scenario.period
    return {
        "of_routes": comparison.of_routes,
        "cases": [
            {
                "name": case.name,
                "title": case.title,
                "scenario": case.study.name,
                "settings": list(case.study.changes),
            }
            for case in comparison.cases
        ],
        "period": {
            "start": str(period.start),
            "warm_up_until": str(period.warm_up_until),
            "end": str(period.end),
        },
        "replications": comparison.replications,
        "seed": comparison.seed,
        "confidence": CONFIDENCE,
        "correction": _correction(comparison),
        "narrowing": number_data(comparison.narrowing),
        "levers": None if comparison.tried is None else [tried_data(one) for one in comparison.tried],
        "not_tried": [not_tried_data(part) for part in comparison.not_tried],
        "findings": [sentence(d) for d in comparison.strongest if d.significant],
        "differences": [
            {
                "case": comparison.cases[d.case].name,
                "against": comparison.cases[0].name,
                "place": d.place.kind,
                "key": list(d.place.key),
                "measure": d.measure,
                "family": d.family,
                "unit": MEASURE_NAMES[d.measure][1]
                if d.measure not in ("in_time", "utilisation", "gave_up")
                else "share",
                "before": estimate_data(d.before),
                "after": estimate_data(d.after),
                "difference": estimate_data(d.paired.estimate),
                "simultaneous": {"low": number_data(d.simultaneous[0]), "high": number_data(d.simultaneous[1])},
                "unpaired": {
                    "low": number_data(d.paired.unpaired.low),
                    "high": number_data(d.paired.unpaired.high),
                },
                "narrowing": number_data(d.paired.narrowing),
                "p": number_data(d.paired.p),
                "p_holm": number_data(d.p_holm),
                "significant": d.significant,
                "sentence": sentence(d),
            }
            for d in comparison.differences
        ],
        "notes": [note_data(note) for note in comparison.notes],
        "warnings": [note_data(note) for note in comparison.warnings],
    }


def _correction(comparison: Comparison) -> dict[str, Any]:
    """How differences are corrected for each other, and how many there are in each family."""
    return {"method": "Holm", "families": {family: {"differences": comparison.count(family)} for family in FAMILIES}}
