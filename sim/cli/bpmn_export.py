"""The routes of a regulation, written as processes of BPMN."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.cli.consoles import stdout
from sim.cli.export_options import ExportOptions
from sim.errors import Fault, InputError, OutputError, did_you_mean
from sim.export.bpmn.files import bpmn_file_name, is_from_here, route_as_bpmn
from sim.files.whole import unwritable, write_whole
from sim.law.load import load_regulation
from sim.law.regulation import Channel, Regulation
from sim.translations.in_use import marked, translated

_REPAIR = marked("name another folder with --out")


def export_bpmn(options: ExportOptions) -> None:
    """Write the routes that are asked for, one a file, and print which files were written."""
    _refuse_options_of_runs(options)
    regulation = load_regulation(options.what)
    folder = options.out or Path()
    files = {
        folder / bpmn_file_name(regulation, channel): route_as_bpmn(
            regulation, channel, _reading_of(regulation, channel, options.reading)
        )
        for channel in _asked_routes(regulation, options.route, options.reading)
    }
    _refuse_files_of_others(files)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        fault = Fault(str(folder), 0, 0, translated("this is a file, not a folder"), translated(_REPAIR))
        raise OutputError([fault]) from None
    except (OSError, ValueError) as error:  # a name with a null byte is a ValueError
        raise unwritable(folder, error, translated(_REPAIR)) from None
    for path, document in files.items():
        write_whole(path, document, repair=translated(_REPAIR))
        stdout.print(translated("Written to {path}", path=path), soft_wrap=True)


def refuse_options_of_processes(options: ExportOptions) -> None:
    """Raise InputError where options are given that only processes of BPMN have."""
    given = {"--route": options.route, "--reading": options.reading}
    faults = [
        Fault(name, 0, 0, translated("only processes have this option"), translated("leave it out, or write --to bpmn"))
        for name, value in given.items()
        if value
    ]
    if faults:
        raise InputError(faults)


def _refuse_options_of_runs(options: ExportOptions) -> None:
    """Raise InputError where options are given that say nothing of a regulation."""
    given = {
        "--replication": options.replication != ExportOptions.replication,
        "--time-zone": options.time_zone is not None,
        "--engine": options.engine is not ExportOptions.engine,
        "--no-charts": options.no_charts,
        "--workers": options.workers is not None,
    }
    message, repair = translated("only runs have this option"), translated("leave it out with --to bpmn")
    faults = [Fault(name, 0, 0, message, repair) for name, is_given in given.items() if is_given]
    if faults:
        raise InputError(faults)


def _asked_routes(regulation: Regulation, routes: Sequence[str] | None, reading: str | None) -> tuple[Channel, ...]:
    """The routes that are asked for, each once; raises InputError with everything that is wrong in the options."""
    asked = tuple(c for c in regulation.routes if not routes or c in routes)
    faults = [
        Fault(
            "--route",
            0,
            0,
            translated("the regulation has no route '{route}'", route=route),
            did_you_mean(route, regulation.routes),
        )
        for route in dict.fromkeys(routes or ())
        if route not in regulation.routes
    ]
    if reading is not None and not faults:
        known = [name for channel in asked for name in _readings(regulation, channel)]
        if reading not in known:
            message = translated("no route that is written has a reading '{reading}'", reading=reading)
            hint = (
                did_you_mean(reading, known) if known else translated("leave it out, as none of them joins another one")
            )
            faults.append(Fault("--reading", 0, 0, message, hint))
    if faults:
        raise InputError(faults)
    return asked


def _readings(regulation: Regulation, channel: Channel) -> tuple[str, ...]:
    join = regulation.routes[channel].join
    return tuple(join.readings) if join is not None else ()


def _reading_of(regulation: Regulation, channel: Channel, reading: str | None) -> str | None:
    """The reading that is asked for, where the route has it."""
    return reading if reading in _readings(regulation, channel) else None


def _refuse_files_of_others(files: dict[Path, bytes]) -> None:
    """Raise OutputError where a file would be overwritten that somebody has drawn, or changed, in another program."""
    others = [path for path in files if _is_of_another(path)]
    if others:
        message = translated("this diagram was written by another program, and would be lost")
        raise OutputError([Fault(str(path), 0, 0, message, translated(_REPAIR)) for path in others])


def _is_of_another(path: Path) -> bool:
    try:
        return path.is_file() and not is_from_here(path.read_bytes())
    except (OSError, ValueError):
        return False  # what is wrong with the place is told when the file is written
