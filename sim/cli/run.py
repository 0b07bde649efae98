"""The command `run`: simulate a scenario, print its figures, write its tables and its report."""

from __future__ import annotations

import shlex
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.app import (
    Changes,
    Format,
    Lang,
    Language,
    MostApplications,
    TableFormat,
    Variant,
    app,
    faults,
    print_json,
    progress,
    stderr,
    stdout,
)
from sim.schema.size_caps import MOST_APPLICATIONS

if TYPE_CHECKING:
    from sim.study.study import Study


@app.command()
def run(
    scenario: Annotated[str, typer.Argument(help="Scenario file, or the name of a shipped scenario.")],
    variant: Variant = None,
    changes: Changes = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for the results; default reports/NAME, of a variant reports/NAME-VARIANT."),
    ] = None,
    replications: Annotated[
        int | None, typer.Option(min=2, max=100_000, help="Overrides the scenario's number, and its precision.")
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, max=2**63 - 1, help="Overrides the scenario's seed.")] = None,
    most_applications: MostApplications = MOST_APPLICATIONS,
    only: Annotated[
        int | None,
        typer.Option(
            "--only", min=1, max=100_000, metavar="NUMBER", help="Simulate this replication alone; writes its log."
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1, max=1024, help="Processes that share the work; default one per processor core. Same results."
        ),
    ] = None,
    logs: Annotated[bool, typer.Option(help="Write the tables of all visits and applications.")] = True,
    strengthen: Annotated[bool, typer.Option(help="Try one member more in paired runs.")] = True,
    uncertain: Annotated[
        bool, typer.Option("--uncertain", help="Draw the numbers under 'assumptions' too; chance and ignorance apart.")
    ] = False,
    lang: Language = Lang.en,
    fmt: Format = TableFormat.table,
) -> None:
    """Simulate a scenario, print its figures, and write tables and a report."""
    with faults():
        from sim.experiment.drawn_numbers import refuse_certain
        from sim.experiment.replications import with_seed_and_replications
        from sim.experiment.run import run_study
        from sim.experiment.uncertainty import run_uncertain
        from sim.export.folder import ResultFolder
        from sim.export.provenance import provenance, recipe
        from sim.export.results import as_json, summary
        from sim.report.page import render_page
        from sim.study.loading import load_scenario

        started, clock = datetime.now().astimezone(), time.perf_counter()
        study = load_scenario(scenario, variant, changes or (), most_applications)
        study = with_seed_and_replications(study, replications, seed)
        if uncertain:
            refuse_certain(study, alone=only is not None)
        if only is not None:
            _one_replication(study, only, out or Path("reports") / f"{study.name}-replication-{only}", fmt)
            return
        with ResultFolder(out or Path("reports") / study.name) as folder:
            _tell_the_load(study, aloud=fmt is TableFormat.table)
            with progress() as tell:
                on_log = folder.add_log if logs else None
                results = run_study(study, workers=workers, on_log=on_log, progress=tell, strengthen=strengthen)
                drawn = run_uncertain(results, workers=workers, progress=tell) if uncertain else None
                tell(0, 1, "report")
                folder.add_text("summary.json", as_json(summary(results, drawn)))
                folder.add_text("report.html", render_page(results, lang.value, drawn))
                facts = provenance(
                    results,
                    command=shlex.join(["sim", *sys.argv[1:]]),
                    started=started.isoformat(timespec="seconds"),
                    seconds=time.perf_counter() - clock,
                    study=recipe(results, scenario=scenario, most_applications=most_applications, folder=folder.folder),
                    uncertain=drawn,
                )
                folder.add_text("run.json", as_json(facts))
                tell(1, 1, "report")
            files = folder.publish()
        if fmt is TableFormat.json:
            print_json(summary(results, drawn) | {"files": [str(path) for path in files]})
            return
        from sim.cli.terminal.results import files_text, pools_table, routes_table, streams_table, text_table
        from sim.report.notes import note_sentence
        from sim.report.outcomes import fate_tables
        from sim.report.sentences import recovery_sentence, strengthening_sentence
        from sim.report.transfers_visits_systems import elsewhere_tables
        from sim.report.uncertainty import uncertainty_sentences, uncertainty_tables
        from sim.report.warm_up import warm_up_sentence

        stdout.print(f"\n{study.scenario.scenario.text(lang.value)}\n", style="bold", markup=False)
        elsewhere = [text_table(content) for content in (*fate_tables(results), *elsewhere_tables(results))]
        for table in (routes_table(results), pools_table(results), *elsewhere, streams_table(results)):
            stdout.print(table)
        if (warm_up := results.warm_up) is not None and warm_up.found:
            stdout.print(warm_up_sentence(warm_up) + "\n", markup=False)
        if drawn is not None:
            for content in uncertainty_tables(results, drawn):
                stdout.print(text_table(content))
            stdout.print(" ".join(uncertainty_sentences(results, drawn)) + "\n", style="bold", markup=False)
        for note in results.warnings:
            stdout.print(f"Warning: {note_sentence(note, lang.value)}", style="yellow", markup=False)
        stdout.print(files_text(files) + ("" if results.tried is None else "\n"), markup=False, soft_wrap=True)
        if results.tried is not None:
            stdout.print(strengthening_sentence(results), style="bold", markup=False)
        if results.recovery is not None:
            stdout.print(recovery_sentence(results), style="bold", markup=False)


def _one_replication(study: Study, number: int, out: Path, fmt: TableFormat) -> None:
    """Simulate one replication as it is in a run of any number of them, and write its log."""
    from sim.cli.terminal.results import files_text
    from sim.experiment.replications import replicate
    from sim.experiment.warm_up import with_found_warm_up
    from sim.export.folder import ResultFolder
    from sim.export.results import TABLES
    from sim.model.model import build_model

    with ResultFolder(out, TABLES) as folder:
        with progress() as tell:
            study, _ = with_found_warm_up(study, tell)
        _, log = replicate(build_model(study), number)
        folder.add_log(log)
        applications, visits, files = len(log.a_submitted), len(log.application), folder.publish()
    if fmt is TableFormat.json:
        found = {"replication": number, "applications": applications, "visits": visits}
        print_json(found | {"files": [str(path) for path in files]})
        return
    stdout.print(f"Replication {number} alone: {applications} applications, {visits} visits.", markup=False)
    stdout.print(files_text(files), markup=False, soft_wrap=True)


def _tell_the_load(study: Study, *, aloud: bool) -> None:
    """Name the expected bottleneck, and pools that cannot keep up, before anybody waits for the run."""
    from sim.cli.terminal.load import bottleneck_sentence
    from sim.measure.offered_load import offered_load, overloaded
    from sim.model.model import build_model
    from sim.report.notes import note_sentence

    model = build_model(study)
    if aloud:
        stdout.print(bottleneck_sentence(offered_load(model)), markup=False)
    for note in overloaded(model):
        stderr.print(f"Warning: {note_sentence(note)}", style="yellow", markup=False)
