"""Commands that work on scenario and regulation files: run, check, new, schema."""

from __future__ import annotations

import shlex
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.common import (
    FileKind,
    Format,
    Lang,
    Language,
    TableFormat,
    app,
    faults,
    print_json,
    progress,
    stderr,
    stdout,
)
from sim.errors import Fault, InputError, OutputError

if TYPE_CHECKING:
    from sim.loading import Study


@app.command()
def run(
    scenario: Annotated[str, typer.Argument(help="Scenario file, or the name of a shipped scenario.")],
    out: Annotated[Path | None, typer.Option(help="Folder for the results; default reports/NAME.")] = None,
    replications: Annotated[
        int | None, typer.Option(min=2, max=100_000, help="Overrides the scenario's number.")
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, max=2**63 - 1, help="Overrides the scenario's seed.")] = None,
    strengthen: Annotated[bool, typer.Option(help="Try one member more in paired runs.")] = True,
    lang: Language = Lang.en,
    fmt: Format = TableFormat.table,
) -> None:
    """Simulate a scenario, print its figures, and write tables and a report."""
    with faults():
        from sim.experiment import run_study
        from sim.export import ResultFolder, as_json, provenance, summary
        from sim.report.page import render_page

        started, clock = datetime.now().astimezone(), time.perf_counter()
        study = _with_overrides(_load(scenario), replications, seed)
        _warn_of_overload(study)
        with ResultFolder(out or Path("reports") / study.name) as folder:
            with progress() as tell:
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
            print_json(summary(results) | {"files": [str(path) for path in files]})
            return
        from sim.report.wording import strengthening_sentence
        from sim.terminal.results import files_text, pools_table, routes_table, streams_table

        stdout.print(f"\n{study.scenario.scenario.text(lang.value)}\n", style="bold", markup=False)
        for table in (routes_table(results), pools_table(results), streams_table(results)):
            stdout.print(table)
        for warning in results.warnings:
            stdout.print(f"Warning: {warning}", style="yellow", markup=False)
        stdout.print(files_text(files) + ("" if results.tried is None else "\n"), markup=False, soft_wrap=True)
        if results.tried is not None:
            stdout.print(strengthening_sentence(results), style="bold", markup=False)


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
        print_json(reports)
    for fault in faults:
        stderr.print(str(fault), markup=False, soft_wrap=True)
    if faults:
        raise typer.Exit(2)
    if fmt is TableFormat.table:
        stdout.print(f"{len(files)} {'file is' if len(files) == 1 else 'files are'} in order", style="green")


@app.command()
def new(
    path: Annotated[Path | None, typer.Argument(help="File to write; default SERVICE.yaml here.")] = None,
    service: Annotated[str, typer.Option(help="A shipped regulation by its id.")] = ...,  # type: ignore[assignment]  # typer's mark of what is required
) -> None:
    """Write a first scenario for a service, made from its regulation alone: complete, commented, ready to run."""
    with faults():
        from sim.loading import load_regulation
        from sim.new_scenario import scenario_text

        text = scenario_text(load_regulation(service))
        target = path or Path(f"{service}.yaml")
        try:
            with target.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            raise OutputError([Fault(str(target), 0, 0, "there is such a file already", "name another")]) from None
        except OSError as error:
            raise OutputError(
                [Fault(str(target), 0, 0, f"cannot be written: {error.strerror}", "name another")]
            ) from None
        stdout.print(
            f"Written: {target}\nNext: sim check {target}; then change its placeholders, and: sim run {target}",
            markup=False,
        )


@app.command()
def schema(
    language: Annotated[FileKind, typer.Argument(help="Which kind of file: scenario or regulation.")],
) -> None:
    """Print the JSON Schema of a kind of file, for editors that complete and check while one types."""
    from sim.json_schema import json_schema

    print_json(json_schema(language.value))


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
        stderr.print(f"Warning: {sentence}", style="yellow", markup=False)


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
            s.expected(window.warm_up_end, window.horizon),
        )
        for s in model.streams
    ]
    loads = offered_load(model)
    if fmt is TableFormat.table:
        from sim.terminal.load import load_table
        from sim.terminal.results import expected_table

        stdout.print(f"{name}: {study.scenario.scenario.text('en')}", style="bold", markup=False)
        stdout.print(expected_table(expected))
        stdout.print(load_table(loads))
    return {
        "streams": [{"stream": stream, "rate": rate, "expected": round(count, 6)} for stream, rate, count in expected],
        "pools": [
            {
                "office": p.office,
                "role": p.role,
                "members": p.members,
                "load": round(p.load, 6) if p.on_duty_h else None,
                "needed": p.needed,
            }
            for p in loads
        ],
    }
