"""Moments and lengths of time in words: `Tuesday 13 March 2018, 10:00`, `2 h 15 min`."""

from __future__ import annotations

from sim.quantities import DAY, HOUR, MINUTE, NEVER, civil

BEHIND_THE_CALENDAR = "a day behind the calendar"
"""In the place of a moment that the calendar does not know."""


def moment(at: int) -> str:
    """A moment with its weekday; seconds only where there are any."""
    if at == NEVER:
        return BEHIND_THE_CALENDAR
    return f"{day(at)}, {time_of_day(at)}"


def day(at: int) -> str:
    """The civil day of a moment with its weekday."""
    date = civil(at)
    return f"{date:%A} {date.day} {date:%B %Y}"


def time_of_day(at: int) -> str:
    """The time of day of a moment; seconds only where there are any."""
    return f"{civil(at):%H:%M:%S}" if at % MINUTE else f"{civil(at):%H:%M}"


def later(at: int, since: int) -> str:
    """A moment beside another one: its time alone on the same day, without the year in the same year."""
    if at == NEVER:
        return BEHIND_THE_CALENDAR
    if at // DAY == since // DAY:
        return time_of_day(at)
    date = civil(at)
    year = "" if date.year == civil(since).year else f" {date.year}"
    return f"{date:%A} {date.day} {date:%B}{year}, {time_of_day(at)}"


def lasting(seconds: int, *, in_days: bool = False) -> str:
    """A length of time to the second, without the parts that are 0; `in_days` gives two days and more in days."""
    sign, left = ("-" if seconds < 0 else ""), abs(seconds)
    parts = []
    if in_days and left >= 2 * DAY:
        parts.append(f"{left // DAY} days")
        left %= DAY
    for length, unit in ((HOUR, "h"), (MINUTE, "min"), (1, "s")):
        if left >= length:
            parts.append(f"{left // length} {unit}")
            left %= length
    return sign + (" ".join(parts) or "0 s")


def on_both_clocks(working: int, wall: int) -> str:
    """A length in working time, and on the clock where the two differ."""
    if working == wall:
        return lasting(wall, in_days=True)
    return f"{lasting(working)} of working time ({lasting(wall, in_days=True)} on the clock)"
