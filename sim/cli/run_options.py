"""What a user asks of a run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import (
    Changes,
    ClusterAddress,
    Engine,
    EngineOption,
    Format,
    Language,
    Logs,
    MostApplications,
    Processes,
    Replications,
    TableFormat,
    Variant,
    logs_option,
    replications_option,
    seed_option,
)
from sim.schema.language import Lang
from sim.schema.size_caps import MOST_APPLICATIONS, MOST_REPLICATIONS


@dataclass(frozen=True)
class RunOptions:
    """What a user asks of a run."""

    scenario: Annotated[
        str, typer.Argument(help="Scenario file, the name of a shipped scenario, or a folder of scenarios.")
    ]
    variant: Variant = None
    changes: Changes = None
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for the results; default reports/NAME, of a variant reports/NAME-VARIANT."),
    ] = None
    replications: Annotated[
        Replications | None,
        replications_option("Overrides the scenario's. With auto 100 to 500, as the share in time needs."),
    ] = None
    seed: Annotated[int | None, seed_option("Overrides the scenario's seed.")] = None
    most_applications: MostApplications = MOST_APPLICATIONS
    only: Annotated[
        int | None,
        typer.Option(
            "--only",
            min=1,
            max=MOST_REPLICATIONS,
            metavar="NUMBER",
            help="Simulate this replication alone; writes its log.",
        ),
    ] = None
    workers: Processes = None
    cluster: ClusterAddress = None
    engine: EngineOption = Engine.auto
    logs: Annotated[
        Logs | None,
        logs_option(
            "Of how many replications the tables of visits and applications are written; default all, with auto 30."
        ),
    ] = None
    no_logs: Annotated[bool, typer.Option("--no-logs", help="Write no tables of visits and applications.")] = False
    strengthen: Annotated[bool, typer.Option(help="Try levers for what late answers waited for, in paired runs.")] = (
        True
    )
    uncertain: Annotated[
        bool, typer.Option("--uncertain", help="Draw the numbers under 'assumptions' too; chance and ignorance apart.")
    ] = False
    sums_only: Annotated[
        bool,
        typer.Option("--sums-only", help="Of a folder: write the sums over its scenarios alone, no results of each."),
    ] = False
    lang: Language = Lang.en
    fmt: Format = TableFormat.table
