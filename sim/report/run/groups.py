"""The applications of a run by stream and by class of priority, in tables."""

from __future__ import annotations

from collections.abc import Mapping

from sim.experiment.results import Results
from sim.measure.in_words import count, number, share, whole_days
from sim.measure.intervals import Estimate
from sim.report.parts import TextTable, two_lines

_ANSWERS = (
    "in time", "late", "elapsed term,\nmedian [days]", "queue time,\nmedian [h]", "never\nbegun",
)  # fmt: skip


def stream_tables(results: Results) -> tuple[TextTable, ...]:
    """Applications drawn beside those expected, stream by stream, for a page and for a terminal; and how those were answered
    that count, where there are several streams."""
    streams = results.figures.streams
    rows = tuple(
        (stream, count(row["expected"]), count(row["arrivals"], interval=True)) for (stream,), row in streams.items()
    )
    title, wide = "Arrivals in the counted period", ("expected", "drawn, mean with its 95 % uncertainty")
    tables = [
        TextTable("streams", title, ("stream",), wide, rows, only="page"),
        TextTable("streams", title, ("stream",), ("expected", "drawn"), rows, only="terminal"),
    ]
    if len(streams) > 1:
        answers = tuple((stream, *_answers(row)) for (stream,), row in streams.items())
        tables.append(TextTable("streams_answered", "Answers by stream", ("stream",), _ANSWERS, answers, only="page"))
    return tuple(tables)


def class_tables(results: Results) -> tuple[TextTable, ...]:
    """How applications of each class of priority were answered; nothing where no pool goes by it."""
    rows = tuple(
        (number_of, count(row["applications"]), *_answers(row)) for (number_of,), row in results.figures.classes.items()
    )
    columns = ("appli-\ncations", *_ANSWERS)
    return (TextTable("classes", "Classes of priority", ("class",), columns, rows),) if rows else ()


def _answers(row: Mapping[str, Estimate]) -> tuple[str, ...]:
    """The cells of a row of answers."""
    return (
        two_lines(share(row["in_time"], 0)),
        count(row["late"]),
        whole_days(row["median_days"]),
        number(row["queue_median_h"], 1),
        count(row["waiting"]),
    )
