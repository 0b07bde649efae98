"""Open hours as plain lists of stretches, for the naive simulator: nothing here uses the arithmetic of calendars."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property

from sim.calendar.duty import Duty, Presence
from sim.quantities import DAY


class Hours:
    """The stretches in which an office is open or somebody is on duty."""

    def __init__(self, duty: Duty) -> None:
        hours = duty.hours if isinstance(duty, Presence) else duty
        self.opens: list[int] = hours.opens.tolist()
        """Openings, in order [instants]."""
        self.closes: list[int] = hours.closes.tolist()
        """Closings, in order [instants]."""
        self.nights: dict[int, int] = dict(hours.nights)
        """By midnight: until when closings belong to the day before it [instants]."""
        self.cut_out(duty.gaps if isinstance(duty, Presence) else ())

    def without(self, gaps: Sequence[tuple[int, int]]) -> Hours:
        """These hours, of which some stretches are cut out."""
        self.cut_out(gaps)
        return self

    def cut_out(self, gaps: Sequence[tuple[int, int]]) -> None:
        """Cut stretches out, in any order."""
        stretches = list(zip(self.opens, self.closes, strict=True))
        for begin, end in gaps:
            halves = [half for a, b in stretches for half in ((a, min(b, begin)), (max(a, end), b))]
            stretches = [(a, b) for a, b in halves if a < b]
        self.opens, self.closes = [a for a, _ in stretches], [b for _, b in stretches]

    def within(self, others: Hours) -> Hours:
        """The seconds that lie in these hours and in others."""
        both = Hours.__new__(Hours)
        mine = list(zip(self.opens, self.closes, strict=True))
        theirs = list(zip(others.opens, others.closes, strict=True))
        pairs = [
            (max(a, c), min(b, d))
            for a, b in mine
            for c, d in theirs[bisect_right(others.closes, a) : bisect_left(others.opens, b)]
        ]
        both.opens, both.closes = [a for a, _ in pairs], [b for _, b in pairs]
        both.nights = {
            midnight: min(hours.nights[midnight] for hours in (self, others) if midnight in hours.nights)
            for midnight in (*self.nights, *others.nights)
        }
        return both

    @cached_property
    def days(self) -> list[tuple[int, int]]:
        """First opening and last closing of every civil day that has any; midnight closes the one and opens the next."""
        found: dict[int, tuple[int, int]] = {}
        for opens, closes in zip(self.opens, self.closes, strict=True):
            for day in range(opens // DAY, (closes - 1) // DAY + 1):
                begin, end = max(opens, day * DAY), min(closes, (day + 1) * DAY)
                found[day] = (found[day][0] if day in found else begin, end)
        return list(found.values())

    def is_open(self, now: int) -> bool:
        """Tell whether the second that begins now is open."""
        passed = bisect_right(self.opens, now)
        return passed > 0 and now < self.closes[passed - 1]

    def opens_at(self, now: int) -> bool:
        """Tell whether a stretch begins now."""
        passed = bisect_right(self.opens, now)
        return passed > 0 and self.opens[passed - 1] == now

    def is_last_close(self, now: int) -> bool:
        """Tell whether the last closing of a day comes now; midnight ends the day before it, and so do its hours over midnight."""
        ended = bisect_right(self.closes, now)
        if ended == 0 or self.closes[ended - 1] != now:
            return False
        return ended == len(self.closes) or self.day_of(self.closes[ended]) != self.day_of(now)

    def day_of(self, close: int) -> int:
        """The day to which a closing belongs [days]."""
        day = (close - 1) // DAY
        return day - 1 if close <= self.nights.get(day * DAY, close - 1) else day

    def comes_on_this_day(self, now: int) -> bool:
        """Tell whether an open second follows on this civil day, be it the one that begins now."""
        midnight = (now // DAY + 1) * DAY
        return any(closes > now and opens < midnight for opens, closes in zip(self.opens, self.closes, strict=True))

    def seconds(self, begin: int, end: int) -> int:
        """The open seconds between two instants."""
        return sum(max(min(b, end) - max(a, begin), 0) for a, b in zip(self.opens, self.closes, strict=True))

    def after(self, begin: int, seconds: int, never: int) -> int:
        """By when so many open seconds, at least one, have passed; `never` where so many do not come."""
        for a, b in zip(self.opens, self.closes, strict=True):
            here = max(b - max(a, begin), 0)
            if seconds <= here:
                return max(a, begin) + seconds
            seconds -= here
        return never

    def before(self, end: int, seconds: int, otherwise: int) -> int:
        """From when on so many open seconds, at least one, pass until an instant; `otherwise` where fewer lie before it."""
        for a, b in reversed(list(zip(self.opens, self.closes, strict=True))):
            here = max(min(b, end) - a, 0)
            if seconds <= here:
                return min(b, end) - seconds
            seconds -= here
        return otherwise
