"""Headroom as plain data: the content of `headroom.json`, and its rows for CSV."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from sim.export.plain_data import estimate_data, number_data
from sim.measure.intervals import CONFIDENCE
from sim.planning.headroom.crossing import LEAST_TIMES, MOST_TIMES
from sim.planning.headroom.find_headroom import Bearable, Headroom


def headroom_data(headroom: Headroom, sentences: Sequence[str]) -> dict[str, Any]:
    """The whole of it; it holds no clock time, path or version: the same seed gives the same bytes."""
    study = headroom.study
    period = study.scenario.period
    return {
        "scenario": study.name,
        "settings": list(study.changes),
        "targets": [str(target) for target in headroom.judgement.conditions.targets],
        "met": headroom.met,
        "present": _figures(headroom, headroom.present),
        "period": {"start": str(period.start), "warm_up_until": str(period.warm_up_until), "end": str(period.end)},
        "replications": headroom.replications,
        "seed": study.scenario.seed,
        "confidence": CONFIDENCE,
        "simulations": headroom.simulations,
        "bounds": {"least": LEAST_TIMES, "most": MOST_TIMES},
        "findings": list(sentences),
        "bearable": [
            row
            | {
                "points": [
                    {"times": times} | {"figures": _figures(headroom, figures)} for times, figures in each.points
                ]
            }
            for row, each in zip(headroom_rows(headroom), headroom.bearable, strict=True)
        ],
    }


def headroom_rows(headroom: Headroom) -> list[dict[str, Any]]:
    """A flat row for everything that was looked at; multiples are empty where they lie beyond the bounds, which `beyond` says."""
    return [
        {
            "what": each.increase.kind,
            "name": each.increase.name,
            "unit": "minutes per file" if each.increase.kind == "work" else "applications per month",
            "now": number_data(_in_unit(each)),
            "at_most": _amount(each, each.crossing.times),
            "times": _multiple(each.crossing.times),
            "times_low": _multiple(each.crossing.low),
            "times_high": _multiple(each.crossing.high),
            "beyond": _beyond(each),
        }
        for each in headroom.bearable
    ]


def _figures(headroom: Headroom, figures: Sequence[Any]) -> dict[str, Any]:
    """The figures of the targets by their names."""
    return {
        condition.name: estimate_data(figure)
        for condition, figure in zip(headroom.judgement.each, figures, strict=True)
    }


def _in_unit(each: Bearable) -> float:
    return each.now / 60 if each.increase.kind == "work" else each.now


def _amount(each: Bearable, times: float) -> float | str | None:
    return number_data(_in_unit(each) * times) if LEAST_TIMES <= times < math.inf else None


def _multiple(times: float) -> float | str | None:
    return number_data(times) if LEAST_TIMES <= times < math.inf else None


def _beyond(each: Bearable) -> str:
    """Whether the multiple lies above or below what was tried; empty where it was found."""
    times = each.crossing.times
    return "above" if math.isinf(times) else "below" if times < LEAST_TIMES else ""
