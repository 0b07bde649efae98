"""Single settings of a scenario changed from outside its file: `offices.department.staff.executor=3`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from sim.errors import Fault, InputError, did_you_mean
from sim.near_words import composed
from sim.quantities import shown
from sim.schema.overlay import as_block, as_names, lay_over
from sim.schema.schema_paths import Block, blocks_at, keys_of, tag_of
from sim.schema.text_file import one_line
from sim.schema.yaml_file import Place, Where, YamlFile
from sim.translations.in_use import marked, translated

LAYER = "command line"
"""The layer to which places of such values belong."""
REASON = marked("set on the command line")
"""The assumption of blocks whose numbers are set so."""
_LONGEST = 120
_NO_SETTINGS = ("extends", "variants")


def with_settings(file: YamlFile, changes: Sequence[str], language: type[BaseModel], reason: str = REASON) -> YamlFile:
    """A file with settings laid over it in their order, each written `PATH=VALUE` with the value as YAML.

    `reason` is why numbers are what they are now.
    Raises InputError with every fault: a change that cannot be read, or a path at which the language knows nothing and
    the file has nothing. Items of a list are named by their position, counted from 0.
    """
    faults: list[Fault] = []
    for change in changes:
        try:
            file = lay_over(file, _overlay(file, change, language), reason, language, by_position=True)
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError([*file.faults, *faults])
    return file


def _overlay(file: YamlFile, change: str, language: type[BaseModel]) -> YamlFile:
    """One setting as a file of its own in which nothing else stands."""
    option = _option(change)
    path, equals, text = change.partition("=")
    if not equals or not all(part.strip() for part in path.split(".")):
        message = (
            translated("{given} is no setting", given=shown(change)) if change.strip() else translated("nothing is set")
        )
        raise _option_error(option, message, translated("write PATH=VALUE, such as period.end=2018-10-01"))
    if not text.strip():
        raise _option_error(
            option, translated("no value stands behind '='"), translated("write one, or null to take the key out")
        )
    from sim.schema.parse_yaml import parse_value  # the parser takes a while to import

    value = parse_value(text, option)
    where = setting_at(file, path, option, language)
    place = Place(option, 0, 0, LAYER)
    overlay = YamlFile(option, value.data)
    overlay.values = {(*where, *at): place for at in value.values} | {where[:i]: place for i in range(len(where))}
    overlay.keys = dict.fromkeys(overlay.values, place)
    for part in reversed(where):
        overlay.data = {part: overlay.data}
    return overlay


def setting_at(file: YamlFile, path: str, option: str, language: type[BaseModel]) -> Where:
    """The setting that a path means; `option` is what a fault names.

    Raises InputError where the file has nothing and the language knows nothing.
    """
    parts = [part.strip() for part in composed(path).split(".")]
    if not all(parts):
        raise _option_error(
            option,
            translated("{given} is no path of a setting", given=shown(path)),
            translated("write one such as period.end"),
        )
    if parts[0] in _NO_SETTINGS:
        message = translated("'{key}' is settled before single settings are", key=parts[0])
        raise _option_error(option, message, translated("change it in a file, or choose a variant with --variant"))
    where: Where = ()
    data: Any = file.data
    while parts:
        blocks = blocks_at(language, where)
        data = as_names(as_block(data, blocks), blocks_at(language, (*where, "any")))
        if isinstance(data, list):
            key, rest = parts[0], parts[1:]
            if not (key.isascii() and key.isdigit() and int(key) < len(data)):
                message = translated(
                    "there is no {given} in {block}, a list of {count}",
                    given=shown(key),
                    block=_named(where),
                    count=len(data),
                )
                repair = translated("set the whole list")
                if data:
                    repair = translated("count its items from 0 to {last}", last=len(data) - 1)
                raise _option_error(option, message, repair)
            key, data = str(int(key)), data[int(key)]
        else:
            given = data if isinstance(data, dict) else {}
            fields = keys_of(_meant(blocks, given))
            key, rest = _key(parts, given)
            if key not in given and key not in fields:
                raise _option_error(option, *_unknown(key, where, data, [*given, *fields]))
            data = given.get(key)
        where, parts = (*where, key), rest
    return where


def _key(parts: list[str], given: dict[str, Any]) -> tuple[str, list[str]]:
    """The next key of a path, and the rest of the path; the names of joined steps have a point inside."""
    for length in range(len(parts), 1, -1):
        if ".".join(parts[:length]) in given:
            return ".".join(parts[:length]), parts[length:]
    return parts[0], parts[1:]


def _meant(blocks: list[Block], given: dict[str, Any]) -> list[Block]:
    """Of several distributions the one that the file names; all where it names none."""
    return [block for block in blocks if tag_of(block) == given.get("distribution")] or blocks


def _unknown(key: str, where: Where, data: Any, known: list[str]) -> tuple[str, str]:
    """What is wrong with a key that is not there, and what would do."""
    block = _named(where)
    if not known and data is not None and not isinstance(data, dict):
        message = translated(
            "there is no {given} in {block}, which is {value}", given=shown(key), block=block, value=shown(data)
        )
        return message, translated("set {block} itself", block=block)
    message = translated("there is no {given} in {block}", given=shown(key), block=block)
    if not known:
        return message, translated("nothing is stated there, so set {block} as a whole", block=block)
    return message, did_you_mean(key, [name for name in known if where or name not in _NO_SETTINGS])


def _named(where: Where) -> str:
    return translated("'{name}'", name=".".join(where)) if where else translated("a scenario")


def _option(change: str) -> str:
    """The option as a fault names it."""
    line = one_line(change)
    return f"--set {line if len(line) <= _LONGEST else line[: _LONGEST - 3] + '...'}"


def _option_error(option: str, message: str, repair: str) -> InputError:
    return InputError([Fault(option, 0, 0, one_line(message), one_line(repair))])
