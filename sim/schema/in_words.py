"""How the value of a field is said in words: metadata of the field, beside its type, so that every list of values uses it."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from sim.quantities import DAY, HOUR, MINUTE, Limit, Rate, RateUnit, civil
from sim.translations.in_use import (
    ORIGINAL,
    counted,
    language,
    localized_date,
    localized_day,
    localized_signs,
    marked,
    of_hundred,
    translated,
)

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONDAY = date(2018, 7, 2)


@dataclass(frozen=True)
class InWords:
    """How the value of a field is said [metadata of a field, within Annotated]."""

    text: Callable[[Any], str] | None
    """The value in a line with other numbers; an empty text for a value that says nothing. None: a name, which is no number."""
    written: Callable[[Any], str] | None = None
    """The value as people write it in a file; None: as the plain value."""
    named: bool = True
    """Whether the name of the field stands before the text."""


NO_NUMBER = InWords(None)
"""Marks names and texts, which are no numbers."""


def in_words_of(field: FieldInfo) -> InWords | None:
    """The words that a field, or one of the types that it may have, brings along; None where it brings none."""
    return _marker(field.annotation, field.metadata)


def _marker(annotation: Any, metadata: Sequence[Any]) -> InWords | None:
    for mark in reversed(metadata):  # those of a field stand after those of its type
        if isinstance(mark, InWords):
            return mark
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _marker(args[0], args[1:])
    if origin in (Union, types.UnionType):
        return next((mark for kind in args if (mark := _marker(kind, ())) is not None), None)
    return None


def field_text(value: Any, field: FieldInfo) -> str:
    """The value of a field in a line with other numbers; of several things by name the names alone."""
    mark = in_words_of(field)
    if mark is not None and mark.text is not None:
        return mark.text(value)
    if isinstance(value, bool):
        return "" if value == field.default else str(value).lower()
    if isinstance(value, Limit):
        return limit_text(value)
    if isinstance(value, Rate):
        return rate_text(value)
    if isinstance(value, (tuple, Mapping)):
        return ", ".join(str(getattr(part, "in_words", part)) for part in value)
    return str(getattr(value, "in_words", value))


def duration_text(seconds: float) -> str:
    """A duration in the unit in which people would say it."""
    if seconds and seconds % HOUR == 0:
        return translated("{number} h", number=localized_signs(f"{seconds / HOUR:g}"))
    if seconds >= MINUTE or not seconds:
        return translated("{number} min", number=localized_signs(f"{seconds / MINUTE:g}"))
    return translated("{number} s", number=localized_signs(f"{seconds:g}"))


def limit_text(limit: Limit) -> str:
    """A limit in the language in use, such as `3 working days`."""
    value = limit.value
    if limit.unit == "minutes":
        return counted("{count} minute", "{count} minutes", value)
    if limit.unit == "hours":
        return counted("{count} hour", "{count} hours", value)
    if limit.unit == "working_days":
        return counted("{count} working day", "{count} working days", value)
    return counted("{count} calendar day", "{count} calendar days", value)


_RATES: Mapping[RateUnit, str] = {
    "hour": marked("{number} per hour"),
    "day": marked("{number} per day"),
    "working_day": marked("{number} per working day"),
    "week": marked("{number} per week"),
    "month": marked("{number} per month"),
    "year": marked("{number} per year"),
}


def rate_text(rate: Rate) -> str:
    """A rate in the language in use, such as `6 per working day`."""
    return translated(_RATES[rate.unit], number=localized_signs(f"{rate.value:.15g}"))


def weekdays_text(weekdays: Sequence[str]) -> str:
    """Days of the week by their English names, as the language in use names them."""
    if language() == ORIGINAL:
        return " and ".join(weekdays)
    return ", ".join(localized_date(_MONDAY + timedelta(days=_WEEKDAYS.index(day)), "weekday") for day in weekdays)


def written_duration(seconds: int) -> str:
    """A duration as people write it in a file."""
    for size, unit in ((HOUR, "hour"), (MINUTE, "minute")):
        if seconds and seconds % size == 0:
            return f"{seconds // size} {unit}{'' if seconds == size else 's'}"
    return f"{seconds} second{'' if seconds == 1 else 's'}"


def clock_time(seconds: int) -> str:
    """A time of the day as people write it, also of the following day."""
    seconds -= DAY if seconds > DAY else 0
    return f"{seconds // HOUR:02}:{seconds % HOUR // MINUTE:02}"


def clock_hours(intervals: Sequence[tuple[int, int]]) -> str:
    """Opening hours as people write them; an empty text for a closed day."""
    return ", ".join(f"{clock_time(opens)}-{clock_time(closes)}" for opens, closes in intervals)


def written_hours(intervals: Sequence[tuple[int, int]]) -> str:
    """Opening hours as people write them in a file."""
    return clock_hours(intervals) or "closed"


def moment_text(at: int) -> str:
    """A moment as people write it."""
    return f"{localized_day(civil(at))} {civil(at):%H:%M}"


def percent_text(share: float) -> str:
    """A share in per cent."""
    return of_hundred(localized_signs(f"{100 * share:g}"))


def written_percent(share: float) -> str:
    """A share in per cent as people write it in a file."""
    return f"{100 * share:g} %"


def weights_text(weights: Any) -> str:
    """Weights by name, or in their order."""
    if not isinstance(weights, Mapping):
        return str(weights)
    return ", ".join(f"{name} {weight:g}" for name, weight in weights.items())
