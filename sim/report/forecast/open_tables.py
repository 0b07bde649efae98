"""Tables and sentences of what will become of open files."""

from __future__ import annotations

from sim.forecast.open.open_files import LateCount, OpenFilesForecast
from sim.measure.in_words import percent
from sim.quantities import civil
from sim.report.parts import TextTable
from sim.translations.in_use import counted, in_language, localized_day, localized_number, translated

MOST_SHOWN = 20
"""Files that a terminal shows at most; data have all."""


def open_files_tables(forecast: OpenFilesForecast, lang: str = "en") -> tuple[TextTable, ...]:
    """The riskiest files, and how many will be late by week."""
    with in_language(lang):
        return (_files(forecast), _weeks(forecast))


def open_files_sentences(forecast: OpenFilesForecast, lang: str = "en") -> tuple[str, ...]:
    """How many will be late over all, and what that rests on."""
    with in_language(lang):
        total = forecast.total
        sentences = [
            counted(
                "Of {count} file whose due date lies ahead {late} will be late (95 % interval {low} to {high}).",
                "Of {count} files whose due dates lie ahead {late} will be late (95 % interval {low} to {high}).",
                total.files,
                late=localized_number(total.late, 1),
                low=localized_number(total.low),
                high=localized_number(total.high),
            )
        ]
        if forecast.overdue:
            sentences.append(
                counted("{count} more is late already.", "{count} more are late already.", forecast.overdue)
            )
        if forecast.without_due:
            sentences.append(
                counted(
                    "Of {count} file the register does not say when it is due.",
                    "Of {count} files the register does not say when they are due.",
                    forecast.without_due,
                )
            )
        sentences.append(_basis(forecast))
    return tuple(sentences)


def _basis(forecast: OpenFilesForecast) -> str:
    """What the probabilities rest on."""
    known = int(forecast.model.terms.settled.sum())
    if forecast.model.column is None:
        return translated(
            "This rests on {count} cases of which it is known whether they were in time, and on how much of its term each file has left; no column of the register tells more.",
            count=known,
        )
    return translated(
        "This rests on {count} cases of which it is known whether they were in time, on how much of its term each file has left, and on '{column}'.",
        count=known,
        column=forecast.model.column,
    )


def _files(forecast: OpenFilesForecast) -> TextTable:
    rows = tuple(
        (
            file.case,
            file.group or "–",
            localized_day(civil(file.due).date()),
            percent(file.probability, 0),
            translated("{low} to {high}", low=percent(file.low, 0), high=percent(file.high, 0)),
        )
        for file in forecast.files[:MOST_SHOWN]
    )
    return TextTable(
        "open_files",
        translated("Which will be late, the riskiest first"),
        (translated("file"), forecast.model.column or "–"),
        (translated("due"), translated("late"), translated("95 % interval")),
        rows,
    )


def _weeks(forecast: OpenFilesForecast) -> TextTable:
    rows = tuple((localized_day(monday), *_count(count)) for monday, count in forecast.weeks)
    return TextTable(
        "open_weeks",
        translated("How many will be late, by week of the due date"),
        (translated("week from"),),
        (translated("files"), translated("late"), translated("95 % interval")),
        rows,
    )


def _count(count: LateCount) -> tuple[str, str, str]:
    bounds = translated("{low} to {high}", low=localized_number(count.low), high=localized_number(count.high))
    return localized_number(count.files), localized_number(count.late, 1), bounds
