"""The command `sim`: the only place that prints; faults become lines `file:line:column` and exit code 2."""

from __future__ import annotations

import csv
import io
import json
import shlex
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from sim.errors import Fault, InputError, ModelError

if TYPE_CHECKING:
    from sim.loading import Study

app = typer.Typer(
    help="Simulate public services of Kazakhstan: how long citizens wait, and how many answers are late.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
_out = Console(highlight=False, soft_wrap=False)
_err = Console(stderr=True, highlight=False)


class TableFormat(StrEnum):
    """How a table is printed."""

    table = "table"
    json = "json"


class CalendarFormat(StrEnum):
    """How a calendar is printed."""

    table = "table"
    csv = "csv"
    json = "json"


class Lang(StrEnum):
    """Language of the names of services, roles and steps."""

    kk = "kk"
    ru = "ru"
    en = "en"


Format = Annotated[TableFormat, typer.Option("--format", help="How to print.")]
Language = Annotated[Lang, typer.Option(help="Language of titles and roles: kk, ru or en.")]


@contextmanager
def _faults() -> Iterator[None]:
    """Print faults one to a line on standard error, and end with exit code 2."""
    try:
        yield
    except InputError as error:
        for fault in error.faults:
            _err.print(str(fault), markup=False, soft_wrap=True)
        raise typer.Exit(2) from None
    except ModelError as error:
        _err.print(f"sim: {error}", markup=False, soft_wrap=True)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        _err.print("sim: interrupted; earlier results are as they were")
        raise typer.Exit(130) from None
    except BrokenPipeError:
        sys.stderr.close()
        raise typer.Exit(0) from None


def _version(wanted: bool) -> None:
    if wanted:
        _out.print(f"sim {version('sim')}")
        raise typer.Exit


@app.callback()
def main(
    _show: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Simulate public services of Kazakhstan: how long citizens wait, and how many answers are late."""


@app.command()
def run(
    scenario: Annotated[str, typer.Argument(help="Scenario file, or the name of a shipped scenario.")],
    out: Annotated[Path | None, typer.Option(help="Folder for the results; default reports/NAME.")] = None,
    replications: Annotated[int | None, typer.Option(min=2, help="Overrides the scenario's number.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Overrides the scenario's seed.")] = None,
    strengthen: Annotated[bool, typer.Option(help="Try one member more in paired runs.")] = True,
    lang: Language = Lang.en,
    fmt: Format = TableFormat.table,
) -> None:
    """Simulate a scenario, print its figures, and write tables and a report."""
    with _faults():
        from sim.experiment import run_study
        from sim.export import ResultFolder, as_json, provenance, summary
        from sim.report.page import render_page

        started, clock = datetime.now().astimezone(), time.perf_counter()
        study = _with_overrides(_load(scenario), replications, seed)
        _warn_of_overload(study)
        with ResultFolder(out or Path("reports") / study.name) as folder:
            with _progress() as tell:
                results = run_study(study, on_log=folder.add_log, progress=tell, strengthen=strengthen)
                tell(0, 1, "report")
                folder.add_text("summary.json", as_json(summary(results)))
                folder.add_text("report.html", render_page(results, lang.value))
                facts = provenance(
                    results,
                    command=shlex.join(["sim", *sys.argv[1:]]),
                    started=started.isoformat(timespec="seconds"),
                    seconds=time.perf_counter() - clock,
                )
                folder.add_text("run.json", as_json(facts))
                tell(1, 1, "report")
            files = folder.publish()
        if fmt is TableFormat.json:
            _print_json(summary(results) | {"files": [str(path) for path in files]})
            return
        from sim.report.wording import strengthening_sentence
        from sim.terminal import files_text, pools_table, routes_table, streams_table

        _out.print(f"\n{study.scenario.scenario.text(lang.value)}\n", style="bold", markup=False)
        for table in (routes_table(results), pools_table(results), streams_table(results)):
            _out.print(table)
        for warning in results.warnings:
            _out.print(f"Warning: {warning}", style="yellow", markup=False)
        _out.print(files_text(files) + "\n", markup=False, soft_wrap=True)
        _out.print(strengthening_sentence(results), style="bold", markup=False)


@app.command()
def check(
    files: Annotated[list[str], typer.Argument(help="Scenario or regulation files, or names of shipped scenarios.")],
    fmt: Format = TableFormat.table,
) -> None:
    """Check files; print every fault with its place, and for a scenario what to expect of it."""
    from sim.loading import find_scenario, is_regulation, load_regulation

    faults: list[Fault] = []
    reports: list[dict[str, Any]] = []
    for name in files:
        try:
            if is_regulation(find_scenario(name)):
                load_regulation(Path(name))
                reports.append({"file": name, "kind": "regulation", "faults": []})
            else:
                reports.append({"file": name, "kind": "scenario", "faults": []} | _expectations(_load(name), name, fmt))
        except InputError as error:
            faults += error.faults
            found = [
                {"file": f.file, "line": f.line, "column": f.column, "message": f.message, "repair": f.repair}
                for f in error.faults
            ]
            reports.append({"file": name, "faults": found})
    if fmt is TableFormat.json:
        _print_json(reports)
    for fault in faults:
        _err.print(str(fault), markup=False, soft_wrap=True)
    if faults:
        raise typer.Exit(2)
    if fmt is TableFormat.table:
        _out.print(f"{len(files)} {'file is' if len(files) == 1 else 'files are'} in order", style="green")


@app.command()
def calendar(
    name: Annotated[str, typer.Argument(help="Calendar: kz, or a CSV file of the same format.")] = "kz",
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
    with _faults():
        from sim.calendar_days import day_rows, library_differences

        rows = day_rows(name, first, last, hours, lang.value)
        if compare:
            rows = library_differences(rows)
        if fmt is CalendarFormat.json:
            _print_json([row._asdict() for row in rows])
        elif fmt is CalendarFormat.csv:
            text = io.StringIO()
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(["date", "working", "open", "name"])
            writer.writerows(rows)
            sys.stdout.write(text.getvalue())
        else:
            from rich.table import Table

            table = Table("date", "", "working", "open [h]", "name", box=None, pad_edge=False)
            for row in rows:
                weekday = datetime.fromisoformat(row.date).strftime("%a")
                table.add_row(row.date, weekday, "yes" if row.working else "-", f"{row.open / 3600:g}", row.name)
            _out.print(table)
            worked = sum(row.working for row in rows)
            _out.print(f"{len(rows)} days, {worked} of them working days")


@app.command()
def services(
    service: Annotated[str | None, typer.Argument(help="One service by its id; default all.")] = None,
    lang: Language = Lang.en,
    fmt: Format = TableFormat.table,
) -> None:
    """List the regulations that come with the package, or show one of them, route by route."""
    with _faults():
        from sim.loading import load_regulation, shipped_regulations
        from sim.service_list import as_data

        regulations = [load_regulation(name) for name in ([service] if service else shipped_regulations())]
        if fmt is TableFormat.json:
            _print_json([as_data(regulation) for regulation in regulations])
            return
        from sim.terminal import route_table, services_table

        if service is None:
            _out.print(services_table(regulations, lang.value))
            return
        regulation = regulations[0]
        _out.print(
            f"{regulation.title.text(lang.value)}\n{regulation.region.text(lang.value)}, {regulation.year}\n",
            style="bold",
            markup=False,
        )
        for channel in regulation.routes:
            _out.print(route_table(regulation, channel, lang.value))
        for note in regulation.notes:
            _out.print(f"Note: {note}", markup=False)


def _load(name: str) -> Study:
    from sim.loading import load_scenario

    return load_scenario(name)


def _with_overrides(study: Study, replications: int | None, seed: int | None) -> Study:
    from dataclasses import replace

    changes = {key: value for key, value in {"replications": replications, "seed": seed}.items() if value is not None}
    return replace(study, scenario=study.scenario.model_copy(update=changes)) if changes else study


def _warn_of_overload(study: Study) -> None:
    """Name pools that cannot keep up before anybody waits for the run."""
    from sim.load import overloaded
    from sim.workload import build_model

    for sentence in overloaded(build_model(study)):
        _err.print(f"Warning: {sentence}", style="yellow", markup=False)


def _expectations(study: Study, name: str, fmt: TableFormat) -> dict[str, Any]:
    """Expected applications and load of a scenario; printed as tables, or given as data."""
    from sim.load import offered_load
    from sim.workload import build_model

    model = build_model(study)
    window = model.window
    expected = [
        (
            s.name,
            str(study.scenario.arrivals[s.name].rate),
            s.intensity.expected(window.horizon) - s.intensity.expected(window.warm_up_end),
        )
        for s in model.streams
    ]
    loads = offered_load(model)
    if fmt is TableFormat.table:
        from sim.terminal import expected_table, load_table

        _out.print(f"{name}: {study.scenario.scenario.text('en')}", style="bold", markup=False)
        _out.print(expected_table(expected))
        _out.print(load_table(loads))
    return {
        "streams": [{"stream": stream, "rate": rate, "expected": round(count, 6)} for stream, rate, count in expected],
        "pools": [
            {"office": p.office, "role": p.role, "members": p.members, "load": round(p.load, 6), "needed": p.needed}
            for p in loads
        ],
    }


@contextmanager
def _progress() -> Iterator[Callable[[int, int, str], None]]:
    """A bar with the time left on a terminal, nothing when standard error goes elsewhere."""
    if not _err.is_terminal:
        yield lambda done, total, what: None
        return
    columns = (
        TextColumn("{task.description:<28}"),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=_err, transient=True) as progress:
        tasks: dict[str, Any] = {}

        def tell(done: int, total: int, what: str) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=total)
            progress.update(tasks[what], completed=done, total=total)

        yield tell


def _print_json(data: Any) -> None:
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=1) + "\n")
