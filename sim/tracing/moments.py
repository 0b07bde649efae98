"""Moments and lengths of time in words: `Tuesday 13 March 2018, 10:00`, `2 h 15 min`."""

from __future__ import annotations

from functools import lru_cache

from sim.quantities import DAY, HOUR, MINUTE, NEVER, civil
from sim.translations.in_use import counted, language, localized_date, marked, translated

BEHIND_THE_CALENDAR = marked("a day behind the calendar")
"""In the place of a moment that the calendar does not know."""


def moment(at: int) -> str:
    """A moment with its weekday; seconds only where there are any."""
    if at == NEVER:
        return translated(BEHIND_THE_CALENDAR)
    return f"{day(at)}, {time_of_day(at)}"


def day(at: int) -> str:
    """The civil day of a moment with its weekday."""
    return _day(at // DAY, language(), with_year=True)


def time_of_day(at: int) -> str:
    """The time of day of a moment; seconds only where there are any."""
    return f"{civil(at):%H:%M:%S}" if at % MINUTE else f"{civil(at):%H:%M}"


def later(at: int, since: int) -> str:
    """A moment beside another one: its time alone on the same day, without the year in the same year."""
    if at == NEVER:
        return translated(BEHIND_THE_CALENDAR)
    if at // DAY == since // DAY:
        return time_of_day(at)
    return f"{_day(at // DAY, language(), with_year=civil(at).year != civil(since).year)}, {time_of_day(at)}"


@lru_cache(maxsize=4096)
def _day(number: int, lang: str, *, with_year: bool) -> str:
    """A day of the civil calendar with its weekday [days since 1970-01-01]; `lang` is the language in use."""
    date = civil(number * DAY).date()
    return translated(
        "{weekday} {date}",
        weekday=localized_date(date, "weekday"),
        date=localized_date(date, "long" if with_year else "day_and_month"),
    )


def lasting(seconds: int, *, in_days: bool = False) -> str:
    """A length of time to the second, without the parts that are 0; `in_days` gives two days and more in days."""
    sign, left = ("-" if seconds < 0 else ""), abs(seconds)
    parts = []
    if in_days and left >= 2 * DAY:
        parts.append(counted("{count} day", "{count} days", left // DAY))
        left %= DAY
    if left >= HOUR:
        parts.append(translated("{hours} h", hours=left // HOUR))
        left %= HOUR
    if left >= MINUTE:
        parts.append(translated("{minutes} min", minutes=left // MINUTE))
        left %= MINUTE
    if left:
        parts.append(translated("{seconds} s", seconds=left))
    return sign + (" ".join(parts) or translated("{seconds} s", seconds=0))


def to_the_minute(seconds: int) -> str:
    """A length of time of a minute or more to the minute, a shorter one to the second."""
    return lasting(round(seconds / MINUTE) * MINUTE if seconds >= MINUTE else seconds)


def working_time(seconds: int) -> str:
    """A length of working time, which says that it is one."""
    return translated("{length} of working time", length=lasting(seconds))


def on_both_clocks(working: int, wall: int) -> str:
    """A length in working time, and on the clock where the two differ."""
    if working == wall:
        return lasting(wall, in_days=True)
    return translated(
        "{working} of working time ({wall} on the clock)", working=lasting(working), wall=lasting(wall, in_days=True)
    )


def working_days(days: int) -> str:
    """So many working days."""
    return counted("{count} working day", "{count} working days", days)
