"""Two kinds of not knowing, in sentences and tables: what is due to chance, and what to numbers that nobody has measured."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sim.experiment.drawn_numbers import WHOLE
from sim.experiment.results import Results
from sim.experiment.spread import Influence, Spread
from sim.experiment.uncertainty import MeasureSpread, Uncertainty
from sim.measure.digits import decimals, plain
from sim.measure.figures import Key
from sim.measure.in_words import number, route_name, several_services, share_changed, whole_days
from sim.measure.intervals import Estimate
from sim.report.parts import TextTable


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
    days: bool = False
    """Whether it is a quantile of an elapsed term, which is a whole day."""


_FIGURES: Mapping[str, _Figure] = {
    "in_time": _Figure("share in time", "%", "points", 100),
    "median_days": _Figure("elapsed term, median", "days", "working days", 1, days=True),
    "p95_days": _Figure("elapsed term, 95th percentile", "days", "working days", 1, days=True),
    "queue_median_h": _Figure("queue time, median", "h", "working hours", 1),
    "queue_p95_h": _Figure("queue time, 95th percentile", "h", "working hours", 1),
}
_TITLE = "Two kinds of not knowing"
"""Heading of the table of spreads."""
_FEW_ROUTES = 4
"""Of more routes a terminal shows the share in time alone."""
_NINE_IN_TEN = "5 % to 95 % of the replications"


def uncertainty_sentences(results: Results, uncertainty: Uncertainty) -> tuple[str, ...]:
    """How much is due to chance and how much to ignorance, what drawing does to the mean, and which number matters most."""
    if not uncertainty.measures:
        return ("No application was counted in some replications, so nothing can be said of the uncertain numbers.",)
    first = uncertainty.measures[0]
    if math.isnan(first.chance.deviation.mean) or math.isnan(first.ignorance.deviation.mean):
        return (f"The {_figure_name(results, first)} is not reached in some replications, so its spread is not known.",)
    parts = [_spread_sentence(results, uncertainty, first)]
    if first.ignorance.deviation.mean > 0:
        parts.append(_mean_sentence(first))
    return (*parts, _influence_sentence(results, uncertainty, first))


def _spread_sentence(results: Results, uncertainty: Uncertainty, first: MeasureSpread) -> str:
    figure, count = _FIGURES[first.measure], len(uncertainty.assumptions)
    numbers = "one number that nobody has measured" if count == 1 else f"{count} numbers that nobody has measured"
    chance, ignorance, both = (_deviation(figure, spread) for spread in (first.chance, first.ignorance, first.both))
    low, high = _ends(figure, first.both)
    return (
        f"The {_figure_name(results, first)} spreads by {chance} {figure.of_differences} from chance, by {ignorance} from ignorance of "
        f"{numbers}, and by {both} from both together (standard deviations over {len(uncertainty.rows)} replications); nine in ten "
        f"replications then lie between {low} and {high} {'%' if first.measure == 'in_time' else figure.of_differences}."
    )


def _mean_sentence(first: MeasureSpread) -> str:
    """What drawing does to the mean, or that it cannot be told from nothing."""
    figure = _FIGURES[first.measure]
    if first.measure == "in_time":
        drawn, stated, shift = share_changed(first.stated, first.shift, first.drawn)
        unit = ""
    else:
        drawn, stated = _interval(figure, first.drawn), _interval(figure, first.stated)
        unit, shift = f" {figure.of_differences}", f"a change of {_change(figure, first.shift)}"
    if not first.shift.significant:
        untold = f"{first.shift.replications} replications cannot tell that from no change ({shift.replace(' (', ', ')}"
        return f"With the numbers drawn its mean is {drawn}, and {stated}{unit} as stated; {untold}."
    brackets = "" if first.measure == "in_time" else ", 95 % interval in brackets"
    return f"With the numbers drawn its mean is {drawn} in place of {stated}{unit}: {shift}{brackets}."


def _influence_sentence(results: Results, uncertainty: Uncertainty, first: MeasureSpread) -> str:
    figure_name = _figure_name(results, first)
    strongest, *others = first.influences
    if math.isnan(strongest.correlation):
        return f"None of the numbers drawn moves the {figure_name}."
    shown = f"rank correlation {_correlation(strongest)}, 95 % interval in brackets"
    if not strongest.significant:
        whom = "It" if not others else "None of the numbers"
        verb = "cannot be told to move" if not others else "can be told to move"
        strong = "" if not others else f", the strongest being '{strongest.name}'"
        return f"{whom} {verb} the {figure_name} with {len(uncertainty.rows)} replications{strong} ({shown})."
    if not others:
        return f"'{strongest.name}' moves the {figure_name} ({shown})."
    then = f"; then '{others[0].name}' with {_correlation(others[0])}" if others[0].significant else ""
    return f"Measure first '{strongest.name}', which matters most for the {figure_name}: {shown}{then}."


def uncertainty_tables(results: Results, uncertainty: Uncertainty, *, wide: bool = False) -> tuple[TextTable, ...]:
    """The spread of every measure by kind, and what each uncertain number moves; `wide` for a page, else for 80 columns."""
    if not uncertainty.measures:
        return ()
    return (
        _wide_spreads(results, uncertainty) if wide else _spreads(results, uncertainty),
        _influences(results, uncertainty),
    )


def _spreads(results: Results, uncertainty: Uncertainty) -> TextTable:
    rows, last = [], None
    shares = [measure for measure in uncertainty.measures if measure.measure == "in_time"]
    many = len(results.figures.routes) > _FEW_ROUTES and bool(shares)
    for measure in shares if many else uncertainty.measures:
        figure = _FIGURES[measure.measure]
        name = f"{figure.name} [{figure.unit}]".replace(", ", ",\n").replace("95th percentile", "95 %")
        cells = (
            f"{_deviation(figure, spread)}\n{_range(figure, spread, change=spread is measure.ignorance)}"
            for spread in (measure.chance, measure.ignorance, measure.both)
        )
        rows.append((_route(results, measure.place) if measure.place != last else "", name, *cells))
        last = measure.place
    note = (
        f"Standard deviations, in points, working days and working hours; below them the range of {_NINE_IN_TEN}. From "
        "ignorance: of what a replication differs by when the uncertain numbers are drawn."
    ) + (" Terms and queue times are in report.html." if many else "")
    columns = ("from chance", "from\nignorance", "both\ntogether")
    return TextTable(
        "spreads",
        f"{_TITLE} ({len(uncertainty.rows)} replications)",
        ("route", "figure"),
        columns,
        tuple(rows),
        note,
        only="terminal",
    )


def _wide_spreads(results: Results, uncertainty: Uncertainty) -> TextTable:
    rows, last = [], None
    for measure in uncertainty.measures:
        figure = _FIGURES[measure.measure]
        cells = [f"{_interval(figure, measure.stated)}\n{_interval(figure, measure.drawn)}"]
        for spread in (measure.chance, measure.ignorance, measure.both):
            ends = _range(figure, spread, change=spread is measure.ignorance)
            cells.append(f"{_deviation(figure, spread, interval=True)}\n{ends}")
        route = _route(results, measure.place) if measure.place != last else ""
        rows.append((route, f"{figure.name} [{figure.unit}]", *cells))
        last = measure.place
    columns = ("mean, as stated\nand drawn", "from chance", "from ignorance", "both together")
    note = (
        "Means, standard deviations over replications and below them ranges of "
        f"{_NINE_IN_TEN}, in per cent or points, working days and working hours; 95 % intervals in brackets (of standard "
        "deviations by the bootstrap). Chance: over replications with the stated numbers. "
        "Ignorance: of what each replication differs by when the uncertain numbers are drawn and all other luck stays. The "
        "parts need not add up, since luck answers to other numbers in another way. More replications narrow the intervals of "
        "means, not these spreads; only counting lessens ignorance."
    )
    return TextTable("spreads", _TITLE, ("route", "figure"), columns, tuple(rows), note, only="page")


def _influences(results: Results, uncertainty: Uncertainty) -> TextTable:
    first = uncertainty.measures[0]
    how_uncertain = {assumption.name: assumption.uncertain.in_words for assumption in uncertainty.assumptions}
    rows = [
        (influence.name.replace("_", " "), how_uncertain[influence.name], _correlation(influence))
        for influence in first.influences
    ]
    note = (
        f"Rank correlation (Spearman) of the number drawn with the change of the {_figure_name(results, first)}, 95 % interval in "
        "brackets (for all numbers at once): 1 or -1 where the figure follows this number alone, 0 where it does not."
    )
    labels, columns = ("number", "how uncertain"), ("rank correlation",)
    return TextTable("influences", "Which uncertain number matters", labels, columns, tuple(rows), note)


def _figure_name(results: Results, measure: MeasureSpread) -> str:
    where = "over all routes" if measure.place == WHOLE else f"on the route '{_route(results, measure.place)}'"
    return f"{_FIGURES[measure.measure].name} {where}"


def _route(results: Results, place: Key) -> str:
    return "all routes" if place == WHOLE else route_name(place, several=several_services(results.figures))


_MOST_DECIMALS = 1
"""Decimals of shares, days and hours at most."""


def _scaled(figure: _Figure, value: Estimate) -> Estimate:
    """An estimate in the unit in which it is shown."""
    mean, low, high = (figure.scale * end for end in (value.mean, value.low, value.high))
    return replace(value, mean=mean, low=low, high=high)


def _deviation(figure: _Figure, spread: Spread, *, interval: bool = False) -> str:
    """A standard deviation with as many digits as its interval bears."""
    if math.isnan(spread.deviation.mean):
        return "not reached"
    return number(_scaled(figure, spread.deviation), _MOST_DECIMALS, interval=interval)


def _ends(figure: _Figure, spread: Spread, *, change: bool = False) -> tuple[str, str]:
    """The ends of a range of replications, with the digits of their standard deviation; those of a term are whole days."""
    if figure.days and not change:
        return str(math.ceil(spread.low - 1e-9)), str(math.ceil(spread.high - 1e-9))
    digits = decimals(_scaled(figure, spread.deviation).half_width, _MOST_DECIMALS)
    low, high = (plain(figure.scale * end, digits if end else 0) for end in (spread.low, spread.high))
    return low, high


def _range(figure: _Figure, spread: Spread, *, change: bool = False) -> str:
    if math.isnan(spread.low):
        return "–"
    return " to ".join(dict.fromkeys(_ends(figure, spread, change=change)))  # one number where both ends are alike


def _interval(figure: _Figure, value: Estimate) -> str:
    """A figure with its interval, a quantile of a term as a whole day."""
    if math.isnan(value.mean) or math.isinf(value.mean):
        return "not reached"
    if figure.days:
        return whole_days(value, interval=True)
    return number(_scaled(figure, value), _MOST_DECIMALS, interval=True)


def _change(figure: _Figure, value: Estimate) -> str:
    """A paired difference with its interval."""
    return number(_scaled(figure, value), _MOST_DECIMALS, interval=True)


def _correlation(influence: Influence) -> str:
    if math.isnan(influence.correlation):
        return "–"
    text = f"{influence.correlation:.2f}"
    return text if math.isnan(influence.low) else f"{text} ({influence.low:.2f} to {influence.high:.2f})"
