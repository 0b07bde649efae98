"""The command `tornado`: which assumption moves a measure most."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.app import app
from sim.cli.consoles import print_json, progress, stderr
from sim.cli.faults import faults
from sim.cli.options import (
    Format,
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
    from sim.study.study import Study


@dataclass(frozen=True, kw_only=True)
class TornadoOptions(StudyOptions):
    """What a user asks of a ranking of assumptions."""

    measure: Annotated[
        str,
        typer.Option(
            "--measure",
            metavar="MEASURE",
            help="What is moved, such as 'late answers' or 'in_time of social_aid/akim'.",
        ),
    ] = "late answers"
    percent: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=99,
            metavar="P",
            help="Move every number without a source by so many per cent, instead of the block 'assumptions'.",
        ),
    ] = None
    sobol: Annotated[bool, typer.Option("--sobol", help="Draw all assumptions at once too: the indices of Sobol'.")] = (
        False
    )
    points: Annotated[
        int | None,
        typer.Option(min=8, max=4096, help="With --sobol: points of each sample, a power of two; default 64."),
    ] = None
    out: Annotated[Path | None, typer.Option(help="Folder for the results; default reports/NAME-tornado.")] = None
    replications: Annotated[
        int | None,
        typer.Option(
            min=2,
            max=MOST_REPLICATIONS,
            help="Of every end; default the scenario's, 100 where it says auto; with --sobol 10 at its points.",
        ),
    ] = None
    lang: Language = Lang.en
    fmt: Format = TableFormat.table


@app.command("tornado", short_help="Rank assumptions by what they move.")
@takes(TornadoOptions)
def tornado_command(options: TornadoOptions) -> None:
    """Rank assumptions by what they move: each at its low and its high end, one at a time, on the same random numbers."""
    with faults():
        from sim.experiment.replications import with_seed_and_replications
        from sim.export.folder import TORNADO_FILES, ResultFolder
        from sim.export.tornado import tornado_data
        from sim.measure.chosen import read_measure
        from sim.model.model import build_model
        from sim.planning.points import readable
        from sim.planning.sobol import SOBOL_POINTS, SOBOL_REPLICATIONS, run_sobol
        from sim.planning.tornado import assumptions_of, run_tornado
        from sim.report.planning.page import render_planning
        from sim.report.planning.tornado import tornado_page

        _refuse_unfit(options)
        study = _study(options)
        studies = readable(study)
        assumptions = assumptions_of(study, studies, options.percent)
        measure = read_measure(options.measure, build_model(study))
        with ResultFolder(options.out or Path("reports") / f"{study.name}-tornado", TORNADO_FILES) as folder:
            with progress() as show:
                tornado = run_tornado(
                    study,
                    assumptions,
                    measure,
                    studies,
                    workers=options.machines,
                    progress=show,
                )
                sobol = None
                if options.sobol:
                    fewer = with_seed_and_replications(study, options.replications or SOBOL_REPLICATIONS, None)
                    points = options.points or SOBOL_POINTS
                    sobol = run_sobol(
                        fewer,
                        assumptions,
                        measure,
                        points=points,
                        workers=options.machines,
                        progress=show,
                    )
                show(0, 1, "report")
                with in_language(ORIGINAL):
                    data = tornado_data(tornado, sobol)
                page = tornado_page(tornado, sobol, options.lang.value)
                folder.add_text("report.html", render_planning(page, options.lang.value))
                files = folder.publish(data)
                show(1, 1, "report")
            if options.fmt is TableFormat.json:
                print_json(data | {"files": [str(path) for path in files]})
            else:
                from sim.cli.terminal.planning import print_planning

                print_planning(page, files)
            for fault in tornado.faults:
                stderr.print(translated("Warning: left out: {fault}", fault=fault), style="yellow", soft_wrap=True)


def _refuse_unfit(options: TornadoOptions) -> None:
    """Raise InputError for options that do not go together."""
    points = options.points
    if points is not None and not options.sobol:
        message, repair = (
            translated("points are those of the indices of Sobol'"),
            translated("add --sobol, or leave it out"),
        )
        raise InputError([Fault("--points", 0, 0, message, repair)])
    if points is not None and points & (points - 1):
        powers = {"below": 1 << points.bit_length() - 1, "above": 1 << points.bit_length()}
        message = translated("{number} is no power of two", number=points)
        raise InputError([Fault("--points", 0, 0, message, translated("write {below} or {above}", **powers))])


def _study(options: TornadoOptions) -> Study:
    """The study with its number of replications and a settled warm-up."""
    from sim.experiment.replications import with_seed_and_replications
    from sim.planning.sweep.sweep import with_settled_warm_up
    from sim.scenario.scenario import AUTO, AUTO_LEAST

    study = options.study(options.replications)
    if study.scenario.replications == AUTO:
        study = with_seed_and_replications(study, AUTO_LEAST, None)
    with progress() as show:
        return with_settled_warm_up(study, workers=options.machines, progress=show)
