"""The histories that the streams of a scenario name: read once for all of its variants, every fault with its place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sim.calendar.official_days import OfficialDays
from sim.errors import Fault, InputError
from sim.quantities import DAY, Instants, civil, instant, shown
from sim.scenario.demand import History
from sim.schema.yaml_file import Where, siblings
from sim.study.arrival_history.read_csv import read_history, whole_weeks
from sim.study.context import Given

_EARLIEST, _LATEST = date(1900, 1, 1), date(2200, 1, 1)


class Histories:
    """Reads the histories of a scenario and its variants; a file that is read in the same way is read once."""

    def __init__(self) -> None:
        self._read: dict[tuple[Path, str | None, int, int], Instants | InputError] = {}

    def of(self, given: Given, faults: list[Fault], files: list[Path]) -> dict[str, Instants]:
        """The instants of every stream that has a history; adds to the faults, and to the files that were read."""
        found: dict[str, Instants] = {}
        for key, stream in given.scenario.arrivals.items():
            if stream.history is None or given.days is None or given.scenario.period is None:
                continue
            where: Where = ("arrivals", key, "history")
            own = _file(given, (*where, "file"), stream.history, faults)
            if own is None:
                continue
            instants = self._instants(own, stream.history, given.scenario.period.start, given.days)
            if isinstance(instants, InputError):
                faults += instants.faults
                continue
            files.append(own)
            found[key] = instants
            faults += _weeks(given, where, stream.history, instants)
        return found

    def _instants(self, own: Path, history: History, start: date, days: OfficialDays) -> Instants | InputError:
        # A replay lies in the time that is simulated; of what is resampled only the weeks matter.
        replay = history.use == "replay"
        first, end = instant(start if replay else _EARLIEST), instant(_LATEST)
        asked = (own, history.column, first, instant(days.last) + DAY if replay else end)
        if asked not in self._read:
            try:
                self._read[asked] = read_history(own, str(own), *asked[1:])
            except InputError as error:
                self._read[asked] = error
        return self._read[asked]


def _file(given: Given, where: Where, history: History, faults: list[Fault]) -> Path | None:
    """The file of a history; None where it is not there, or lies where it may not."""
    asked, folder = Path(history.file), given.file.folder(where)
    own = folder / asked
    if asked.is_absolute() or ".." in asked.parts:
        message = f"{shown(history.file)} does not lie beside this file or below its folder"
        faults.append(given.file.fault(where, message, "copy it there"))
        return None
    if not own.is_file():
        near = own if asked.suffix else folder / f"{asked.name}.csv"
        faults.append(given.file.fault(where, f"there is no file {shown(history.file)}", siblings(near)))
        return None
    return own


def _weeks(given: Given, where: Where, history: History, instants: Instants) -> Iterator[Fault]:
    """A register that has applications outside its days, or too few whole weeks to choose from."""
    if history.use == "replay":
        return
    first, last = (civil(int(at)).date() for at in instants[[0, -1]])
    outside = False
    if history.first_day is not None and first < history.first_day:
        message = f"{shown(history.file)} has an application of {first} already"
        yield given.file.fault((*where, "first_day"), message, "write the first day of the register")
        outside = True
    if history.last_day is not None and last > history.last_day:
        message = f"{shown(history.file)} has an application of {last} still"
        yield given.file.fault((*where, "last_day"), message, "write the last day of the register")
        outside = True
    if not outside and len(whole_weeks(instants, history.first_day, history.last_day)) < 2:
        message = f"{shown(history.file)} has fewer than two whole weeks, so there is nothing to choose from"
        repair = "give a longer history, the 'first_day' and 'last_day' of the register, or 'use: replay'"
        yield given.file.fault((*where, "use"), message, repair)
