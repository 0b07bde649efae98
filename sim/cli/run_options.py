"""What a user asks of a run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import (
    Format,
    Language,
    Logs,
    Replications,
    TableFormat,
    logs_option,
    replications_option,
)
from sim.cli.study_options import StudyOptions
from sim.schema.language import Lang
from sim.schema.size_caps import MOST_REPLICATIONS


@dataclass(frozen=True, kw_only=True)
class RunOptions(StudyOptions):
    """What a user asks of a run."""

    scenario: Annotated[
        str, typer.Argument(help="Scenario file, the name of a shipped scenario, or a folder of scenarios.")
    ]
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for the results; default reports/NAME, of a variant reports/NAME-VARIANT."),
    ] = None
    replications: Annotated[
        Replications | None,
        replications_option("Overrides the scenario's. With auto 100 to 500, as the share in time needs."),
    ] = None
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
