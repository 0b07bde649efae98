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
    bpmn = "bpmn"


@dataclass(frozen=True, kw_only=True)
class ExportOptions:
    """What a user asks of an export."""

    what: Annotated[
        str,
        typer.Argument(
            metavar="RESULTS",
            help="Folder of a run's results, such as reports/NAME; for bpmn a regulation by its id or file.",
        ),
    ]
    to: Annotated[
        ExportFormat, typer.Option("--to", help="The form: bpmn is one of regulations, the others are of runs.")
    ]
    out: Annotated[
        Path | None,
        typer.Option(
            help="The file to write, for bpmn the folder; default the name of the folder, in the working directory."
        ),
    ] = None
    route: Annotated[
        list[str] | None,
        typer.Option(help="For bpmn: one route, such as portal; may be given several times. Default all."),
    ] = None
    reading: Annotated[
        str | None, typer.Option(help="For bpmn: reading of the join of a route; default the one in use.")
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
    no_charts: Annotated[
        bool,
        typer.Option("--no-charts", help="For xlsx: leave out the charts, for which the run is simulated again."),
    ] = False
    engine: EngineOption = Engine.auto
    workers: Processes = None
    lang: Language = Lang.en
