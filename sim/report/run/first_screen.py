"""What is read first on a page: the answer for each route with its key figures, one chart, and one recommendation."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.experiment.results import Results
from sim.measure.digits import decimals, ends, part_of_hundred, plain
from sim.measure.figures import Key
from sim.measure.in_words import count, hours, share, stated_share, whole_days
from sim.measure.intervals import Estimate
from sim.report.parts import Bar, Bars, Card, Cards, KeyFigure, Part, Section, Standing
from sim.report.period_names import period_name
from sim.report.run.names import route_title, term_text
from sim.report.run.recommendation import recommendation
from sim.report.run.routes import answered_on_the_first_day
from sim.translations.in_use import marked, translated

MOST_CARDS = 4
"""Of more routes one card says what they do together, and the chart has them all."""

_Row = dict[str, Estimate]

_VERDICTS: dict[Standing, str] = {
    "below": marked("below the target of {target}"),
    "open": marked("too close to the target of {target} to tell"),
    "reached": marked("reaches the target of {target}"),
}
_LATE: dict[str, str] = {
    "month": marked("late answers a month"),
    "quarter": marked("late answers a quarter"),
    "half-year": marked("late answers a half-year"),
    "year": marked("late answers a year"),
}
_IN_EIGHT_OF_TEN: dict[str, str] = {
    "month": marked("{low} to {high} in 8 of 10 months"),
    "quarter": marked("{low} to {high} in 8 of 10 quarters"),
    "half-year": marked("{low} to {high} in 8 of 10 half-years"),
    "year": marked("{low} to {high} in 8 of 10 years"),
}


def first_screen(results: Results, lang: str) -> Iterator[Section]:
    """The sections of the first screen of a page."""
    yield Section("key_figures", "", tuple(_answers(results, lang)))
    advice = recommendation(results, lang)
    yield Section("recommendation", "", () if advice is None else (advice,))


def standing(share_in_time: Estimate, target: float | None) -> Standing:
    """How a share stands to a target: told only where its interval lies on one side."""
    if target is None or math.isnan(share_in_time.mean):
        return "none"
    low, high = share_in_time.low, share_in_time.high
    if math.isnan(low):
        return "open"
    return "below" if high < target else "reached" if low >= target else "open"


def _answers(results: Results, lang: str) -> Iterator[Part]:
    routes = results.figures.routes
    if len(routes) > MOST_CARDS:
        yield Cards((_card_of_all(results),))
    else:
        yield Cards(tuple(_card(results, key, lang) for key in routes))
    target = results.study.scenario.target
    bars = tuple(_bar(results, key, lang) for key, row in routes.items() if not math.isnan(row["in_time"].mean))
    if bars:
        text = "" if target is None else translated("target {target}", target=stated_share(target))
        yield Bars(translated("Answers in time, with the 95 % interval of the mean"), bars, target, text)


def _bar(results: Results, key: Key, lang: str) -> Bar:
    value = results.figures.routes[key]["in_time"]
    where = standing(value, results.study.scenario.target)
    return Bar(route_title(results, key, lang), value.mean, value.low, value.high, share(value), where)


def _card(results: Results, key: Key, lang: str) -> Card:
    row, term = results.figures.routes[key], term_text(results.model.plan(key))
    where = standing(row["in_time"], results.study.scenario.target)
    if math.isnan(row["in_time"].mean):
        text = (
            translated("There is no term to keep.")
            if term == "–"
            else translated("No answer was due in the time that was looked at.")
        )
        two = (KeyFigure(count(row["applications"]), translated("applications counted"), ""), _answered_by(row))
        return Card(route_title(results, key, lang), where, "", text, two)
    text = translated(
        "{late} of {applications} answers are late on average; half of the answers are there {half}. Term: {term}.",
        late=count(row["late"]),
        applications=count(row["applications"]),
        half=_half(row),
        term=term,
    )
    figures = (_late(results, row), _in_time(row), _answered_by(row))
    return Card(route_title(results, key, lang), where, _verdict(results, where), text, figures)


def _card_of_all(results: Results) -> Card:
    """All routes together, where they are too many for a card each."""
    row, target = results.figures.whole, results.study.scenario.target
    where = standing(row["in_time"], target)
    shares = [route["in_time"] for route in results.figures.routes.values()]
    due = [value for value in shares if not math.isnan(value.mean)]
    figures = [_late(results, row), _in_time(row)]
    if target is not None:
        below = sum(standing(value, target) == "below" for value in due)
        untold = sum(standing(value, target) == "open" for value in due)
        figures.append(
            KeyFigure(
                translated("{below} of {routes}", below=below, routes=len(due)),
                translated("routes below the target of {target}", target=stated_share(target)),
                translated("{untold} more are too close to tell", untold=untold) if untold else "",
            )
        )
    text = translated(
        "{late} of {applications} answers are late on average over all routes.",
        late=count(row["late"]),
        applications=count(row["applications"]),
    )
    return Card(translated("All routes together"), where, _verdict(results, where), text, tuple(figures))


def _verdict(results: Results, where: Standing) -> str:
    target = results.study.scenario.target
    return "" if target is None or where == "none" else translated(_VERDICTS[where], target=stated_share(target))


def _late(results: Results, row: _Row) -> KeyFigure:
    value, period = row["late"], period_name(results.study.scenario.period, several=False)
    label = translated(_LATE.get(period, marked("late answers in the period")))
    if math.isnan(value.tenth_low):
        return KeyFigure(count(value), label, "")
    low, high = plain(value.tenth_low, 0), plain(value.tenth_high, 0)
    template = _IN_EIGHT_OF_TEN.get(period, marked("{low} to {high} in 8 of 10 such periods"))
    return KeyFigure(count(value), label, translated(template, low=low, high=high))


def _in_time(row: _Row) -> KeyFigure:
    value = row["in_time"]
    digits = decimals(100 * value.half_width, 1)
    both = ends(100 * value.low, 100 * value.high, part_of_hundred(value.mean, digits), digits)
    label = translated("answers in time")
    if both is None:
        return KeyFigure(share(value), label, "")
    return KeyFigure(share(value, interval=False), label, translated("{low} to {high} %", low=both[0], high=both[1]))


def _answered_by(row: _Row) -> KeyFigure:
    """When 19 in 20 have their answer."""
    value = row["p95_days"]
    if answered_on_the_first_day(row):
        return KeyFigure(
            hours(row["p95_hours"].mean, short=True), translated("of opening hours: 19 in 20 answered"), ""
        )
    day = whole_days(value)
    label = translated("working day by which 19 in 20 are answered")
    if math.isnan(value.low) or math.isinf(value.mean):
        return KeyFigure(day, label, "")
    low, high = math.ceil(value.low - 1e-9), math.ceil(value.high - 1e-9)
    same = translated("known to the day")
    return KeyFigure(day, label, same if low == high else translated("{low} to {high}", low=low, high=high))


def _half(row: _Row) -> str:
    if answered_on_the_first_day(row):
        return translated("within {hours} of opening hours", hours=hours(row["median_hours"].mean))
    return translated("by working day {day}", day=whole_days(row["median_days"]))
