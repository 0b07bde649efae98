"""Commands that work on the law and the calendar: services, audit, timeline, calendar."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.consoles import print_json, stdout
from sim.cli.faults import faults
from sim.cli.options import CalendarFormat, Format, Language, TableFormat
from sim.schema.language import Lang
from sim.translations.in_use import translated
from sim.visible_text import visible


@app.command(short_help="List the regulations of the package, or show one of them.")
def services(
    service: Annotated[str | None, typer.Argument(help="One service by its id; default all.")] = None,
    lang: Language = Lang.en,
    fmt: Format = TableFormat.table,
) -> None:
    """List the regulations that come with the package, or show one of them, route by route."""
    with faults():
        from sim.law.load import load_regulation
        from sim.shipped import shipped_regulations

        regulations = [load_regulation(name) for name in ([service] if service else shipped_regulations())]
        if fmt is TableFormat.json:
            from sim.export.law import as_data

            print_json([as_data(regulation) for regulation in regulations])
            return
        from sim.cli.terminal.law import front_desk_text, offices_table, route_table, route_texts, services_table

        if service is None:
            stdout.print(services_table(regulations, lang.value))
            return
        regulation = regulations[0]
        stdout.print(
            f"{regulation.title.text(lang.value)}\n{regulation.region.text(lang.value)}, {regulation.year}\n",
            style="bold",
        )
        for channel in regulation.routes:
            stdout.print(route_table(regulation, channel, lang.value))
            for text in route_texts(regulation, channel):
                stdout.print(text)
            stdout.print()
        stdout.print(front_desk_text(regulation))
        if regulation.offices:
            stdout.print(offices_table(regulation, lang.value))
        for note in regulation.notes:
            stdout.print(translated("Note: {text}", text=note))


@app.command(short_help="Print days: whether they are worked, hours and names.")
def calendar(
    name: Annotated[str, typer.Argument(help="Calendar: kz, a CSV file of the same format, or a scenario.")] = "kz",
    first: Annotated[str | None, typer.Option("--from", help="First day, as 2018-01-01.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day.")] = None,
    hours: Annotated[str, typer.Option(help="Office hours by name.")] = "department",
    lang: Language = Lang.en,
    fmt: Annotated[CalendarFormat, typer.Option("--format", help="How to print.")] = CalendarFormat.table,
    compare: Annotated[
        bool, typer.Option("--compare-library", help="Only days that the installed `holidays` sees otherwise.")
    ] = False,
) -> None:
    """Print days: whether they are worked, how long the office is open, and what they are called."""
    with faults():
        from sim.cli.calendar_rows import day_rows, library_differences

        rows = day_rows(name, first, last, hours, lang)
        if compare:
            rows = library_differences(rows)
        if fmt is CalendarFormat.json:
            print_json([row._asdict() for row in rows])
        elif fmt is CalendarFormat.csv:
            text = io.StringIO()
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(["date", "working", "open", "name"])
            writer.writerows(row[:4] for row in rows)
            stdout.print_data(visible(text.getvalue()))
        else:
            from sim.cli.terminal.calendar import print_calendar

            print_calendar(rows)


@app.command(short_help="Hold the limits of regulations against their terms.")
def audit(
    service: Annotated[
        str | None, typer.Argument(help="One regulation by its id or file; default all shipped ones.")
    ] = None,
    year: Annotated[
        int | None, typer.Option(min=2012, max=2027, help="Year whose working days are tried; default that of the act.")
    ] = None,
    lang: Language = Lang.en,
    fmt: Format = TableFormat.table,
) -> None:
    """Add up the limits of regulations and hold them against the terms, on paper and on the calendar."""
    with faults():
        from sim.law.audit import audit_regulation, side_by_side
        from sim.law.load import load_regulation
        from sim.shipped import shipped_regulations

        names = [service] if service else shipped_regulations()
        audits = [audit_regulation(load_regulation(name), year=year) for name in names]
        others = side_by_side([load_regulation(name) for name in shipped_regulations()])
        audited = {audit.regulation.service for audit in audits}
        compared = [group for group in others if group.service in audited]
        if fmt is TableFormat.json:
            from sim.export.law import audit_data, service_comparison_data

            data = {
                "regulations": [audit_data(a) for a in audits],
                "side_by_side": [service_comparison_data(g) for g in compared],
            }
            print_json(data)
            return
        from sim.cli.terminal.law import audit_table, audit_texts, comparison_table

        for regulation_audit in audits:
            stdout.print(audit_table(regulation_audit))
            for text in audit_texts(regulation_audit, notes=service is not None):
                stdout.print(text)
            stdout.print()
        for group in compared:
            stdout.print(comparison_table(group, lang.value))


@app.command(short_help="Show the latest lawful moment of every step of a route.")
def timeline(
    service: Annotated[str, typer.Argument(help="A regulation by its id or file.")],
    route: Annotated[str, typer.Option(help="The route: provider, akim, portal, ...")],
    submitted: Annotated[str, typer.Option(help='When the application is handed in, as "2018-03-06 15:40".')],
    reading: Annotated[str | None, typer.Option(help="Reading of the join, where the route has one.")] = None,
    plot: Annotated[Path | None, typer.Option(help="Draw a Gantt chart into this file (.svg, .png or .pdf).")] = None,
    lang: Language = Lang.en,
    fmt: Format = TableFormat.table,
) -> None:
    """Show the latest lawful moment of every step and of the result on the real calendar."""
    with faults():
        from sim.cli.timeline_options import lawful_chain
        from sim.export.law import chain_data
        from sim.law.load import load_regulation

        regulation = load_regulation(service)
        chain = lawful_chain(regulation, route, submitted, reading)
        if plot is not None:
            from sim.report.timeline_chart import save_gantt

            save_gantt(chain, plot, lang.value)
        if fmt is TableFormat.json:
            print_json(chain_data(chain))
            return
        from sim.cli.terminal.law import chain_sentence, chain_table

        stdout.print(chain_table(chain, lang.value))
        stdout.print(chain_sentence(chain), style="bold")
        if plot is not None:
            stdout.print(translated("Drawn to {file}", file=plot), soft_wrap=True)
