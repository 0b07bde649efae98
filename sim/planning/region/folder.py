"""Which scenarios a folder has: those of the districts of a region, or of the regions of a country in folders of their own."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sim.errors import Fault, InputError, refusal
from sim.experiment.replications import with_seed_and_replications
from sim.scenario.scenario import MSER_5, Period
from sim.schema.size_caps import MOST_APPLICATIONS
from sim.schema.yaml_file import YAML_ENDINGS
from sim.study.loading import kind_of, load_scenario
from sim.study.study import Study
from sim.translations.in_use import translated

MOST_SCENARIOS = 5_000
"""The most scenarios that a folder may have."""
_PASSED_OVER = ("_", ".")
"""Files and folders whose names begin so are none of a region: what others extend, what lies there for other reasons."""


@dataclass(frozen=True)
class DistrictScenario:
    """One scenario of a folder."""

    name: str
    """Its path from the folder, without the ending."""
    path: Path
    """Its file."""
    study: Study
    """The scenario, checked, with a seed of its own."""

    @property
    def part(self) -> str:
        """The folder in the folder to which it belongs; empty where it lies in the folder itself."""
        return self.name.partition("/")[0] if "/" in self.name else ""


def scenario_files(folder: Path) -> tuple[tuple[Path, ...], tuple[Fault, ...]]:
    """The files of a folder and of those in it that are scenarios, by name, and the faults of files that cannot be read.

    Raises InputError where there are neither. Regulations are passed over, and files and folders whose names begin with `_` or a full stop.
    """
    found: list[Path] = []
    for above, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(_PASSED_OVER))
        paths = [Path(above) / name for name in sorted(names) if not name.startswith(_PASSED_OVER)]
        found += [path for path in paths if path.suffix in YAML_ENDINGS]
        if len(found) > MOST_SCENARIOS:
            raise refusal(
                str(folder),
                translated("the folder has more than {most_scenarios} YAML files", most_scenarios=MOST_SCENARIOS),
                translated("run its folders one by one"),
            )
    faults: list[Fault] = []
    scenarios: list[Path] = []
    for path in found:
        try:
            if kind_of(str(path)) == "scenario":
                scenarios.append(path)
        except InputError as error:
            faults += error.faults
    if not scenarios and not faults:
        raise refusal(
            str(folder),
            translated("the folder has no scenarios"),
            translated("name a scenario, or a folder with files *.yaml"),
        )
    return tuple(scenarios), tuple(faults)


def load_folder(
    folder: Path,
    variant: str | None = None,
    changes: Sequence[str] = (),
    *,
    replications: int | Literal["auto"] | None = None,
    seed: int | None = None,
    most_applications: int = MOST_APPLICATIONS,
) -> tuple[DistrictScenario, ...]:
    """The scenarios of a folder; raises InputError with the faults of all, and where their periods differ.

    Every scenario gets a seed of its own, from its seed, or the one that is given, and its name: with the same one the same stream
    of two districts would have its good and bad days together, and their sum would vary more than it does.
    """
    found: list[DistrictScenario] = []
    paths, unreadable = scenario_files(folder)
    faults = list(unreadable)
    for path in paths:
        try:
            study = load_scenario(path, variant, changes, most_applications)
        except InputError as error:
            faults += error.faults
            continue
        name = path.relative_to(folder).with_suffix("").as_posix()
        own = seed_of(study.scenario.seed if seed is None else seed, name)
        found.append(DistrictScenario(name, path, with_seed_and_replications(study, replications, own)))
    faults += _same_names(found) + _other_periods(found)
    if faults:
        raise InputError(faults)
    return tuple(found)


def seed_of(seed: int, name: str) -> int:
    """The seed of a district, from that of its scenario and its name; the same wherever the folder lies."""
    digest = hashlib.sha256(f"{seed}\0{name}".encode()).digest()
    return int.from_bytes(digest[:8], "little") >> 1


def _same_names(found: Sequence[DistrictScenario]) -> list[Fault]:
    """Faults of files that differ in their endings only, and so would have one folder of results."""
    first: dict[str, Path] = {}
    faults = []
    for district in found:
        if (other := first.setdefault(district.name.casefold(), district.path)) != district.path:
            message = translated("its results would lie where those of {name} do", name=other.name)
            faults.append(Fault(str(district.path), 1, 1, message, translated("rename one of the two")))
    return faults


def _other_periods(found: Sequence[DistrictScenario]) -> list[Fault]:
    """Faults of scenarios that count other applications than the first one: their sums would mean nothing."""
    if not found:
        return []
    first, faults = found[0], []
    for district in found:
        if district.study.scenario.period.warm_up_until == MSER_5:
            message = translated(
                "its warm-up would end on another day than that of others, and sums need the same days"
            )
            faults.append(
                Fault(
                    str(district.path), 1, 1, message, translated("state the first day that counts in 'warm_up_until'")
                )
            )
    for district in found[1:]:
        if _counted(district) != _counted(first):
            (start, end), (here, there) = _counted(first), _counted(district)
            message = translated(
                "it counts {here} to {there}, and {name} counts {start} to {end}",
                here=here,
                there=there,
                name=first.path.name,
                start=start,
                end=end,
            )
            faults.append(
                Fault(str(district.path), 1, 1, message, translated("give all scenarios of a folder one period"))
            )
    return faults


def _counted(district: DistrictScenario) -> tuple[object, object]:
    period: Period = district.study.scenario.period
    return period.warm_up_until, period.end
