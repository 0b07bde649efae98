"""When a person is there: the hours of the post, less the absences; and when anybody of several people is.

A person's absences are few and the hours of a post are shared by many, so a presence keeps the shared hours and a short
list of gaps instead of hours of its own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from sim.calendar.open_time import HasStructures, OpenTime, bulk
from sim.calendar.working_time import WorkingTime
from sim.quantities import NEVER, Instants

Gap = tuple[int, int]
"""A stretch from one instant to before another."""


@dataclass(frozen=True)
class Presence(HasStructures):
    """Working time with gaps: open where the hours are open and no gap lies. Its methods mean what WorkingTime's mean."""

    hours: WorkingTime
    """The hours of the post."""
    gaps: tuple[Gap, ...]
    """When nobody is there all the same: (from, to), in order and apart [instants]."""

    @property
    def start(self) -> int:
        """First second of the span [instant]."""
        return self.hours.start

    @property
    def end(self) -> int:
        """End of the span [instant]."""
        return self.hours.end

    @cached_property
    def without_end(self) -> Presence:
        """The same for a simulation that is cut at the end of the span: what lies after it never comes."""
        return Presence(self.hours.without_end, self.gaps)

    def worked(self, at: int) -> int:
        """Open seconds of the span before an instant."""
        k = bisect_right(self._begins, at)
        worked = self.hours.worked(at) - self._missed_before[k]
        if k and at < self.gaps[k - 1][1]:  # the last gap is under way, and only its part until now is missed
            worked += self.hours.elapsed(at, self.gaps[k - 1][1])
        return worked

    def elapsed(self, a: int, b: int) -> int:
        """Open seconds from a to b; negative when b is earlier."""
        return self.worked(b) - self.worked(a)

    def worked_many(self, at: Instants) -> Instants:
        """Open seconds of the span before each instant of an array [seconds]."""
        at = np.asarray(at, dtype=np.int64)
        if (found := bulk("sim_worked_many", self.open_time, at)) is not None:
            return found
        k = np.searchsorted(np.array(self._begins, dtype=np.int64), at, side="right")
        ends = np.array([self.start, *(to for _, to in self.gaps)], dtype=np.int64)[k]
        under_way = at < ends
        missed = np.array(self._missed_before, dtype=np.int64)[k]
        worked = self.hours.worked_many(at) - missed
        worked[under_way] += self.hours.elapsed_many(at[under_way], ends[under_way])
        return worked

    def elapsed_many(self, a: Instants, b: Instants) -> Instants:
        """Open seconds from a to b, element by element [seconds]."""
        found = bulk("sim_elapsed_many", self.open_time, a, b)
        return self.worked_many(b) - self.worked_many(a) if found is None else found

    def add(self, at: int, duration: int) -> int:
        """The earliest instant at or after `at` by which `duration` open seconds have passed; `at` itself for none."""
        if duration <= 0:
            return self.hours.add(at, duration)
        k = bisect_right(self._begins, at)
        if k and at < self.gaps[k - 1][1]:
            at = self.gaps[k - 1][1]
        while True:
            end = self.hours.add(at, duration)
            if k == len(self.gaps) or end <= self.gaps[k][0]:
                return end
            duration -= self.hours.elapsed(at, self.gaps[k][0])
            at = self.gaps[k][1]
            k += 1

    def next_open(self, at: int) -> int:
        """The earliest open instant at or after `at`."""
        return max(at, self.interval_at(at)[0])

    def next_open_many(self, at: Instants) -> Instants:
        """Element by element what `next_open` gives [instants]."""
        result = self.hours.next_open_many(at)
        k = np.searchsorted(np.array(self._begins, dtype=np.int64), result, side="right")
        ends = np.array([self.start, *(to for _, to in self.gaps)], dtype=np.int64)[k]
        for i in np.flatnonzero(result < ends).tolist():  # the gaps are few
            result[i] = self.next_open(int(at[i]))
        return result

    def is_open(self, at: int) -> bool:
        """Tell whether somebody is there in the second that begins at an instant."""
        k = bisect_right(self._begins, at)
        return self.hours.is_open(at) and not (k and at < self.gaps[k - 1][1])

    def interval_at(self, at: int) -> tuple[int, int]:
        """The open interval that holds an instant, or else the next one, as (open, close) [instants]."""
        k = bisect_right(self._begins, at)
        begin = self.gaps[k - 1][1] if k else self.start
        at = max(at, begin)
        while True:
            opens, closes = self.hours.interval_at(at)
            opens = max(opens, begin)
            if k == len(self.gaps) or closes <= self.gaps[k][0]:
                return opens, closes
            if opens < self.gaps[k][0]:
                return opens, self.gaps[k][0]
            begin = at = self.gaps[k][1]
            k += 1

    def next_day_close(self, at: int) -> int | None:
        """The earliest instant after `at` at which the last of a civil day is left; None where none comes."""
        opens, closes = self.interval_at(at)
        while opens < self.end:
            opens, following = self.interval_at(closes)
            if self.hours.day_of(following) != self.hours.day_of(closes) or opens >= self.end:
                return closes if closes <= self.end else None
            closes = following
        return None

    @cached_property
    def plain_gaps(self) -> Instants:
        """The gaps for compiled code: their begins, their ends, and the open time missed before them, with one more at the end.

        Shape (3, gaps + 1) [instants, instants, seconds].
        """
        begins, ends = [*self._begins, NEVER], [*(end for _, end in self.gaps), NEVER]
        return np.array([begins, ends, self._missed_before], dtype=np.int64)

    @cached_property
    def open_time(self) -> OpenTime:
        """The hours with the gaps, as compiled code reads them."""
        gaps = np.array(self.gaps, dtype=np.int64).reshape(-1, 2)
        missed = np.array(self._missed_before, dtype=np.int64)
        return OpenTime.of(self.start, self.end, self.hours.open_time.kept, (gaps[:, 0], gaps[:, 1], missed))

    @cached_property
    def _begins(self) -> list[int]:
        return [begin for begin, _ in self.gaps]

    @cached_property
    def _missed_before(self) -> list[int]:
        """Open time of the hours in the gaps before each gap, and at last in all of them [s]."""
        missed = [0]
        for begin, end in self.gaps:
            missed.append(missed[-1] + self.hours.elapsed(begin, end))
        return missed


@dataclass(frozen=True)
class Absence:
    """A stretch in which one member is not on duty."""

    start: int
    """Its first second [instant]."""
    end: int
    """The first second after it [instant]."""
    hands_over: bool
    """Whether the desk file in hand goes back to the pool at its first second; else its work only rests."""


Duty = WorkingTime | Presence
"""When a member is on duty, or anybody of a pool."""


def present(hours: WorkingTime, gaps: Iterable[Gap]) -> Duty:
    """The hours less the gaps; without a gap the same object [gaps in order and apart, instants]."""
    stretches = tuple(gaps)
    return Presence(hours, stretches) if stretches else hours


def intervals(duty: Duty, start: int, end: int) -> Iterator[Gap]:
    """The open intervals of a duty between two instants, in order, cut to them."""
    at, open_time = start, duty.without_end
    while at < end:
        opens, closes = open_time.interval_at(at)
        if opens >= end:
            return
        yield max(opens, at), min(closes, end)
        at = closes


def open_intervals(duty: Duty, start: int, end: int) -> tuple[Instants, Instants]:
    """The open intervals that :func:`intervals` gives, as arrays of their beginnings and their ends [instants]."""
    hours = _hours(duty)
    begins, ends = _cut(hours.opens, hours.closes, start, end)
    if isinstance(duty, WorkingTime):
        return begins, ends
    # A gap is closed time: what is left lies between the end of one gap and the beginning of the next.
    gaps = np.array(duty.gaps, dtype=np.int64)
    gap_begins, gap_ends = _cut(gaps[:, 0], gaps[:, 1], start, end)
    edges = np.sort(np.concatenate([begins, ends, gap_begins, gap_ends]), kind="stable")
    edges = edges[np.append(True, edges[1:] != edges[:-1])] if len(edges) else edges
    is_open = np.searchsorted(begins, edges, side="right") > np.searchsorted(ends, edges, side="right")
    is_open &= np.searchsorted(gap_begins, edges, side="right") == np.searchsorted(gap_ends, edges, side="right")
    before = np.concatenate([[False], is_open[:-1]])
    return edges[is_open & ~before], edges[~is_open & before]


def _cut(begins: Instants, ends: Instants, start: int, end: int) -> tuple[Instants, Instants]:
    """Stretches in order and apart between two instants, cut to them."""
    first, last = np.searchsorted(ends, start, side="right"), np.searchsorted(begins, end, side="left")
    which = slice(first, last if start < end else first)
    return np.maximum(begins[which], start), np.minimum(ends[which], end)


def anybody(duties: Sequence[Duty]) -> Duty:
    """When at least one of several people is on duty.

    People with one set of hours between them give those hours less the time in which all of them are absent.
    """
    groups: dict[int, list[Duty]] = {}
    for duty in duties:
        groups.setdefault(id(_hours(duty)), []).append(duty)
    joint = [_of_one_post(group) for group in groups.values()]
    if len(joint) == 1:
        return joint[0]
    start, end = joint[0].start, joint[0].end
    open_time = [open_intervals(duty, start, end) for duty in joint]
    opens, closes = (np.concatenate(arrays) for arrays in zip(*open_time, strict=True))
    return WorkingTime.from_arrays(start, end, *union_of_arrays(opens, closes), nights_of(joint))


def nights_of(duties: Iterable[Duty]) -> dict[int, int]:
    """By midnight: until when hours over it go on, of those duties that have any of it [instants]."""
    nights: dict[int, int] = {}
    for duty in duties:
        for midnight, until in _hours(duty).nights.items():
            if isinstance(duty, WorkingTime) or duty.elapsed(midnight, until):
                nights[midnight] = max(until, nights.get(midnight, until))
    return nights


def everybody(duties: Sequence[Duty]) -> Duty:
    """When all of several people are on duty."""
    hours = _hours(duties[0])
    for duty in duties[1:]:
        if _hours(duty) is not hours:
            common = both(hours, _hours(duty))
            assert isinstance(common, WorkingTime)
            hours = common if common.endless or not hours.endless else common.without_end
    return present(hours, union(gap for duty in duties if isinstance(duty, Presence) for gap in duty.gaps))


def union(stretches: Iterable[Gap]) -> list[Gap]:
    """The union of stretches in any order, in order and apart; stretches that overlap or adjoin become one."""
    result: list[Gap] = []
    for begin, end in sorted(stretches):
        if result and begin <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((begin, end))
    return result


def union_of_arrays(begins: Instants, ends: Instants) -> tuple[Instants, Instants]:
    """The union that :func:`union` gives, from and as arrays of beginnings and ends [instants]."""
    order = np.argsort(begins, kind="stable")
    begins, reached = begins[order], np.maximum.accumulate(ends[order])
    apart = begins[1:] > reached[:-1]
    return begins[np.append(True, apart)[: len(begins)]], reached[np.append(apart, True)[: len(begins)]]


def shut(hours: WorkingTime, gaps: Iterable[Gap]) -> WorkingTime:
    """The hours without some stretches of days; without a stretch the same object [gaps in order and apart, instants].

    Days take the nights that begin on them.
    """
    duty = present(hours, [hours.whole_days(*gap) for gap in gaps])
    if isinstance(duty, WorkingTime):
        return duty
    return WorkingTime.from_arrays(
        hours.start, hours.end, *open_intervals(duty, hours.start, hours.end), nights_of([duty])
    )


def both(duty: Duty, hours: WorkingTime) -> Duty:
    """When somebody is on duty while the hours are open; the same object where the duty lies inside the hours."""
    if _hours(duty) is hours:
        return duty
    start, end = max(duty.start, hours.start), min(duty.end, hours.end)
    begins, ends = open_intervals(duty, start, end)
    # By interval of the duty: the first of the hours that ends in it or later, and the first that begins behind it.
    first = np.searchsorted(hours.closes, begins, side="right")
    meeting = np.maximum(np.searchsorted(hours.opens, ends, side="left") - first, 0)
    of_duty = np.repeat(np.arange(len(begins)), meeting)
    of_hours = np.arange(len(of_duty)) + np.repeat(first - (np.cumsum(meeting) - meeting), meeting)
    opens, closes = (
        np.maximum(begins[of_duty], hours.opens[of_hours]),
        np.minimum(ends[of_duty], hours.closes[of_hours]),
    )
    nights = dict(hours.nights)
    for midnight, until in _hours(duty).nights.items():
        nights[midnight] = min(until, nights.get(midnight, until))
    inside = np.array_equal(opens, begins) and np.array_equal(closes, ends)
    if inside and nights == _hours(duty).nights:
        return duty
    return WorkingTime.from_arrays(start, end, opens, closes, nights)


def _hours(duty: Duty) -> WorkingTime:
    return duty.hours if isinstance(duty, Presence) else duty


def _of_one_post(duties: Sequence[Duty]) -> Duty:
    """The joint duty of people with equal hours."""
    if any(isinstance(duty, WorkingTime) for duty in duties):
        return _hours(duties[0])
    changes = sorted(
        change for duty in duties if isinstance(duty, Presence) for a, b in duty.gaps for change in ((a, 1), (b, -1))
    )
    away, all_away = 0, []
    for (at, change), (until, _) in pairwise(changes):
        away += change
        if away == len(duties) and until > at:
            all_away.append((at, until))
    return present(_hours(duties[0]), union(all_away))
