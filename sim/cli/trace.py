"""The command `trace`: one file's life in sentences and as a Gantt chart."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.consoles import print_json, stdout
from sim.cli.faults import faults
from sim.cli.options import Engine, EngineOption, Format, Language, TableFormat
from sim.schema.language import Lang
from sim.schema.size_caps import MOST_APPLICATIONS_ALLOWED, MOST_REPLICATIONS


@app.command("trace", short_help="Tell the life of one file of a run.")
def trace_command(
    results: Annotated[Path, typer.Argument(help="Folder of a run's results, such as reports/NAME.")],
    application: Annotated[
        int,
        typer.Argument(
            min=0, max=MOST_APPLICATIONS_ALLOWED, help="Number of the application, as in applications.parquet."
        ),
    ],
    replication: Annotated[
        int, typer.Option(min=1, max=MOST_REPLICATIONS, metavar="NUMBER", help="Number of the replication.")
    ] = 1,
    out: Annotated[Path | None, typer.Option(help="Draw a Gantt chart into this file (.svg, .png or .pdf).")] = None,
    engine: EngineOption = Engine.auto,
    lang: Language = Lang.en,
    fmt: Format = TableFormat.table,
) -> None:
    """Tell the life of one file: each wait with its reason, who worked on it, which deadlines were kept, and what is to blame.

    Rows come from the tables of the run; where those have none of it, the replication is simulated again alone.
    """
    with faults():
        from sim.report.picture_files import check_picture, save_picture
        from sim.tracing.trace import trace as traced

        if out is not None:
            check_picture(out, "--out")
        life = traced(results, application, replication=replication, lang=lang.value, engine=engine.value)
        if out is not None:
            save_picture(life.figure(), out, "--out")
        if fmt is TableFormat.json:
            print_json(life.as_data() | {"files": [] if out is None else [str(out)]})
            return
        from sim.cli.terminal.trace import trace_table

        stdout.print(life.title, style="bold")
        stdout.print(trace_table(life.dated_sentences))
        stdout.print(life.dated_sentences[-1].text, style="bold")
        if out is not None:
            stdout.print(f"Drawn to {out}", soft_wrap=True)
