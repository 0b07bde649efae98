"""Which applications the figures are of: those that count, those that were not finished, and those that were left out."""

from __future__ import annotations

from sim.experiment.results import Results
from sim.measure.in_words import count
from sim.report.parts import TextTable
from sim.report.run.names import route_title
from sim.translations.in_use import localized_day, translated


def counted_table(results: Results, lang: str) -> TextTable:
    """By route: applications counted, in the share in time, left out of it, and not finished at the end of the period and of the run."""
    rows = tuple(
        (
            route_title(results, key, lang),
            count(row["applications"]),
            count(row["cohort"]),
            count(row["left_out"]),
            count(row["backlog"]),
            count(row["open"]),
        )
        for key, row in results.figures.routes.items()
    )
    period = results.study.scenario.period
    note = translated(
        "Means over replications. Counted: received from {first} to the day before {end}. Left out of the share in time: due after "
        "the time for which outcomes are known. Unfinished at the end of the period: received and not ready on {end}, earlier ones "
        "among them; counted ones are followed further, and unfinished for good is what is open even then.",
        first=localized_day(period.counted_from),
        end=localized_day(period.end),
    )
    columns = (
        translated("counted"),
        translated("in the share\nin time"),
        translated("left out\nof it"),
        translated("unfinished at the\nend of the period"),
        translated("unfinished\nfor good"),
    )
    return TextTable(
        "counted", translated("Applications counted"), (translated("route"),), columns, rows, note, only="page"
    )
