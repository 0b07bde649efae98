"""One run from the study to its files: what is simulated, printed and written."""

from __future__ import annotations

import shlex
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli.consoles import print_json, progress, stderr, stdout
from sim.cli.options import TableFormat
from sim.cli.run_options import RunOptions
from sim.translations.in_use import ORIGINAL, in_language, translated

if TYPE_CHECKING:
    from sim.experiment.results import Results
    from sim.export.folder import ResultFolder
    from sim.report.parts import Contents
    from sim.study.study import Study


def simulate_and_write(
    study: Study, options: RunOptions, folder: ResultFolder, started: datetime, clock: float
) -> tuple[Results, dict[str, Any], Contents, tuple[Path, ...]]:
    """Simulate a study, print its figures and write its files; results, summary as data, what is shown and files are returned.

    `started` and `clock` are the moment at which the command began, by the calendar and by the performance counter [s].
    """
    from sim.experiment.run import FirstLogsTo, run_study
    from sim.experiment.uncertainty import run_uncertain
    from sim.export.results import summary
    from sim.report.run.contents import run_contents
    from sim.visible_text import as_json

    shared_by = options.machines
    with progress() as show:
        on_log = None if options.no_logs else FirstLogsTo(folder.add_log, options.logs)
        results = run_study(
            study,
            workers=shared_by,
            on_log=on_log,
            progress=show,
            strengthen=options.strengthen,
        )
        uncertainty = run_uncertain(results, workers=shared_by, progress=show) if options.uncertain else None
    with in_language(ORIGINAL):
        facts = summary(results, uncertainty)
    contents = run_contents(results, uncertainty, options.lang.value)
    if options.fmt is TableFormat.table:
        _print_figures(contents)  # drawing the charts of the page takes longer than a short run
    from sim.export.provenance import provenance, recipe
    from sim.report.run.page import render_page

    with progress() as show:
        show(0, 1, "report")
        folder.add_text("summary.json", as_json(facts))
        folder.add_text("report.html", render_page(contents))
        most, logs = options.most_applications, logs_written(results, options)
        origin = provenance(
            results,
            command=shlex.join(["sim", *sys.argv[1:]]),
            started=started.isoformat(timespec="seconds"),
            seconds=time.perf_counter() - clock,
            study=recipe(results, scenario=options.scenario, most_applications=most, folder=folder.folder, logs=logs),
            uncertain=uncertainty,
        )
        files = folder.publish(origin)
        show(1, 1, "report")
    return results, facts, contents, files


def logs_written(results: Results, options: RunOptions) -> int:
    """Of how many replications the tables have the visits and applications."""
    from sim.experiment.run import logs_given

    count, given = len(results.replications), logs_given(results.study, options.logs)
    return 0 if options.no_logs else count if given is None else min(given, count)


def _print_figures(contents: Contents) -> None:
    """Print the tables of a run."""
    from sim.cli.terminal.contents import section_parts

    figures, _ = contents.on("terminal")
    stdout.print(f"\n{contents.title}\n", style="bold")
    for section in figures:
        for part in section_parts(section):
            stdout.print(part)


def print_conclusions(contents: Contents, files: Sequence[Path], logs: str) -> None:
    """Print where the figures were written, and what they say."""
    from sim.cli.terminal.contents import conclusion_texts, files_text

    _, conclusions = contents.on("terminal")
    levers, *others = conclusion_texts(conclusions)
    stdout.print(files_text(files), soft_wrap=True)
    if logs:
        stdout.print(logs)
    if levers:
        stdout.print()
    for text in (levers, *others):
        if text:
            stdout.print(text, style="bold")


def run_one_replication(study: Study, number: int, options: RunOptions) -> None:
    """Simulate one replication as it is in a run of any number of them, and write its log."""
    from sim.cli.terminal.contents import files_text
    from sim.cli.terminal.engines import print_slow_engines
    from sim.experiment.replications import replicate
    from sim.experiment.warm_up import with_found_warm_up
    from sim.export.folder import REPLICATION_FILES, ResultFolder
    from sim.export.provenance import replication_origin
    from sim.model.model import build_model
    from sim.report.short_words import whole

    out = options.out or Path("reports") / f"{study.name}-replication-{number}"
    with ResultFolder(out, REPLICATION_FILES) as folder:
        with progress() as show:
            study, _ = with_found_warm_up(study, show)
        _, log = replicate(build_model(study), number)
        folder.add_log(log)
        print_slow_engines([log.engine])
        counts = {"replication": number, "applications": len(log.applications), "visits": len(log.visits)}
        files = folder.publish(counts | replication_origin(study, log.engine, shlex.join(["sim", *sys.argv[1:]])))
        if options.fmt is TableFormat.json:
            print_json(counts | {"files": [str(path) for path in files]})
            return
        applications, visits = counts["applications"], counts["visits"]
        stdout.print(
            translated(
                "Replication {number} alone: {applications} applications, {visits} visits.",
                number=number,
                applications=whole(applications),
                visits=whole(visits),
            )
        )
        stdout.print(files_text(files), soft_wrap=True)


def print_load(study: Study, *, on_stdout: bool) -> None:
    """Print the expected bottleneck, and warn of pools that cannot keep up, before anybody waits for the run."""
    from sim.cli.terminal.load import bottleneck_sentence
    from sim.measure.offered_load import offered_load, overloaded
    from sim.model.model import build_model
    from sim.report.notes import note_sentence

    model = build_model(study)
    if on_stdout:
        stdout.print(bottleneck_sentence(study, offered_load(model)))
    for note in overloaded(model):
        stderr.print(translated("Warning: {text}", text=note_sentence(note)), style="yellow")
