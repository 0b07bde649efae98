"""Working time: exact arithmetic on the open seconds of an office.

Office hours are weekly intervals, half-open `[open, close)`; laid over official days they make a :class:`WorkingTime`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from sim.calendar.interval_table import IntervalTable
from sim.calendar.official_days import OfficialDays
from sim.calendar.open_time import HasStructures, OpenTime, bulk
from sim.calendar.plain_hours import NEVER_CLOSES, PlainHours
from sim.errors import CalendarSpanError
from sim.quantities import DAY, Instants, civil, instant
from sim.translations.in_use import localized_day, translated

DayHours = tuple[tuple[int, int], ...]
"""Opening hours of a day as (open, close) pairs; what runs over midnight closes behind the end of the day [seconds of the day]."""


@dataclass(frozen=True)
class WeeklyHours:
    """Opening hours of an ordinary week, what the office does on official days off, and other weeks from a date on."""

    days: tuple[DayHours, ...]
    """Seven tuples from Monday of (open, close) [seconds of the day], half-open."""
    official_days: bool = True
    """True: closed on official days of rest, on a worked weekend day open with the hours of the day that it replaces; False: every week alike."""
    changes: tuple[tuple[int, WeeklyHours], ...] = ()
    """Other weeks, in order: from which civil day on each holds [proleptic ordinal of the day]."""

    @classmethod
    def every_day(cls) -> WeeklyHours:
        """Open round the clock, every day of the year."""
        return cls((((0, DAY),),) * 7, official_days=False)

    def on(self, day: date, days: OfficialDays) -> DayHours:
        """The hours that belong to a civil day, those of its night behind midnight included [seconds of the day].

        A weekend day worked in exchange has the hours of the day that it replaces, where the calendar names it, else
        Monday's; where there are none, its own.
        """
        week = self.in_force(day)
        weekday = day.weekday()
        opening = week.days[weekday]
        if not week.official_days:
            return opening
        works = days.is_working(day)
        if works and weekday >= 5:
            return week.days[days.stands_for(day)] or opening
        # An ordinary Saturday keeps the duty hours that the office may have.
        return () if not works and (weekday < 5 or day in days.names) else opening

    def in_force(self, day: date) -> WeeklyHours:
        """The week that holds on a date."""
        k = bisect_right(self.changes, day.toordinal(), key=lambda change: change[0])
        return self.changes[k - 1][1] if k else self


@dataclass(frozen=True)
class WorkingTime(HasStructures):
    """Open seconds of one office or member over a span of years, with exact arithmetic.

    With W(t) the open seconds before t: `elapsed(a, b)` is W(b) - W(a), and `add(t, d)` the earliest instant at or
    after t at which d open seconds have passed. Always `elapsed(t, add(t, d)) == d`. Every method named `..._many`
    takes and gives int64 arrays. Instants outside the span raise CalendarSpanError.
    """

    start: int
    """First second of the span [instant]."""
    end: int
    """End of the span, exclusive for openings [instant]."""
    opens: Instants
    """Openings in order, one per interval [instants]."""
    closes: Instants
    """Closings in order, one per interval [instants]; adjoining intervals are merged."""
    before: Instants = field(repr=False)
    """Open seconds before each interval, and at last all of them [seconds; one longer than `opens`]."""
    _table: IntervalTable = field(repr=False, compare=False)
    _scalar: tuple[list[int], list[int], list[int], list[int], int, int] = field(repr=False, compare=False)
    nights: Mapping[int, int] = field(default_factory=dict, repr=False, compare=False)
    """By midnight: until when hours that belong to the day before it go on [instants]."""
    endless: bool = False
    """True: what lies after the span never comes, instead of being an error; it is given as an instant after `end`."""

    @classmethod
    def from_intervals(
        cls, start: int, end: int, intervals: Sequence[tuple[int, int]], nights: Mapping[int, int] | None = None
    ) -> WorkingTime:
        """Make working time from (open, close) intervals in order; adjoining ones are merged [instants].

        `nights` says by midnight until when hours that belong to the day before it go on.
        """
        pairs = np.array(intervals, dtype=np.int64).reshape(-1, 2)
        return cls.from_arrays(start, end, pairs[:, 0], pairs[:, 1], nights)

    @classmethod
    def from_arrays(
        cls, start: int, end: int, opens: Instants, closes: Instants, nights: Mapping[int, int] | None = None
    ) -> WorkingTime:
        """Make working time as `from_intervals` does, from openings and closings [instants]."""
        apart = opens[1:] != closes[:-1]
        opens_at = opens[np.append(True, apart)[: len(opens)]]
        closes_at = closes[np.append(apart, True)[: len(closes)]]
        before = np.concatenate([[0], np.cumsum(closes_at - opens_at)]).astype(np.int64)
        for array in (opens_at, closes_at, before):
            array.setflags(write=False)
        table = IntervalTable.build(start, end, opens_at, closes_at, before)
        # Plain lists are faster than arrays one element at a time; a sentinel interval spares the bounds checks.
        opens_list, closes_list = [*opens_at.tolist(), end + DAY], [*closes_at.tolist(), end + 2 * DAY]
        scalar = (opens_list, closes_list, before.tolist(), table.first_of_day.tolist(), start, end)
        return cls(start, end, opens_at, closes_at, before, table, scalar, nights or {})

    @classmethod
    def from_hours(cls, hours: WeeklyHours, days: OfficialDays) -> WorkingTime:
        """Lay weekly hours over official days; a worked weekend day has those of the day that it replaces, or Monday's."""
        return cls.in_turn((hours,), days, days.first)

    @classmethod
    def in_turn(cls, weeks: Sequence[WeeklyHours], days: OfficialDays, start: date) -> WorkingTime:
        """Week by week the hours of the next, the first ones in the week of a date.

        The last few are kept, since studies that differ in single numbers have the same hours.
        """
        monday = start.toordinal() - start.weekday() if len(weeks) > 1 else 0
        key = id(days), tuple(weeks), monday
        if key not in _laid_over:
            while len(_laid_over) >= _MOST_LAID_OVER:
                _laid_over.pop(next(iter(_laid_over)))
            laid_over = cls.of_days(lambda day: weeks[(day.toordinal() - monday) // 7 % len(weeks)].on(day, days), days)
            # The days are kept, so that nothing else gets their identity.
            _laid_over[key] = days, laid_over
        return _laid_over[key][1]

    @classmethod
    def of_days(cls, hours_of: Callable[[date], DayHours], days: OfficialDays) -> WorkingTime:
        """Working time from the hours that belong to each civil day of a calendar [seconds of the day].

        Hours over midnight go on whatever the next day is; where they meet its own, both count as one.
        """
        start, end = instant(days.first), instant(days.last) + DAY
        intervals: list[tuple[int, int]] = []
        nights: dict[int, int] = {}
        for i in range(len(days.working)):
            midnight = start + i * DAY
            for opens, closes in hours_of(days.first + timedelta(days=i)):
                begin, until = midnight + opens, min(midnight + closes, end)
                if until > midnight + DAY:
                    nights[midnight + DAY] = until
                while intervals and begin <= intervals[-1][1]:  # a night that runs into hours of the next day
                    earlier, last = intervals.pop()
                    begin, until = min(begin, earlier), max(until, last)
                if begin < until:
                    intervals.append((begin, until))
        return cls.from_intervals(start, end, intervals, nights)

    @property
    def total(self) -> int:
        """All open time of the span [seconds]."""
        return int(self.before[-1])

    def worked(self, at: int) -> int:
        """W(t): open seconds of the span before an instant."""
        i = self._interval(at)
        opens, _, before, *_ = self._scalar
        return before[i] + at - opens[i] if at > opens[i] else before[i]

    def elapsed(self, a: int, b: int) -> int:
        """Open seconds from a to b; negative when b is earlier."""
        return self.worked(b) - self.worked(a)

    def add(self, at: int, duration: int) -> int:
        """The earliest instant at or after `at` by which `duration` open seconds have passed; `at` itself for none."""
        if duration <= 0:
            if duration < 0:
                raise ValueError("a duration is never negative")
            if not self.start <= at <= self.end:
                raise self._outside(at)
            return at
        opens, closes, before, days, start, end = self._scalar
        if not start <= at <= end:
            raise self._outside(at)
        i = days[(at - start) // DAY]
        while at >= closes[i]:
            i += 1
        target = before[i] + duration
        if at > opens[i]:
            if at + duration <= closes[i]:
                return at + duration
            target += at - opens[i]
        if target > before[-1]:
            raise self._ended(at, duration)
        j = bisect_left(before, target, i) - 1
        return opens[j] + target - before[j]

    def back(self, at: int, duration: int) -> int:
        """The latest instant from which so much open time passes until another one; that one itself for none.

        Where less open time lies before it, it is the first opening of the span.
        """
        if not duration or not len(self.opens):
            return at
        target = max(self.worked(at) - duration, 0)
        i = min(int(np.searchsorted(self.before, target, side="right")) - 1, len(self.opens) - 1)
        return int(self.opens[i] + target - self.before[i])

    def next_open(self, at: int) -> int:
        """The earliest open instant at or after `at`."""
        return max(at, self.interval_at(at)[0])

    def is_open(self, at: int) -> bool:
        """Tell whether the office is open in the second that begins at an instant."""
        return at >= self._scalar[0][self._interval(at)]

    def interval_at(self, at: int) -> tuple[int, int]:
        """The open interval that holds an instant, or else the next one, as (open, close) [instants]."""
        i = self._interval(at)
        if i == len(self.opens) and not self.endless:
            raise self._ended(at, 0)
        return self._scalar[0][i], self._scalar[1][i]

    def next_day_close(self, at: int) -> int | None:
        """The earliest instant after `at` at which the office closes for the rest of a civil day; None where none comes.

        A closing at midnight belongs to the day that ends, one of hours over midnight to the day on which they began.
        """
        i = bisect_right(self._day_closes, at)
        return self._day_closes[i] if i < len(self._day_closes) else None

    def day_of(self, at: int) -> int:
        """The civil day to which the second before an instant belongs, in hours over midnight that of their beginning [day]."""
        day = (at - 1) // DAY
        return day - 1 if at <= self.nights.get(day * DAY, 0) else day

    def whole_days(self, first: int, end: int) -> tuple[int, int]:
        """The stretch in which the hours of whole civil days lie, given by two midnights; a night is of the day of its beginning.

        Both are instants.
        """
        return self.nights.get(first, first), self.nights.get(end, end)

    @cached_property
    def _day_closes(self) -> list[int]:
        """Closings that are the last of their civil day, in order."""
        day = (self.closes - 1) // DAY
        if self.nights:
            until = np.array([self.nights.get(d * DAY, 0) for d in day.tolist()], dtype=np.int64)
            day = day - (self.closes <= until)
        return self.closes[np.append(day[1:] != day[:-1], True)].tolist() if len(day) else []

    @cached_property
    def without_end(self) -> WorkingTime:
        """The same hours for a simulation that is cut at the end of the span: what lies after it never comes."""
        opens, closes, before, days, start, end = self._scalar
        scalar = (opens, [*closes[:-1], NEVER_CLOSES], [*before, before[-1] + NEVER_CLOSES], days, start, end)
        return replace(self, _scalar=scalar, endless=True)

    @cached_property
    def plain(self) -> PlainHours:
        """The same as plain arrays, for compiled code."""
        intervals = self.opens, self.closes, self.before
        return PlainHours.of((self.start, self.end), intervals, self._table.first_of_day, self._day_closes, self.nights)

    @cached_property
    def open_time(self) -> OpenTime:
        """The hours as compiled code reads them."""
        hours = (self.opens, self.closes, self.before, self._table.first_of_day)
        return OpenTime.of(self.start, self.end, hours)

    def worked_many(self, at: Instants) -> Instants:
        """W(t) for an array of instants [seconds]."""
        t = np.asarray(at, dtype=np.int64)
        if (found := bulk("sim_worked_many", self.open_time, t)) is not None:
            return found
        self._check_many(t)
        table = self._table
        i = table.first_of_day[(t - self.start) // DAY]
        done = self.before[i]
        # A day seldom holds more than two intervals, so this loop is shorter than a binary search is deep.
        for _ in range(table.widest):
            opens = table.padded_opens[i]
            done = done + np.minimum(np.maximum(t, opens), table.padded_closes[i]) - opens
            i = i + 1
        return np.asarray(done, dtype=np.int64)

    def elapsed_many(self, a: Instants, b: Instants) -> Instants:
        """Open seconds from a to b, element by element [seconds]."""
        found = bulk("sim_elapsed_many", self.open_time, a, b)
        return self.worked_many(b) - self.worked_many(a) if found is None else found

    def add_many(self, at: Instants, duration: Instants) -> Instants:
        """Element by element what :meth:`add` gives [instants]."""
        t, d = np.broadcast_arrays(np.asarray(at, dtype=np.int64), np.asarray(duration, dtype=np.int64))
        if (found := bulk("sim_add_many", self.open_time, t, d)) is not None:
            return found
        if not d.size:
            return t.copy()
        if d.min() < 0:
            raise ValueError("a duration is never negative")
        target = self.worked_many(t) + d
        if (d > 0).any() and target[d > 0].max() > self.total:
            worst = int(np.argmax(np.where(d > 0, target, 0)))
            raise self._ended(int(t.flat[worst]), int(d.flat[worst]))
        if not self.total:
            return t.copy()
        i = self._table.interval_of(self.before, np.maximum(target, 1))
        return np.where(d == 0, t, self.opens[i] + target - self.before[i])

    def next_open_many(self, at: Instants) -> Instants:
        """Element by element what :meth:`next_open` gives [instants]."""
        t = np.asarray(at, dtype=np.int64)
        if (found := bulk("sim_next_open_many", self.open_time, t)) is not None:
            return found
        self._check_many(t)
        table = self._table
        i = table.first_of_day[(t - self.start) // DAY]
        for _ in range(table.widest):
            i = i + (t >= table.padded_closes[i])
        if t.size and int(i.max()) >= len(self.opens):
            if not self.endless:
                raise self._ended(int(t.flat[int(np.argmax(i))]), 0)
            opens = np.append(self.opens, self._scalar[0][-1])
            return np.asarray(np.maximum(t, opens[np.minimum(i, len(self.opens))]), dtype=np.int64)
        return np.maximum(t, self.opens[i])

    def _interval(self, at: int) -> int:
        """Number of the first interval that closes after an instant; the number of intervals where none does."""
        _, closes, _, days, start, end = self._scalar
        if not start <= at <= end:
            raise self._outside(at)
        i = days[(at - start) // DAY]
        while at >= closes[i]:
            i += 1
        return i

    def _check_many(self, t: Instants) -> None:
        if t.size and (int(t.min()) < self.start or int(t.max()) > self.end):
            raise self._outside(int(t.min()) if int(t.min()) < self.start else int(t.max()))

    def _span(self) -> dict[str, str]:
        """The first and the last day, as fields of a text."""
        first, last = (localized_day(civil(at)) for at in (self.start, self.end - 1))
        return {"first": first, "last": last}

    def _outside(self, at: int) -> CalendarSpanError:
        try:
            moment = civil(at)
        except OverflowError:
            return CalendarSpanError(
                translated(
                    "the calendar covers {first} to {last}, not the instant {instant}", **self._span(), instant=at
                )
            )
        return CalendarSpanError(
            translated("the calendar covers {first} to {last}, not {moment}", **self._span(), moment=moment)
        )

    def _ended(self, at: int, duration: int) -> CalendarSpanError:
        if duration:
            sentence = translated(
                "the calendar covers {first} to {last}; {duration} s of open time after {moment} reach past it",
                **self._span(),
                duration=duration,
                moment=civil(at),
            )
        else:
            sentence = translated(
                "the calendar covers {first} to {last}; no opening after {moment}", **self._span(), moment=civil(at)
            )
        return CalendarSpanError(sentence)


_MOST_LAID_OVER = 16
_laid_over: dict[tuple[int, tuple[WeeklyHours, ...], int], tuple[OfficialDays, WorkingTime]] = {}
"""By the identity of official days, the weekly hours in turn, and the Monday of the first ones: the days, and the hours laid over
them."""
