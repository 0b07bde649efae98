"""The applications of a run by stream and by class of priority, in tables."""

from __future__ import annotations

from collections.abc import Mapping

from sim.experiment.results import Results
from sim.measure.in_words import count, number, share, whole_days
from sim.measure.intervals import Estimate
from sim.report.parts import TextTable, two_lines
from sim.translations.in_use import marked, translated

_ANSWERS = (
    marked("in time"), marked("late"), marked("elapsed term,\nmedian [days]"), marked("queue time,\nmedian [h]"),
    marked("never\nbegun"),
)  # fmt: skip


def stream_tables(results: Results) -> tuple[TextTable, ...]:
    """Applications drawn beside those expected, stream by stream, for a page and for a terminal; and how those were answered
    that count, where there are several streams."""
    streams = results.figures.streams
    rows = tuple(
        (stream, count(row["expected"]), count(row["arrivals"], interval=True)) for (stream,), row in streams.items()
    )
    title, label = translated("Arrivals in the counted period"), (translated("stream"),)
    wide = (translated("expected"), translated("drawn, mean with its 95 % uncertainty"))
    narrow = (translated("expected"), translated("drawn"))
    tables = [
        TextTable("streams", title, label, wide, rows, only="page"),
        TextTable("streams", title, label, narrow, rows, only="terminal"),
    ]
    if len(streams) > 1:
        answers = tuple((stream, *_answers(row)) for (stream,), row in streams.items())
        tables.append(
            TextTable("streams_answered", translated("Answers by stream"), label, _headings(), answers, only="page")
        )
    return tuple(tables)


def class_tables(results: Results) -> tuple[TextTable, ...]:
    """How applications of each class of priority were answered; nothing where no pool goes by it."""
    rows = tuple(
        (number_of, count(row["applications"]), *_answers(row)) for (number_of,), row in results.figures.classes.items()
    )
    columns = (translated("appli-\ncations"), *_headings())
    title = translated("Classes of priority")
    return (TextTable("classes", title, (translated("class"),), columns, rows),) if rows else ()


def _headings() -> tuple[str, ...]:
    return tuple(translated(heading) for heading in _ANSWERS)


def _answers(row: Mapping[str, Estimate]) -> tuple[str, ...]:
    """The cells of a row of answers."""
    return (
        two_lines(share(row["in_time"], 0)),
        count(row["late"]),
        whole_days(row["median_days"]),
        number(row["queue_median_h"], 1),
        count(row["waiting"]),
    )
