"""The command `fit`: a scenario out of the register of an office."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.app import app
from sim.cli.consoles import print_json
from sim.cli.faults import faults
from sim.cli.options import Format, Language, TableFormat, takes
from sim.errors import Fault, InputError
from sim.quantities import shown
from sim.schema.language import Lang
from sim.translations.in_use import translated

if TYPE_CHECKING:
    from sim.fitting.fit_options import FitOptions
    from sim.register.events.event_options import EventOptions

_PACKED = ("csv", "xlsx", "xes", "parquet", "gz")
_MOST_STAFF = 1_000


def _column(of: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(metavar="COLUMN", help=of)
    return option


@dataclass(frozen=True, kw_only=True)
class FittingOptions:
    """What a user says of the register and of the office."""

    register: Annotated[
        Path, typer.Argument(help="Register of the office: CSV, XLSX, XES or Parquet, also packed (.gz).")
    ]
    out: Annotated[
        Path | None,
        typer.Option(help="Scenario to write; default NAME.yaml in this folder."),
    ] = None
    case: Annotated[str | None, _column("Column with the names of cases; columns are found by their usual names.")] = (
        None
    )
    activity: Annotated[str | None, _column("Column that says what was done.")] = None
    resource: Annotated[str | None, _column("Column that says who did it.")] = None
    start: Annotated[str | None, _column("Column that says when it was begun.")] = None
    end: Annotated[str | None, _column("Column that says when it ended.")] = None
    received: Annotated[str | None, _column("Column that says when cases came.")] = None
    ready: Annotated[str | None, _column("Column that says when answers were ready.")] = None
    due: Annotated[str | None, _column("Column that says until when answers were due.")] = None
    by: Annotated[str | None, _column("Fit cases with different values of a column apart.")] = None
    sheet: Annotated[str | None, typer.Option(metavar="SHEET", help="Sheet of a workbook.")] = None
    time_zone: Annotated[
        str | None, typer.Option("--time-zone", metavar="ZONE", help="Turn instants into this zone, such as Asia/Oral.")
    ] = None
    staff: Annotated[
        int | None,
        typer.Option(
            min=1, max=_MOST_STAFF, metavar="N", help="People who do the work, where the register has dates alone."
        ),
    ] = None
    hours: Annotated[
        str | None,
        typer.Option(metavar="HOURS", help="Their hours then, such as '09:00-13:00, 14:00-18:00'."),
    ] = None
    hold_out: Annotated[
        str | None,
        typer.Option(
            "--hold-out",
            metavar="SHARE",
            help="Instead of writing: fit what came before the last share, such as 20%, foretell that, and say how well.",
        ),
    ] = None
    lang: Language = Lang.en
    fmt: Format = TableFormat.table


@app.command("fit", short_help="Make a scenario of the register of an office.")
@takes(FittingOptions)
def fit_command(options: FittingOptions) -> None:
    """Make a scenario of the register of an office: people, hours, ways, arrivals and work, each with its source and its range.

    The scenario, its regulation and, where it needs one, its calendar are written; nothing that is there is overwritten.
    """
    with faults():
        if options.hold_out is not None:
            from sim.cli.fit_hold_out import print_hold_out

            print_hold_out(options.register, _event_options(options), _said_of_office(options), options.hold_out,
                           options.fmt, options.lang.value)  # fmt: skip
            return
        from sim.cli.terminal.fit import fit_data, print_fit
        from sim.files.whole import write_whole
        from sim.fitting.fit_office import fit_office
        from sim.fitting.scenario_files.scenario_files import files_of_office
        from sim.register.events.read_event_register import read_event_register

        target = options.out or Path(f"{_stem(options.register)}.yaml")
        _refuse([target])
        register = read_event_register(options.register, _event_options(options))
        office = fit_office(register, _said_of_office(options))
        files = files_of_office(office, target.stem)
        texts = {target.with_name(name): text for name, text in files.beside.items()} | {target: files.scenario}
        _refuse(list(texts))
        for path, text in texts.items():
            write_whole(path, text, repair=translated("name another file with --out"), new=True)
        if options.fmt is TableFormat.json:
            print_json(fit_data(register, office, list(texts)))
        else:
            print_fit(register, office, list(texts))


def _said_of_office(options: FittingOptions) -> FitOptions:
    from sim.fitting.fit_options import FitOptions

    staff = {} if options.staff is None else {"office": options.staff}
    return FitOptions(by=options.by, staff=staff, hours=options.hours)


def _event_options(options: FittingOptions) -> EventOptions:
    from sim.register.events.event_options import EventOptions

    return EventOptions(
        case=options.case,
        activity=options.activity,
        resource=options.resource,
        start=options.start,
        end=options.end,
        received=options.received,
        ready=options.ready,
        due=options.due,
        sheet=options.sheet,
        time_zone=options.time_zone,
    )


def _stem(register: Path) -> str:
    """Name of a register without its endings."""
    parts = register.name.split(".")
    while len(parts) > 1 and parts[-1].lower() in _PACKED:
        parts.pop()
    return ".".join(parts) or "register"


def _refuse(paths: list[Path]) -> None:
    """Refuse to write over files that are there."""
    found = [
        Fault(str(path), 0, 0, translated("{file} is there already", file=shown(path.name)),
              translated("name another file with --out"))
        for path in paths
        if os.path.lexists(path)
    ]  # fmt: skip
    if found:
        raise InputError(found)
