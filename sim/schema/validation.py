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
from sim.translations.in_use import counted, marked, translated

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
        message = counted("one more fault stands here", "{count} more faults from here on", len(rest))
        yield Fault(place.file, place.line, place.column, message, translated("mend those above first"), len(rest))


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
    "int_type": marked("a whole number is needed here"),
    "int_parsing": marked("a whole number is needed here"),
    "int_parsing_size": marked("a whole number of sensible size is needed here"),
    "int_from_float": marked("a whole number is needed here"),
    "float_type": marked("a number is needed here"),
    "float_parsing": marked("a number is needed here"),
    "finite_number": marked("a number is needed here"),
    "string_type": marked("a text is needed here"),
    "bool_type": marked("true or false is needed here"),
    "bool_parsing": marked("true or false is needed here"),
    "dict_type": marked("a block of keys is needed here"),
    "model_type": marked("a block of keys is needed here"),
    "model_attributes_type": marked("a duration or a distribution is needed here"),
    "tuple_type": marked("a list is needed here"),
    "date_type": marked("a day such as 2018-07-02 is needed here"),
    "date_parsing": marked("a day such as 2018-07-02 is needed here"),
    "date_from_datetime_parsing": marked("a day such as 2018-07-02 is needed here"),
    "date_from_datetime_inexact": marked("a day such as 2018-07-02 is needed here"),
    "string_pattern_mismatch": marked("a short name has small letters, digits and underscores only"),
}
_DOES_NOT_FIT = marked("this value does not fit here")
_BOUNDS: Mapping[str, str] = {
    "gt": marked("above {bound} is needed"),
    "ge": marked("at least {bound} is needed"),
    "lt": marked("below {bound} is possible"),
    "le": marked("at most {bound} is possible"),
}


def _schema_fault(model: type[BaseModel], file: YamlFile, detail: dict[str, Any]) -> Fault:
    """What the schema says, in words for people who do not know it, at the very key or value."""
    loc, kind, given = detail["loc"], detail["type"], detail["input"]
    where, last = _path_in(file, loc), str(loc[-1]) if loc else ""
    if kind == "extra_forbidden":
        hint = did_you_mean(last, keys_of(blocks_at(model, loc[:-1])))
        if given is None and last[:1].isdigit():
            hint = translated("inside '{{ }}' a comma ends the value, so write a point before decimals")
        return file.fault(where, translated("unknown key {given}", given=shown(last)), hint, at_key=True)
    if kind == "missing":
        return _missing(file, where, last)
    if kind == "union_tag_not_found":
        kinds = ", ".join(sorted(filter(None, map(tag_of, blocks_at(model, loc)))))
        message = translated("the key '{key}' is missing in {block}", key="distribution", block=_named(file, where))
        return file.fault(where, message, translated("known here: {known}", known=kinds), at_key=True)
    if kind == "union_tag_invalid":
        where, given = (*where, "distribution"), given["distribution"]
    of_key = last == "[key]" or detail.get("ctx", {}).get("of_key", False)
    message, repair = _about_value(kind, where[-1] if where else translated("the file"), given, detail.get("ctx", {}))
    key = detail.get("ctx", {}).get("key", "")
    lacks = bool(key) and (*where, key) not in file.values  # told at the key of the block that lacks it
    where = (*where, key) if key and not lacks else where
    if of_key and kind == "literal_error":
        message = translated("unknown key {given}", given=shown(given))
    return file.fault(where, message, repair, at_key=of_key or lacks)


def _missing(file: YamlFile, where: Where, key: str) -> Fault:
    """A key that a block needs: not given, taken out by an overlay, or given to an entry whose name is misspelt."""
    message = translated("the key '{key}' is missing in {block}", key=key, block=_named(file, where))
    if (out := file.removed.get((*where, key))) is not None:
        message = translated("'{key}' is taken out here, and {block} needs it", key=key, block=_named(file, where))
        return Fault(
            out.file, out.line, out.column, message, translated("give another value, or leave the key out here")
        )
    if where in file.added:
        others = [name for name in file.at(where[:-1]) if (*where[:-1], name) not in file.added]
        if meant(where[-1], others):
            return file.fault(where, message, did_you_mean(where[-1], others), at_key=True)
    return file.fault(where, message, translated("add it"), at_key=True)


def _about_value(kind: str, name: str, given: Any, context: dict[str, Any]) -> tuple[str, str]:
    """What is wrong with a value, or with a key that is one of a few words, and what would do."""
    if kind in ("union_tag_invalid", "literal_error"):
        known = str(context.get("expected_tags") or context["expected"]).replace(" or ", ",")
        hint = did_you_mean(str(given), [word.strip(" '") for word in known.split(",")])
        if given is None:
            return translated("nothing is given for '{name}'", name=name), hint
        if isinstance(given, (list, tuple, dict)):
            return translated("one word is needed for '{name}', not {given}", name=name, given=shown(given)), hint
        return translated("{given} is not known for '{name}'", given=shown(given), name=name), hint
    if kind.startswith(("greater_than", "less_than")):
        (bound, value), *_ = context.items()
        repair = translated(_BOUNDS[bound], bound=f"{value:.9f}".rstrip("0").rstrip("."))
        return translated("{given} is out of range", given=shown(given)), repair
    if kind == "sentence":
        message, _, repair = str(context["sentence"]).partition("; ")
        return message, repair
    if kind == "string_too_long":
        return translated("{count} signs are too many in one text", count=len(given)), translated(
            "at most {most} are possible", most=context["max_length"]
        )
    if kind == "too_long":
        return translated("{count} entries are too many", count=len(given)), translated(
            "at most {most} are possible", most=context["max_length"]
        )
    if kind == "too_short":
        return translated("at least one entry is needed here"), translated("add one, or take the key out")
    needed_here = translated(_SENTENCES.get(kind, _DOES_NOT_FIT))
    if given is None:
        message = translated("{needed_here}, and nothing is given", needed_here=needed_here)
        return message, translated("fill it, or take the key out")
    repair = translated("write it in quotes") if kind == "string_type" and isinstance(given, (bool, int, float)) else ""
    if kind == "string_pattern_mismatch" and re.match(context["pattern"], name := _as_name(str(given))):
        repair = translated("write {name}", name=shown(name))
    if kind == "tuple_type" and isinstance(given, dict):
        repair = translated("begin each entry with '- '")
    return translated("{needed_here}, not {given}", needed_here=needed_here, given=shown(given)), repair


def _as_name(text: str) -> str:
    """A text as a short name: small letters, with an underscore for each space and hyphen."""
    return "_".join(text.casefold().replace("-", " ").split())


def _named(file: YamlFile, where: Where) -> str:
    """A block as a message names it, with its line."""
    line = file.place(where, at_key=True).line
    if not where:
        return translated("the file (line {line})", line=line) if line else translated("the file")
    if isinstance(file.at(where[:-1]), list):
        number = int(where[-1]) + 1
        if line:
            return translated("item {number} of '{name}' (line {line})", number=number, name=where[-2], line=line)
        return translated("item {number} of '{name}'", number=number, name=where[-2])
    return translated("'{name}' (line {line})", name=where[-1], line=line) if line else shown(where[-1])


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
