"""From files to frozen models: YAML, schema, cross-checks; every fault with its place, all faults of a file at once."""

from __future__ import annotations

import csv
import difflib
import hashlib
import os
import types
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from sim.calendars import OfficialDays, load_days
from sim.crosschecks import check_regulation, check_scenario
from sim.errors import Fault, InputError, did_you_mean
from sim.quantities import shown
from sim.regulation import Regulation
from sim.scenario import Office, OfficeHours, Period, Scenario, Service, Stream, System
from sim.shipped import shipped_folder
from sim.yamlfile import Where, YamlFile, read_text, read_yaml, siblings

Model = TypeVar("Model", bound=BaseModel)
_YAML = (".yaml", ".yml")


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
    if "regulation" in file.data and "scenario" not in file.data:
        raise InputError([file.fault(("regulation",), "this is a regulation, not a scenario", "name a scenario file", at_key=True)])
    scenario, faults, broken = _validate(Scenario, file)
    whole = scenario is not None
    if scenario is None:
        scenario = _sound_part(file, broken)
    hashes = {file_path.name: _sha256(file_path)}
    regulations = _regulations(scenario, file, file_path, faults, hashes)
    days = _days(scenario, file, file_path, faults, hashes)
    hours = {**shipped_hours(), **scenario.hours}
    faults += check_scenario(file, scenario, regulations, days, hours, whole=whole)
    if faults:
        raise InputError(faults)
    assert days is not None  # a calendar that could not be read is a fault
    return Study(file_path.stem, scenario, regulations, days, hours, hashes)


def load_regulation(name: str | Path) -> Regulation:
    """Read a regulation from a file, or a shipped one by its short name; raises InputError with every fault."""
    path = Path(name)
    if path.suffix not in _YAML:
        if str(name) not in shipped_regulations():
            message = f"there is no regulation {shown(str(name))}"
            raise InputError([Fault(str(name), 0, 0, message, did_you_mean(str(name), shipped_regulations()))])
        path = shipped_folder("regulations") / f"{name}.yaml"
    file = read_yaml(path, str(name) if path == Path(name) else path.name)
    regulation, faults, _ = _validate(Regulation, file)
    if regulation is not None:
        faults += check_regulation(file, regulation)
    if faults or regulation is None:
        raise InputError(faults)
    return regulation


def read_days(path: Path, name: str) -> OfficialDays:
    """Read a calendar file; raises InputError for one that is missing, unreadable or no calendar."""
    overrides = path.with_name(f"{path.stem}_overrides.csv")
    for read in (path, overrides) if os.path.exists(overrides) else (path,):
        read_text(read, name if read is path else str(read))
    try:
        days = load_days(path)
    except (ValueError, ArithmeticError, csv.Error):
        raise InputError([Fault(name, 1, 1, "this is no calendar", "take a shipped one as the pattern")]) from None
    if not (1900 <= days.first.year and days.first <= days.last and days.last.year < 2200):
        message = f"the calendar covers {days.first} to {days.last}"
        raise InputError([Fault(name, 1, 1, message, "state a span between 1900 and 2199")])
    return days


def shipped_regulations() -> tuple[str, ...]:
    """Short names of the regulations that come with the package."""
    return tuple(sorted(path.stem for path in shipped_folder("regulations").glob("*.yaml")))


def shipped_scenarios() -> tuple[str, ...]:
    """Names of the scenarios that come with the package."""
    return tuple(sorted(path.stem for path in shipped_folder("scenarios").glob("*.yaml")))


def shipped_calendars() -> tuple[str, ...]:
    """Short names of the calendars that come with the package."""
    stems = (path.stem for path in shipped_folder("calendars").glob("*.csv"))
    return tuple(sorted(stem for stem in stems if not stem.endswith("_overrides")))


def shipped_hours() -> dict[str, OfficeHours]:
    """The office hours that come with the package, by name."""
    file = read_yaml(shipped_folder("calendars") / "office_hours.yaml", "office_hours.yaml")
    return {name: OfficeHours.model_validate(block) for name, block in file.data.items()}


def find_scenario(path: str | Path) -> Path:
    """The file of a scenario: the path itself, or the shipped scenario of that bare name."""
    given = Path(path)
    if os.path.exists(given) or given.parent != Path():
        return given
    if given.stem in shipped_scenarios():
        return shipped_folder("scenarios") / f"{given.stem}.yaml"
    if given.suffix not in _YAML:
        hint = did_you_mean(str(path), shipped_scenarios())
        raise InputError([Fault(str(path), 0, 0, "there is no such file and no such shipped scenario", hint)])
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
        name = service.regulation
        own = path.parent / name
        try:
            if name in shipped_regulations():
                found[key], read = load_regulation(name), shipped_folder("regulations") / f"{name}.yaml"
            elif own.suffix in _YAML and os.path.exists(own):
                found[key], read = load_regulation(own), own
            else:
                hint = siblings(own) if own.suffix in _YAML else did_you_mean(name, shipped_regulations())
                faults.append(file.fault(where, f"there is no regulation {shown(name)}", hint))
                continue
            hashes[read.name] = _sha256(read)
        except InputError as error:
            faults += error.faults
    return found


def _days(
    scenario: Scenario, file: YamlFile, path: Path, faults: list[Fault], hashes: dict[str, str]
) -> OfficialDays | None:
    own = path.parent / scenario.calendar
    if scenario.calendar in shipped_calendars():
        chosen = shipped_folder("calendars") / f"{scenario.calendar}.csv"
    elif own.suffix == ".csv" and os.path.exists(own):
        chosen = own
    else:
        hint = did_you_mean(scenario.calendar, shipped_calendars())
        faults.append(file.fault(("calendar",), f"there is no calendar {shown(scenario.calendar)}", hint))
        return None
    try:
        days = read_days(chosen, str(chosen))
    except InputError as error:
        faults += error.faults
        return None
    for read in (chosen, chosen.with_name(f"{chosen.stem}_overrides.csv")):
        if read.exists():
            hashes[read.name] = _sha256(read)
    return days


def _sha256(path: Path) -> str:
    return hashlib.sha256(read_text(path, str(path)).encode()).hexdigest()


def _validate(model: type[Model], file: YamlFile) -> tuple[Model | None, list[Fault], set[Where]]:
    """Check a file against a model.

    The faults are those of the YAML and those of the schema together; the places say which entries have the latter.
    """
    try:
        return model.model_validate(file.data), list(file.faults), set()
    except ValidationError as error:
        details = [dict(detail) for detail in error.errors(include_url=False)]
    unknown = {detail["loc"] for detail in details if detail["type"] == "extra_forbidden"}
    faults = list(file.faults)
    for detail in details:
        if detail["type"] == "missing" and _misspelt(detail["loc"], unknown):
            continue  # one slip, one fault
        faults.append(_fault(model, file, detail))
    return None, faults, {tuple(map(str, detail["loc"][:2])) for detail in details}


def _misspelt(missing: tuple[Any, ...], unknown: set[tuple[Any, ...]]) -> bool:
    """Tell whether a missing key stands in its block under a name that is nearly right."""
    beside = [str(loc[-1]) for loc in unknown if loc[:-1] == missing[:-1]]
    return bool(difflib.get_close_matches(str(missing[-1]), beside, cutoff=0.6))


_ENTRIES: Mapping[str, type[BaseModel]] = {
    "hours": OfficeHours,
    "services": Service,
    "systems": System,
    "offices": Office,
    "arrivals": Stream,
}


def _sound_part(file: YamlFile, broken: set[Where]) -> Scenario:
    """The entries of a scenario that have no faults of their own, so that the names in them can be checked too."""
    parts: dict[str, Any] = {}
    for section, model in _ENTRIES.items():
        block = file.data.get(section)
        entries = block.items() if isinstance(block, dict) and (section,) not in broken else ()
        parts[section] = {key: model.model_validate(value) for key, value in entries if (section, key) not in broken}
    period, calendar = file.data.get("period"), file.data.get("calendar", "kz")
    sound = isinstance(calendar, str) and not any(where[0] == "period" for where in broken if where)
    parts["period"] = Period.model_validate(period) if sound else None
    return Scenario.model_construct(**parts, calendar=calendar if sound else "kz")


_SENTENCES = {
    "int_type": "a whole number is needed here",
    "int_parsing": "a whole number is needed here",
    "int_parsing_size": "a whole number of sensible size is needed here",
    "int_from_float": "a whole number is needed here",
    "float_type": "a number is needed here",
    "float_parsing": "a number is needed here",
    "finite_number": "a number is needed here",
    "string_type": "a text is needed here",
    "bool_type": "true or false is needed here",
    "bool_parsing": "true or false is needed here",
    "dict_type": "a block of keys is needed here",
    "model_type": "a block of keys is needed here",
    "model_attributes_type": "a duration or a distribution is needed here",
    "tuple_type": "a list is needed here",
    "too_short": "at least one entry is needed here",
    "date_type": "a day such as 2018-07-02 is needed here",
    "date_parsing": "a day such as 2018-07-02 is needed here",
    "date_from_datetime_parsing": "a day such as 2018-07-02 is needed here",
    "date_from_datetime_inexact": "a day such as 2018-07-02 is needed here",
    "string_pattern_mismatch": "a short name has small Latin letters, digits and underscores only",
}


def _fault(model: type[BaseModel], file: YamlFile, detail: dict[str, Any]) -> Fault:
    """What the schema says, in words for people who do not know it, at the very key or value."""
    loc, kind, context, given = detail["loc"], detail["type"], detail.get("ctx", {}), detail["input"]
    where, last = _path_in(file, loc), str(loc[-1]) if loc else ""
    of_key = last == "[key]"
    name = f"'{where[-1]}'" if where else "the file"
    if kind == "extra_forbidden":
        return file.fault(where, f"unknown key {shown(last)}", did_you_mean(last, _fields_at(model, loc[:-1])), at_key=True)
    if kind == "missing":
        if where and isinstance(file.at(where[:-1]), list):
            name = f"item {int(where[-1]) + 1} of '{where[-2]}'"
        line = file.values[where][0]
        return file.fault(where, f"the key '{last}' is missing in {name}, the block that begins in line {line}", "add it", at_key=True)
    if kind == "union_tag_not_found":
        kinds = ", ".join(sorted(filter(None, map(_tag, _blocks(model, loc)))))
        return file.fault(where, f"{name} does not say which 'distribution' it is", f"known here: {kinds}", at_key=True)
    if kind in ("union_tag_invalid", "literal_error"):
        known = str(context.get("expected_tags") or context["expected"])
        words = [word.strip(" '") for word in known.replace(" or ", ",").split(",")]
        if kind == "union_tag_invalid":
            where, name, given = (*where, "distribution"), "'distribution'", given["distribution"]
        what = f"unknown key {shown(given)}" if of_key else f"{shown(given)} is not known for {name}"
        if given is None:
            what = f"nothing is given for {name}"
        return file.fault(where, what, did_you_mean(str(given), words), at_key=of_key)
    if kind.startswith(("greater_than", "less_than")):
        (bound, value), *_ = context.items()
        needed = {"gt": "above", "ge": "at least", "lt": "below", "le": "at most"}[bound]
        return file.fault(where, f"{shown(given)} is out of range", f"{needed} {value} is needed")
    if kind in ("sentence", "unknown_name"):
        sentence, _, repair = str(context["sentence"]).partition("; ")
        return file.fault(_with_key(file, where, context.get("key", "")), sentence, repair)
    sentence = _SENTENCES.get(kind, "this value does not fit here")
    if given is None:
        return file.fault(where, f"{sentence}, and nothing is given", "fill it, or take the key out")
    quotes = "write it in quotes" if kind == "string_type" and isinstance(given, (bool, int, float)) else ""
    return file.fault(where, sentence if kind == "too_short" else f"{sentence}, not {shown(given)}", quotes, at_key=of_key)


def _with_key(file: YamlFile, where: Where, key: str) -> Where:
    """The path of a key in a block, if it is there."""
    return (*where, key) if (*where, key) in file.values else where


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
