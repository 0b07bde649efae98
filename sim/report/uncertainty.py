"""Two kinds of not knowing, in sentences and tables: what is due to chance, and what to numbers that nobody has measured."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from sim.experiment.drawn_numbers import WHOLE
from sim.experiment.results import Results
from sim.experiment.spread import Influence, Spread
from sim.experiment.uncertainty import MeasureSpread, Uncertainty
from sim.measure.figures import Key
from sim.measure.in_words import points, route_name, several_services, share
from sim.measure.intervals import Estimate
from sim.report.transfers_visits_systems import TextTable


@dataclass(frozen=True)
class _Figure:
    """How a measure is shown."""

    name: str
    unit: str
    """Unit in the head of a row."""
    of_differences: str
    """Unit of a difference or a standard deviation, in a sentence."""
    scale: float
    """What one unit is multiplied by."""
    digits: int


_FIGURES: Mapping[str, _Figure] = {
    "in_time": _Figure("share in time", "%", "points", 100, 1),
    "median_days": _Figure("elapsed term, median", "days", "working days", 1, 1),
    "p95_days": _Figure("elapsed term, 95th percentile", "days", "working days", 1, 1),
    "queue_median_h": _Figure("queue time, median", "h", "working hours", 1, 1),
    "queue_p95_h": _Figure("queue time, 95th percentile", "h", "working hours", 1, 1),
}
_FEW_ROUTES = 4
"""Of more routes a terminal shows the share in time alone."""
_NINE_IN_TEN = "5 % to 95 % of the replications"


def uncertainty_sentences(results: Results, found: Uncertainty) -> tuple[str, ...]:
    """How much is due to chance and how much to ignorance, what drawing does to the mean, and which number matters most."""
    if not found.measures:
        return ("No application was counted in some replications, so nothing can be said of the uncertain numbers.",)
    first = found.measures[0]
    if math.isnan(first.chance.deviation.mean) or math.isnan(first.ignorance.deviation.mean):
        return (f"The {_what(results, first)} is not reached in some replications, so its spread is not known.",)
    parts = [_spread_sentence(results, found, first)]
    if first.ignorance.deviation.mean > 0:
        parts.append(_mean_sentence(first))
    return (*parts, _influence_sentence(results, found, first))


def _spread_sentence(results: Results, found: Uncertainty, first: MeasureSpread) -> str:
    figure, count = _FIGURES[first.measure], len(found.assumptions)
    numbers = "one number that nobody has measured" if count == 1 else f"{count} numbers that nobody has measured"
    chance, ignorance, both = (_deviation(figure, of) for of in (first.chance, first.ignorance, first.both))
    low, high = _ends(figure, first.both)
    return (
        f"The {_what(results, first)} spreads by {chance} {figure.of_differences} from chance, by {ignorance} from ignorance of "
        f"{numbers}, and by {both} from both together (standard deviations over {len(found.rows)} replications); nine in ten "
        f"replications then lie between {low} and {high} {'%' if first.measure == 'in_time' else figure.of_differences}."
    )


def _mean_sentence(first: MeasureSpread) -> str:
    figure = _FIGURES[first.measure]
    if first.measure == "in_time":
        return f"With the numbers drawn its mean is {share(first.drawn)} in place of {share(first.stated)}: {points(first.shift)}."
    shift = _interval(figure, first.shift)
    return (
        f"With the numbers drawn its mean is {_interval(figure, first.drawn)} in place of {_interval(figure, first.stated)} "
        f"{figure.of_differences}: a change of {shift}, 95 % interval in brackets."
    )


def _influence_sentence(results: Results, found: Uncertainty, first: MeasureSpread) -> str:
    what = _what(results, first)
    strongest, *others = first.influences
    if math.isnan(strongest.correlation):
        return f"None of the numbers drawn moves the {what}."
    shown = f"rank correlation {_correlation(strongest)}, 95 % interval in brackets"
    if not strongest.significant:
        whom = "It" if not others else "None of the numbers"
        verb = "cannot be told to move" if not others else "can be told to move"
        strong = "" if not others else f", the strongest being '{strongest.name}'"
        return f"{whom} {verb} the {what} with {len(found.rows)} replications{strong} ({shown})."
    if not others:
        return f"'{strongest.name}' moves the {what} ({shown})."
    then = f"; then '{others[0].name}' with {_correlation(others[0])}" if not math.isnan(others[0].correlation) else ""
    return f"Measure first '{strongest.name}', which matters most for the {what}: {shown}{then}."


def uncertainty_tables(results: Results, found: Uncertainty, *, wide: bool = False) -> tuple[TextTable, ...]:
    """The spread of every measure by kind, and what each uncertain number moves; `wide` for a page, else for 80 columns."""
    if not found.measures:
        return ()
    return (_wide_spreads(results, found) if wide else _spreads(results, found), _influences(results, found))


def _spreads(results: Results, found: Uncertainty) -> TextTable:
    rows, last = [], None
    of_shares = [one for one in found.measures if one.measure == "in_time"]
    many = len(results.figures.routes) > _FEW_ROUTES and bool(of_shares)
    for one in of_shares if many else found.measures:
        figure = _FIGURES[one.measure]
        name = f"{figure.name} [{figure.unit}]".replace(", ", ",\n").replace("95th percentile", "95 %")
        cells = (f"{_deviation(figure, of)}\n{_range(figure, of)}" for of in (one.chance, one.ignorance, one.both))
        rows.append((_route(results, one.place) if one.place != last else "", name, *cells))
        last = one.place
    note = (
        f"Standard deviations, in points, working days and working hours; below them the range of {_NINE_IN_TEN}. From "
        "ignorance: of what a replication differs by when the uncertain numbers are drawn."
    ) + (" Terms and queue times are in report.html." if many else "")
    columns = ("from chance", "from\nignorance", "both\ntogether")
    return TextTable(
        f"Two kinds of not knowing ({len(found.rows)} replications)", ("route", "figure"), columns, tuple(rows), note
    )


def _wide_spreads(results: Results, found: Uncertainty) -> TextTable:
    rows, last = [], None
    for one in found.measures:
        figure = _FIGURES[one.measure]
        cells = [f"{_interval(figure, one.stated)}\n{_interval(figure, one.drawn)}"]
        for of in (one.chance, one.ignorance, one.both):
            cells.append(f"{_interval(figure, of.deviation)}\n{_range(figure, of)}")
        route = _route(results, one.place) if one.place != last else ""
        rows.append((route, f"{figure.name} [{figure.unit}]", *cells))
        last = one.place
    columns = ("mean, as stated\nand drawn", "from chance", "from ignorance", "both together")
    note = (
        "Means, standard deviations over replications and below them ranges of "
        f"{_NINE_IN_TEN}, in per cent or points, working days and working hours; 95 % intervals in brackets (of means Student's "
        "t or Wilson, of standard deviations the bootstrap). Chance: over replications with the stated numbers. "
        "Ignorance: of what each replication differs by when the uncertain numbers are drawn and all other luck stays. The "
        "parts need not add up, since luck answers to other numbers in another way. More replications narrow the intervals of "
        "means, not these spreads; only counting lessens ignorance."
    )
    return TextTable("Two kinds of not knowing", ("route", "figure"), columns, tuple(rows), note)


def _influences(results: Results, found: Uncertainty) -> TextTable:
    first = found.measures[0]
    how = {one.name: one.uncertain.in_words for one in found.assumptions}
    rows = [(one.name.replace("_", " "), how[one.name], _correlation(one)) for one in first.influences]
    note = (
        f"Rank correlation (Spearman) of the number drawn with the change of the {_what(results, first)}, 95 % interval in "
        "brackets: 1 or -1 where the figure follows this number alone, 0 where it does not."
    )
    labels, columns = ("number", "how uncertain"), ("rank correlation",)
    return TextTable("Which uncertain number matters", labels, columns, tuple(rows), note)


def _what(results: Results, one: MeasureSpread) -> str:
    where = "over all routes" if one.place == WHOLE else f"on the route '{_route(results, one.place)}'"
    return f"{_FIGURES[one.measure].name} {where}"


def _route(results: Results, place: Key) -> str:
    return "all routes" if place == WHOLE else route_name(place, several=several_services(results.figures))


def _number(figure: _Figure, value: float) -> str:
    text = f"{figure.scale * value:.{figure.digits}f}"
    return text.removeprefix("-") if not any(sign in "123456789" for sign in text) else text


def _deviation(figure: _Figure, of: Spread) -> str:
    return "not reached" if math.isnan(of.deviation.mean) else _number(figure, of.deviation.mean)


def _ends(figure: _Figure, of: Spread) -> tuple[str, str]:
    return _number(figure, of.low), _number(figure, of.high)


def _range(figure: _Figure, of: Spread) -> str:
    if math.isnan(of.low):
        return "–"
    return " to ".join(dict.fromkeys(_ends(figure, of)))  # one number where both ends are alike


def _interval(figure: _Figure, value: Estimate) -> str:
    if math.isnan(value.mean) or math.isinf(value.mean):
        return "not reached"
    if math.isnan(value.low):
        return _number(figure, value.mean)
    return f"{_number(figure, value.mean)} ({_number(figure, value.low)} to {_number(figure, value.high)})"


def _correlation(one: Influence) -> str:
    if math.isnan(one.correlation):
        return "–"
    text = f"{one.correlation:.2f}"
    return text if math.isnan(one.low) else f"{text} ({one.low:.2f} to {one.high:.2f})"
