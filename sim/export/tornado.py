"""A ranking of assumptions as plain data: the content of `tornado.json`."""

from __future__ import annotations

from typing import Any

from sim.export.plain_data import estimate_data, how_uncertain, number_data
from sim.measure.intervals import CONFIDENCE
from sim.planning.sobol import Sobol
from sim.planning.tornado import End, Tornado


def tornado_data(tornado: Tornado, sobol: Sobol | None = None) -> dict[str, Any]:
    """A whole ranking, and the indices of Sobol' where they were asked for, null otherwise.

    It holds no clock time and no path: the same seed gives the same bytes.
    """
    study, chosen = tornado.study, tornado.measure
    period = study.scenario.period
    return {
        "scenario": study.name,
        "settings": list(study.changes),
        "period": {"start": str(period.start), "warm_up_until": str(period.warm_up_until), "end": str(period.end)},
        "seed": study.scenario.seed,
        "replications": tornado.replications,
        "confidence": CONFIDENCE,
        "measure": {"name": chosen.text, "label": chosen.label, "unit": chosen.unit, "better": chosen.better},
        "stated": estimate_data(tornado.stated),
        "first_is_first": tornado.first_is_first,
        "assumptions": [
            {
                "name": effect.assumption.name,
                "settings": [setting.path for setting in effect.assumption.settings],
                "how_uncertain": how_uncertain(effect.assumption.uncertain),
                "low": _end(effect.low),
                "high": _end(effect.high),
                "swing": estimate_data(effect.swing),
                "told": effect.told,
            }
            for effect in tornado.effects
        ],
        "left_out": list(tornado.left_out),
        "sobol": None if sobol is None else _sobol(sobol),
    }


def _end(end: End | None) -> dict[str, Any] | None:
    if end is None:
        return None
    return {
        "at": str(end.amount),
        "mean": estimate_data(end.mean),
        "change": estimate_data(end.change),
        "simultaneous": {"low": number_data(end.together[0]), "high": number_data(end.together[1])},
        "told": end.told,
    }


def _sobol(sobol: Sobol) -> dict[str, Any]:
    return {
        "points": sobol.points,
        "simulated": sobol.simulated,
        "replications": sobol.replications,
        "standard_deviation": number_data(sobol.deviation),
        "indices": [
            {
                "name": index.assumption.name,
                "first": _index(index.first, index.first_interval),
                "total": _index(index.total, index.total_interval),
                "told": index.told,
            }
            for index in sobol.indices
        ],
    }


def _index(value: float, interval: tuple[float, float]) -> dict[str, Any]:
    return {"value": number_data(value), "low": number_data(interval[0]), "high": number_data(interval[1])}
