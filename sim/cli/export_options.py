"""What a user asks of `sim export`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import Engine, EngineOption, Language, Processes, ReplicationChoice, replication_option
from sim.schema.language import Lang


class ExportFormat(StrEnum):
    """A form that other programs read."""

    csv = "csv"
    parquet = "parquet"
    xes = "xes"
    ocel = "ocel"
    json = "json"
    xlsx = "xlsx"


@dataclass(frozen=True, kw_only=True)
class ExportOptions:
    """What a user asks of an export."""

    what: Annotated[str, typer.Argument(metavar="RESULTS", help="Folder of a run's results, such as reports/NAME.")]
    to: Annotated[ExportFormat, typer.Option("--to", help="The form: a table of the steps.")]
    out: Annotated[
        Path | None, typer.Option(help="The file to write; default the name of the folder, in the working directory.")
    ] = None
    replication: Annotated[
        ReplicationChoice, replication_option("Whose steps are written: those of one replication, or of all.")
    ] = 1
    time_zone: Annotated[
        str | None,
        typer.Option(
            "--time-zone", metavar="ZONE", help="Whose clock the offices have; default that of each service's region."
        ),
    ] = None
    charts: Annotated[
        bool,
        typer.Option(
            "--charts/--no-charts", help="Of a workbook: draw its charts, for which the run is simulated again."
        ),
    ] = True
    engine: EngineOption = Engine.auto
    workers: Processes = None
    lang: Language = Lang.en
