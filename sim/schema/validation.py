"""From the schema of a language to faults in words: what is wrong with a file, at the very key or value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sim.errors import MOST_TOLD, Fault, did_you_mean
from sim.near_words import meant
from sim.quantities import shown
from sim.schema.schema_paths import blocks_at, keys_of, tag_of
from sim.schema.yaml_file import Where, YamlFile

AnyDocument = TypeVar("AnyDocument", bound=BaseModel)


def validate(model: type[AnyDocument], file: YamlFile) -> tuple[AnyDocument | None, list[Fault], set[Where]]:
    """Check a file against a model.

    The faults are those of the YAML and those of the schema together; the places say which entries have the latter.
    """
    try:
        return model.model_validate(file.data), list(file.faults), set()
    except ValidationError as error:
        details: list[Any] = [detail for detail in error.errors(include_url=False) if _is_meant(file, detail["loc"])]
    unknown: dict[tuple[Any, ...], list[str]] = {}
    for detail in details:
        if detail["type"] == "extra_forbidden":
            unknown.setdefault(detail["loc"][:-1], []).append(str(detail["loc"][-1]))
    told = [
        detail
        for detail in details
        # one slip, one fault
        if not (detail["type"] == "missing" and _misspelt(detail["loc"], unknown))
        # its entries have faults, so none is left
        and not (detail["type"] == "too_short" and detail["input"])
    ]
    faults = [*file.faults, *_schema_faults(model, file, told)]
    return None, faults, {tuple(map(str, detail["loc"][:2])) for detail in details}


def _schema_faults(model: type[BaseModel], file: YamlFile, details: list[Any]) -> Iterator[Fault]:
    """What the schema says, in the order of the file as far as it is told; the rest is counted, since sentences take a while."""
    placed = sorted(details, key=lambda detail: file.place(_path_in(file, detail["loc"]), at_key=True)[:3])
    for detail in placed[:MOST_TOLD]:
        yield _schema_fault(model, file, detail)
    if rest := placed[MOST_TOLD:]:
        place = file.place(_path_in(file, rest[0]["loc"]), at_key=True)
        message = f"{len(rest)} more faults from here on" if len(rest) > 1 else "one more fault stands here"
        yield Fault(place.file, place.line, place.column, message, "mend those above first", len(rest))


def _is_meant(file: YamlFile, loc: tuple[Any, ...]) -> bool:
    """Tell whether an error is about the form in which a value is written, where it could have been a list or a block."""
    for i, part in enumerate(map(str, loc)):
        if part.startswith(("tuple[", "dict[")) and (*map(str, loc[:i]), part) not in file.values:
            return part.startswith("dict[") == isinstance(file.at(_path_in(file, loc[:i])), dict)
    return True


def _misspelt(missing: tuple[Any, ...], unknown: Mapping[tuple[Any, ...], list[str]]) -> bool:
    """Tell whether a missing key stands in its block under a name that is nearly right; `unknown` are the keys of each block."""
    beside = unknown.get(missing[:-1], [])[:MOST_TOLD]
    return any(meant(other, [str(missing[-1])]) for other in beside)


_SENTENCES: Mapping[str, str] = {
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
    "date_type": "a day such as 2018-07-02 is needed here",
    "date_parsing": "a day such as 2018-07-02 is needed here",
    "date_from_datetime_parsing": "a day such as 2018-07-02 is needed here",
    "date_from_datetime_inexact": "a day such as 2018-07-02 is needed here",
    "string_pattern_mismatch": "a short name has small letters, digits and underscores only",
}


def _schema_fault(model: type[BaseModel], file: YamlFile, detail: dict[str, Any]) -> Fault:
    """What the schema says, in words for people who do not know it, at the very key or value."""
    loc, kind, given = detail["loc"], detail["type"], detail["input"]
    where, last = _path_in(file, loc), str(loc[-1]) if loc else ""
    if kind == "extra_forbidden":
        hint = did_you_mean(last, keys_of(blocks_at(model, loc[:-1])))
        if given is None and last[:1].isdigit():
            hint = "inside '{ }' a comma ends the value, so write a point before decimals"
        return file.fault(where, f"unknown key {shown(last)}", hint, at_key=True)
    if kind == "missing":
        return _missing(file, where, last)
    if kind == "union_tag_not_found":
        kinds = ", ".join(sorted(filter(None, map(tag_of, blocks_at(model, loc)))))
        message = f"the key 'distribution' is missing in {_named(file, where)}"
        return file.fault(where, message, f"known here: {kinds}", at_key=True)
    if kind == "union_tag_invalid":
        where, given = (*where, "distribution"), given["distribution"]
    of_key = last == "[key]" or detail.get("ctx", {}).get("of_key", False)
    message, repair = _about_value(kind, where[-1] if where else "the file", given, detail.get("ctx", {}))
    key = detail.get("ctx", {}).get("key", "")
    lacks = bool(key) and (*where, key) not in file.values  # told at the key of the block that lacks it
    where = (*where, key) if key and not lacks else where
    if of_key and kind == "literal_error":
        message = f"unknown key {shown(given)}"
    return file.fault(where, message, repair, at_key=of_key or lacks)


def _missing(file: YamlFile, where: Where, key: str) -> Fault:
    """A key that a block needs: not given, taken out by an overlay, or given to an entry whose name is misspelt."""
    message = f"the key '{key}' is missing in {_named(file, where)}"
    if (out := file.removed.get((*where, key))) is not None:
        message = f"'{key}' is taken out here, and {_named(file, where)} needs it"
        return Fault(out.file, out.line, out.column, message, "give another value, or leave the key out here")
    if where in file.added:
        others = [name for name in file.at(where[:-1]) if (*where[:-1], name) not in file.added]
        if meant(where[-1], others):
            return file.fault(where, message, did_you_mean(where[-1], others), at_key=True)
    return file.fault(where, message, "add it", at_key=True)


def _about_value(kind: str, name: str, given: Any, context: dict[str, Any]) -> tuple[str, str]:
    """What is wrong with a value, or with a key that is one of a few words, and what would do."""
    if kind in ("union_tag_invalid", "literal_error"):
        known = str(context.get("expected_tags") or context["expected"]).replace(" or ", ",")
        hint = did_you_mean(str(given), [word.strip(" '") for word in known.split(",")])
        if given is None:
            return f"nothing is given for '{name}'", hint
        if isinstance(given, (list, tuple, dict)):
            return f"one word is needed for '{name}', not {shown(given)}", hint
        return f"{shown(given)} is not known for '{name}'", hint
    if kind.startswith(("greater_than", "less_than")):
        (bound, value), *_ = context.items()
        needed = {"gt": "above {} is needed", "ge": "at least {} is needed", "lt": "below {} is possible"}
        repair = needed.get(bound, "at most {} is possible").format(f"{value:.9f}".rstrip("0").rstrip("."))
        return f"{shown(given)} is out of range", repair
    if kind == "sentence":
        message, _, repair = str(context["sentence"]).partition("; ")
        return message, repair
    if kind == "string_too_long":
        return f"{len(given)} signs are too many in one text", f"at most {context['max_length']} are possible"
    if kind == "too_long":
        return f"{len(given)} entries are too many", f"at most {context['max_length']} are possible"
    if kind == "too_short":
        return "at least one entry is needed here", "add one, or take the key out"
    needed_here = _SENTENCES.get(kind, "this value does not fit here")
    if given is None:
        return f"{needed_here}, and nothing is given", "fill it, or take the key out"
    repair = "write it in quotes" if kind == "string_type" and isinstance(given, (bool, int, float)) else ""
    if kind == "string_pattern_mismatch" and re.match(context["pattern"], name := _as_name(str(given))):
        repair = f"write {shown(name)}"
    if kind == "tuple_type" and isinstance(given, dict):
        repair = "begin each entry with '- '"
    return f"{needed_here}, not {shown(given)}", repair


def _as_name(text: str) -> str:
    """A text as a short name: small letters, with an underscore for each space and hyphen."""
    return "_".join(text.casefold().replace("-", " ").split())


def _named(file: YamlFile, where: Where) -> str:
    """A block as a message names it, with its line."""
    line = file.place(where, at_key=True).line
    behind = f" (line {line})" if line else ""
    if not where:
        return f"the file{behind}"
    if isinstance(file.at(where[:-1]), list):
        return f"item {int(where[-1]) + 1} of '{where[-2]}'{behind}"
    return f"'{where[-1]}'{behind}"


def _path_in(file: YamlFile, loc: tuple[Any, ...]) -> Where:
    """The path of an error in the file: pydantic's location without the names of unions and validators.

    Names may be written as a list; pydantic sees the blocks for which they stand.
    """
    where: Where = ()
    for part in loc:
        if (*where, str(part)) in file.values:
            where = (*where, str(part))
        elif (position := file.position(where, part)) is not None:
            where = (*where, str(position))
    return where
