"""Tables of sittings, visits to households, transfers between offices and information systems; none where there are none."""

from __future__ import annotations

from collections.abc import Mapping

from sim.experiment.results import Results
from sim.measure.in_words import count, number, route_name, several_services, share, way_in_words
from sim.measure.intervals import Estimate
from sim.report.parts import TextTable
from sim.report.run.names import place_names
from sim.translations.in_use import translated

_SHOWN = 0.5
"""Files or requests that are not over are shown from this many on, on average."""


def transfer_visit_system_tables(results: Results) -> list[TextTable]:
    """The tables that a run has: sittings, visits to households, transfers between offices, information systems."""
    tables = (_sittings(results), _home_visits(results), _transfers(results), _systems(results))
    return [table for table in tables if table.rows]


def _sittings(results: Results) -> TextTable:
    rows = [
        (
            " / ".join(place_names(results.study, office, role)),
            f"{count(row['sittings'])} ({count(row['not_held'])})",
            number(row["files_per_sitting"]),
            number(row["carried_over"]),
            count(row["waiting"]),
            number(row["wait_sitting_h"]),
            number(row["wait_more_h"]),
            number(row["age_days"]),
        )
        for (office, role), row in results.figures.sittings.items()
    ]
    columns = (
        translated("due\n(not held)"),
        translated("files per\nsitting"),
        translated("carried\nover"),
        translated("waiting\nat end"),
        translated("wait for a\nsitting [h]"),
        translated("for room or\npeople [h]"),
        translated("age\n[days]"),
    )
    note = translated(
        "Waits are hours on the clock: until the first sitting that could take a file, and beyond it. "
        "Ages are working days from receipt to the sitting. A sitting is not held where people or files are too few."
    )
    return TextTable("sittings", translated("Sittings"), (translated("office and role"),), columns, tuple(rows), note)


def _home_visits(results: Results) -> TextTable:
    rows = [
        (
            " / ".join(place_names(results.study, office, role)),
            count(row["team_days"]),
            number(row["visits_per_team_day"], 2, interval=True),
            share(row["idle_share"], 0, interval=False),
        )
        for (office, role), row in results.figures.home_visits.items()
    ]
    columns = (translated("team days"), translated("visits per team day"), translated("days without a visit"))
    labels = (translated("office and role"),)
    return TextTable("home_visits", translated("Visits to households"), labels, columns, tuple(rows))


def _transfers(results: Results) -> TextTable:
    several = several_services(results.figures)
    rows = [
        (
            route_name(key, several=several),
            way_in_words(key[2]),
            _files(row),
            number(row["under_way_h"], 1, interval=True),
            number(row["wait_courier_h"]),
        )
        for key, row in results.figures.transfers.items()
    ]
    columns = (translated("files"), translated("under way [h]"), translated("of it waiting for the courier [h]"))
    return TextTable(
        "transfers",
        translated("Files between offices"),
        (translated("route"), translated("steps")),
        columns,
        tuple(rows),
        translated("Hours on the clock, nights included."),
    )


def _files(row: Mapping[str, Estimate]) -> str:
    """How many files were sent, and how many have not arrived, where there are any."""
    sent, missing = count(row["files"]), row["not_arrived"]
    if missing.mean < _SHOWN:
        return sent
    return translated("{files}\n{missing} not arrived", files=sent, missing=count(missing))


def _requests(row: Mapping[str, Estimate]) -> str:
    """How many requests there were, and how many are unanswered, where there are any."""
    asked, missing = count(row["requests"]), row["unanswered"]
    if missing.mean < _SHOWN:
        return asked
    return translated("{requests}\n{missing} unanswered", requests=asked, missing=count(missing))


def _systems(results: Results) -> TextTable:
    rows = [
        (
            name.replace("_", " "),
            _requests(row),
            count(row["hit"], interval=True),
            number(row["down_h"]),
            number(row["wait_down_h"], 2),
            number(row["wait_place_h"], 2),
        )
        for (name,), row in results.figures.systems.items()
    ]
    columns = (
        translated("requests"),
        translated("hit by an outage"),
        translated("down [h]"),
        translated("wait while down, mean [h]"),
        translated("wait for a place, mean [h]"),
    )
    return TextTable("systems", translated("Information systems"), (translated("system"),), columns, tuple(rows))
