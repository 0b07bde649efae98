"""The histories that the streams of a scenario name: read once for all of its variants, every fault with its place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sim.calendar.official_days import OfficialDays
from sim.errors import Fault, InputError
from sim.quantities import DAY, civil, instant, shown
from sim.register.options import RegisterOptions
from sim.register.zone_names import WITHOUT_REGION, zone_of_region
from sim.scenario.demand import Stream
from sim.scenario.history import History
from sim.schema.near_files import NotNearError, near_file
from sim.schema.text_file import siblings
from sim.schema.yaml_file import Where
from sim.study.arrival_history.whole_weeks import whole_weeks
from sim.study.context import CheckContext
from sim.study.referred import Referred
from sim.translations.in_use import language, translated

if TYPE_CHECKING:
    from sim.register.read_register import ReadRegister

_EARLIEST, _LATEST = date(1900, 1, 1), date(2200, 1, 1)


class Histories:
    """Reads the histories of a scenario and its variants; a file that is read in the same way is read once."""

    def __init__(self) -> None:
        self._read: dict[tuple[Path, RegisterOptions, int, int], ReadRegister | InputError] = {}

    def of(self, context: CheckContext) -> Referred[dict[str, ReadRegister]]:
        """The applications of every stream that has a history, by stream."""
        histories: dict[str, ReadRegister] = {}
        faults: list[Fault] = []
        files: list[Path] = []
        for key, stream in context.scenario.arrivals.items():
            if stream.history is None or context.days is None or context.scenario.period is None:
                continue
            where: Where = ("arrivals", key, "history")
            path = _path_of(context, (*where, "file"), stream.history)
            if isinstance(path, Fault):
                faults.append(path)
                continue
            options = _options(context, stream, stream.history)
            register = self._register(path, options, stream.history, context.scenario.period.start, context.days)
            if isinstance(register, InputError):
                faults += register.faults
                continue
            files.append(path)
            histories[key] = register
            faults += _weeks(context, where, stream.history, register)
            if stream.profile is not None and not register.account.timeless:
                message = translated(
                    "every row of {file} has a time, so there is nothing to spread over hours",
                    file=shown(stream.history.file),
                )
                faults.append(
                    context.file.fault(
                        ("arrivals", key, "profile"), message, translated("take 'profile' out"), at_key=True
                    )
                )
        return Referred(histories, tuple(faults), tuple(files))

    def _register(
        self, path: Path, options: RegisterOptions, history: History, start: date, days: OfficialDays
    ) -> ReadRegister | InputError:
        from sim.register.read_register import read_register  # late: most scenarios have no register

        # A replay lies in the time that is simulated; of what is resampled only the weeks matter.
        replay = history.use == "replay"
        first, end = instant(start if replay else _EARLIEST), instant(_LATEST)
        asked = (path, options, first, instant(days.last) + DAY if replay else end)
        if asked not in self._read:
            try:
                self._read[asked] = read_register(path, str(path), *asked[1:])
            except InputError as error:
                self._read[asked] = error
        return self._read[asked]


def _options(context: CheckContext, stream: Stream, history: History) -> RegisterOptions:
    """How the register of a stream is to be read."""
    zone, zone_from = history.time_zone, ""
    regulation = context.regulations.get(stream.service)
    if zone is None and regulation is not None:
        zone = zone_of_region(regulation.region.text("en"))
        zone_from = translated("that of {region}", region=regulation.region.text(language()))
    if zone is None:
        zone, zone_from = WITHOUT_REGION, translated("the region is not known")
    return RegisterOptions(
        column=history.column,
        time_column=history.time_column,
        number_column=history.number_column,
        only=tuple(history.only.items()),
        sheets=history.sheet,
        encoding=history.encoding,
        date_order=history.date_order,
        midnight=history.midnight,
        zone=zone,
        zone_from=zone_from,
    )


def _path_of(context: CheckContext, where: Where, history: History) -> Path | Fault:
    """The file of a history; a fault where it is not there, or lies where it may not."""
    name, folder = Path(history.file), context.file.folder(where)
    try:
        path = near_file(folder, history.file)
    except NotNearError as error:
        return context.file.fault(where, *error.args)
    if not os.path.isfile(path):
        near = path if name.suffix else folder / f"{name.name}.csv"
        return context.file.fault(
            where, translated("there is no file {name}", name=shown(history.file)), siblings(near)
        )
    return path


def _weeks(context: CheckContext, where: Where, history: History, register: ReadRegister) -> Iterator[Fault]:
    """A register that has applications outside its days, or too few whole weeks to choose from."""
    if history.use == "replay":
        return
    instants = register.instants
    first, last = (civil(int(at)).date() for at in instants[[0, -1]])
    outside = False
    if history.first_day is not None and first < history.first_day:
        message = translated("{file} has an application of {day} already", file=shown(history.file), day=first)
        yield context.file.fault((*where, "first_day"), message, translated("write the first day of the register"))
        outside = True
    if history.last_day is not None and last > history.last_day:
        message = translated("{file} has an application of {day} still", file=shown(history.file), day=last)
        yield context.file.fault((*where, "last_day"), message, translated("write the last day of the register"))
        outside = True
    if not outside and len(whole_weeks(instants, history.first_day, history.last_day)) < 2:
        message = translated(
            "{file} has fewer than two whole weeks, so there is nothing to choose from", file=shown(history.file)
        )
        repair = translated("give a longer history, the 'first_day' and 'last_day' of the register, or 'use: replay'")
        yield context.file.fault((*where, "use"), message, repair)
