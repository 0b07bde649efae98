"""Tables of sittings, visits, ways between offices and systems, as texts for terminal and page; none where there is nothing."""

from __future__ import annotations

from dataclasses import dataclass

from sim.experiment.results import Results
from sim.measure.in_words import number, percent, route_name, several_services


@dataclass(frozen=True)
class TextTable:
    """A table as texts."""

    title: str
    """What it is about."""
    labels: tuple[str, ...]
    """Headings of the columns that name a row."""
    columns: tuple[str, ...]
    """Headings of the columns with figures, units in square brackets."""
    rows: tuple[tuple[str, ...], ...]
    """Cells, label columns first."""
    note: str = ""
    """What has to be known to read it."""


def elsewhere_tables(results: Results) -> list[TextTable]:
    """The tables that a run has: sittings, days of visits, ways between offices, information systems."""
    return [table for table in (_sittings(results), _visits(results), _ways(results), _systems(results)) if table.rows]


def _sittings(results: Results) -> TextTable:
    rows = [
        (
            f"{office} / {role.replace('_', ' ')}",
            f"{number(row['sittings'], 0)} ({number(row['not_held'], 1)})",
            number(row["files_per_sitting"]),
            number(row["carried_over"]),
            number(row["wait_sitting_h"]),
            number(row["wait_more_h"]),
            number(row["age_days"]),
        )
        for (office, role), row in results.figures.sittings.items()
    ]
    columns = (
        "due\n(not held)", "files per\nsitting", "carried\nover", "wait for a\nsitting [h]", "for room or\npeople [h]",
        "age\n[days]",
    )  # fmt: skip
    note = (
        "Waits are hours on the clock: until the first sitting that could take a file, and beyond it. "
        "Ages are working days from receipt to the sitting."
    )
    return TextTable("Sittings", ("office and role",), columns, tuple(rows), note)


def _visits(results: Results) -> TextTable:
    rows = [
        (
            f"{office} / {role.replace('_', ' ')}",
            number(row["team_days"], 0),
            number(row["visits_per_team_day"], 2, interval=True),
            percent(row["idle_share"].mean, 0),
        )
        for (office, role), row in results.figures.visits.items()
    ]
    columns = ("team days", "visits per team day", "days without a visit")
    return TextTable("Visits to households", ("office and role",), columns, tuple(rows))


def _ways(results: Results) -> TextTable:
    several = several_services(results.figures)
    rows = [
        (
            route_name(key, several=several),
            key[2],
            number(row["files"], 0),
            number(row["under_way_h"], 1, interval=True),
            number(row["wait_courier_h"]),
        )
        for key, row in results.figures.transfers.items()
    ]
    columns = ("files", "under way [h]", "of it waiting for the courier [h]")
    return TextTable(
        "Files between offices", ("route", "steps"), columns, tuple(rows), "Hours on the clock, nights included."
    )


def _systems(results: Results) -> TextTable:
    rows = [
        (
            name.replace("_", " "),
            number(row["requests"], 0),
            number(row["hit"], 1, interval=True),
            number(row["down_h"]),
            number(row["wait_down_h"], 2),
            number(row["wait_place_h"], 2),
        )
        for (name,), row in results.figures.systems.items()
    ]
    columns = ("requests", "hit by an outage", "down [h]", "wait while down, mean [h]", "wait for a place, mean [h]")
    return TextTable("Information systems", ("system",), columns, tuple(rows))
