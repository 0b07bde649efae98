"""Input uncertainty as plain data: a part of `summary.json`."""

from __future__ import annotations

from typing import Any

from sim.experiment.spread import Influence, Spread
from sim.experiment.uncertainty import MeasureSpread, Uncertainty
from sim.export.plain_data import estimate_data, how_uncertain, number_data


def uncertainty_data(uncertainty: Uncertainty) -> dict[str, Any]:
    """Both kinds of not knowing as plain data; places are service and route, both null over all routes."""
    return {
        "assumptions": [
            {
                "name": assumption.name,
                "paths": [setting.path for setting in assumption.settings],
                "how_uncertain": how_uncertain(assumption.uncertain),
                "unit": assumption.uncertain.unit or None,
                "drawn": [number_data(numbers[assumption.name]) for numbers in uncertainty.numbers],
            }
            for assumption in uncertainty.assumptions
        ],
        "measures": [_measure(measure) for measure in uncertainty.measures],
    }


def _measure(measure: MeasureSpread) -> dict[str, Any]:
    return {
        "service": measure.place[0] if measure.place else None,
        "route": measure.place[1] if measure.place else None,
        "measure": measure.measure,
        "stated": estimate_data(measure.stated),
        "drawn": estimate_data(measure.drawn),
        "shift": estimate_data(measure.shift),
        "chance": _spread(measure.chance),
        "ignorance": _spread(measure.ignorance),
        "both": _spread(measure.both),
        "rank_correlations": [_influence(influence) for influence in measure.influences],
    }


def _spread(spread: Spread) -> dict[str, Any]:
    return {
        "standard_deviation": estimate_data(spread.deviation),
        "p5": number_data(spread.low),
        "p95": number_data(spread.high),
    }


def _influence(influence: Influence) -> dict[str, Any]:
    return {
        "name": influence.name,
        "correlation": number_data(influence.correlation),
        "low": number_data(influence.low),
        "high": number_data(influence.high),
    }
