"""Tables of sittings, visits to households, transfers between offices and information systems; none where there are none."""

from __future__ import annotations

from sim.experiment.results import Results
from sim.measure.in_words import count, number, route_name, several_services, share
from sim.measure.intervals import Estimate
from sim.report.parts import TextTable

_SHOWN = 0.5
"""Files or requests that are not over are shown from this many on, on average."""


def transfer_visit_system_tables(results: Results) -> list[TextTable]:
    """The tables that a run has: sittings, visits to households, transfers between offices, information systems."""
    tables = (_sittings(results), _home_visits(results), _transfers(results), _systems(results))
    return [table for table in tables if table.rows]


def _sittings(results: Results) -> TextTable:
    rows = [
        (
            f"{office} / {role.replace('_', ' ')}",
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
        "due\n(not held)", "files per\nsitting", "carried\nover", "waiting\nat end", "wait for a\nsitting [h]", "for room or\npeople [h]",
        "age\n[days]",
    )  # fmt: skip
    note = (
        "Waits are hours on the clock: until the first sitting that could take a file, and beyond it. "
        "Ages are working days from receipt to the sitting. A sitting is not held where people or files are too few."
    )
    return TextTable("sittings", "Sittings", ("office and role",), columns, tuple(rows), note)


def _home_visits(results: Results) -> TextTable:
    rows = [
        (
            f"{office} / {role.replace('_', ' ')}",
            count(row["team_days"]),
            number(row["visits_per_team_day"], 2, interval=True),
            share(row["idle_share"], 0, interval=False),
        )
        for (office, role), row in results.figures.home_visits.items()
    ]
    columns = ("team days", "visits per team day", "days without a visit")
    return TextTable("home_visits", "Visits to households", ("office and role",), columns, tuple(rows))


def _transfers(results: Results) -> TextTable:
    several = several_services(results.figures)
    rows = [
        (
            route_name(key, several=several),
            key[2],
            count(row["files"]) + _beside(row["not_arrived"], "not arrived"),
            number(row["under_way_h"], 1, interval=True),
            number(row["wait_courier_h"]),
        )
        for key, row in results.figures.transfers.items()
    ]
    columns = ("files", "under way [h]", "of it waiting for the courier [h]")
    return TextTable(
        "transfers",
        "Files between offices",
        ("route", "steps"),
        columns,
        tuple(rows),
        "Hours on the clock, nights included.",
    )


def _beside(many: Estimate, what: str) -> str:
    """How many beside those of a cell, where there are any."""
    return f"\n{count(many)} {what}" if many.mean >= _SHOWN else ""


def _systems(results: Results) -> TextTable:
    rows = [
        (
            name.replace("_", " "),
            count(row["requests"]) + _beside(row["unanswered"], "unanswered"),
            count(row["hit"], interval=True),
            number(row["down_h"]),
            number(row["wait_down_h"], 2),
            number(row["wait_place_h"], 2),
        )
        for (name,), row in results.figures.systems.items()
    ]
    columns = ("requests", "hit by an outage", "down [h]", "wait while down, mean [h]", "wait for a place, mean [h]")
    return TextTable("systems", "Information systems", ("system",), columns, tuple(rows))
