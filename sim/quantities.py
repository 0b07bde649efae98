"""Clock, durations, limits and rates as people write them: `30 minutes`, `3 working days`, `6 per working day`.

The clock is local civil time in whole seconds [int64] since 1970-01-01 00:00:00; no time zone enters, so that the
changes of 2018 (Kyzylorda) and 2024 (Astana, Almaty) move no office hour.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Literal

from sim.no_quantities import QuantityError, no_quantity
from sim.translations.in_use import marked, translated

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Instants = NDArray[np.int64]
    """Instants, or numbers of seconds."""
    Integers = NDArray[np.signedinteger[Any]]
    """Whole numbers: rows, positions, counts; long columns of them are as narrow as their values allow, so widen before a product."""
    Floats = NDArray[np.float64]
    """Numbers without a unit of their own."""
    Flags = NDArray[np.bool_]
    """Answers to a question, yes or no."""

_ARRAYS = {"Instants": "int64", "Integers": "signedinteger", "Floats": "float64", "Flags": "bool_"}


def __getattr__(name: str) -> Any:
    """The type of arrays of a kind, made when a module that works with arrays asks for it; other modules need no numpy."""
    if name not in _ARRAYS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import numpy as np
    from numpy.typing import NDArray

    return NDArray[getattr(np, _ARRAYS[name])]  # type: ignore[misc]  # the type of the elements is only known by its name


UNSET = -1
"""An instant that did not come, or does not exist."""
NEVER = 1 << 62
"""An instant later than any other; a length of time can be added to it."""
SECOND = 1
MINUTE = 60
HOUR = 3600
DAY = 86_400
NOMINAL_DAY = 8 * HOUR
"""A working day taken as a duration: eight hours, also for a part-timer [seconds]."""

_EPOCH = date(1970, 1, 1)
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Years in which a day can lie."""
_NUMBER = r"([0-9]+(?:\.[0-9]+)?)"
LONGEST_HOURS = 10_000
"""A duration at most [h]; a year round the clock has 8784."""
LONGEST_LIMIT = 100_000
"""A limit at most [of its unit]."""
HIGHEST_RATE = 1_000_000
LOWEST_RATE = 0.000001
"""A rate at most and at least [applications per unit]."""
HIGHEST_GROWTH = 10.0
"""A growth at most [a year, as a share]."""
MOST_INTERVALS = 24
"""Intervals of hours in a day at most."""

DurationUnit = Literal["seconds", "minutes", "hours", "working_days"]
LimitUnit = Literal["minutes", "hours", "working_days", "calendar_days"]
RateUnit = Literal["hour", "day", "working_day", "week", "month", "year"]

_DURATION_UNITS: dict[str, DurationUnit] = {
    "second": "seconds",
    "minute": "minutes",
    "hour": "hours",
    "working day": "working_days",
}
_LIMIT_UNITS: dict[str, LimitUnit] = {
    "minute": "minutes",
    "hour": "hours",
    "working day": "working_days",
    "calendar day": "calendar_days",
}
_RATE_UNITS: dict[str, RateUnit] = {
    "hour": "hour",
    "day": "day",
    "working day": "working_day",
    "week": "week",
    "month": "month",
    "year": "year",
}
_SECONDS: dict[DurationUnit, int] = {
    "seconds": SECOND,
    "minutes": MINUTE,
    "hours": HOUR,
    "working_days": NOMINAL_DAY,
}


@dataclass(frozen=True)
class Limit:
    """An upper bound that a regulation sets: `value` of `unit`, both as the text has them."""

    value: int
    """How many [units]."""
    unit: LimitUnit
    """What is counted: working minutes, working hours, official working days or calendar days."""

    def __str__(self) -> str:
        name = self.unit.replace("_", " ")
        return f"{self.value} {name[:-1] if self.value == 1 else name}"

    @property
    def working_seconds(self) -> int | None:
        """The limit as working time, a working day being eight hours [seconds]; None for calendar days."""
        if self.unit == "calendar_days":
            return None
        return self.value * _SECONDS[self.unit]


@dataclass(frozen=True)
class Rate:
    """How often something arrives: `value` applications per `unit`, over all offices of a stream."""

    value: float
    """Expected applications [per unit]."""
    unit: RateUnit
    """The stretch of time that the value belongs to."""

    def __str__(self) -> str:
        return f"{self.value:.15g} per {self.unit.replace('_', ' ')}"


def parse_duration(text: str) -> int:
    """Read a duration such as `25 minutes` or `1.5 hours` as seconds.

    A working day counts eight hours. Several parts add up: `1 hour 30 minutes`.
    Raises ValueError with the sentence that a fault prints: what is wrong, a semicolon, what would do.
    """
    part = rf"{_NUMBER}\s*(second|minute|hour|working day)s?"
    if not re.fullmatch(rf"{part}(?:\s+{part})*", text.strip()):
        raise no_quantity(marked("duration"), text, shown(text), _DURATION_UNITS, "25 minutes")
    total = sum(float(number) * _SECONDS[_DURATION_UNITS[unit]] for number, unit in re.findall(part, text))
    if total > LONGEST_HOURS * HOUR:
        raise ValueError(
            translated(
                "{given} is too long; a duration is at most {most} hours",
                given=shown(text),
                most=LONGEST_HOURS,
            )
        )
    return round(total)


def parse_limit(text: str) -> Limit:
    """Read a limit such as `3 working days`; raises ValueError with the sentence that a fault prints."""
    match = re.fullmatch(r"([0-9]+)\s*(minute|hour|working day|calendar day)s?", text.strip())
    if match is None:
        raise no_quantity(marked("limit"), text, shown(text), _LIMIT_UNITS, "3 working days")
    if not 1 <= float(match[1]) <= LONGEST_LIMIT:
        raise ValueError(
            translated(
                "{given} is out of range; a limit is from 1 to {most}",
                given=shown(text),
                most=LONGEST_LIMIT,
            )
        )
    return Limit(int(match[1]), _LIMIT_UNITS[match[2]])


def parse_rate(text: str) -> Rate:
    """Read a rate such as `6 per working day`; raises ValueError with the sentence that a fault prints."""
    match = re.fullmatch(rf"(-?){_NUMBER}\s+per\s+(hour|day|working day|week|month|year)", text.strip())
    if match is None:
        raise no_quantity(
            marked("rate"), text, shown(text), [f"per {unit}" for unit in _RATE_UNITS], "6 per working day"
        )
    if match[1] or float(match[2]) == 0:
        raise QuantityError(
            translated("the rate {given} is not above zero; leave the stream out if nobody comes", given=shown(text)),
            is_zero=True,
        )
    if float(match[2]) < LOWEST_RATE:
        raise ValueError(
            translated(
                "the rate {given} is too low; it is at least {least}",
                given=shown(text),
                least=f"{LOWEST_RATE:f}",
            )
        )
    if float(match[2]) > HIGHEST_RATE:
        raise ValueError(
            translated(
                "the rate {given} is too high; it is at most {most}",
                given=shown(text),
                most=HIGHEST_RATE,
            )
        )
    return Rate(float(match[2]), _RATE_UNITS[match[3]])


def parse_growth(text: str) -> float:
    """Read a yearly growth such as `5 % per year` as a share; raises ValueError with the sentence that a fault prints."""
    match = re.fullmatch(rf"([-−+]?)\s*{_NUMBER}\s*%\s*per\s+year", text.strip())
    if match is None:
        number = re.match(rf"[-−+]?\s*{_NUMBER}", text.strip())
        if re.match(r"[-−+]?\s*[0-9]+,[0-9]", text.strip()):
            raise ValueError(
                translated("{given} has a comma in its number; write a point before decimals", given=shown(text))
            )
        if number and not re.search("%|per ?cent", text):
            raise ValueError(translated("{given} has no per cent sign; write '5 % per year'", given=shown(text)))
        if number and "per year" not in text:
            raise ValueError(
                translated(
                    "{given} is not said to be per year; write '{number} % per year'",
                    given=shown(text),
                    number=number[0],
                )
            )
        raise ValueError(
            translated("{given} is not a growth; write '5 % per year', or '-5 % per year'", given=shown(text))
        )
    value = float(match[2]) / 100 * (-1 if match[1] in ("-", "−") else 1)
    if not -1 < value <= HIGHEST_GROWTH:
        raise ValueError(
            translated(
                "{given} is out of range; a growth lies above -100 % and up to {most} %",
                given=shown(text),
                most=f"{100 * HIGHEST_GROWTH:.0f}",
            )
        )
    return value


def parse_share(text: str | float) -> float:
    """Read a share such as `95 %` or 0.95 as a number between 0 and 1; raises ValueError otherwise."""
    match = re.fullmatch(rf"{_NUMBER}\s*(%?)", str(text).strip())
    value = float(match[1]) / (100 if match[2] else 1) if match else -1.0
    if not 0 <= value <= 1:
        raise ValueError(translated("{given} is not a share between 0 and 1; write 0.95 or 95 %", given=shown(text)))
    return value


class _OutOfRangeError(ValueError):
    """A day that there is, in a year that nobody means."""


def parse_day(text: str) -> date:
    """Read a day such as `2018-07-02`; raises ValueError with the sentence that a fault prints."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text.strip()):
            if not FIRST_YEAR <= (day := date.fromisoformat(text.strip())).year <= LAST_YEAR:
                raise _OutOfRangeError(
                    translated(
                        "{given} is out of range; a day lies between {first} and {last}",
                        given=shown(text),
                        first=FIRST_YEAR,
                        last=LAST_YEAR,
                    )
                )
            return day
        example = "2018-07-02"
        if turned := re.fullmatch(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})", text.strip()):
            example = str(date(int(turned[3]), int(turned[2]), int(turned[1])))
    except _OutOfRangeError:
        raise
    except ValueError:
        raise ValueError(
            translated("there is no day {given}; check the month and the day", given=shown(text))
        ) from None
    raise ValueError(translated("{given} is not a day; write {example}", given=shown(text), example=example))


def parse_clock(text: str) -> int:
    """Read a time of the day such as `10:00` [seconds of the day]; raises ValueError with the sentence of a fault."""
    match = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", text.strip())
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise ValueError(translated("{given} is not a time of the day; write 10:00", given=shown(text)))
    return int(match[1]) * HOUR + int(match[2]) * MINUTE


def parse_moment(text: str) -> int:
    """Read a moment such as `2018-09-10 09:00` [instant]; raises ValueError with the sentence that a fault prints."""
    day, _, clock = text.strip().partition(" ")
    if not clock:
        raise ValueError(translated("{given} is not a moment; write 2018-09-10 09:00", given=shown(text)))
    return instant(parse_day(day)) + parse_clock(clock)


def parse_hours(text: str) -> tuple[tuple[int, int], ...]:
    """Read hours of one civil day such as `09:00-13:00, 14:30-18:30` as (open, close) pairs [seconds of the day].

    Intervals are half-open, in order and apart; `closed` gives none. `24:00` is the end of the day.
    """
    return _intervals(text, over_midnight=False)


def parse_opening_hours(text: str) -> tuple[tuple[int, int], ...]:
    """Read hours as :func:`parse_hours` does, also such as run over midnight: `20:00-02:00, 03:00-08:00` is one night.

    What lies behind midnight has more than a day's seconds, so that this night ends at 32 hours.
    """
    return _intervals(text, over_midnight=True)


def _intervals(text: str, *, over_midnight: bool) -> tuple[tuple[int, int], ...]:
    if text.strip() == "closed":
        return ()
    intervals: list[tuple[int, int]] = []
    for part in text.split(","):
        match = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})\s*[-–]\s*([0-9]{1,2}):([0-9]{2})", part.strip())
        if match is None:
            raise ValueError(
                translated("{given} is not an interval of hours; write 09:00-13:00", given=shown(part.strip()))
            )
        opens, closes = (int(match[i]) * HOUR + int(match[i + 1]) * MINUTE for i in (1, 3))
        if int(match[2]) > 59 or int(match[4]) > 59 or max(opens, closes) > DAY:
            raise ValueError(
                translated("'{part}' names a time that no clock shows; the day ends at 24:00", part=part.strip())
            )
        if opens == closes:
            raise ValueError(translated("'{part}' ends as it begins; a whole day is 00:00-24:00", part=part.strip()))
        if opens > closes and not over_midnight:
            raise ValueError(
                translated("'{part}' ends before it begins; hours over midnight are not known here", part=part.strip())
            )
        closes += DAY if opens > closes else 0
        if intervals and intervals[-1][1] > DAY:  # the night goes on behind midnight
            opens, closes = opens + DAY, closes + DAY
        if intervals and opens < intervals[-1][1]:
            raise ValueError(
                translated(
                    "'{part}' begins before the interval before it has ended; write them in order", part=part.strip()
                )
            )
        intervals.append((opens, closes))
        if closes > intervals[0][0] + DAY:
            raise ValueError(
                translated("'{part}' runs into the next day's first hour; a day has 24 hours in all", part=part.strip())
            )
    if len(intervals) > MOST_INTERVALS:
        raise ValueError(
            translated(
                "{count} intervals are too many; a day has at most {most}",
                count=len(intervals),
                most=MOST_INTERVALS,
            )
        )
    return tuple(intervals)


def instant(moment: datetime | date) -> int:
    """The clock at a civil moment; a date stands for its midnight [seconds since 1970-01-01 00:00]."""
    at = moment if isinstance(moment, datetime) else datetime.combine(moment, time())
    return (at.date() - _EPOCH).days * DAY + at.hour * HOUR + at.minute * MINUTE + at.second


def civil(at: int) -> datetime:
    """The civil moment at a reading of the clock; the inverse of :func:`instant`."""
    return datetime(1970, 1, 1) + timedelta(seconds=int(at))


def shown(value: Any) -> str:
    """A value of a file as a message shows it: short, on one line, in the quotes of the language; `a list` or `a block of keys`."""
    if isinstance(value, (list, tuple, dict)):
        return translated("a block of keys") if isinstance(value, dict) else translated("a list")
    text = " ".join((str(value).lower() if isinstance(value, bool) else str(value)).split())
    return translated("'{text}'", text=text if len(text) <= 60 else text[:57] + "...")
