"""The legal clock: when a limit that began to run at an instant is over, and how many working days have passed.

Minutes and hours are working time of the office that owes the step. N working days end at the close of business of the
N-th official working day after the day of receipt; N calendar days at the close of that day, or of the next working day
if it is none. Source: sections 1 and 2 of the model; the day of receipt is a setting (`day_of_receipt`).
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from sim.calendar.official_days import OfficialDays
from sim.calendar.open_time import HasStructures, Structure, compiled
from sim.calendar.working_time import WorkingTime
from sim.grouping import by_value
from sim.quantities import DAY, NEVER, UNSET, Instants, Integers, Limit, LimitUnit, instant

_COUNTS: dict[LimitUnit, int] = {"minutes": 0, "hours": 0, "working_days": 1, "calendar_days": 2}
"""What a limit counts, as `legal_clock.c` numbers it, by its unit."""


class _Clock(Structure):
    """The structure `Clock` of `legal_clock.c`."""

    _fields_ = [
        ("hours", ctypes.c_void_p),
        ("days", ctypes.c_int64),
        ("table", ctypes.c_int64),
        ("day", ctypes.c_void_p),
        ("close", ctypes.c_void_p),
        ("last_working_day", ctypes.c_void_p),
    ]


@dataclass(frozen=True)
class OfficeClock(HasStructures):
    """Working time of one office, and its close of business on every official working day."""

    hours: WorkingTime
    """When the office is open."""
    days: Instants
    """Official working days in order [civil days since 1970-01-01]."""
    closes: Instants
    """Close of business on each of them [instants]; the end of the day where the office is not open, or is open at that end."""

    @classmethod
    def of(cls, hours: WorkingTime, official: OfficialDays) -> OfficeClock:
        """The clock of an office with these hours under an official calendar."""
        days = instant(official.first) // DAY + np.flatnonzero(official.working).astype(np.int64)
        last = np.searchsorted(hours.closes, (days + 1) * DAY, side="right") - 1
        closes = hours.closes[np.maximum(last, 0)] if len(hours.closes) else np.zeros_like(days)
        # An office that is open at midnight does not close on the day that ends there.
        opened = np.searchsorted(hours.opens, (days + 1) * DAY, side="right") - 1
        goes_on = (opened >= 0) & (opened > last)
        closes = np.where((last >= 0) & (closes > days * DAY) & ~goes_on, closes, (days + 1) * DAY)
        return cls(hours, days, closes)

    @cached_property
    def structure(self) -> Structure:
        """The structure `Clock` of `legal_clock.c`."""
        days, closes = (np.ascontiguousarray(array, dtype=np.int64) for array in (self.days, self.closes))
        table = self._working_days_before if len(days) else days
        addresses = [array.ctypes.data for array in (days, closes, table)]
        result = _Clock(self.hours.open_time.address, len(days), len(table), *addresses)
        result.kept = (self.hours.open_time, days, closes, table)
        return result

    def deadlines(
        self,
        received: Instants,
        limit: Limit,
        *,
        day_of_receipt_included: bool = False,
        not_counted: Instants | int = 0,
    ) -> Instants:
        """The last lawful instant for each receipt [instants]; past the calendar's end where it lies beyond it.

        `not_counted` is what a stopped clock leaves out [working days, calendar days or open seconds, as the limit counts].
        """
        received = np.asarray(received, dtype=np.int64)
        if limit.unit in ("minutes", "hours"):
            seconds = np.broadcast_to((limit.working_seconds or 0) + np.asarray(not_counted), received.shape)
            within = self.hours.worked_many(received) + seconds <= self.hours.total
            result = np.full(received.shape, self.hours.end + 1, dtype=np.int64)
            result[within] = self.hours.add_many(received[within], seconds[within])
            return result
        if limit.unit == "working_days":
            index = self._day_of(received) + limit.value + not_counted
            if day_of_receipt_included:
                index = index - self._on_working_day(received)
        else:
            index = self._last_working_day(received // DAY + limit.value + not_counted - 1) + 1
        beyond = index >= len(self.closes)
        return np.where(beyond, self.hours.end + 1, self.closes[np.minimum(index, len(self.closes) - 1)])

    def counted_receipts(self, received: Instants, until: int | None) -> Instants:
        """From when a term in days counts: from the receipt, or within the next official working day where that is too late.

        `until` is the last second of a day at which a receipt counts on that day [s of the day]; None: all of it does.
        """
        received = np.asarray(received, dtype=np.int64)
        if until is None or not len(self.days):
            return received
        day = self.civil_day(received)
        following = np.searchsorted(self.days, day, side="right")
        known = self.days[np.minimum(following, len(self.days) - 1)]
        next_day = np.where(following < len(self.days), known, self.hours.end // DAY)
        return np.where(received - day * DAY > until, next_day * DAY + 1, received)

    def closes_before(self, deadline: Instants, days: int) -> Instants:
        """Close of business of the official working day so many days before the one on which a deadline lies [instants]."""
        index = np.searchsorted(self.closes, np.asarray(deadline, dtype=np.int64), side="left") - days
        return np.asarray(self.closes[np.clip(index, 0, len(self.closes) - 1)], dtype=np.int64)

    def before(self, deadline: int, limit: Limit) -> int:
        """The instant so long before a deadline; NEVER for a deadline behind the calendar [instant].

        Working days go back as in `closes_before`. Minutes and hours are open time: the latest instant from which so much of
        it passes until the deadline. What would lie before the calendar is its beginning.
        """
        if deadline > self.hours.end:
            return NEVER
        if limit.unit == "working_days":
            index = int(np.searchsorted(self.closes, deadline, side="left")) - limit.value
            return int(self.closes[index]) if index >= 0 else self.hours.start
        seconds = limit.working_seconds or 0
        return self.hours.back(deadline, seconds) if self.hours.worked(deadline) >= seconds else self.hours.start

    def working_days(self, received: Instants, at: Instants, *, day_of_receipt_included: bool = False) -> Instants:
        """The law's count of days from receipt to `at`: 0 on the day of receipt, and one more after each further close.

        An act after the close of business belongs to the next working day. So an answer is in time exactly when its
        count does not exceed the term.
        """
        passed = np.searchsorted(self.closes, np.asarray(at, dtype=np.int64), side="left") - self._day_of(received)
        first = self._on_working_day(received) if day_of_receipt_included else 0
        return np.asarray(np.maximum(passed, 0) + first, dtype=np.int64)

    def _day_of(self, received: Instants) -> Instants:
        """Position of the last working day at or before the day of each receipt."""
        return self._last_working_day(self.civil_day(received))

    def _on_working_day(self, received: Instants) -> Instants:
        """1 for a receipt on an official working day, else 0."""
        day = self.civil_day(received)
        return np.asarray(self.days[np.maximum(self._last_working_day(day), 0)] == day, dtype=np.int64)

    def _last_working_day(self, day: Instants) -> Instants:
        """Position of the last working day at or before each civil day; -1 before the first one."""
        if not len(self.days):
            return np.full_like(day, -1)
        place = np.clip(day - self.days[0] + 1, 0, len(self._working_days_before) - 1)
        return np.asarray(self._working_days_before[place], dtype=np.int64)

    @cached_property
    def _working_days_before(self) -> Instants:
        """By civil day from the one before the first working day to the last one: position of the last working day by then."""
        every = np.arange(self.days[0] - 1, self.days[-1] + 1)
        return np.asarray(np.searchsorted(self.days, every, side="right") - 1, dtype=np.int64)

    def civil_day(self, received: Instants) -> Instants:
        """Civil day of each receipt [days since 1970-01-01]; what passes at a close at midnight belongs to the day that ends."""
        received = np.asarray(received, dtype=np.int64)
        day = np.array(received // DAY)
        at_midnight = received == day * DAY
        if at_midnight.any():
            i = np.searchsorted(self.closes, received[at_midnight], side="left")
            closes = self.closes[np.minimum(i, len(self.closes) - 1)] == received[at_midnight]
            shut = np.array([not self.hours.is_open(t) for t in received[at_midnight].tolist()], dtype=bool)
            day[at_midnight] -= closes & shut
        return np.asarray(day, dtype=np.int64)


class DeadlineRule(NamedTuple):
    """By which clock a limit counts, and how."""

    clock: OfficeClock
    """The clock of the office that owes it."""
    limit: Limit
    """The limit."""
    day_of_receipt_included: bool = False
    """Whether the day of receipt is its first day."""

    @property
    def numbers(self) -> tuple[int, int, int, int]:
        """The structure `Rule` of `legal_clock.c`."""
        counts = _COUNTS[self.limit.unit]
        amount = self.limit.value if counts else self.limit.working_seconds or 0
        return self.clock.structure.address, counts, amount, self.day_of_receipt_included


def deadlines_by_rule(
    received: Instants, rule: Integers, rules: Sequence[DeadlineRule], not_counted: Instants | None = None
) -> Instants:
    """The last lawful instant of each row by its rule; UNSET for a row without one [instants].

    `rule` is by row the position of its rule, or UNSET; `not_counted` by row as in `OfficeClock.deadlines`.
    """
    result = np.full(len(received), UNSET, dtype=np.int64)
    function = compiled("sim_deadlines", "naaaaa") if rules else None
    if function is not None:
        since, number = np.ascontiguousarray(received, dtype=np.int64), np.ascontiguousarray(rule, dtype=np.int32)
        table = np.array([each.numbers for each in rules], dtype=np.int64)
        left_out = 0 if not_counted is None else not_counted.ctypes.data
        columns = (since.ctypes.data, number.ctypes.data, table.ctypes.data, left_out, result.ctypes.data)
        if not function(len(result), *columns):
            return result
    for number_of_rule, rows in by_value(rule):
        if number_of_rule != UNSET:
            clock, limit, included = rules[number_of_rule]
            left = 0 if not_counted is None else not_counted[rows]
            result[rows] = clock.deadlines(received[rows], limit, day_of_receipt_included=included, not_counted=left)
    return result
