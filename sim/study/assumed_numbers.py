"""Every number of a scenario that is marked as an assumption, with a low and a high value at a stated distance."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from sim.errors import InputError
from sim.scenario.amounts import parse_amount
from sim.scenario.scenario import Scenario
from sim.scenario.uncertain_inputs import Uncertain, UniformFactor
from sim.schema.fields import Stated
from sim.schema.schema_paths import key_of
from sim.schema.yaml_file import Where, YamlFile
from sim.study.uncertain_inputs import NO_NUMBERS, SECTION, Drawable, Setting, number_setting, value_at

_SECTIONS = ("offices", "services", "arrivals", "backlog", "systems", "transfers")
"""Where numbers of the offices and of the demand stand."""
_CHOICES = ("priority",)
"""Keys whose numbers are chosen, and cannot be mistaken."""
_TIMES = ("second", "minute", "hour", "working day", "calendar day")
"""Units of the parameters of a distribution that are stretched together; the others are its shape."""


def assumed_numbers(file: YamlFile, scenario: Scenario, part: float) -> tuple[Drawable, ...]:
    """The numbers that no source gives, each between `1 - part` and `1 + part` times what is stated.

    The times of one distribution are one number, so that its shape stays. Whole numbers go at least one up and one down. Numbers
    in lists, such as weights, dates and hours are left out, and so is what is nought. They are in the order of the file.
    """
    found: list[Drawable] = []
    for where in _unsourced_blocks(scenario):
        for paths in _numbers_in(file, where, set(_stated_blocks(scenario))):
            settings = tuple(_settings(file, paths))
            if not settings or not any(setting.stated is not None and setting.stated.value for setting in settings):
                continue
            name = _common(paths)
            found.append(Drawable(name, _between(paths, settings, part), settings))
    return tuple(found)


def _between(paths: tuple[str, ...], settings: tuple[Setting, ...], part: float) -> Uncertain:
    """How far a number may be from what is stated."""
    stated = settings[0].stated
    if len(settings) == 1 and settings[0].whole and stated is not None:
        low = min(math.floor(stated.value * (1 - part) + 0.5), stated.value - 1)
        high = max(math.floor(stated.value * (1 + part) + 0.5), stated.value + 1)
        unit = f" {stated.unit}" if stated.unit else ""
        return Uncertain.model_validate({"paths": list(paths), "range": [f"{max(low, 0):g}{unit}", f"{high:g}{unit}"]})
    factor = UniformFactor(distribution="uniform", minimum=1 - part, maximum=1 + part)
    return Uncertain.model_validate({"paths": list(paths), "factor": factor})


def _settings(file: YamlFile, paths: tuple[str, ...]) -> Iterator[Setting]:
    """The settings of some paths, without those that are no number of the offices or of the demand."""
    for path in paths:
        try:
            yield number_setting(file, path, SECTION, multiplied=True)
        except InputError:
            continue


def _unsourced_blocks(scenario: Scenario) -> Iterator[Where]:
    """The blocks that name no source, by their places."""
    return (where for where, block in _blocks(scenario, ()) if not block.source)


def _stated_blocks(scenario: Scenario) -> Iterator[Where]:
    return (where for where, _ in _blocks(scenario, ()))


def _blocks(block: Any, where: Where) -> Iterator[tuple[Where, Stated]]:
    """Every block that can have a source, with its place, in the sections that have numbers."""
    if isinstance(block, Stated):
        yield where, block
    if isinstance(block, BaseModel):
        for name, field in type(block).model_fields.items():
            key = key_of(name, field)
            if where or key in _SECTIONS:
                yield from _blocks(getattr(block, name), (*where, key))
    elif isinstance(block, Mapping):
        for name, value in block.items():
            yield from _blocks(value, (*where, str(name)))
    elif isinstance(block, tuple):
        for i, value in enumerate(block):
            yield from _blocks(value, (*where, str(i)))


def _numbers_in(file: YamlFile, where: Where, blocks: set[Where]) -> Iterator[tuple[str, ...]]:
    """The paths of the numbers that stand in a block itself; those of a distribution's times together."""
    yield from _numbers(value_at(file.data, where), where, blocks)


def _numbers(value: Any, where: Where, blocks: set[Where]) -> Iterator[tuple[str, ...]]:
    if isinstance(value, Mapping):
        if "distribution" in value:
            times = tuple(".".join((*where, key)) for key, part in value.items() if _unit(part) in _TIMES)
            if times:
                yield times
            return
        for key, part in value.items():
            at = (*where, str(key))
            if key not in (*NO_NUMBERS, *_CHOICES) and at not in blocks:
                yield from _numbers(part, at, blocks)
    elif _unit(value) is not None:
        yield (".".join(where),)


def _unit(value: Any) -> str | None:
    """The unit of a number as it is written; None for what is none."""
    if isinstance(value, (bool, Mapping, list)) or value is None:
        return None
    try:
        return parse_amount(str(value)).unit
    except ValueError:
        return None


def _common(paths: tuple[str, ...]) -> str:
    """What the paths of one number are called together."""
    return paths[0] if len(paths) == 1 else paths[0].rpartition(".")[0]
