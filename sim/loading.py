"""From files to frozen models: YAML, schema, cross-checks; every fault with its place, all faults of a file at once."""

from __future__ import annotations

import hashlib
import types
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from sim.calendars import OfficialDays, load_days
from sim.crosschecks import check_regulation, check_scenario
from sim.errors import Fault, InputError, did_you_mean
from sim.regulation import Regulation
from sim.scenario import OfficeHours, Scenario
from sim.shipped import shipped_folder
from sim.yamlfile import Where, YamlFile, read_text, read_yaml

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Study:
    """A scenario with everything that it refers to: read, checked and ready to be simulated."""

    name: str
    """Name of the scenario's file, without folder and ending."""
    scenario: Scenario
    """The scenario as written."""
    regulations: Mapping[str, Regulation]
    """Regulation of each service, by the service's short name."""
    days: OfficialDays
    """The official calendar."""
    hours: Mapping[str, OfficeHours]
    """Opening hours by name, shipped ones and the scenario's own."""
    hashes: Mapping[str, str]
    """SHA-256 of every file that was read, by its name."""


def load_scenario(path: str | Path) -> Study:
    """Read a scenario with its regulations and calendar; a shipped scenario is found by its bare name too.

    Raises InputError with every fault: unreadable file, unknown or missing keys, wrong units, names that nothing bears.
    """
    file_path = find_scenario(path)
    file = read_yaml(file_path, str(path))
    scenario, faults = _validate(Scenario, file)
    if scenario is None:
        raise InputError(faults)
    hashes = {file_path.name: _sha256(file_path)}
    regulations = _regulations(scenario, file, file_path, faults, hashes)
    days = _days(scenario, file, file_path, faults, hashes)
    hours = {**shipped_hours(), **scenario.hours}
    faults += check_scenario(file, scenario, regulations, days, hours)
    if faults:
        raise InputError(faults)
    assert days is not None  # a calendar that could not be read is a fault
    return Study(file_path.stem, scenario, regulations, days, hours, hashes)


def load_regulation(name: str | Path) -> Regulation:
    """Read a regulation from a file, or a shipped one by its short name; raises InputError with every fault."""
    path = Path(name)
    if path.suffix not in (".yaml", ".yml"):
        path = shipped_folder("regulations") / f"{name}.yaml"
    file = read_yaml(path, str(name) if path == Path(name) else path.name)
    regulation, faults = _validate(Regulation, file)
    if regulation is not None:
        faults += check_regulation(file, regulation)
    if faults or regulation is None:
        raise InputError(faults)
    return regulation


def shipped_regulations() -> tuple[str, ...]:
    """Short names of the regulations that come with the package."""
    return tuple(sorted(path.stem for path in shipped_folder("regulations").glob("*.yaml")))


def shipped_scenarios() -> tuple[str, ...]:
    """Names of the scenarios that come with the package."""
    return tuple(sorted(path.stem for path in shipped_folder("scenarios").glob("*.yaml")))


def shipped_hours() -> dict[str, OfficeHours]:
    """The office hours that come with the package, by name."""
    file = read_yaml(shipped_folder("calendars") / "office_hours.yaml", "office_hours.yaml")
    return {name: OfficeHours.model_validate(block) for name, block in file.data.items()}


def find_scenario(path: str | Path) -> Path:
    """The file of a scenario: the path itself, or the shipped scenario of that bare name."""
    given = Path(path)
    if not given.exists() and given.parent == Path() and given.stem in shipped_scenarios():
        return shipped_folder("scenarios") / f"{given.stem}.yaml"
    return given


def is_regulation(path: Path) -> bool:
    """Tell a regulation file from a scenario file by its first key of either kind."""
    file = read_yaml(path)
    return "regulation" in file.data and "scenario" not in file.data


def _regulations(
    scenario: Scenario, file: YamlFile, path: Path, faults: list[Fault], hashes: dict[str, str]
) -> dict[str, Regulation]:
    found = {}
    for key, service in scenario.services.items():
        where: Where = ("services", key, "regulation")
        own = path.parent / service.regulation
        if service.regulation not in shipped_regulations() and own.suffix not in (".yaml", ".yml"):
            hint = did_you_mean(service.regulation, shipped_regulations())
            faults.append(file.fault(where, f"there is no regulation '{service.regulation}'", hint))
            continue
        try:
            source: str | Path = own if own.suffix else service.regulation
            found[key] = load_regulation(source)
            read = own if own.suffix else shipped_folder("regulations") / f"{service.regulation}.yaml"
            hashes[read.name] = _sha256(read)
        except InputError as error:
            faults += error.faults
    return found


def _days(
    scenario: Scenario, file: YamlFile, path: Path, faults: list[Fault], hashes: dict[str, str]
) -> OfficialDays | None:
    shipped = shipped_folder("calendars") / f"{scenario.calendar}.csv"
    own = path.parent / scenario.calendar
    chosen = shipped if shipped.exists() else own
    if chosen.suffix != ".csv" or not chosen.exists():
        known = [p.stem for p in shipped.parent.glob("*.csv") if not p.stem.endswith("_overrides")]
        hint = did_you_mean(scenario.calendar, known)
        faults.append(file.fault(("calendar",), f"there is no calendar '{scenario.calendar}'", hint))
        return None
    try:
        days = load_days(chosen)
    except InputError as error:
        faults += error.faults
        return None
    for read in (chosen, chosen.with_name(f"{chosen.stem}_overrides.csv")):
        if read.exists():
            hashes[read.name] = _sha256(read)
    return days


def _sha256(path: Path) -> str:
    return hashlib.sha256(read_text(path, str(path)).encode()).hexdigest()


def _validate(model: type[Model], file: YamlFile) -> tuple[Model | None, list[Fault]]:
    """Check a file against a model; the faults are those of the YAML and those of the schema together."""
    try:
        return model.model_validate(file.data), list(file.faults)
    except ValidationError as error:
        found = [_fault(model, file, dict(detail)) for detail in error.errors(include_url=False)]
        return None, [*file.faults, *found]


_SENTENCES = {
    "int_type": "a whole number is needed here",
    "int_parsing": "a whole number is needed here",
    "int_from_float": "a whole number is needed here",
    "float_type": "a number is needed here",
    "string_type": "a text is needed here",
    "bool_type": "true or false is needed here",
    "dict_type": "a block of keys is needed here",
    "model_type": "a block of keys is needed here",
    "tuple_type": "a list is needed here",
    "date_from_datetime_parsing": "not a date (write 2018-07-02)",
    "date_parsing": "not a date (write 2018-07-02)",
    "date_type": "not a date (write 2018-07-02)",
    "union_tag_not_found": "the block does not say which `distribution` it is",
    "string_pattern_mismatch": "a short name has small Latin letters, digits and underscores only",
}


def _fault(model: type[BaseModel], file: YamlFile, detail: dict[str, Any]) -> Fault:
    where, kind, context = _path_in(file, detail["loc"]), detail["type"], detail.get("ctx", {})
    last = str(detail["loc"][-1]) if detail["loc"] else ""
    if kind == "extra_forbidden":
        hint = did_you_mean(last, _fields_at(model, detail["loc"][:-1]))
        return file.fault(where, f"unknown key '{last}'", hint, at_key=True)
    if kind == "missing":
        inside = f" in '{where[-1]}'" if where else ""
        line = file.values.get(where, (1, 1))[0]
        return file.fault(where, f"the key '{last}' is missing{inside}, the block that begins in line {line}", "add it", at_key=True)
    if kind in ("union_tag_invalid", "literal_error"):
        given, known = context.get("tag", detail["input"]), str(context.get("expected_tags") or context["expected"])
        words = [word.strip(" '") for word in known.replace(" or ", ",").split(",")]
        key = "'distribution'" if kind == "union_tag_invalid" else "this key"
        place = (*where, "distribution") if kind == "union_tag_invalid" else where
        return file.fault(place, f"'{given}' is not known for {key}", did_you_mean(str(given), words))
    if where and last == "[key]":
        where = where[:-1]
    if kind.startswith(("greater_than", "less_than")):
        bound = next(f"{name.replace('_', ' ')} {value}" for name, value in context.items())
        words_for = {"gt": "above", "ge": "at least", "lt": "below", "le": "at most"}
        name, _, value = bound.partition(" ")
        return file.fault(where, f"{detail['input']} is out of range: {words_for.get(name, name)} {value} is needed")
    if kind in ("quantity", "unknown_name"):
        return file.fault(where, str(context.get("sentence", detail["msg"])))
    sentence = _SENTENCES.get(kind, detail["msg"][0].lower() + detail["msg"][1:])
    shown = detail["input"] if isinstance(detail["input"], (str, int, float, bool)) else ""
    return file.fault(where, f"{sentence}, not '{shown}'" if shown != "" else sentence)


def _path_in(file: YamlFile, loc: tuple[Any, ...]) -> Where:
    """The path of an error in the file: pydantic's location without the names of unions and validators."""
    where: Where = ()
    for part in loc:
        if (*where, str(part)) in file.values:
            where = (*where, str(part))
    return where


def _fields_at(model: Any, loc: tuple[Any, ...]) -> list[str]:
    """The keys that a block at a location may have."""
    found = _blocks(model, loc)
    return [field for block in found for field in block.model_fields]


def _blocks(annotation: Any, loc: tuple[Any, ...]) -> list[type[BaseModel]]:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _blocks(args[0], loc)
    if origin in (Union, types.UnionType):
        tagged = [a for a in args if isinstance(a, type) and issubclass(a, BaseModel) and loc and _tag(a) == loc[0]]
        return [b for a in tagged for b in _blocks(a, loc[1:])] or [b for a in args for b in _blocks(a, loc)]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if not loc:
            return [annotation]
        field = annotation.model_fields.get(str(loc[0]))
        return _blocks(field.annotation, loc[1:]) if field else []
    if args and loc:
        return _blocks(args[-1] if origin in (dict, Mapping) else args[0], loc[1:])
    return []


def _tag(model: type[BaseModel]) -> str | None:
    field = model.model_fields.get("distribution")
    return str(get_args(field.annotation)[0]) if field else None
