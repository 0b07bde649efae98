"""From files to frozen models: YAML, schema, cross-checks; every fault with its place, all faults of a file at once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal, TypeVar

from sim.calendar.official_days import OfficialDays, read_days
from sim.calendar.opening_hours import shipped_hours
from sim.errors import Fault, InputError, did_you_mean
from sim.law.load import load_regulation
from sim.law.regulation import Regulation
from sim.quantities import shown
from sim.scenario.scenario import Scenario
from sim.schema.document import Translated
from sim.schema.setting_paths import with_settings
from sim.schema.size_caps import MOST_APPLICATIONS, MOST_HISTORY_BYTES
from sim.schema.validation import validate
from sim.schema.yaml_file import YAML_ENDINGS, Where, YamlFile, read_text, read_yaml, siblings
from sim.shipped import shipped_calendars, shipped_folder, shipped_regulations, shipped_scenarios
from sim.study.arrival_history.of_streams import Histories
from sim.study.checks.demand_size import too_many
from sim.study.checks.scenario import check_scenario
from sim.study.context import Given
from sim.study.layers import Origin, laid_out, read_scenario, variant_names
from sim.study.study import Study
from sim.study.uncertain_inputs import uncertain_faults
from sim.study.valid_part import sound_part

Read = TypeVar("Read")


def load_scenario(
    path: str | Path,
    variant: str | None = None,
    changes: Sequence[str] = (),
    most_applications: int = MOST_APPLICATIONS,
) -> Study:
    """Read a scenario with its regulations and calendar; a shipped scenario is found by its bare name too.

    `variant` names one of its variants; `changes` are single settings as `PATH=VALUE`, such as
    `offices.department.staff.executor=3`. The scenario comes over the one that it extends, the variant over the
    scenario, the settings over both. One replication may have `most_applications`.
    Raises InputError with every fault: unreadable file, unknown or missing keys, wrong units, names that nothing bears.
    """
    return Reader(path, changes, most_applications).study(variant)[0]


def find_scenario(path: str | Path) -> Path:
    """The file of a scenario: the path itself, or the shipped scenario of that bare name; a folder is no scenario."""
    given = Path(path)
    if given.parent != Path() or (os.path.exists(given) and not os.path.isdir(given)):
        return given
    if given.stem in shipped_scenarios():
        return shipped_folder("scenarios") / f"{given.stem}.yaml"
    if given.suffix not in YAML_ENDINGS and not os.path.isdir(given):
        hint = did_you_mean(str(path), shipped_scenarios())
        raise InputError([Fault(str(path), 0, 0, "there is no such file and no such shipped scenario", hint)])
    return given


def kind_of(name: str) -> Literal["scenario", "regulation"]:
    """Tell whether a file, or a shipped scenario or regulation by its name, is one or the other.

    What is neither counts as a scenario. Raises InputError for what is not there or cannot be read.
    """
    given = Path(name)
    a_file = os.path.exists(given) and not os.path.isdir(given)
    if not a_file and name in shipped_regulations():
        return "regulation"
    known = (*shipped_scenarios(), *shipped_regulations())
    if not (os.path.exists(given) or given.stem in known or given.suffix in YAML_ENDINGS or given.parent != Path()):
        message = "there is no such file and no such shipped scenario or regulation"
        raise InputError([Fault(name, 0, 0, message, did_you_mean(name, known))])
    file = read_yaml(find_scenario(name), name)
    return "regulation" if "regulation" in file.data and "scenario" not in file.data else "scenario"


class Reader:
    """Reads a scenario and its variants; what several of them refer to is read once."""

    def __init__(
        self, path: str | Path, changes: Sequence[str] = (), most_applications: int = MOST_APPLICATIONS
    ) -> None:
        """Take the path of a scenario file or the name of a shipped one; `changes` hold for every variant.

        Raises InputError for a file that cannot be read, or that extends one that cannot.
        """
        self._path = find_scenario(path)
        self._changes = tuple(changes)
        self._most_applications = most_applications
        self._file = read_scenario(self._path, str(path))
        self._regulations: dict[Path, Regulation | InputError] = {}
        self._days: dict[Path, OfficialDays | InputError] = {}
        self._histories = Histories()
        self._digests: dict[Path, str] = {}

    @property
    def variants(self) -> tuple[str, ...]:
        """Short names of the variants."""
        return variant_names(self._file)

    def study(self, variant: str | None = None) -> tuple[Study, YamlFile]:
        """The scenario or one of its variants, and the file as it results; raises InputError with every fault."""
        study, file, faults = self._checked(variant)
        if study is None:
            raise InputError(faults)
        undisturbed, faults = self._undisturbed(study, file)
        if faults:
            raise InputError(faults)
        return replace(study, undisturbed=undisturbed), file

    def studies(self) -> tuple[tuple[Study, YamlFile], ...]:
        """The scenario itself and each of its variants, with the file as it results.

        Raises InputError with the faults of all; what a variant shares with the scenario is told once.
        """
        found: list[tuple[Study, YamlFile]] = []
        faults: list[Fault] = []
        for variant in (None, *self.variants):
            try:
                study, file, new = self._checked(variant)
                if study is not None:
                    new = self._undisturbed(study, file)[1]
            except InputError as error:
                faults += error.faults
                continue
            if variant is not None:
                new = [fault for fault in new if fault not in faults]
                if faults:
                    # A block that a variant only touches may owe its fault to the scenario: that is told first.
                    told = {file.place(at, at_key=True)[:3] for at in file.changed}
                    new = [fault for fault in new if (fault.file, fault.line, fault.column) not in told]
                new = _of_variant(new, file, variant)
            faults += new
            if study is not None and not new:
                found.append((study, file))
        if faults:
            raise InputError(faults)
        return tuple(found)

    def _undisturbed(self, study: Study, file: YamlFile) -> tuple[Study | None, list[Fault]]:
        """The same without what disturbs the offices, where the scenario names it, and what keeps the two from being compared.

        It has as many replications as the study, whatever the variant says.
        """
        without = study.scenario.undisturbed
        if without is None or without == study.variant:
            return None, []
        other, _, faults = self._checked(study.variant, without)
        if other is None:
            return None, faults
        mine, its = study.scenario, other.scenario
        same = {
            "period": mine.period == its.period,
            "calendar": study.days is other.days,
            "seed": mine.seed == its.seed,
        }
        message = f"the variant {shown(without)} has another {{}} than the run that it is held against"
        faults = [
            file.fault(("undisturbed",), message.format(key), f"take '{key}' out of that variant")
            for key, alike in same.items()
            if not alike
        ]
        as_many = {"replications": mine.replications, "precision": mine.precision}
        return replace(other, scenario=its.model_copy(update=as_many)), faults

    def _checked(self, *variants: str | None) -> tuple[Study | None, YamlFile, list[Fault]]:
        """A study where there are no faults, the file as it results, and the faults; later variants go over earlier ones."""
        layers = tuple(name for name in variants if name is not None)
        file = laid_out(self._file, layers, self._changes)
        study, faults = self._of_file(file, layers)
        if study is not None:
            faults = list(uncertain_faults(file, study.scenario, lambda other: self._of_file(other, layers)[1]))
        return None if faults else study, file, faults

    def with_values(self, variants: Sequence[str], values: Sequence[str]) -> tuple[Study, YamlFile]:
        """The scenario with variants, the settings and single values over these, and the file as it results.

        Raises InputError with every fault, those of uncertain numbers left out.
        """
        file = with_settings(laid_out(self._file, variants, self._changes), values, Scenario)
        study, faults = self._of_file(file, tuple(variants))
        if study is None:
            raise InputError(faults)
        return study, file

    def _of_file(self, file: YamlFile, layers: tuple[str, ...]) -> tuple[Study | None, list[Fault]]:
        """A study where there are no faults, and the faults, those of uncertain numbers left out."""
        variant = layers[-1] if layers else None
        scenario, faults, broken = validate(Scenario, file)
        whole = scenario is not None
        if scenario is None:
            scenario = sound_part(file, broken)
        files = [self._path, *file.paths.values()]
        regulations = self._all_regulations(file, faults, files)
        days = self._calendar(scenario, file, faults, files)
        hours = {**shipped_hours(), **scenario.hours}
        faults += check_scenario(
            file, scenario, regulations, days, hours, whole=whole, most_applications=self._most_applications
        )
        given = Given(file, scenario, regulations, days, hours)
        histories = self._histories.of(given, faults, files)
        if histories and not faults:
            faults += too_many(given, self._most_applications, histories)
        if faults or days is None:  # a calendar that could not be read is a fault
            return None, faults
        name = "-".join([self._path.stem, *layers])
        titled = _titled(scenario, file, variant)
        hashes = _hashes(files, self._path.parent, self._digests)
        study = Study(name, titled, regulations, days, hours, hashes, variant, self._changes, histories)
        origin = Origin(self._path.resolve(), layers, self._most_applications)
        study = replace(study, origin=origin, warm_up_place=file.place(("period", "warm_up_until")))
        return study, faults

    def _all_regulations(self, file: YamlFile, faults: list[Fault], files: list[Path]) -> dict[str, Regulation]:
        """The regulations of all services that name one, be the services in order otherwise or not."""
        found = {}
        services = file.data.get("services")
        for key, service in services.items() if isinstance(services, dict) else ():
            where: Where = ("services", key, "regulation")
            name = service.get("regulation") if isinstance(service, dict) else None
            if not isinstance(name, str):
                continue  # the schema has said so
            folder = file.folder(where)
            own = folder / name
            if name in shipped_regulations():
                own = shipped_folder("regulations") / f"{name}.yaml"
            elif own.suffix not in YAML_ENDINGS or not os.path.exists(own):
                beside = [f"{name}.yaml"] if os.path.exists(folder / f"{name}.yaml") else []
                known = (*shipped_regulations(), *beside)
                hint = siblings(own) if own.suffix in YAML_ENDINGS else did_you_mean(name, known)
                faults.append(file.fault(where, f"there is no regulation {shown(name)}", hint))
                continue
            files.append(own)
            if own not in self._regulations:
                self._regulations[own] = _or_error(load_regulation, own)
            read = self._regulations[own]
            if isinstance(read, InputError):
                faults += read.faults
            else:
                found[key] = read
        return found

    def _calendar(
        self, scenario: Scenario, file: YamlFile, faults: list[Fault], files: list[Path]
    ) -> OfficialDays | None:
        own = file.folder(("calendar",)) / scenario.calendar
        if scenario.calendar in shipped_calendars():
            own = shipped_folder("calendars") / f"{scenario.calendar}.csv"
        elif own.suffix != ".csv" or not os.path.exists(own):
            hint = did_you_mean(scenario.calendar, shipped_calendars())
            faults.append(file.fault(("calendar",), f"there is no calendar {shown(scenario.calendar)}", hint))
            return None
        overrides = own.with_name(f"{own.stem}_overrides.csv")
        files += [own, overrides] if overrides.exists() else [own]
        if own not in self._days:
            self._days[own] = _or_error(lambda path: read_days(path, str(path)), own)
        days = self._days[own]
        if isinstance(days, InputError):
            faults += days.faults
            return None
        return days


def _of_variant(faults: Sequence[Fault], file: YamlFile, variant: str) -> list[Fault]:
    """Faults that a variant brings about; those that show elsewhere say so."""
    places = (*file.values.values(), *file.keys.values(), *file.removed.values())
    own = {place[:3] for place in places if place.layer == f"variant {variant}"}
    return [
        fault
        if (fault.file, fault.line, fault.column) in own
        else replace(fault, message=f"in variant '{variant}' {fault.message}")
        for fault in faults
    ]


def _or_error(read: Callable[[Path], Read], path: Path) -> Read | InputError:
    """What is read from a file, or the error that keeps it from being read."""
    try:
        return read(path)
    except InputError as error:
        return error


def _hashes(files: Sequence[Path], folder: Path, known: dict[Path, str]) -> dict[str, str]:
    """Hashes of files by name; where two have one name, the folder stands before the later one.

    Those that are `known` are not read again; the others become known.
    """
    found: dict[str, str] = {}
    for path in dict.fromkeys(files):
        name = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name
        name = f"{path.resolve().parent.name}/{path.name}" if name in found else name
        if path not in known:
            known[path] = hashlib.sha256(read_text(path, str(path), MOST_HISTORY_BYTES).encode()).hexdigest()
        found[name] = known[path]
    return found


def _titled(scenario: Scenario, file: YamlFile, variant: str | None) -> Scenario:
    """A scenario whose title names the variant, unless the variant has said what the whole is called."""
    if variant is None or file.place(("scenario",)).layer:
        return scenario
    title = scenario.variants[variant].title or Translated(en=variant.replace("_", " "))
    both = {lang: f"{scenario.scenario.text(lang)}: {title.text(lang)}" for lang in ("kk", "ru", "en")}
    return scenario.model_copy(update={"scenario": Translated(**both)})
