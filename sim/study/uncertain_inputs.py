"""The settings that uncertain numbers hang on: found in the file, and tried at both ends before anything is simulated."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BeforeValidator
from pydantic.fields import FieldInfo

from sim.errors import Fault, InputError
from sim.quantities import Limit, shown
from sim.scenario.amounts import Amount, parse_amount
from sim.scenario.scenario import Scenario
from sim.scenario.uncertain_inputs import LognormalFactor, Uncertain
from sim.schema.overlay import as_block
from sim.schema.schema_paths import blocks_at, field_of, has_key, keys_of
from sim.schema.setting_paths import setting_at, with_settings
from sim.schema.yaml_file import Where, YamlFile
from sim.study.shares_of_step import StatedShares, amount_of, share_of
from sim.translations.in_use import marked, translated

SECTION = "assumptions"
"""The block of a scenario in which they stand."""
_NOT_UNCERTAIN = {
    "period": marked("state the period, and compare variants of it"),
    "replications": marked("state how many there are"),
    "precision": marked("state it"),
    "seed": marked("state the seed"),
    "target": marked("state the target"),
    SECTION: marked("draw the setting itself"),
}
"""What is no number of the offices or of the demand, and what would do."""
NO_NUMBERS = ("distribution", "source", "assumption", "title", "service", "route", "office")
"""Keys that stand beside numbers."""


@dataclass(frozen=True)
class Setting:
    """One setting of an uncertain number."""

    path: str
    """Its path as `--set` takes it."""
    stated: Amount | None
    """What the scenario states; None where it states nothing."""
    whole: bool
    """Whether only whole numbers of the unit are possible."""
    shares: StatedShares | None = None
    """Of a share in `routing`: what is stated for its step."""


@dataclass(frozen=True)
class Drawable:
    """An uncertain number with the settings that hang on it."""

    name: str
    """Its short name."""
    uncertain: Uncertain
    settings: tuple[Setting, ...]

    @property
    def whole(self) -> bool:
        """Whether a range has whole numbers only."""
        return any(setting.whole for setting in self.settings)

    @property
    def low_and_high(self) -> tuple[float, float]:
        """A low and a high number: the ends, the least and greatest single value, or of a lognormal factor p10 and p90."""
        factor = self.uncertain.factor
        if isinstance(factor, LognormalFactor):
            return factor.p10, factor.p90
        return min(self.uncertain.ends), max(self.uncertain.ends)

    def draw(self, seed: int, replication: int) -> float:
        """The number of one replication."""
        return self.uncertain.draw(seed, replication, self.name, whole=self.whole)

    def changes(self, number: float) -> tuple[str, ...]:
        """The settings with what they get beside the stated numbers of others, each as `PATH=VALUE`."""
        return changes_together([(self, number)])

    def shown(self, number: float) -> str:
        """A number that was drawn, in words."""
        if self.uncertain.factor is not None:
            return translated("'{name}' at {number} times what is stated", name=self.name, number=f"{number:.6g}")
        amount = Amount(float(f"{number:.6g}"), self.uncertain.unit)
        return translated("'{name}' at {number}", name=self.name, number=amount.in_words)


def changes_together(drawn: Sequence[tuple[Drawable, float]]) -> tuple[str, ...]:
    """The settings of several uncertain numbers with what they get, each as `PATH=VALUE`.

    Shares of one step in `routing` that come to more than there is room for are made smaller, all by the same factor.
    """
    amounts = {
        setting.path: one.uncertain.amount(number, setting.stated, whole=setting.whole)
        for one, number in drawn
        for setting in one.settings
    }
    for setting in (setting for one, _ in drawn for setting in one.settings):
        if setting.shares is not None:
            of_step = {path: share_of(amounts[path]) for path in setting.shares.routing if path in amounts}
            for path, share in setting.shares.capped(of_step).items():
                if share != of_step[path]:
                    amounts[path] = amount_of(share, amounts[path].unit)
    return tuple(f"{path}={amount}" for path, amount in amounts.items())


def drawables(file: YamlFile, scenario: Scenario) -> tuple[Drawable, ...]:
    """The uncertain numbers of a scenario with their settings; raises InputError with every fault of their paths."""
    faults: list[Fault] = []
    taken: dict[Where, str] = {}
    result = []
    for name, uncertain in scenario.assumptions.items():
        settings = []
        for i, path in enumerate(uncertain.paths):
            at: Where = (SECTION, name, "paths", str(i))
            try:
                where = _number_at(file, path)
                if where in taken:
                    message = translated(
                        "{path} is uncertain twice, here and in '{name}'", path=shown(path), name=taken[where]
                    )
                    raise _UnfitError(message, translated("leave it in one of them"))
                taken[where] = name
                settings.append(_setting(file, where, multiplied=uncertain.factor is not None))
            except _UnfitError as error:
                faults.append(file.fault(at, *error.args))
        result.append(Drawable(name, uncertain, tuple(settings)))
    if faults:
        raise InputError(faults)
    return tuple(result)


def number_setting(file: YamlFile, path: str, option: str, *, multiplied: bool) -> Setting:
    """The number of a scenario that a path means, to be changed; `multiplied` where the stated number is to be multiplied.

    Raises InputError, named by the option, for a path that is no number of the offices or of the demand, and for one without a
    stated number where that is to be multiplied.
    """
    if (first := path.split(".")[0].strip()) in _NOT_UNCERTAIN:
        message = translated("{name} is no number of the offices or of the demand", name=shown(first))
        raise InputError(
            [Fault(option, 0, 0, message, translated("vary numbers of offices, services, arrivals and systems"))]
        )
    try:
        return _setting(file, _number_at(file, path), multiplied=multiplied)
    except _UnfitError as error:
        raise InputError([Fault(option, 0, 0, *error.args)]) from None


def uncertain_faults(
    file: YamlFile, scenario: Scenario, faults_of: Callable[[YamlFile], Sequence[Fault]]
) -> Iterator[Fault]:
    """Faults of the uncertain numbers of a scenario that has none otherwise.

    `faults_of` checks a file as that of the scenario was checked; with it both ends of every range are tried, each beside
    the stated numbers of the others.
    """
    try:
        inputs = drawables(file, scenario)
    except InputError as error:
        yield from error.faults
        return
    for drawable in inputs:
        for at, number in _ends(drawable):
            fault = _first_fault(file, drawable, number, faults_of)
            if fault is not None:
                yield file.fault(
                    at,
                    translated("with {number}: {message}", number=drawable.shown(number), message=fault.message),
                    fault.repair,
                )


def _ends(drawable: Drawable) -> Iterator[tuple[Where, float]]:
    """The numbers to be tried, each with its place in the file."""
    uncertain, at = drawable.uncertain, (SECTION, drawable.name)
    if uncertain.factor is not None:
        keys = ("p10", "p90") if isinstance(uncertain.factor, LognormalFactor) else ("minimum", "maximum")
        yield from (((*at, "factor", key), number) for key, number in zip(keys, uncertain.ends, strict=True))
        return
    kind = "range" if uncertain.range is not None else "values"
    yield from (((*at, kind, str(i)), number) for i, number in enumerate(uncertain.ends))


def _first_fault(
    file: YamlFile, drawable: Drawable, number: float, faults_of: Callable[[YamlFile], Sequence[Fault]]
) -> Fault | None:
    try:
        faults = faults_of(with_settings(file, drawable.changes(number), Scenario))
    except InputError as error:
        faults = error.faults
    return faults[0] if faults else None


class _UnfitError(Exception):
    """A path that is no uncertain setting: what is wrong, and what would do."""


def _number_at(file: YamlFile, path: str) -> Where:
    """Where the number stands that a path means; a block with a count is meant by that count."""
    first = path.split(".")[0].strip()
    if first in _NOT_UNCERTAIN:
        raise _UnfitError(translated("'{name}' cannot be uncertain", name=first), translated(_NOT_UNCERTAIN[first]))
    try:
        where = setting_at(file, path, SECTION, Scenario)
    except InputError as error:
        raise _UnfitError(error.faults[0].message, error.faults[0].repair) from None
    blocks = blocks_at(Scenario, where)
    value = as_block(value_at(file.data, where), blocks)
    if isinstance(value, (list, Mapping)) or (value is None and blocks):
        if has_key(blocks, "count") and (value is None or "count" in value):
            return (*where, "count")
        known = value if isinstance(value, Mapping) else keys_of(blocks)
        inside = dict.fromkeys(key for key in known if key not in NO_NUMBERS)
        repair = translated("name one inside it: {known}", known=", ".join(list(inside)[:6]))
        raise _UnfitError(translated("{path} is no single number", path=shown(path)), repair)
    return where


def _setting(file: YamlFile, where: Where, *, multiplied: bool) -> Setting:
    value = value_at(file.data, where)
    path = ".".join(where)
    stated = None
    if value is not None:
        try:
            stated = parse_amount(str(value))
        except ValueError:
            message = translated("'{path}' is {value}, which is no number", path=path, value=shown(value))
            raise _UnfitError(message, translated("name a setting that is one")) from None
    elif multiplied:
        message = translated("nothing is stated for '{path}', so there is nothing to multiply", path=path)
        raise _UnfitError(message, translated("state it there, or give a 'range' here"))
    return Setting(path, stated, _is_whole(where), StatedShares.at(file.data, where))


def value_at(data: Any, where: Where) -> Any:
    """The value at a path; None where nothing stands. A bare number is the count of its block, a name in a list a block."""
    for i, part in enumerate(where):
        data = as_block(data, blocks_at(Scenario, where[:i]))
        if isinstance(data, list) and part.isdigit():
            data = data[int(part)] if int(part) < len(data) else None
        else:
            data = data.get(part) if isinstance(data, Mapping) else None
    return data


def _is_whole(where: Where) -> bool:
    """Tell whether the language knows only whole numbers at a path."""
    fields = [field_of(block, where[-1]) for block in blocks_at(Scenario, where[:-1])]
    return any(_takes_whole(field.annotation, field.metadata) for field in fields if field is not None)


def _takes_whole(annotation: Any, metadata: Sequence[Any]) -> bool:
    """A plain whole number or a limit; quantities that are held in whole seconds are read from a text."""
    if annotation is Limit:
        return True
    if any(isinstance(mark, BeforeValidator) for mark in metadata):
        return False
    if get_origin(annotation) is Annotated:
        kind, *more = get_args(annotation)
        inside = [part for mark in more for part in (mark.metadata if isinstance(mark, FieldInfo) else (mark,))]
        return _takes_whole(kind, inside)
    if get_origin(annotation) in (Union, types.UnionType):
        return any(_takes_whole(kind, ()) for kind in get_args(annotation))
    return annotation is int
