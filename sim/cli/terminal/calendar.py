"""Days of a calendar as a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.table import Table

from sim.cli.calendar_rows import DayRow
from sim.cli.consoles import stdout
from sim.cli.terminal.tables import headings
from sim.quantities import HOUR
from sim.report.short_words import weekday
from sim.translations.in_use import counted, localized_iso, localized_signs, translated


def print_calendar(rows: Sequence[DayRow]) -> None:
    """Print days, whether they are worked, their hours and names, and how many of them are worked."""
    date_of, *others = headings(translated("date | working | open [h] | hours | name"))
    table = Table(date_of, "", *others, box=None, pad_edge=False)
    for row in rows:
        table.add_row(
            localized_iso(row.date),
            weekday(date.fromisoformat(row.date)),
            translated("yes") if row.working else "-",
            localized_signs(f"{row.open / HOUR:g}"),
            row.times,
            row.name,
        )
    stdout.print(table)
    worked = sum(row.working for row in rows)
    days = len(rows)
    stdout.print(
        counted(
            "{count} day, {worked} of them working days",
            "{count} days, {worked} of them working days",
            days,
            count=days,
            worked=worked,
        )
    )
