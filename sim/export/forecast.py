"""A forecast as plain data: the content of `forecast.json`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.export.plain_data import number_data
from sim.forecast.forecast import Forecast
from sim.forecast.nested_intervals import ForecastEstimate
from sim.forecast.register_figures import RegisterFigure
from sim.measure.intervals import CONFIDENCE
from sim.tracing.names import Names


def forecast_data(forecast: Forecast, sentences: Sequence[str]) -> dict[str, Any]:
    """The whole of it; it holds no clock time, path or version: the same seed gives the same bytes."""
    study, options = forecast.study, forecast.options
    period = study.scenario.period
    return {
        "scenario": study.name,
        "settings": list(study.changes),
        "period": {"start": str(period.start), "counted_from": str(period.counted_from), "end": str(period.end)},
        "cases_counted": options.cases,
        "draws": len(forecast.draws),
        "replications": options.replications,
        "seed": study.scenario.seed,
        "confidence": CONFIDENCE,
        "uncertain": [assumption.name for assumption in forecast.draws.assumptions],
        "findings": list(sentences),
        "cases": [
            {"name": case.name or "as_it_is", "changes": case.said, "figures": _figures(forecast, position)}
            for position, case in enumerate(forecast.cases)
        ],
    }


def _figures(forecast: Forecast, case: int) -> list[dict[str, Any]]:
    names = Names.of(forecast.study)
    rows = []
    for i, figure in enumerate(forecast.figures):
        row = _named(forecast, figure, names) | estimate_of_figure(forecast.estimate(case, i))
        if case:
            row["change"] = estimate_of_figure(forecast.difference(case, i))
        rows.append(row)
    return rows


def _named(forecast: Forecast, figure: RegisterFigure, names: Names) -> dict[str, Any]:
    data: dict[str, Any] = {"figure": figure.key.rpartition("/")[2], "unit": "share" if figure.share else "h"}
    if figure.route:
        data |= {"service": figure.route[0], "route": figure.route[1]}
    if figure.step:
        place = figure.route or tuple(forecast.model.routes[0].key)
        data |= {"step": figure.step, "action": names.action(place[0], place[1], figure.step)}
    return data


def estimate_of_figure(found: ForecastEstimate) -> dict[str, Any]:
    """A figure with its intervals as plain data."""
    return {
        "value": number_data(found.value),
        "low": number_data(found.low),
        "high": number_data(found.high),
        "period_low": number_data(found.period_low),
        "period_high": number_data(found.period_high),
    }
