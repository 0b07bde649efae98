"""What a scenario states, multiplied: rates, durations and distributions of durations in their own units, in the same shape."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sim.scenario.amounts import parse_amount
from sim.scenario.distributions import Distribution

PERCENT_STEP = 0.05
"""So far apart are values that multiply what is stated."""


@dataclass(frozen=True)
class MultipliedSetting:
    """A setting that is multiplied."""

    path: str
    """Its path as `--set` takes it."""
    stated: str
    """What the file has there, as JSON: a number with its unit, or a distribution."""

    def setting(self, times: float) -> str:
        """The setting with so many times what is stated."""
        return f"{self.path}={json.dumps(multiplied(json.loads(self.stated), times), ensure_ascii=False)}"


@dataclass(frozen=True)
class Multiplied:
    """Writes settings that are multiplied alike."""

    parts: tuple[MultipliedSetting, ...]

    def settings(self, value: float) -> tuple[str, ...]:
        """All of them with so many times what is stated."""
        return tuple(part.setting(value) for part in self.parts)


def multiplied(value: Any, times: float) -> Any:
    """A number with its unit so many times; of a distribution all durations alike, so that it keeps its shape."""
    if isinstance(value, dict):
        return {key: part if key == "distribution" else multiplied(part, times) for key, part in value.items()}
    if isinstance(value, list):
        return [multiplied(part, times) for part in value]
    return str(parse_amount(value).times(times, whole=False)) if isinstance(value, str) else value


def percent_values(least: float, most: float, possible: Callable[[float], bool]) -> tuple[float, float] | None:
    """The range around what is stated in which all values are possible; None where no other one is."""
    ends = []
    for end in (least, most):
        sign = 1 if end > 1 else -1
        count = round(abs(end - 1) / PERCENT_STEP)
        good = next((i - 1 for i in range(1, count + 1) if not possible(round(1 + sign * i * PERCENT_STEP, 6))), count)
        ends.append(round(1 + sign * good * PERCENT_STEP, 6))
    return None if ends == [1, 1] else (ends[0], ends[1])


@cache
def duration_range(stated: str, least: float, most: float) -> tuple[float, float] | None:
    """The range in which a duration, or a distribution of durations, can be multiplied; `stated` is what the file has, as JSON.

    Durations are held in whole seconds, so that very short ones and extreme shapes do not bear every factor.
    """
    value = json.loads(stated)
    return percent_values(least, most, lambda times: _is_possible(multiplied(value, times)))


def _is_possible(value: Any) -> bool:
    try:
        return bool(_distributions().validate_python(value).mean_seconds > 0)
    except (ValidationError, ValueError):
        return False


@cache
def _distributions() -> TypeAdapter[Any]:
    return TypeAdapter(Distribution)
