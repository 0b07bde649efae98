"""Tables of a forecast: the office as it is, and each changed case with what it becomes and what changes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from textwrap import shorten

from sim.forecast.forecast import Forecast
from sim.forecast.nested_intervals import ForecastEstimate
from sim.forecast.register_figures import RegisterFigure
from sim.measure.digits import decimals, plain
from sim.measure.in_words import route_name
from sim.report.parts import TextTable
from sim.tracing.names import Names
from sim.translations.in_use import counted, in_language, translated

_LONGEST_STEP = 32
"""A step is told by so many signs of what is done in it."""
_MOST_DIGITS = 2
"""Decimals of hours at most; of shares in percent one less."""


def forecast_tables(forecast: Forecast, lang: str = "en") -> tuple[TextTable, ...]:
    """One table of the office as it is, and one of every changed case."""
    with in_language(lang):
        names = Names.of(forecast.study, lang)
        labels = [figure_label(forecast, figure, names) for figure in forecast.figures]
        tables = [_as_it_is(forecast, labels)]
        tables += [_changed(forecast, case, labels) for case in range(1, len(forecast.cases))]
    return tuple(tables)


def figure_label(forecast: Forecast, figure: RegisterFigure, names: Names) -> str:
    """What a figure is called, with its unit and the route that it is of."""
    if figure.name == "cycle_mean":
        text = translated("from arrival to end, mean [h]")
    elif figure.name == "cycle_median":
        text = translated("from arrival to end, median [h]")
    elif figure.name == "cycle_p90":
        text = translated("from arrival to end, nine in ten [h]")
    elif figure.share:
        text = counted("over within {count} day [%]", "over within {count} days [%]", figure.days)
    else:
        place = figure.route or tuple(forecast.model.routes[0].key)
        action = names.action(place[0], place[1], figure.step)
        step = shorten(f"{figure.step} {action.replace('_', ' ')}", _LONGEST_STEP, placeholder=" …")
        text = translated("wait before {step} [h]", step=step)
    if not figure.route:
        return text
    route = route_name(figure.route, several=len({plan.key[0] for plan in forecast.model.routes}) > 1)
    return translated("{route}: {figure}", route=route, figure=text)


def _as_it_is(forecast: Forecast, labels: Sequence[str]) -> TextTable:
    rows = []
    for i, (figure, label) in enumerate(zip(forecast.figures, labels, strict=True)):
        found = forecast.estimate(0, i)
        digits = figure_digits(figure, found)
        value = number_shown(figure, found.value, digits)
        one = interval_shown(figure, found.period_low, found.period_high, digits)
        rows.append((label, value, interval_shown(figure, found.low, found.high, digits), one))
    columns = tuple(translated("mean | 95 % interval | one period").split(" | "))
    return TextTable("forecast", translated("As it is"), ("",), columns, tuple(rows))


def _changed(forecast: Forecast, case: int, labels: Sequence[str]) -> TextTable:
    rows = []
    for i, (figure, label) in enumerate(zip(forecast.figures, labels, strict=True)):
        found, change = forecast.estimate(case, i), forecast.difference(case, i)
        digits = figure_digits(figure, found)
        then = _with_interval(figure, found, digits)
        rows.append((label, then, _with_interval(figure, change, figure_digits(figure, change), signed=True)))
    stated = forecast.cases[case]
    columns = tuple(translated("then | change").split(" | "))
    return TextTable("forecast_case", f"{stated.name}: {stated.said}", ("",), columns, tuple(rows))


def figure_digits(figure: RegisterFigure, found: ForecastEstimate) -> int:
    """Decimals of a figure as its interval bears them."""
    half = (found.high - found.low) / 2 * (100 if figure.share else 1)
    return decimals(half, _MOST_DIGITS - 1 if figure.share else _MOST_DIGITS)


def number_shown(figure: RegisterFigure, value: float, digits: int, *, signed: bool = False) -> str:
    """A figure as a number, of a share in percent; nothing where there is none."""
    if math.isnan(value):
        return ""
    text = plain(100 * value if figure.share else value, digits)
    return text.replace("-", "−") if not signed or text.startswith("-") or not text.strip("0.,") else f"+{text}"


def interval_shown(figure: RegisterFigure, low: float, high: float, digits: int, *, signed: bool = False) -> str:
    """An interval; nothing where there is none."""
    if math.isnan(low):
        return ""
    low_text, high_text = (number_shown(figure, end, digits, signed=signed) for end in (low, high))
    return translated("{low} to {high}", low=low_text, high=high_text)


def _with_interval(figure: RegisterFigure, found: ForecastEstimate, digits: int, *, signed: bool = False) -> str:
    if math.isnan(found.value):
        return ""
    shown = number_shown(figure, found.value, digits, signed=signed)
    return f"{shown} ({interval_shown(figure, found.low, found.high, digits, signed=signed)})"
