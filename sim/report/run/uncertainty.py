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
from sim.translations.in_use import counted, localized_signs, marked, translated


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
    "in_time": _Figure(marked("share in time"), "%", marked("points"), 100),
    "median_days": _Figure(marked("elapsed term, median"), marked("days"), marked("working days"), 1, days=True),
    "p95_days": _Figure(marked("elapsed term, 95th percentile"), marked("days"), marked("working days"), 1, days=True),
    "queue_median_h": _Figure(marked("queue time, median"), marked("h"), marked("working hours"), 1),
    "queue_p95_h": _Figure(marked("queue time, 95th percentile"), marked("h"), marked("working hours"), 1),
}
_TITLE = marked("Two kinds of not knowing")
"""Heading of the table of spreads."""
_FEW_ROUTES = 4
"""Of more routes a terminal shows the share in time alone."""


def uncertainty_sentences(results: Results, uncertainty: Uncertainty) -> tuple[str, ...]:
    """How much is due to chance and how much to ignorance, what drawing does to the mean, and which number matters most."""
    if not uncertainty.measures:
        return (
            translated(
                "No application was counted in some replications, so nothing can be said of the uncertain numbers."
            ),
        )
    first = uncertainty.measures[0]
    if math.isnan(first.chance.deviation.mean) or math.isnan(first.ignorance.deviation.mean):
        return (
            translated(
                "The {figure} is not reached in some replications, so its spread is not known.",
                figure=_figure_name(results, first),
            ),
        )
    parts = [_spread_sentence(results, uncertainty, first)]
    if first.ignorance.deviation.mean > 0:
        parts.append(_mean_sentence(first))
    return (*parts, _influence_sentence(results, uncertainty, first))


def _spread_sentence(results: Results, uncertainty: Uncertainty, first: MeasureSpread) -> str:
    figure = _FIGURES[first.measure]
    unit = translated(figure.of_differences)
    chance, ignorance, both = (_deviation(figure, spread) for spread in (first.chance, first.ignorance, first.both))
    low, high = _ends(figure, first.both)
    return counted(
        "The {figure} spreads by {chance} {unit} from chance, by {ignorance} from ignorance of one number that nobody has measured, "
        "and by {both} from both together (standard deviations over {replications} replications); nine in ten replications then "
        "lie between {low} and {high} {unit_of_ends}.",
        "The {figure} spreads by {chance} {unit} from chance, by {ignorance} from ignorance of {count} numbers that nobody has "
        "measured, and by {both} from both together (standard deviations over {replications} replications); nine in ten "
        "replications then lie between {low} and {high} {unit_of_ends}.",
        len(uncertainty.assumptions),
        figure=_figure_name(results, first),
        chance=chance,
        ignorance=ignorance,
        both=both,
        unit=unit,
        unit_of_ends="%" if first.measure == "in_time" else unit,
        replications=len(uncertainty.rows),
        low=low,
        high=high,
    )


def _mean_sentence(first: MeasureSpread) -> str:
    """What drawing does to the mean, or that it cannot be told from nothing."""
    figure = _FIGURES[first.measure]
    if first.measure == "in_time":
        drawn, stated, shift = share_changed(first.stated, first.shift, first.drawn)
    else:
        drawn, stated = _interval(figure, first.drawn), _interval(figure, first.stated)
        stated = f"{stated} {translated(figure.of_differences)}"
        shift = translated("a change of {change}", change=_change(figure, first.shift))
    if not first.shift.significant:
        return translated(
            "With the numbers drawn its mean is {drawn}, and {stated} as stated; {replications} replications cannot tell that from "
            "no change: {shift}.",
            drawn=drawn,
            stated=stated,
            replications=first.shift.replications,
            shift=shift,
        )
    if first.measure == "in_time":
        return translated(
            "With the numbers drawn its mean is {drawn} in place of {stated}: {shift}.",
            drawn=drawn,
            stated=stated,
            shift=shift,
        )
    return translated(
        "With the numbers drawn its mean is {drawn} in place of {stated}: {shift}, 95 % interval in brackets.",
        drawn=drawn,
        stated=stated,
        shift=shift,
    )


def _influence_sentence(results: Results, uncertainty: Uncertainty, first: MeasureSpread) -> str:
    figure, replications = _figure_name(results, first), len(uncertainty.rows)
    strongest, *others = first.influences
    if math.isnan(strongest.correlation):
        return translated("None of the numbers drawn moves the {figure}.", figure=figure)
    known = {"figure": figure, "correlation": _correlation(strongest), "name": strongest.name}
    if not strongest.significant and others:
        return translated(
            "None of the numbers can be told to move the {figure} with {replications} replications, the strongest being '{name}' "
            "(rank correlation {correlation}, 95 % interval in brackets).",
            replications=replications,
            **known,
        )
    if not strongest.significant:
        return translated(
            "It cannot be told to move the {figure} with {replications} replications (rank correlation {correlation}, 95 % "
            "interval in brackets).",
            replications=replications,
            **{name: known[name] for name in ("figure", "correlation")},
        )
    if not others:
        return translated(
            "'{name}' moves the {figure} (rank correlation {correlation}, 95 % interval in brackets).", **known
        )
    if others[0].significant:
        return translated(
            "Measure first '{name}', which matters most for the {figure}: rank correlation {correlation}, 95 % interval in brackets; "
            "then '{other}' with {other_correlation}.",
            other=others[0].name,
            other_correlation=_correlation(others[0]),
            **known,
        )
    return translated(
        "Measure first '{name}', which matters most for the {figure}: rank correlation {correlation}, 95 % interval in brackets.",
        **known,
    )


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
        name = f"{translated(figure.name)} [{_unit(figure)}]".replace(", ", ",\n").replace("95th percentile", "95 %")
        cells = (
            f"{_deviation(figure, spread)}\n{_range(figure, spread, change=spread is measure.ignorance)}"
            for spread in (measure.chance, measure.ignorance, measure.both)
        )
        rows.append((_route(results, measure.place) if measure.place != last else "", name, *cells))
        last = measure.place
    note = translated(
        "Standard deviations, in points, working days and working hours; below them the range of 5 % to 95 % of the replications. "
        "From ignorance: of what a replication differs by when the uncertain numbers are drawn."
    )
    if many:
        note = translated("{note} Terms and queue times are in report.html.", note=note)
    columns = (translated("from chance"), translated("from\nignorance"), translated("both\ntogether"))
    title = counted(
        "{title} ({count} replication)",
        "{title} ({count} replications)",
        len(uncertainty.rows),
        title=translated(_TITLE),
    )
    return TextTable(
        "spreads",
        title,
        (translated("route"), translated("figure")),
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
        rows.append((route, f"{translated(figure.name)} [{_unit(figure)}]", *cells))
        last = measure.place
    columns = (
        translated("mean, as stated\nand drawn"),
        translated("from chance"),
        translated("from ignorance"),
        translated("both together"),
    )
    note = translated(
        "Means, standard deviations over replications and below them ranges of 5 % to 95 % of the replications, in per cent or points, working days and working hours; 95 % intervals in brackets (of standard "
        "deviations by the bootstrap). Chance: over replications with the stated numbers. "
        "Ignorance: of what each replication differs by when the uncertain numbers are drawn and all other luck stays. The "
        "parts need not add up, since luck answers to other numbers in another way. More replications narrow the intervals of "
        "means, not these spreads; only counting lessens ignorance."
    )
    labels = (translated("route"), translated("figure"))
    return TextTable("spreads", translated(_TITLE), labels, columns, tuple(rows), note, only="page")


def _influences(results: Results, uncertainty: Uncertainty) -> TextTable:
    first = uncertainty.measures[0]
    how_uncertain = {assumption.name: assumption.uncertain.in_words for assumption in uncertainty.assumptions}
    rows = [
        (influence.name.replace("_", " "), how_uncertain[influence.name], _correlation(influence))
        for influence in first.influences
    ]
    note = translated(
        "Rank correlation (Spearman) of the number drawn with the change of the {figure}, 95 % interval in brackets (for all "
        "numbers at once): 1 or -1 where the figure follows this number alone, 0 where it does not.",
        figure=_figure_name(results, first),
    )
    labels, columns = (translated("number"), translated("how uncertain")), (translated("rank correlation"),)
    return TextTable("influences", translated("Which uncertain number matters"), labels, columns, tuple(rows), note)


def _figure_name(results: Results, measure: MeasureSpread) -> str:
    figure = translated(_FIGURES[measure.measure].name)
    if measure.place == WHOLE:
        return translated("{figure} over all routes", figure=figure)
    return translated("{figure} on the route '{route}'", figure=figure, route=_route(results, measure.place))


def _unit(figure: _Figure) -> str:
    return "%" if figure.unit == "%" else translated(figure.unit)


def _route(results: Results, place: Key) -> str:
    return translated("all routes") if place == WHOLE else route_name(place, several=several_services(results.figures))


_MOST_DECIMALS = 1
"""Decimals of shares, days and hours at most."""


def _scaled(figure: _Figure, value: Estimate) -> Estimate:
    """An estimate in the unit in which it is shown."""
    mean, low, high = (figure.scale * end for end in (value.mean, value.low, value.high))
    return replace(value, mean=mean, low=low, high=high)


def _deviation(figure: _Figure, spread: Spread, *, interval: bool = False) -> str:
    """A standard deviation with as many digits as its interval bears."""
    if math.isnan(spread.deviation.mean):
        return translated("not reached")
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
    low, high = _ends(figure, spread, change=change)
    return low if low == high else translated("{low} to {high}", low=low, high=high)


def _interval(figure: _Figure, value: Estimate) -> str:
    """A figure with its interval, a quantile of a term as a whole day."""
    if math.isnan(value.mean) or math.isinf(value.mean):
        return translated("not reached")
    if figure.days:
        return whole_days(value, interval=True)
    return number(_scaled(figure, value), _MOST_DECIMALS, interval=True)


def _change(figure: _Figure, value: Estimate) -> str:
    """A paired difference with its interval."""
    return number(_scaled(figure, value), _MOST_DECIMALS, interval=True)


def _correlation(influence: Influence) -> str:
    if math.isnan(influence.correlation):
        return "–"
    text, low, high = (
        localized_signs(f"{value:.2f}") for value in (influence.correlation, influence.low, influence.high)
    )
    return (
        text if math.isnan(influence.low) else translated("{figure} ({low} to {high})", figure=text, low=low, high=high)
    )
