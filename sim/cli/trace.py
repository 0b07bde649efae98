"""The command `trace`: one file's life in sentences and as a Gantt chart, or the late files of a replication."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.consoles import print_json, stdout
from sim.cli.faults import faults
from sim.cli.options import Engine, EngineOption, Format, Language, TableFormat, takes
from sim.cli.run_late import LateOptions, print_late
from sim.errors import Fault, InputError
from sim.schema.language import Lang
from sim.schema.size_caps import MOST_APPLICATIONS_ALLOWED, MOST_REPLICATIONS
from sim.translations.in_use import in_language, translated


@dataclass(frozen=True, kw_only=True)
class TraceOptions(LateOptions):
    """What is told of a run."""

    results: Annotated[Path, typer.Argument(help="Folder of a run's results, such as reports/NAME.")]
    application: Annotated[
        int | None,
        typer.Argument(
            min=0, max=MOST_APPLICATIONS_ALLOWED, help="Number of the application, as in applications.parquet."
        ),
    ] = None
    replication: Annotated[
        int, typer.Option(min=1, max=MOST_REPLICATIONS, metavar="NUMBER", help="Number of the replication.")
    ] = 1
    out: Annotated[Path | None, typer.Option(help="Draw a Gantt chart into this file (.svg, .png or .pdf).")] = None
    engine: EngineOption = Engine.auto
    lang: Language = Lang.en
    fmt: Format = TableFormat.table


@app.command("trace", short_help="Tell the life of one file of a run, or list the late ones.")
@takes(TraceOptions)
def trace_command(options: TraceOptions) -> None:
    """Tell the life of one file: each wait with its reason, who worked on it, which deadlines were kept, and what is to blame.

    With --late, list the late applications of a replication: when they were due and ready, by how much they were late, and which
    step cost most. Rows come from the tables of the run; where those have none of it, the replication is simulated again alone.
    """
    with faults(), in_language(options.lang.value):
        _check(options)
        if options.late:
            print_late(options.results, options.replication, options.engine, options.fmt, options)
        else:
            _print_life(options)


def _check(options: TraceOptions) -> None:
    """Raise InputError where options do not go together."""
    found = []
    if options.application is None and not options.late:
        message = translated("neither an application nor --late is given")
        repair = translated("name an application by its number, or list the late ones with --late")
        found.append(Fault("--late", 0, 0, message, repair))
    if options.application is not None and options.late:
        message = translated("--late lists applications, and one is named beside it")
        found.append(Fault("--late", 0, 0, message, translated("leave one of them out")))
    if options.out is not None and options.late:
        message = translated("a list of late applications has no chart of a life")
        found.append(Fault("--out", 0, 0, message, translated("name one application, or leave it out")))
    if not options.late:
        for name in options.given():
            message = translated("it says which late applications are listed, and --late is not given")
            found.append(Fault(f"--{name}", 0, 0, message, translated("add --late, or leave it out")))
    if found:
        raise InputError(found)


def _print_life(options: TraceOptions) -> None:
    from sim.report.picture_files import check_picture, save_picture
    from sim.tracing.trace import trace as traced

    out, application = options.out, options.application
    assert application is not None
    if out is not None:
        check_picture(out, "--out")
    life = traced(
        options.results,
        application,
        replication=options.replication,
        lang=options.lang.value,
        engine=options.engine.value,
    )
    if out is not None:
        save_picture(life.figure(), out, "--out")
    if options.fmt is TableFormat.json:
        print_json(life.as_data() | {"files": [] if out is None else [str(out)]})
        return
    from sim.cli.terminal.trace import trace_table

    stdout.print(life.title, style="bold")
    stdout.print(trace_table(life.dated_sentences))
    stdout.print(life.dated_sentences[-1].text, style="bold")
    if out is not None:
        stdout.print(translated("Drawn to {file}", file=out), soft_wrap=True)
