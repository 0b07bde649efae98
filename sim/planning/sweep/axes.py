"""The numbers of a scenario that a sweep varies, read from words such as `offices.department.staff.executor.count=1:4`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sim.errors import Fault, InputError, refusal
from sim.experiment.changed_studies import ChangedStudies
from sim.quantities import shown
from sim.scenario.amounts import Amount, parse_amount
from sim.schema.yaml_file import YamlFile
from sim.study.study import Study
from sim.study.uncertain_inputs import Drawable, Setting, drawables, number_setting
from sim.translations.in_use import localized_number, localized_signs, translated

_MOST_VALUES = 1_000
"""Values of one number in a grid at most."""
_NUMBER = r"[-−]?[0-9]+(?:\.[0-9]+)?"
_ITEM = re.compile(rf"({_NUMBER})(?::({_NUMBER})(?::({_NUMBER}))?)?\s*(\S.*)?")
_ENDS = re.compile(rf"({_NUMBER})\s*\.\.\s*({_NUMBER})\s*(\S.*)?")
_TIMES = "x"
"""The unit of a value that is multiplied with what is stated."""


@dataclass(frozen=True)
class Axis:
    """One number of a scenario, or several that are changed together, with the values that it gets."""

    name: str
    """As it was named: a path, several joined by `+`, or an assumption of the scenario."""
    settings: tuple[Setting, ...]
    """The settings that get the value."""
    unit: str
    """The unit of its values; `x` where the stated numbers are multiplied, empty for a bare number."""
    values: tuple[float, ...] = ()
    """Of a grid: every value [unit]."""
    ends: tuple[float, float] | None = None
    """Of a range: the lowest and the highest value [unit]; None in a grid."""

    @property
    def whole(self) -> bool:
        """Whether only whole numbers of the unit are possible."""
        return self.unit != _TIMES and any(setting.whole for setting in self.settings)

    def changes(self, value: float) -> tuple[str, ...]:
        """The settings with what they get, each as `PATH=VALUE`."""
        return tuple(f"{setting.path}={self._amount(setting, value)}" for setting in self.settings)

    def at(self, u: float) -> float:
        """The value of a range at a part of its length [0 to 1], with six digits, or one of its whole numbers."""
        assert self.ends is not None  # a grid has values
        low, high = self.ends
        if self.whole:
            return min(low + int(u * (high - low + 1)), high)
        return float(f"{low + u * (high - low):.6g}")

    def shown(self, value: float) -> str:
        """A value in words: `3`, `90 minutes`, `1.2 times`."""
        if self.unit == _TIMES:
            return translated("{number} times", number=localized_signs(f"{value:g}"))
        return Amount(value, self.unit).in_words

    def _amount(self, setting: Setting, value: float) -> Amount:
        if self.unit != _TIMES:
            return Amount(value, self.unit)
        assert setting.stated is not None  # checked when the setting was read
        return setting.stated.times(value, whole=setting.whole)


def read_axes(study: Study, studies: ChangedStudies, grid: Sequence[str], ranges: Sequence[str]) -> tuple[Axis, ...]:
    """The axes of a sweep from the words of `--grid` and `--range`, those of the grid first.

    A grid names values: `PATH=2,3,5`, `PATH=1:4` (steps of one), `PATH=60:120:15 minutes`. A range names ends: `PATH=2..5`.
    A unit stands behind the last number and is that of the setting where none stands; `x` multiplies what is stated. `A+B`
    gives two settings the same value. In place of a path stands the name of an assumption, which as a range needs no ends.
    Raises InputError with every fault; both ends of a range and every value of a grid are tried.
    """
    faults: list[Fault] = []
    axes: list[Axis] = []
    taken: dict[str, str] = {}
    named = {one.name: one for one in drawables(studies.file, study.scenario)}
    for option, texts in (("--grid", grid), ("--range", ranges)):
        for text in texts:
            said = f"{option} {text}"
            try:
                axis = _Words(said, studies.file, named).axis(text, grid=option == "--grid")
                for setting in axis.settings:
                    if setting.path in taken:
                        raise refusal(
                            said,
                            translated("'{path}' is varied twice", path=setting.path),
                            translated("it is in '{taken}' too", taken=taken[setting.path]),
                        )
                    taken[setting.path] = said
                faults += _tried(axis, said, studies)
                axes.append(axis)
            except InputError as error:
                faults += error.faults
    if faults:
        raise InputError(faults)
    return tuple(axes)


def _tried(axis: Axis, said: str, studies: ChangedStudies) -> Iterator[Fault]:
    """The first fault of every value that cannot be, beside the stated numbers of the others."""
    for value in axis.values or axis.ends or ():
        try:
            studies.with_settings(axis.changes(value))
        except InputError as error:
            first = error.faults[0]
            yield Fault(
                said,
                0,
                0,
                translated("at {given}: {message}", given=axis.shown(value), message=first.message),
                first.repair,
            )


@dataclass(frozen=True)
class _Words:
    """What an axis is read from."""

    said: str
    """Option and text, as faults name them."""
    file: YamlFile
    named: Mapping[str, Drawable]
    """The assumptions of the scenario by name."""

    def axis(self, text: str, *, grid: bool) -> Axis:
        name, equals, values = (part.strip() for part in text.partition("="))
        example = "PATH=1:4" if grid else "PATH=2..5"
        if not name or not (values or (name in self.named and not grid and not equals)):
            message = translated("no values are given") if name else translated("no number is named")
            raise refusal(self.said, message, translated("write {example}", example=example))
        if not values:
            return self._as_assumed(self.named[name])
        numbers, unit = self._grid(values) if grid else self._ends(values)
        settings = self._settings(name, multiplied=unit == _TIMES)
        unit = self._unit(name, unit, settings)
        if grid:
            return Axis(name, settings, unit, values=numbers)
        return Axis(name, settings, unit, ends=(numbers[0], numbers[1]))

    def _as_assumed(self, assumed: Drawable) -> Axis:
        """An assumption with the ends that the scenario gives it."""
        low, high = assumed.low_and_high
        unit = _TIMES if assumed.uncertain.factor is not None else assumed.uncertain.unit
        return Axis(assumed.name, assumed.settings, unit, ends=(low, high))

    def _settings(self, name: str, *, multiplied: bool) -> tuple[Setting, ...]:
        paths = [name]
        if name in self.named:
            paths = [setting.path for setting in self.named[name].settings]
        elif "+" in name:
            paths = [path.strip() for path in name.split("+")]
        return tuple(number_setting(self.file, path, self.said, multiplied=multiplied) for path in paths)

    def _unit(self, name: str, unit: str, settings: Sequence[Setting]) -> str:
        """The unit that is given, or that of an assumption or of what is stated."""
        if unit:
            return unit
        if name in self.named:
            uncertain = self.named[name].uncertain
            return _TIMES if uncertain.factor is not None else uncertain.unit
        units = dict.fromkeys(setting.stated.unit for setting in settings if setting.stated is not None)
        if len(units) > 1:
            raise refusal(
                self.said,
                translated("the settings have different units: {units}", units=", ".join(units)),
                translated("write the unit"),
            )
        return next(iter(units), "")

    def _grid(self, text: str) -> tuple[tuple[float, ...], str]:
        """The values of a grid and their unit."""
        values: list[Decimal] = []
        units: list[str] = []
        for item in text.split(","):
            match = _ITEM.fullmatch(item.strip())
            if match is None:
                raise refusal(
                    self.said,
                    translated("{given} is no number", given=shown(item.strip())),
                    translated("write 1,2,3 or 1:4 or 60:120:15 minutes"),
                )
            low, high, step = (None if part is None else _decimal(part) for part in match.groups()[:3])
            assert low is not None  # the pattern has it
            units += [self._known_unit(match[1], match[4])] if match[4] else []
            values += [low] if high is None else self._steps(low, high, Decimal(1) if step is None else step)
            if len(values) > _MOST_VALUES:
                raise refusal(
                    self.said,
                    translated("a number has {most} values at most", most=localized_number(_MOST_VALUES)),
                    translated("take larger steps"),
                )
        if len(set(values)) < len(values):
            raise refusal(self.said, translated("a value stands there twice"), translated("leave it out once"))
        return tuple(float(value) for value in values), self._one_unit(units)

    def _steps(self, low: Decimal, high: Decimal, step: Decimal) -> list[Decimal]:
        if step <= 0 or high < low:
            raise refusal(
                self.said,
                translated("there are no steps of {step} from {low} to {high}", step=step, low=low, high=high),
                translated("write LOW:HIGH:STEP, such as 1:4"),
            )
        count = int((high - low) // step) + 1
        if count > _MOST_VALUES:
            raise refusal(
                self.said,
                translated("a number has {most} values at most", most=localized_number(_MOST_VALUES)),
                translated("take larger steps"),
            )
        return [low + i * step for i in range(count)]

    def _ends(self, text: str) -> tuple[tuple[float, ...], str]:
        match = _ENDS.fullmatch(text)
        if match is None:
            raise refusal(
                self.said,
                translated("{given} is no range", given=shown(text)),
                translated("write LOW..HIGH, such as 2..5 or 60..120 minutes"),
            )
        low, high = float(_decimal(match[1])), float(_decimal(match[2]))
        if not low < high:
            raise refusal(
                self.said,
                translated(
                    "the low end {low} does not lie below the high end {high}", low=f"{low:g}", high=f"{high:g}"
                ),
                translated("write LOW..HIGH"),
            )
        return (low, high), self._known_unit(match[1], match[3]) if match[3] else ""

    def _known_unit(self, number: str, unit: str) -> str:
        """A unit as settings have it; raises InputError for one that none has."""
        if unit.strip() == _TIMES:
            return _TIMES
        try:
            amount = parse_amount(f"{number} {unit}")
        except ValueError as error:
            raise refusal(self.said, str(error), "") from None
        if amount.value != float(_decimal(number)):
            raise refusal(
                self.said,
                translated("{given} has two units", given=shown(f"{number} {unit}")),
                translated("write it in one, such as 90 minutes"),
            )
        return amount.unit

    def _one_unit(self, units: Sequence[str]) -> str:
        if len(set(units)) > 1:
            message = translated("the values have different units: {units}", units=", ".join(dict.fromkeys(units)))
            raise refusal(self.said, message, translated("write one unit behind the last value"))
        return units[0] if units else ""


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace("−", "-"))
