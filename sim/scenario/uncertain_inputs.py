"""What nobody has measured, as a planner writes it: settings with a range, a few values, or a factor upon what is stated.

An assumption is one number that is drawn once per replication by inverting its distribution at one uniform number; the
value of each of its settings follows from it.
"""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import BeforeValidator, Field, model_validator

from sim.quantities import shown
from sim.random_streams import uniforms
from sim.scenario.amounts import SECONDS_OF_UNIT, Amount, parse_amount
from sim.scenario.distributions import triangular_quantile
from sim.scenario.distributions_by_p90 import Z90
from sim.schema.document import Document, wrong
from sim.schema.fields import Stated, one_or_several
from sim.translations.in_use import localized_signs, marked, translated

MOST_VALUES = 100
"""Values of one assumption at most; every one is tried before anything is simulated."""
_HIGHEST = 1_000.0
_RARE = 3.090232306167813
"""Of a factor without bounds the values are tried beyond which one draw in a thousand lies: their standard normal deviate."""


def _amount(value: Any) -> Any:
    if isinstance(value, (bool, list, dict)) or value is None:
        if value is None:
            raise wrong(translated("nothing is given; write a number with its unit, such as '120 minutes'"))
        raise wrong(
            translated(
                "{given} does not fit here; write a number with its unit, such as '120 minutes'", given=shown(value)
            )
        )
    if isinstance(value, (str, int, float)):
        try:
            return parse_amount(str(value))
        except ValueError as error:
            raise wrong(str(error)) from None
    return value


AmountText = Annotated[Amount, BeforeValidator(_amount, json_schema_input_type=str | float)]
"""A number with its unit as any setting may have it: `120 minutes`, `1.5 per working day`, `12 %`, `3`."""
Times = Annotated[float, Field(ge=0, le=_HIGHEST, allow_inf_nan=False, strict=True)]
"""How many times the stated number."""


class UniformFactor(Document):
    """Every factor between two bounds is as likely as any other."""

    distribution: Literal["uniform"]
    minimum: Times
    """Least factor."""
    maximum: Times
    """Greatest factor."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        _increasing(minimum=self.minimum, maximum=self.maximum)
        return self

    def quantile(self, u: float) -> float:
        """The factor at a probability."""
        return self.minimum + u * (self.maximum - self.minimum)

    @property
    def ends(self) -> tuple[float, float]:
        """The factors between which all draws lie."""
        return self.minimum, self.maximum

    @property
    def in_words(self) -> str:
        """The factors in one line."""
        low, high = (localized_signs(f"{end:g}") for end in (self.minimum, self.maximum))
        return translated("times {low} to {high}, all equally likely", low=low, high=high)


class TriangularFactor(Document):
    """A most frequent factor between two bounds, falling off in straight lines."""

    distribution: Literal["triangular"]
    minimum: Times
    """Least factor."""
    mode: Times
    """Most frequent factor."""
    maximum: Times
    """Greatest factor."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        _increasing(minimum=self.minimum, mode=self.mode, maximum=self.maximum)
        return self

    def quantile(self, u: float) -> float:
        """The factor at a probability."""
        if self.minimum == self.maximum:
            return self.minimum
        return float(triangular_quantile(np.array([u]), self.minimum, self.mode, self.maximum)[0])

    @property
    def ends(self) -> tuple[float, float]:
        """The factors between which all draws lie."""
        return self.minimum, self.maximum

    @property
    def in_words(self) -> str:
        """The factors in one line."""
        low, mode, high = (localized_signs(f"{factor:g}") for factor in (self.minimum, self.mode, self.maximum))
        return translated("times {low} to {high}, most likely {mode}", low=low, high=high, mode=mode)


class LognormalFactor(Document):
    """A factor that halves as easily as it doubles: eight in ten lie between the two that are stated."""

    distribution: Literal["lognormal"]
    p10: Annotated[float, Field(ge=0.001, le=_HIGHEST, allow_inf_nan=False, strict=True)]
    """Factor below which one in ten lies."""
    p90: Times
    """Factor above which one in ten lies."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        _increasing(p10=self.p10, p90=self.p90)
        return self

    def quantile(self, u: float) -> float:
        """The factor at a probability."""
        from scipy.special import ndtri

        return self._at(float(ndtri(u)))

    def _at(self, z: float) -> float:
        """The factor at a deviate of the standard normal distribution."""
        middle, spread = math.log(self.p10 * self.p90) / 2, math.log(self.p90 / self.p10) / (2 * Z90)
        return math.exp(middle + spread * z)

    @property
    def ends(self) -> tuple[float, float]:
        """The factors between which all but one in a thousand draws on either side lie."""
        return self._at(-_RARE), self._at(_RARE)

    @property
    def in_words(self) -> str:
        """The factors in one line."""
        low, high = (localized_signs(f"{factor:g}") for factor in (self.p10, self.p90))
        return translated("times {low} to {high} in eight of ten cases, lognormal", low=low, high=high)


def _increasing(**bounds: float) -> None:
    """Refuse bounds that are not in the order in which they are named."""
    for (name, low), (other, high) in zip(bounds.items(), list(bounds.items())[1:], strict=False):
        if low > high:
            raise wrong(
                translated("'{other}' is below '{name}'; write the lower factor first", other=other, name=name), other
            )


def _factor(value: Any) -> Any:
    if value is not None and not isinstance(value, (dict, Document)):
        example = "{distribution: uniform, minimum: 0.8, maximum: 1.2}"
        raise wrong(
            translated("a factor is a block of keys, not {given}; write {example}", given=shown(value), example=example)
        )
    return value


Factor = Annotated[
    Annotated[UniformFactor | TriangularFactor | LognormalFactor, Field(discriminator="distribution")],
    BeforeValidator(_factor, json_schema_input_type=UniformFactor | TriangularFactor | LognormalFactor),
]
"""By what the stated number is multiplied."""


def _in_one_unit(amounts: tuple[Amount, ...], key: str) -> tuple[Amount, ...]:
    """Amounts in one unit; hours, minutes and seconds beside each other become seconds."""
    units = {amount.unit for amount in amounts}
    if len(units) == 1:
        return amounts
    if not units <= SECONDS_OF_UNIT.keys():
        first, other = amounts[0], next(a for a in amounts if a.unit != amounts[0].unit)
        raise wrong(
            translated(
                "'{first}' and '{other}' have different units; write both in that of the setting",
                first=first,
                other=other,
            ),
            key,
        )
    return tuple(Amount(amount.value * SECONDS_OF_UNIT[amount.unit], "second") for amount in amounts)


class Uncertain(Stated):
    """A number that nobody has measured: the settings that hang on it, and how far it may lie from what is stated.

    Without `--uncertain` the stated numbers hold.
    """

    paths: Annotated[
        tuple[str, ...],
        Field(min_length=1),
        one_or_several(marked("the path of a setting"), "offices.department.staff.executor"),
    ]
    """The settings, each by its path as `--set` takes it; all of them get the same value, or are multiplied alike."""
    range: tuple[AmountText, ...] | None = None
    """Lowest and highest value, all between them equally likely; headcounts and limits in whole numbers."""
    values: Annotated[tuple[AmountText, ...], Field(min_length=1, max_length=MOST_VALUES)] | None = None
    """Instead of a range: single values, all equally likely."""
    factor: Factor | None = None
    """Instead of a range: by what the stated number is multiplied; its unit stays."""

    @model_validator(mode="after")
    def _one_of_three(self) -> Self:
        given = [name for name in ("range", "values", "factor") if getattr(self, name) is not None]
        if not given:
            raise wrong(translated("nothing says how uncertain it is; give one of 'range', 'values' and 'factor'"))
        if len(given) > 1:
            raise wrong(
                translated(
                    "both '{first}' and '{second}' are given; keep one of them", first=given[0], second=given[-1]
                ),
                given[-1],
            )
        if self.range is not None:
            if len(self.range) != 2:
                raise wrong(
                    translated("a range has two ends, not {count}; write [lowest, highest]", count=len(self.range)),
                    "range",
                )
            low, high = _in_one_unit(self.range, "range")
            if low.value > high.value:
                raise wrong(
                    translated(
                        "the low end '{low}' lies above the high end '{high}'; exchange them",
                        low=self.range[0],
                        high=self.range[1],
                    ),
                    "range",
                )
        if self.values is not None:
            _in_one_unit(self.values, "values")
        return self

    def draw(self, seed: int, replication: int, name: str, *, whole: bool) -> float:
        """The number of one replication: a value in the unit of the range, or a factor."""
        (u,) = uniforms(1, seed, replication, "assumption", name).tolist()
        return self.quantile(u, whole=whole)

    def quantile(self, u: float, *, whole: bool) -> float:
        """The number at a probability; `whole` where only whole numbers of its unit are possible."""
        if self.factor is not None:
            return self.factor.quantile(u)
        if self.values is not None:
            options = _in_one_unit(self.values, "values")
            return options[min(int(u * len(options)), len(options) - 1)].value
        low, high = (end.value for end in self._ends_of_range)
        if whole:
            return min(low + math.floor(u * (high - low + 1)), high)
        return low + u * (high - low)

    @property
    def ends(self) -> tuple[float, ...]:
        """Numbers that show whether all of them are possible: the ends of a range or a factor, and every single value."""
        if self.factor is not None:
            return self.factor.ends
        if self.values is not None:
            return tuple(amount.value for amount in _in_one_unit(self.values, "values"))
        return tuple(end.value for end in self._ends_of_range)

    def amount(self, number: float, stated: Amount | None, *, whole: bool) -> Amount:
        """What a setting gets, given the number and, for a factor, what is stated."""
        if self.factor is not None:
            assert stated is not None  # checked when the scenario is read
            return stated.times(number, whole=whole)
        return Amount(number, self.unit)

    @property
    def unit(self) -> str:
        """Unit of the number that is drawn; empty for a bare number and for a factor."""
        if self.factor is not None:
            return ""
        return self._ends_of_range[0].unit if self.values is None else _in_one_unit(self.values, "values")[0].unit

    @property
    def _ends_of_range(self) -> tuple[Amount, ...]:
        assert self.range is not None
        return _in_one_unit(self.range, "range")

    def _numbers(self) -> list[str]:
        return [f"{', '.join(self.paths)}: {self.in_words}"]

    @property
    def in_words(self) -> str:
        """How uncertain the number is, in one line."""
        if self.range is not None:
            low, high = (amount.in_words for amount in self.range)
            return translated("{low} to {high}", low=low, high=high)
        if self.values is not None:
            return translated("one of {values}", values=", ".join(amount.in_words for amount in self.values))
        return self.factor.in_words if self.factor is not None else ""
