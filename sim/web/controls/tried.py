"""Ranges in which the scenario allows every single value: found by the scenario's own checks, not by rules of the page."""

from __future__ import annotations

from collections.abc import Callable

from sim.errors import InputError
from sim.study.loading import Reader
from sim.web.controls.adjustable import Adjustable, Unchangeable

Allowed = Callable[[tuple[str, ...]], bool]
"""Tells whether the scenario can be read with some settings."""


def allowed_by(reader: Reader, variants: tuple[str, ...]) -> Allowed:
    """What tells whether the scenario, with variants laid over it, can be read with some settings."""

    def allowed(settings: tuple[str, ...]) -> bool:
        try:
            reader.with_values(variants, settings)
        except InputError:
            return False
        return True

    return allowed


def tried(one: Adjustable, allowed: Allowed) -> Adjustable | Unchangeable:
    """A number in the range around the stated value in which the scenario allows every value.

    Fewer people than have seats, sittings on days of rest and the like are refused there. Weekdays are tried one by one, of other
    numbers what lies nearer to the stated value is taken to be allowed as well.
    """
    if one.form in ("rate", "mean"):  # their ranges are known to the page
        return one
    values = one.values
    at = min(range(len(values)), key=lambda i: abs(values[i] - one.stated))
    low = at if one.kind == "posts" and at == 0 else _furthest(one, at, 0, allowed)
    high = len(values) - 1 if one.kind == "posts" else _furthest(one, at, len(values) - 1, allowed)
    if low == high:
        return Unchangeable(one.kind, one.where, "fixed")
    return one.between(values[low], values[high])


def _furthest(one: Adjustable, at: int, end: int, allowed: Allowed) -> int:
    """The position furthest from the stated value towards an end up to which everything is allowed."""
    values, sign = one.values, 1 if end > at else -1
    if one.form == "weekdays":
        for i in range(at + sign, end + sign, sign) if end != at else ():
            if not allowed(one.settings(values[i])):
                return i - sign
        return end
    if end == at or allowed(one.settings(values[end])):
        return end
    good, bad = at, end
    while abs(bad - good) > 1:
        middle = (good + bad) // 2
        good, bad = (middle, bad) if allowed(one.settings(values[middle])) else (good, middle)
    return good
