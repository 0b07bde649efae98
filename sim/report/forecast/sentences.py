"""What a forecast says in sentences: what is simulated, and which changes can be told from none."""

from __future__ import annotations

from collections.abc import Iterator

from sim.forecast.forecast import Forecast
from sim.report.forecast.tables import figure_digits, interval_shown, number_shown
from sim.translations.in_use import counted, in_language, localized_day, translated


def forecast_facts(forecast: Forecast, lang: str = "en") -> str:
    """What was simulated, in one paragraph."""
    with in_language(lang):
        options, period = forecast.options, forecast.study.scenario.period
        if options.cases is not None:
            what = counted(
                "The first case from {start} on, from empty offices.",
                "The first {count} cases from {start} on, from empty offices.",
                options.cases,
                start=localized_day(period.start),
            )
        else:
            what = translated(
                "Cases from {start} until {end}.",
                start=localized_day(period.counted_from),
                end=localized_day(period.end),
            )
        drawn = counted(
            "{draws} draws of {count} uncertain number, {replications} replications of each.",
            "{draws} draws of {count} uncertain numbers, {replications} replications of each.",
            len(forecast.draws.assumptions),
            draws=len(forecast.draws),
            replications=options.replications,
        )
        clock = translated(
            "Times are hours of the clock, nights and weekends included; an interval holds the mean with 95 %, as chance and what is not known of "
            "the office allow, and nineteen in twenty single periods lie within the last column."
        )
        return f"{what} {drawn} {clock}"


def forecast_sentences(forecast: Forecast, lang: str = "en") -> tuple[str, ...]:
    """One sentence for each changed case: what becomes of the mean time, and whether that can be told from chance."""
    with in_language(lang):
        return tuple(_sentences(forecast))


def _sentences(forecast: Forecast) -> Iterator[str]:
    mean = next(i for i, figure in enumerate(forecast.figures) if figure.name == "cycle_mean")
    figure = forecast.figures[mean]
    for case in range(1, len(forecast.cases)):
        change, then = forecast.difference(case, mean), forecast.estimate(case, mean)
        digits = figure_digits(figure, change)
        texts = {
            "name": forecast.cases[case].name,
            "hours": number_shown(figure, abs(change.value), digits),
            "then": number_shown(figure, then.value, digits),
            "interval": interval_shown(figure, change.low, change.high, digits, signed=True),
        }
        if not change.told:
            yield translated(
                "'{name}' cannot be told from no change: {interval} h to the mean time from arrival to end (95 % interval).",
                **texts,
            )
        elif change.value < 0:
            yield translated(
                "With '{name}' cases are over {hours} h sooner on average, after {then} h (95 % interval of the change {interval} h).",
                **texts,
            )
        else:
            yield translated(
                "With '{name}' cases are over {hours} h later on average, after {then} h (95 % interval of the change {interval} h).",
                **texts,
            )
