"""The command `staff`: the cheapest staffing that meets targets, and what cheaper ones cost in late answers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.consoles import print_json, progress, stdout
from sim.cli.faults import faults
from sim.cli.options import (
    Changes,
    Engine,
    EngineOption,
    Format,
    MostApplications,
    Processes,
    TableFormat,
    Variant,
    seed_option,
    takes,
)
from sim.schema.size_caps import MOST_APPLICATIONS, MOST_REPLICATIONS


@dataclass(frozen=True)
class StaffOptions:
    """What a user asks of a search for a staffing."""

    scenario: Annotated[str, typer.Argument(help="Scenario file, or the name of a shipped scenario.")]
    targets: Annotated[
        list[str] | None,
        typer.Option(
            "--target",
            metavar="TARGET",
            help="What has to be met, such as 'term compliance >= 95 %'; may be given several times. Default the scenario's.",
        ),
    ] = None
    variant: Variant = None
    changes: Changes = None
    replications: Annotated[
        int | None,
        typer.Option(
            min=2, max=MOST_REPLICATIONS, help="Of each staffing that is shown; default the scenario's, with auto 100."
        ),
    ] = None
    seed: Annotated[int | None, seed_option("Overrides the scenario's seed.")] = None
    most_applications: MostApplications = MOST_APPLICATIONS
    workers: Processes = None
    engine: EngineOption = Engine.auto
    front: Annotated[
        bool, typer.Option(help="Look for the cost front too: what cheaper staffings cost in late answers.")
    ] = True
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the answer to this file too, as JSON.")] = None
    fmt: Format = TableFormat.table


@app.command("staff", short_help="Find the cheapest staffing that meets targets.")
@takes(StaffOptions)
def staff_command(options: StaffOptions) -> None:
    """Find the cheapest staffing that meets targets, and what cheaper ones cost in late answers.

    The scenario's block `staffing` says which posts and sittings may be changed, and what a post costs.
    """
    with faults():
        from sim.experiment.replications import with_seed_and_replications
        from sim.export.staffing import staffing_data
        from sim.files.whole import write_whole
        from sim.planning.staffing.find_staffing import find_staffing
        from sim.study.loading import load_scenario
        from sim.study.study import with_engine
        from sim.visible_text import as_json

        stated = load_scenario(options.scenario, options.variant, options.changes or (), options.most_applications)
        study = with_engine(with_seed_and_replications(stated, None, options.seed), options.engine.value)
        with progress() as show:
            answer = find_staffing(
                study,
                options.targets or (),
                options.replications,
                workers=options.workers,
                progress=show,
                front=options.front,
            )
        if options.out is not None:
            write_whole(options.out, as_json(staffing_data(answer)))
        if options.fmt is TableFormat.json:
            print_json(staffing_data(answer))
            return
        from sim.cli.terminal.staffing import staffing_parts

        for part in staffing_parts(answer):
            stdout.print(part)
