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

from sim.crosschecks import check_scenario
from sim.errors import Fault, InputError, did_you_mean
from sim.hours import shipped_hours
from sim.official_days import OfficialDays, load_days
from sim.quantities import shown
from sim.regulation import Regulation
from sim.regulation_checks import check_regulation
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
    _refuse_other_kind(file, "scenario", "regulation")
    scenario, faults, broken = _validate(Scenario, file)
    whole = scenario is not None
    if scenario is None:
        scenario = _sound_part(file, broken)
    hashes = {file_path.name: _sha256(file_path)}
    regulations = _regulations(file, file_path, faults, hashes)
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
    _refuse_other_kind(file, "regulation", "scenario")
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
    if not (days.first.year >= 1900 and days.first <= days.last and days.last.year < 2200):
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


def _regulations(file: YamlFile, path: Path, faults: list[Fault], hashes: dict[str, str]) -> dict[str, Regulation]:
    """The regulations of all services that name one, be the services in order otherwise or not."""
    found = {}
    services = file.data.get("services")
    for key, service in services.items() if isinstance(services, dict) else ():
        where: Where = ("services", key, "regulation")
        name = service.get("regulation") if isinstance(service, dict) else None
        if not isinstance(name, str):
            continue  # the schema has said so
        own = path.parent / name
        try:
            if name in shipped_regulations():
                found[key], read = load_regulation(name), shipped_folder("regulations") / f"{name}.yaml"
            elif own.suffix in _YAML and os.path.exists(own):
                found[key], read = load_regulation(own), own
            else:
                beside = [f"{name}.yaml"] if os.path.exists(path.parent / f"{name}.yaml") else []
                known = (*shipped_regulations(), *beside)
                hint = siblings(own) if own.suffix in _YAML else did_you_mean(name, known)
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


def _refuse_other_kind(file: YamlFile, wanted: str, other: str) -> None:
    """Say in one sentence that a file is of the other kind, instead of finding fault with all of its keys."""
    if other in file.data and wanted not in file.data:
        message = f"this is a {other}, not a {wanted}"
        raise InputError([file.fault((other,), message, f"name a {wanted} file", at_key=True)])


def _validate(model: type[Model], file: YamlFile) -> tuple[Model | None, list[Fault], set[Where]]:
    """Check a file against a model.

    The faults are those of the YAML and those of the schema together; the places say which entries have the latter.
    """
    try:
        return model.model_validate(file.data), list(file.faults), set()
    except ValidationError as error:
        details: list[Any] = error.errors(include_url=False)
    unknown = {detail["loc"] for detail in details if detail["type"] == "extra_forbidden"}
    faults = list(file.faults)
    for detail in details:
        if detail["type"] == "missing" and _misspelt(detail["loc"], unknown):
            continue  # one slip, one fault
        if detail["type"] == "too_short" and detail["input"]:
            continue  # its entries have faults, so none is left
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
    loc, kind, given = detail["loc"], detail["type"], detail["input"]
    where, last = _path_in(file, loc), str(loc[-1]) if loc else ""
    if kind == "extra_forbidden":
        hint = did_you_mean(last, _fields_at(model, loc[:-1]))
        if given is None and last[:1].isdigit():
            hint = "inside '{ }' a comma ends the value, so write a point before decimals"
        return file.fault(where, f"unknown key {shown(last)}", hint, at_key=True)
    if kind == "missing":
        return file.fault(where, f"the key '{last}' is missing in {_named(file, where)}", "add it", at_key=True)
    if kind == "union_tag_not_found":
        kinds = ", ".join(sorted(filter(None, map(_tag, _blocks(model, loc)))))
        message = f"the key 'distribution' is missing in {_named(file, where)}"
        return file.fault(where, message, f"known here: {kinds}", at_key=True)
    if kind == "union_tag_invalid":
        where, given = (*where, "distribution"), given["distribution"]
    of_key = last == "[key]"
    message, repair = _about_value(kind, where[-1] if where else "the file", given, detail.get("ctx", {}))
    # Only a join names something that is unknown in its own block: the reading in use.
    key = "used" if kind == "unknown_name" else detail.get("ctx", {}).get("key", "")
    where = (*where, key) if (*where, key) in file.values else where
    if of_key and kind == "literal_error":
        message = f"unknown key {shown(given)}"
    return file.fault(where, message, repair, at_key=of_key)


def _about_value(kind: str, name: str, given: Any, context: dict[str, Any]) -> tuple[str, str]:
    """What is wrong with a value, or with a key that is one of a few words, and what would do."""
    if kind in ("union_tag_invalid", "literal_error"):
        known = str(context.get("expected_tags") or context["expected"]).replace(" or ", ",")
        hint = did_you_mean(str(given), [word.strip(" '") for word in known.split(",")])
        if given is None:
            return f"nothing is given for '{name}'", hint
        return f"{shown(given)} is not known for '{name}'", hint
    if kind.startswith(("greater_than", "less_than")):
        (bound, value), *_ = context.items()
        needed = {"gt": "above {} is needed", "ge": "at least {} is needed", "lt": "below {} is possible"}
        repair = needed.get(bound, "at most {} is possible").format(int(value) if value == int(value) else value)
        return f"{shown(given)} is out of range", repair
    if kind in ("sentence", "unknown_name"):
        message, _, repair = str(context["sentence"]).partition("; ")
        return message, repair
    needed_here = _SENTENCES.get(kind, "this value does not fit here")
    if given is None:
        return f"{needed_here}, and nothing is given", "fill it, or take the key out"
    quotes = "write it in quotes" if kind == "string_type" and isinstance(given, (bool, int, float)) else ""
    return (needed_here if kind == "too_short" else f"{needed_here}, not {shown(given)}"), quotes


def _named(file: YamlFile, where: Where) -> str:
    """A block as a message names it, with its line."""
    line = file.keys.get(where, file.values[where])[0]
    if not where:
        return f"the file (line {line})"
    if isinstance(file.at(where[:-1]), list):
        return f"item {int(where[-1]) + 1} of '{where[-2]}' (line {line})"
    return f"'{where[-1]}' (line {line})"


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
