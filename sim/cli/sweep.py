"""The command `sweep`: a scenario at many points, each with other values of some of its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.app import app
from sim.cli.consoles import print_json, progress
from sim.cli.faults import faults
from sim.cli.options import (
    Language,
    TableFormat,
    takes,
)
from sim.cli.study_options import StudyOptions
from sim.errors import Fault, InputError
from sim.schema.language import Lang
from sim.schema.size_caps import MOST_REPLICATIONS
from sim.translations.in_use import ORIGINAL, in_language, translated

if TYPE_CHECKING:
    from sim.experiment.workers import Progress
    from sim.planning.sweep.plan import SweepPlan


@dataclass(frozen=True, kw_only=True)
class SweepOptions(StudyOptions):
    """What a user asks of a sweep."""

    grid: Annotated[
        list[str] | None,
        typer.Option(
            "--grid",
            metavar="PATH=VALUES",
            help="Every value of a number: 2,3,5 or 1:4 or 60:120:15 minutes or 0.8,1.2 x; may be given several times.",
        ),
    ] = None
    ranges: Annotated[
        list[str] | None,
        typer.Option(
            "--range",
            metavar="PATH=LOW..HIGH",
            help="A range of a number, filled by a Latin hypercube over all ranges; may be given several times.",
        ),
    ] = None
    points: Annotated[
        int | None, typer.Option(min=2, max=10_000, help="Points of the Latin hypercube; default 64.")
    ] = None
    measure: Annotated[
        list[str] | None,
        typer.Option(
            "--measure",
            metavar="MEASURE",
            help="What is measured, such as 'late answers' or 'p95_days of social_aid/akim'; default the usual figures.",
        ),
    ] = None
    out: Annotated[Path | None, typer.Option(help="Folder of the sweep; default reports/NAME-sweep.")] = None
    replications: Annotated[
        int | None,
        typer.Option(
            min=2, max=MOST_REPLICATIONS, help="Of every point; default the scenario's, 100 where it says auto."
        ),
    ] = None
    lang: Language = Lang.en
    fmt: Annotated[TableFormat, typer.Option("--format", help="How to print.")] = TableFormat.table


@app.command("sweep", short_help="Simulate a scenario at many values of its numbers.")
@takes(SweepOptions)
def sweep_command(options: SweepOptions) -> None:
    """Simulate a scenario at many values of its numbers: every combination of a grid, or a Latin hypercube over ranges.

    A sweep that was ended, in whatever way, goes on where it was when the same command is given again.
    """
    with faults():
        from sim.export.folder import SWEEP_FILES, ResultFolder
        from sim.export.sweep import sweep_data
        from sim.planning.sweep.folder import TABLE, SweepFolder
        from sim.planning.sweep.sweep import run_sweep
        from sim.planning.sweep.table import as_parquet
        from sim.report.planning.page import render_planning
        from sim.report.planning.sweep import sweep_page

        with progress() as show:
            plan = _plan(options, show)
        out = options.out or Path("reports") / f"{plan.study.name}-sweep"
        with ResultFolder(out, SWEEP_FILES) as folder, SweepFolder(out, plan) as kept:
            with progress() as show:
                sweep = run_sweep(plan, folder=kept, workers=options.machines, progress=show)
                show(0, 1, "report")
                with in_language(ORIGINAL):
                    data = sweep_data(sweep)
                page = sweep_page(sweep, options.lang.value)
                folder.add_bytes(TABLE, as_parquet(sweep.table()))
                folder.add_text("report.html", render_planning(page, options.lang.value))
                files = folder.publish(data)
                kept.forget()
                show(1, 1, "report")
            if options.fmt is TableFormat.json:
                print_json(data | {"files": [str(path) for path in files]})
            else:
                from sim.cli.terminal.planning import print_planning
                from sim.report.planning.sweep import resumed

                print_planning(page, files, resumed(sweep))


def _plan(options: SweepOptions, show: Progress) -> SweepPlan:
    """What is to be simulated; raises InputError with the faults of scenario, numbers and measures."""
    from sim.planning.sweep.sweep import read_plan

    if not (options.grid or options.ranges):
        example = "--grid offices.department.staff.executor.count=1:4"
        message, repair = (
            translated("nothing is varied"),
            translated("name a number, such as {example}", example=example),
        )
        raise InputError([Fault("--grid", 0, 0, message, repair)])
    if options.points is not None and not options.ranges:
        message, repair = translated("there is no range to be filled"), translated("add --range, or leave it out")
        raise InputError([Fault("--points", 0, 0, message, repair)])
    return read_plan(
        options.study(options.replications),
        options.grid or (),
        options.ranges or (),
        measures=options.measure or (),
        points=options.points,
        workers=options.machines,
        progress=show,
    )
