"""From a staffing that was found to the choice of the page that brings it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sim.web.choice import Choice
from sim.web.controls.adjustable import Adjustable
from sim.web.jobs.outcome import FoundNumber
from sim.web.served import ServedScenario

_WORKDAYS = 5
"""Working days of a week, by which a search counts sittings that are held every so many of them."""
_NEAR = 1e-6


def with_staffing(
    choice: Choice, served: ServedScenario, numbers: Sequence[FoundNumber]
) -> tuple[Choice, tuple[str, ...]]:
    """A choice with a staffing that was found for it, and what of this no control of the page can have, such as half a post, in words.

    Sittings have as many weekdays as were found, spread from those of the scenario; those that were simulated are spread from those
    that were set, and may be others where several weeks are equally even.
    """
    adjustable = served.cases[choice.variant].adjustable
    values, beyond = dict(choice.values), []
    for number in numbers:
        one = _of(number, adjustable.values())
        value = None if one is None else _value(one, number.value)
        if one is None or value is None:
            beyond.append(number.words)
        else:
            values[one.key] = value
    kept = ((key, values[key]) for key, one in adjustable.items() if values.get(key, one.stated) != one.stated)
    return replace(choice, values=tuple(kept)), tuple(beyond)


def _of(number: FoundNumber, adjustable: Iterable[Adjustable]) -> Adjustable | None:
    """What the page changes such a number with; None where it does not."""
    return next(
        (one for one in adjustable if one.kind == number.kind and one.where == (number.office, number.role)), None
    )


def _value(one: Adjustable, found: float) -> float | None:
    """The value of a control for a number that was found; None where it has none."""
    wanted = _WORKDAYS / found if one.form == "every" else found
    return next((value for value in one.values if abs(value - wanted) < _NEAR), None)
