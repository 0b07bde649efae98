"""How well a fit foretells what it has not seen, as a table and sentences."""

from __future__ import annotations

from sim.forecast.hold_out.hold_out import DistanceScore, HeldDistance, HoldOut
from sim.quantities import civil
from sim.report.parts import TextTable
from sim.translations.in_use import in_language, localized_day, localized_number, marked, translated

_NAMES = {
    "arrivals": marked("when cases come [h]"),
    "time_of_week": marked("weekday and hour of events [h]"),
    "relative_events": marked("events since the arrival [h]"),
    "cycle_times": marked("from arrival to end [h]"),
    "steps": marked("order of steps [1]"),
}


def hold_out_table(found: HoldOut, lang: str = "en") -> TextTable:
    """By distance: the forecast beside both floors."""
    with in_language(lang):
        return TextTable(
            "hold_out",
            translated(
                "How far from the {held} cases of {first} to {last}, foretold from the {fitted} before",
                held=localized_number(found.held_cases),
                fitted=localized_number(found.fitted_cases),
                first=localized_day(civil(found.cut).date()),
                last=localized_day(civil(found.until - 1).date()),
            ),
            (translated("distance"),),
            (translated("forecast"), translated("copying the past"), translated("chance alone")),
            tuple(
                (translated(_NAMES[one.which]), *(_score(s) for s in (one.model, one.copying, one.noise)))
                for one in found.distances
            ),
        )


def hold_out_sentences(found: HoldOut, lang: str = "en") -> tuple[str, ...]:
    """Whether this is a forecast, and why not."""
    with in_language(lang):
        if found.is_forecast:
            verdict = translated(
                "A forecast: copies of past weeks come nowhere nearer to what happened by more than chance."
            )
        else:
            verdict = translated("Not yet a forecast: copies of past weeks come nearer to what happened.")
        reasons = tuple(_reason(one) for one in found.distances if one.worse)
        beyond = translated(
            "A copy of the past cannot say what a change would bring; the fitted office can be changed."
        )
    return (verdict, *reasons, beyond)


def _reason(one: HeldDistance) -> str:
    return translated(
        "{distance}: {model} away, copies {copying}, chance alone up to {noise}.",
        distance=translated(_NAMES[one.which]),
        model=_number(one.model.mean),
        copying=_number(one.copying.mean),
        noise=_number(one.noise.high),
    )


def _score(score: DistanceScore) -> str:
    value, low, high = (_number(x) for x in (score.mean, score.low, score.high))
    return translated("{value} ({low} to {high})", value=value, low=low, high=high)


def _number(value: float) -> str:
    return localized_number(value, 0 if value >= 100 else 1 if value >= 10 else 2)
