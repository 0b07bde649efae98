"""From files to frozen models: YAML, schema, cross-checks; every fault with its place, all faults of a file at once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from sim.calendar.opening_hours import shipped_hours
from sim.errors import Fault, InputError, did_you_mean
from sim.near_words import composed
from sim.quantities import shown
from sim.scenario.scenario import Scenario
from sim.schema.document import Translated
from sim.schema.read_yaml import read_yaml
from sim.schema.setting_paths import REASON, with_settings
from sim.schema.size_caps import MOST_APPLICATIONS, MOST_HISTORY_BYTES
from sim.schema.text_file import read_bytes
from sim.schema.validation import validate
from sim.schema.yaml_file import YAML_ENDINGS, YamlFile
from sim.shipped import shipped_folder, shipped_regulations, shipped_scenarios
from sim.study.arrival_history.of_streams import Histories
from sim.study.checks.demand_size import too_many
from sim.study.checks.scenario import check_scenario
from sim.study.context import CheckContext
from sim.study.layers import Origin, laid_out, read_scenario, variant_names
from sim.study.references import References
from sim.study.study import Study
from sim.study.uncertain_inputs import uncertain_faults
from sim.study.valid_part import valid_part
from sim.translations.in_use import translated


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
    Raises InputError with every fault: unreadable file, unknown or missing keys, wrong units, unknown names.
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
        raise InputError(
            [Fault(str(path), 0, 0, translated("there is no such file and no such shipped scenario"), hint)]
        )
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
        message = translated("there is no such file and no such shipped scenario or regulation")
        raise InputError([Fault(name, 0, 0, message, did_you_mean(name, known))])
    file = read_yaml(find_scenario(name), name)
    return "regulation" if "regulation" in file.data and "scenario" not in file.data else "scenario"


@dataclass(frozen=True)
class LoadResult:
    """The outcome of reading a scenario, or one of its variants."""

    variant: str | None
    """Short name of the variant; None for the scenario itself."""
    file: YamlFile | None
    """The file as it results; None where its layers could not be laid one over the other."""
    study: Study | None
    """The study; None where there are faults."""
    faults: tuple[Fault, ...]
    """All faults, in order."""

    @property
    def valid(self) -> tuple[Study, YamlFile]:
        """The study and its file; raises InputError with every fault."""
        if self.study is None or self.file is None:
            raise InputError(self.faults)
        return self.study, self.file


class Reader:
    """Reads a scenario and its variants; what several of them refer to is read once."""

    def __init__(
        self,
        path: str | Path,
        changes: Sequence[str] = (),
        most_applications: int = MOST_APPLICATIONS,
        reason: str = REASON,
    ) -> None:
        """Take the path of a scenario file or the name of a shipped one; `changes` hold for every variant.

        `reason` is why the numbers are what they are that `changes` set, as reports show it.
        Raises InputError for a file that cannot be read, or that extends one that cannot.
        """
        self._path = find_scenario(path)
        self._changes, self._reason = tuple(changes), reason
        self._most_applications = most_applications
        self._file = read_scenario(self._path, str(path))
        self._references = References()
        self._histories = Histories()
        self._digests: dict[Path, str] = {}
        self._laid: tuple[tuple[str, ...], tuple[str, ...], YamlFile] | None = None

    @property
    def variants(self) -> tuple[str, ...]:
        """Short names of the variants."""
        return variant_names(self._file)

    def study(self, variant: str | None = None) -> tuple[Study, YamlFile]:
        """The scenario or one of its variants, and the file as it results; raises InputError with every fault."""
        return self._load(None if variant is None else composed(variant)).valid

    def studies(self) -> tuple[tuple[Study, YamlFile], ...]:
        """The scenario itself and each of its variants, with the file as it results.

        Raises InputError with the faults of all, each of them once.
        """
        results = [self._load(variant) for variant in (None, *self.variants)]
        if faults := _faults_told_once(results):
            raise InputError(faults)
        return tuple(result.valid for result in results)

    def with_values(
        self, variants: Sequence[str], values: Sequence[str], then: Sequence[str] = ()
    ) -> tuple[Study, YamlFile]:
        """The scenario with variants, the settings and single values over these, and the file as it results.

        `then` are variants that are laid over all of it. Raises InputError with every fault, those of uncertain numbers left out.
        """
        file = self._with_settings(tuple(variants), tuple(values))
        return self._of_file(laid_out(file, then, ()), (*variants, *then)).valid

    def _with_settings(self, variants: tuple[str, ...], values: tuple[str, ...]) -> YamlFile:
        """The file with variants and single values; what was laid out last is gone on from where more values are laid over it."""
        if self._laid is not None:
            known, before, file = self._laid
            if known == variants and values[: len(before)] == before:
                return with_settings(file, values[len(before) :], Scenario)
        file = with_settings(laid_out(self._file, variants, self._changes, self._reason), values, Scenario)
        self._laid = variants, values, file
        return file

    def _load(self, variant: str | None) -> LoadResult:
        """The scenario or a variant, with the study without what disturbs the offices where it names one."""
        result = self._with_ends_tried(() if variant is None else (variant,))
        if result.study is None or result.file is None:
            return result
        name = result.study.scenario.undisturbed
        if name is None or name == variant:
            return result
        undisturbed = self._with_ends_tried((name,) if variant is None else (variant, name))
        if undisturbed.study is None:
            file = None if undisturbed.file is None else result.file
            return LoadResult(variant, file, None, undisturbed.faults)
        if faults := tuple(_not_comparable(result.file, name, result.study, undisturbed.study)):
            return replace(result, study=None, faults=faults)
        scenario = result.study.scenario
        as_many = {"replications": scenario.replications, "precision": scenario.precision}
        other = replace(undisturbed.study, scenario=undisturbed.study.scenario.model_copy(update=as_many))
        return replace(result, study=replace(result.study, undisturbed=other))

    def _with_ends_tried(self, layers: tuple[str, ...]) -> LoadResult:
        """The scenario with variants, later ones over earlier ones, and uncertain numbers tried at both ends."""
        try:
            file = laid_out(self._file, layers, self._changes, self._reason)
        except InputError as error:
            return LoadResult(layers[-1] if layers else None, None, None, tuple(error.faults))
        result = self._of_file(file, layers)
        if result.study is None:
            return result
        scenario = result.study.scenario
        faults = tuple(uncertain_faults(file, scenario, lambda changed: self._of_file(changed, layers).faults))
        return replace(result, study=None, faults=faults) if faults else result

    def _of_file(self, file: YamlFile, layers: tuple[str, ...]) -> LoadResult:
        """A file that has been laid out, those faults left out that only both ends of uncertain numbers show."""
        variant = layers[-1] if layers else None
        whole, schema_faults, broken = validate(Scenario, file)
        scenario = valid_part(file, broken) if whole is None else whole
        regulations = self._references.regulations(file)
        calendar = self._references.calendar(file, scenario.calendar)
        hours = {**shipped_hours(), **scenario.hours}
        context = CheckContext(file, scenario, regulations.value, calendar.value, hours)
        faults = [*schema_faults, *regulations.faults, *calendar.faults]
        faults += check_scenario(context, whole=whole is not None, most_applications=self._most_applications)
        histories = self._histories.of(context)
        faults += histories.faults
        if histories.value and not faults:
            instants = {key: register.instants for key, register in histories.value.items()}
            faults += too_many(context, self._most_applications, instants)
        if faults or calendar.value is None:  # a calendar that could not be read is a fault
            return LoadResult(variant, file, None, tuple(faults))
        files = (self._path, *file.paths.values(), *regulations.files, *calendar.files, *histories.files)
        study = Study(
            "-".join([self._path.stem, *layers]),
            _titled(scenario, file, variant),
            regulations.value,
            calendar.value,
            hours,
            _hashes(files, self._path.parent, self._digests),
            variant,
            self._changes,
            histories.value,
            origin=Origin(self._path.resolve(), layers, self._most_applications),
            warm_up_place=file.place(("period", "warm_up_until")),
        )
        return LoadResult(variant, file, study, ())


def _not_comparable(file: YamlFile, name: str, study: Study, undisturbed: Study) -> Iterator[Fault]:
    """Faults of a variant without what disturbs the offices that is not the same run otherwise."""
    scenario, other = study.scenario, undisturbed.scenario
    same = {
        "period": scenario.period == other.period,
        "calendar": study.days is undisturbed.days,
        "seed": scenario.seed == other.seed,
    }
    for key, alike in same.items():
        if not alike:
            message = translated(
                "the variant {variant} has another {key} than the run that it is held against",
                variant=shown(name),
                key=key,
            )
            yield file.fault(("undisturbed",), message, translated("take '{key}' out of that variant", key=key))


def _faults_told_once(results: Sequence[LoadResult]) -> list[Fault]:
    """The faults of a scenario and its variants; what a variant shares with the scenario or an earlier variant stands once."""
    faults: list[Fault] = []
    for result in results:
        faults += _brought_about(result, faults)
    return faults


def _brought_about(result: LoadResult, earlier: Sequence[Fault]) -> list[Fault]:
    """The faults that a variant itself brings about, beside earlier ones; faults that show outside its changes name it."""
    file, variant = result.file, result.variant
    if variant is None or file is None:
        return list(result.faults)
    faults = [fault for fault in result.faults if fault not in earlier]
    if earlier:
        # A block that a variant only touches may owe its fault to the scenario: that is told first.
        touched = {file.place(where, at_key=True)[:3] for where in file.changed}
        faults = [fault for fault in faults if (fault.file, fault.line, fault.column) not in touched]
    places = (*file.values.values(), *file.keys.values(), *file.removed.values())
    of_variant = {place[:3] for place in places if place.layer == f"variant {variant}"}
    return [
        fault
        if (fault.file, fault.line, fault.column) in of_variant
        else replace(
            fault, message=translated("in variant '{variant}' {message}", variant=variant, message=fault.message)
        )
        for fault in faults
    ]


def _hashes(files: Sequence[Path], folder: Path, known: dict[Path, str]) -> dict[str, str]:
    """SHA-256 of files by name; where two have one name, the folder stands before the later one.

    Files that are `known` are not read again; the others become known.
    """
    hashes: dict[str, str] = {}
    folder = folder.resolve()  # a file has the same name wherever the command was given
    for path in dict.fromkeys(files):
        whole = path.resolve()
        name = whole.relative_to(folder).as_posix() if whole.is_relative_to(folder) else path.name
        name = f"{whole.parent.name}/{path.name}" if name in hashes else name
        if path not in known:
            known[path] = hashlib.sha256(read_bytes(path, str(path), MOST_HISTORY_BYTES)).hexdigest()
        hashes[name] = known[path]
    return hashes


def _titled(scenario: Scenario, file: YamlFile, variant: str | None) -> Scenario:
    """A scenario whose title names the variant, unless the variant has said what the whole is called."""
    if variant is None or file.place(("scenario",)).layer:
        return scenario
    title = scenario.variants[variant].title or Translated(en=variant.replace("_", " "))
    both = {lang: f"{scenario.scenario.text(lang)}: {title.text(lang)}" for lang in ("kk", "ru", "en")}
    return scenario.model_copy(update={"scenario": Translated(**both)})
