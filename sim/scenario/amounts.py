"""Numbers with their unit, as any setting of a scenario may have them: `120 minutes`, `1.5 per working day`, `12 %`, `3`."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal

from sim.quantities import Limit, Rate, parse_duration, shown
from sim.schema.in_words import limit_text, rate_text
from sim.translations.in_use import ORIGINAL, language, localized_signs, marked, translated

SECONDS_OF_UNIT = {"second": 1, "minute": 60, "hour": 3600}
"""What units of durations stand for, which may stand beside each other [s]."""
_LARGEST = 1e15
_DAYS = ("working day", "calendar day")
_RATES = tuple(f"per {unit}" for unit in ("hour", "day", "working day", "week", "month", "year"))
_UNITS = ("", "%", "% per year", *_RATES, *SECONDS_OF_UNIT, *_DAYS)


_FRACTIONS = {
    "": "{number}",
    "%": marked("{number} %"),
    "% per year": marked("{number} % per year"),
    "times": marked("{number} times"),
    "second": marked("{number} s"),
    "minute": marked("{number} min"),
    "hour": marked("{number} h"),
    "working day": marked("{number} wd"),
    "calendar day": marked("{number} cd"),
}
"""An amount with a number that is no whole one, by its unit, in other languages than English."""


@dataclass(frozen=True)
class Amount:
    """A number with its unit, as a setting has it."""

    value: float
    """The number [unit]."""
    unit: str
    """`minute`, `working day`, `per week`, `%` and the like; empty for a bare number."""

    def __str__(self) -> str:
        """The amount as it is written in a file: without exponents, which the language does not know."""
        number = format(Decimal(f"{self.value:.15g}"), "f")
        if self.unit in (*SECONDS_OF_UNIT, *_DAYS):
            return f"{number} {self.unit}" if self.value == 1 else f"{number} {self.unit}s"
        return f"{number} {self.unit}".rstrip()

    @property
    def in_words(self) -> str:
        """The amount in the language in use."""
        if language() == ORIGINAL:
            return str(self)
        number = localized_signs(format(Decimal(f"{self.value:.15g}"), "f"))
        unit = self.unit.replace(" ", "_")
        if self.unit in ("minute", "hour", *_DAYS) and self.value == int(self.value):
            return limit_text(Limit(int(self.value), f"{unit}s"))  # type: ignore[arg-type]  # one of the units of limits
        if self.unit in _RATES:
            return rate_text(Rate(self.value, unit.removeprefix("per_")))  # type: ignore[arg-type]  # one of the units of rates
        return translated(_FRACTIONS[self.unit], number=number)

    def times(self, factor: float, *, whole: bool) -> Amount:
        """The amount multiplied, in its own unit; `whole` rounds it to a whole number of them."""
        product = self.value * factor
        return Amount(math.floor(product + 0.5) if whole else product, self.unit)


def parse_amount(text: str) -> Amount:
    """Read a number with its unit as any setting may have it; raises ValueError with the sentence that a fault prints.

    Durations of several parts, such as `1 hour 30 minutes`, become seconds.
    """
    given = text.strip()
    match = re.fullmatch(r"([-−+]?)\s*([0-9]+(?:\.[0-9]+)?(?:e[-+]?[0-9]+)?)\s*(.*)", given)
    if match is None:
        raise ValueError(
            translated("{given} is no number; write one with its unit, such as '120 minutes'", given=shown(text))
        )
    number = float(match[2]) * (-1 if match[1] in ("-", "−") else 1)
    if abs(number) > _LARGEST:
        raise ValueError(
            translated(
                "{given} is out of range; a number has at most {count} digits",
                given=shown(text),
                count=len(f"{_LARGEST:.0f}") - 1,
            )
        )
    unit = " ".join(match[3].split())
    unit = unit.removesuffix("s") if unit.removesuffix("s") in (*SECONDS_OF_UNIT, *_DAYS) else unit
    if unit in _UNITS:
        return Amount(number, unit)
    if re.match(r"[0-9]+,[0-9]", match[2] + match[3]):
        raise ValueError(
            translated("{given} has a comma in its number; write a point before decimals", given=shown(text))
        )
    try:
        return Amount(parse_duration(given), "second")
    except ValueError:
        sentence = translated(
            "{given} has no unit that a setting has;"
            " write it as the setting is written, such as '120 minutes' or '5 %'",
            given=shown(text),
        )
        raise ValueError(sentence) from None
