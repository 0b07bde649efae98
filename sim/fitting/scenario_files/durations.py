"""Fitted durations, numbers and names as a scenario writes them."""

from __future__ import annotations

from typing import Any

from sim.fitting.fitted import FittedDuration
from sim.quantities import HOUR, LONGEST_HOURS, MINUTE

_BY_P90 = ("lognormal", "gamma", "weibull")
_MOST_VALUES = 100
"""Observed durations that a scenario file is given at most; where there are more, their quantiles."""


def written_seconds(seconds: float) -> str:
    """A length of time as a planner writes it, to a hundredth of its unit: `61.16 minutes`."""
    seconds = min(max(seconds, 0.0), LONGEST_HOURS * HOUR)
    if seconds < 2 * MINUTE:
        return f"{seconds:.4g} seconds"
    if seconds < 10 * HOUR:
        return f"{seconds / MINUTE:.4g} minutes"
    return f"{seconds / HOUR:.4g} hours"


def duration_block(duration: FittedDuration) -> str | dict[str, Any]:
    """A fitted duration as the block of a scenario."""
    mean = duration.mean.value
    if duration.distribution == "constant" or mean < 1:
        return written_seconds(max(mean, 1.0))
    if duration.distribution == "exponential":
        return {"distribution": "exponential", "mean": written_seconds(mean)}
    if duration.distribution in _BY_P90 and _sound(duration):
        return {
            "distribution": duration.distribution,
            "mean": written_seconds(mean),
            "p90": written_seconds(duration.p90),
        }
    return {"distribution": "empirical", "values": [written_seconds(v) for v in _quantiles(duration.sample)]}


def scales(duration: FittedDuration) -> bool:
    """Tell whether a scenario states a duration by numbers that can be multiplied one by one."""
    return not isinstance(written := duration_block(duration), dict) or written["distribution"] != "empirical"


def _sound(duration: FittedDuration) -> bool:
    """Whether a shape of its kind has such a mean and such a 90th percentile."""
    from pydantic import TypeAdapter, ValidationError

    from sim.scenario.distributions import Distribution

    block: dict[str, str] = {"distribution": duration.distribution}
    block |= {"mean": written_seconds(duration.mean.value), "p90": written_seconds(duration.p90)}
    try:
        TypeAdapter(Distribution).validate_python(block)
    except ValidationError:
        return False
    return True


def _quantiles(sample: tuple[int, ...]) -> list[int]:
    ordered = sorted(sample)
    if len(ordered) <= _MOST_VALUES:
        return ordered
    return [ordered[int((k + 0.5) * len(ordered) / _MOST_VALUES)] for k in range(_MOST_VALUES)]
