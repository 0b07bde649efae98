"""The duties of all members in common look-up tables, so that time on duty is worked out for rows of any of them at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.calendar.duty import Duty, Presence
from sim.calendar.working_time import WorkingTime
from sim.model.capacity import Pool
from sim.quantities import DAY, Flags, Instants, Integers

_SHIFT = 40
"""Bits of an instant in a key of duty and instant."""
_MOST_KEPT = 8


@dataclass(frozen=True)
class HoursTable:
    """Several working times one behind the other; a row names its working time by its position."""

    hours: tuple[WorkingTime, ...]
    starts: Instants
    """By working time: the first second of its span [instants]."""
    first_day: Integers
    """By working time: where its days begin in `first_of_day`."""
    first_of_day: Integers
    """By civil day of each: the first interval that closes after its midnight [position in the tables of intervals]."""
    opens: Instants
    """Openings, with empty intervals after the last one of each working time [instants]."""
    closes: Instants
    """Closings, likewise [instants]."""
    before: Instants
    """Open seconds of the same working time before each interval [s]."""
    widest: int
    """How many intervals one civil day can touch."""

    @classmethod
    def of(cls, hours: Sequence[WorkingTime]) -> HoursTable:
        """The tables of some working times; the last few are kept, since replications of a model have the same hours."""
        key = tuple(map(id, hours))
        if key not in _tables:
            while len(_tables) >= _MOST_KEPT:
                _tables.pop(next(iter(_tables)))
            _tables[key] = cls._made(tuple(hours))
        return _tables[key]

    @classmethod
    def _made(cls, hours: tuple[WorkingTime, ...]) -> HoursTable:
        tables = [_first_of_day(each) for each in hours]
        widest = max((most for _, most in tables), default=1)
        padding = widest + 1
        first = np.cumsum([0] + [len(each.opens) + padding for each in hours])

        def padded(column: Callable[[WorkingTime], tuple[Instants, int]]) -> Instants:
            parts = [np.append(values, [last] * padding) for values, last in map(column, hours)]
            return np.concatenate([*parts, np.zeros(0, dtype=np.int64)])

        return cls(
            hours=hours,
            starts=np.array([each.start for each in hours], dtype=np.int64),
            first_day=np.cumsum([0] + [len(table) for table, _ in tables])[:-1],
            first_of_day=np.concatenate(
                [*(table + k for (table, _), k in zip(tables, first.tolist(), strict=False)), first[:0]]
            ),
            opens=padded(lambda each: (each.opens, each.end)),
            closes=padded(lambda each: (each.closes, each.end)),
            before=padded(lambda each: (each.before[:-1], each.total)),
            widest=widest,
        )

    def worked(self, which: Integers, at: Instants) -> Instants:
        """Open seconds of a working time before an instant, row by row [s].

        Raises CalendarSpanError for an instant outside the span of its working time, as `WorkingTime.worked_many` does.
        """
        if not len(at):
            return np.zeros(0, dtype=np.int64)
        start = self.starts[0] if self._one_span else self.starts[which]
        if not self._inside(which, at):
            for k, hours in enumerate(self.hours):
                hours.worked_many(at[which == k])
        i = self.first_of_day[self.first_day[which] + (at - start) // DAY]
        done = self.before[i]
        for _ in range(self.widest):
            opens = self.opens[i]
            done += np.minimum(np.maximum(at, opens), self.closes[i]) - opens
            i += 1
        return np.asarray(done, dtype=np.int64)

    def _inside(self, which: Integers, at: Instants) -> bool:
        """Whether every instant lies in the span of its working time."""
        if self._one_span:
            return bool(at.min() >= self.starts[0] and at.max() <= self._ends[0])
        return bool((at >= self.starts[which]).all() and (at <= self._ends[which]).all())

    @cached_property
    def _ends(self) -> Instants:
        return np.array([each.end for each in self.hours], dtype=np.int64)

    @cached_property
    def _one_span(self) -> bool:
        """Whether all working times have one span, as those of one calendar do."""
        return len({(each.start, each.end) for each in self.hours}) == 1


def _first_of_day(hours: WorkingTime) -> tuple[Integers, int]:
    """By civil day of its span, the first interval that closes after its midnight; and how many a day can touch."""
    midnights = np.arange(hours.start, hours.end + DAY + 1, DAY, dtype=np.int64)
    first = np.searchsorted(hours.closes, midnights, side="right").astype(np.int64)
    reached = np.searchsorted(hours.opens, midnights[1:], side="left") - first[:-1]
    return first, max(int(np.max(reached, initial=0)), 1)


_tables: dict[tuple[int, ...], HoursTable] = {}
"""The tables that were made last, by the identity of their working times, which the tables keep."""


class DutyTable:
    """The duties of the members of all pools; people who are alike in a pool share one post, others have one each."""

    def __init__(self, pools: Sequence[Pool]) -> None:
        self.pool_of_post = np.repeat(
            np.arange(len(pools), dtype=np.int64), [max(len(pool.roster), 1) for pool in pools]
        )
        """By post: its pool."""
        self.first_post = np.searchsorted(self.pool_of_post, np.arange(len(pools)))
        """By pool: its first post."""
        self.with_roster: Flags = np.array([bool(pool.roster) for pool in pools], dtype=bool)
        """By pool: whether each member has a post of his own."""
        duties = [m.duty for pool in pools for m in pool.roster or (pool,)]
        number = {id(duty): k for k, duty in enumerate({id(duty): duty for duty in duties}.values())}
        self.duty_of_post: Integers = np.array([number[id(duty)] for duty in duties], dtype=np.int64)
        """By post: its duty [position in `duties`]."""
        self.duties: list[Duty] = list({id(duty): duty for duty in duties}.values())
        """The duties that there are."""
        hours = [duty.hours if isinstance(duty, Presence) else duty for duty in self.duties]
        places = {key: k for k, key in enumerate(dict.fromkeys(map(id, hours)))}
        self.hours = HoursTable.of(list({id(each): each for each in hours}.values()))
        self.hours_of_duty: Integers = np.array([places[id(each)] for each in hours], dtype=np.int64)
        """By duty: its hours [position in `hours`]."""
        self._set_gaps()

    def _set_gaps(self) -> None:
        """Make the tables of the gaps of all duties, each duty's behind one that never is under way."""
        gaps = [
            (k, begin, end)
            for k, duty in enumerate(self.duties)
            if isinstance(duty, Presence)
            for begin, end in duty.gaps
        ]
        table = np.array(gaps, dtype=np.int64).reshape(-1, 3)
        self.gap_duty, self.gap_begin, self.gap_end = table.T
        which = self.hours_of_duty[self.gap_duty]
        before_end = self.hours.worked(which, self.gap_end)
        missed = before_end - self.hours.worked(which, self.gap_begin)
        n = len(self.duties)
        duty = np.concatenate([np.arange(n), self.gap_duty])
        begin = np.concatenate([np.zeros(n, dtype=np.int64), self.gap_begin])
        keys = (duty << _SHIFT) + begin
        order = np.argsort(keys, kind="stable")
        total = np.cumsum(np.concatenate([np.zeros(n, dtype=np.int64), missed])[order])
        first = np.flatnonzero(order < n)
        total -= np.repeat(total[first], np.diff(np.append(first, len(order))))
        self._gap_keys = keys[order]
        self._gap_ends = np.concatenate([np.zeros(n, dtype=np.int64), self.gap_end])[order]
        self._missed = total
        """Open time of the hours in a gap and in all earlier ones of its duty [s]."""
        self._in_gap = np.concatenate([np.zeros(n, dtype=np.int64), before_end])[order] - total
        """Open time of the duty until any instant in the gap [s]."""

    def posts(self, pool: Integers, member: Integers) -> Integers:
        """By row: the post of a member of a pool."""
        post = self.first_post[pool]
        return np.asarray(post + np.where(self.with_roster[pool], member, 0), dtype=np.int64)

    def worked(self, duty: Integers, at: Instants) -> Instants:
        """Time on duty before an instant, row by row [s]."""
        at = np.asarray(at, dtype=np.int64)
        worked = self.hours.worked(self.hours_of_duty[duty], at)
        if not len(self.gap_duty):
            return worked
        k = np.searchsorted(self._gap_keys, (duty << _SHIFT) + at, side="right") - 1
        found = np.where(at < self._gap_ends[k], self._in_gap[k], worked - self._missed[k])
        return np.asarray(found, dtype=np.int64)

    def elapsed(self, pool: Integers, member: Integers, begin: Instants, end: Instants) -> Instants:
        """Time on duty of a member of a pool between two instants, row by row [s]."""
        duty = self.duty_of_post[self.posts(pool, member)]
        return self.worked(duty, end) - self.worked(duty, begin)
