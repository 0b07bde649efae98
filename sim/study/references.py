"""The regulations and the calendar that a scenario names: read once for all of its variants, every fault with its place."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from sim.calendar.official_days import OfficialDays, read_days
from sim.errors import Fault, InputError, did_you_mean
from sim.law.load import load_regulation
from sim.law.regulation import Regulation
from sim.quantities import shown
from sim.schema.near_files import NotNearError, near_file
from sim.schema.size_caps import MOST_BYTES
from sim.schema.text_file import siblings
from sim.schema.yaml_file import YAML_ENDINGS, Where, YamlFile
from sim.shipped import shipped_calendars, shipped_folder, shipped_regulations
from sim.study.referred import Referred
from sim.translations.in_use import translated

FileContent = TypeVar("FileContent")


class References:
    """Reads the regulations and calendars of a scenario and its variants; each file is read once."""

    def __init__(self) -> None:
        self._regulations: dict[Path, Regulation | InputError] = {}
        self._days: dict[Path, OfficialDays | InputError] = {}

    def regulations(self, file: YamlFile) -> Referred[dict[str, Regulation]]:
        """The regulations of all services that name one, by service; other faults of a service do not matter."""
        regulations: dict[str, Regulation] = {}
        faults: list[Fault] = []
        files: list[Path] = []
        own: dict[Path, int] = {}
        for service, name in _named_regulations(file):
            path = _regulation_path(file, service, name)
            if isinstance(path, Fault):
                faults.append(path)
                continue
            if name not in shipped_regulations():
                own[path] = os.path.getsize(path)
                if sum(own.values()) > MOST_BYTES and len(own) > 1:
                    message = translated(
                        "the regulations beside the scenario have more than {most} MB together",
                        most=f"{MOST_BYTES / 1_000_000:g}",
                    )
                    faults.append(file.fault(("services", service, "regulation"), message, translated("use fewer")))
                    break
            files.append(path)
            regulation = _read_once(self._regulations, path, load_regulation)
            if isinstance(regulation, InputError):
                faults += regulation.faults
            else:
                regulations[service] = regulation
        return Referred(regulations, tuple(faults), tuple(files))

    def calendar(self, file: YamlFile, name: str) -> Referred[OfficialDays | None]:
        """The official days of a name; None where they could not be read."""
        try:
            path = near_file(file.folder(("calendar",)), name, "calendar")
        except NotNearError as error:
            return Referred(None, (file.fault(("calendar",), *error.args),))
        if name in shipped_calendars():
            path = shipped_folder("calendars") / f"{name}.csv"
        elif path.suffix != ".csv" or not os.path.exists(path):
            hint = did_you_mean(name, shipped_calendars())
            return Referred(
                None, (file.fault(("calendar",), translated("there is no calendar {name}", name=shown(name)), hint),)
            )
        overrides = path.with_name(f"{path.stem}_overrides.csv")
        if name not in shipped_calendars():
            try:
                near_file(path.parent, overrides.name)
            except NotNearError as error:  # a link that leads elsewhere
                return Referred(None, (file.fault(("calendar",), *error.args),))
        files = (path, overrides) if os.path.exists(overrides) else (path,)
        days = _read_once(self._days, path, lambda path: read_days(path, str(path)))
        if isinstance(days, InputError):
            return Referred(None, tuple(days.faults), files)
        return Referred(days, files=files)


def _named_regulations(file: YamlFile) -> Iterator[tuple[str, str]]:
    """The services that name a regulation, with that name; what else stands there is a fault of the schema."""
    services = file.data.get("services")
    for service, block in services.items() if isinstance(services, dict) else ():
        name = block.get("regulation") if isinstance(block, dict) else None
        if isinstance(name, str):
            yield service, name


def _regulation_path(file: YamlFile, service: str, name: str) -> Path | Fault:
    """The file of a regulation: a shipped one, or one beside the scenario; a fault where there is none."""
    where: Where = ("services", service, "regulation")
    folder = file.folder(where)
    if name in shipped_regulations():
        return shipped_folder("regulations") / f"{name}.yaml"
    try:
        path = near_file(folder, name, "regulation")
    except NotNearError as error:
        return file.fault(where, *error.args)
    if path.suffix in YAML_ENDINGS and os.path.exists(path):
        return path
    beside = [f"{name}.yaml"] if os.path.exists(folder / f"{name}.yaml") else []
    known = (*shipped_regulations(), *beside)
    hint = siblings(path) if path.suffix in YAML_ENDINGS else did_you_mean(name, known)
    return file.fault(where, translated("there is no regulation {name}", name=shown(name)), hint)


def _read_once(
    known: dict[Path, FileContent | InputError], path: Path, read: Callable[[Path], FileContent]
) -> FileContent | InputError:
    """The content of a file, or the error that keeps it from being read; kept in `known` for the next time."""
    if path not in known:
        try:
            known[path] = read(path)
        except InputError as error:
            known[path] = error
    return known[path]
