"""A simulation of made-up offices in plain Python: one heap of events, one queue a role, first come first served.

It is written apart from the package on purpose, as the office of the registers was simulated by another engine: what both
agree on is not an error that both share. Time is minutes from midnight of a Monday.
"""

from __future__ import annotations

import heapq
import math
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from tests.worlds.office import WEEK, Hours, MadeOffice, Step, Work

DAY = 24 * 60.0
WEEKS = 200
"""How far the hours go [weeks]."""


class Duty:
    """Hours of a role as intervals of minutes, with what of them lies before each."""

    def __init__(self, hours: Hours, days: tuple[int, ...]) -> None:
        spans = [
            ((week * 7 + day) * DAY + 60 * begin, (week * 7 + day) * DAY + 60 * end)
            for week in range(WEEKS)
            for day in sorted(days)
            for begin, end in hours
        ]
        self._begins, self._ends = [begin for begin, _ in spans], [end for _, end in spans]
        self._before = [0.0]
        for begin, end in spans:
            self._before.append(self._before[-1] + end - begin)

    def opening(self, now: float) -> float:
        """The first instant from now on at which somebody is there."""
        i = bisect_right(self._begins, now) - 1
        return now if i >= 0 and now < self._ends[i] else self._begins[i + 1]

    def done(self, start: float, work: float) -> float:
        """When work is done that is begun at a start within the hours and rests outside of them."""
        i = bisect_right(self._begins, start) - 1
        total = self._before[i] + start - self._begins[i] + work
        j = bisect_right(self._before, total) - 1
        if j > i and self._before[j] == total:
            j -= 1  # it ends as the hours end, not as they begin again
        return self._begins[j] + total - self._before[j]


@lru_cache(maxsize=64)
def duty(hours: Hours, days: tuple[int, ...]) -> Duty:
    """Hours of a role, kept for all replications."""
    return Duty(hours, days)


@dataclass
class Visit:
    """What happened to a case at a step."""

    case: int
    step: int
    ready: float
    """When it was ready for the step [min]."""
    start: float = 0.0
    end: float = 0.0
    member: int = 0


class Course:
    """One replication, from an empty office."""

    def __init__(self, office: MadeOffice, cases: int, rng: Random) -> None:
        self.office, self.rng = office, rng
        self.visits: list[Visit] = []
        self.arrivals = arrivals(office, cases, rng)
        self._names = [step.name for step in office.steps]
        self._duty = {role: duty(office.hours, who.days) for role, who in office.staff.items()}
        self._idle = {role: list(range(who.count)) for role, who in office.staff.items()}
        self._queue: dict[str, deque[Visit]] = {role: deque() for role in office.staff}
        self._woken = dict.fromkeys(office.staff, -1.0)
        self._events: list[tuple[float, int, Visit | str]] = []
        self._count = 0
        for case, instant in enumerate(self.arrivals):
            self._schedule(instant, Visit(case, -1, instant, instant, instant))
        while self._events:
            now, _, what = heapq.heappop(self._events)
            if isinstance(what, str):
                self._dispatch(what, now)
            else:
                self._end(what, now)

    def _schedule(self, instant: float, what: Visit | str) -> None:
        self._count += 1
        heapq.heappush(self._events, (instant, self._count, what))

    def _end(self, visit: Visit, now: float) -> None:
        """A step ends, or a case comes: its member is free, and it goes on."""
        steps = self.office.steps
        following = self._following(visit.step)
        if visit.step >= 0:
            role = steps[visit.step].role
            heapq.heappush(self._idle[role], visit.member)
        if following is not None:
            self._queue[steps[following].role].append(Visit(visit.case, following, now))
            self._dispatch(steps[following].role, now)
        if visit.step >= 0:
            self._dispatch(role, now)

    def _following(self, step: int) -> int | None:
        steps = self.office.steps
        if step >= 0 and (again := steps[step].again) is not None and self.rng.random() < again[1]:
            return self._names.index(again[0])
        for i in range(step + 1, len(steps)):
            if steps[i].taken >= 1 or self.rng.random() < steps[i].taken:
                return i
        return None

    def _dispatch(self, role: str, now: float) -> None:
        """Whoever is idle and there takes the files that have waited longest."""
        queue, idle, hours = self._queue[role], self._idle[role], self._duty[role]
        if not (queue and idle):
            return
        if (opening := hours.opening(now)) > now:
            if self._woken[role] < opening:
                self._woken[role] = opening
                self._schedule(opening, role)
            return
        while queue and idle:
            visit = queue.popleft()
            visit.member, visit.start = heapq.heappop(idle), now
            visit.end = hours.done(now, drawn(self.office.steps[visit.step].work, self.rng))
            self.visits.append(visit)
            self._schedule(visit.end, visit)


def drawn(work: Work, rng: Random) -> float:
    """A time of work [min]."""
    if work.shape == "exponential":
        return rng.expovariate(1 / work.mean)
    if work.shape == "gamma":
        shape = 1 / work.spread**2
        return rng.gammavariate(shape, work.mean / shape)
    sigma = math.sqrt(math.log1p(work.spread**2))
    return rng.lognormvariate(math.log(work.mean) - sigma**2 / 2, sigma)


def arrivals(office: MadeOffice, cases: int, rng: Random) -> list[float]:
    """When the cases come [min]."""
    found: list[float] = []
    if office.coming == "in_office_hours":
        open_time, now = duty(office.hours, WEEK), 60 * office.hours[0][0]
        while len(found) < cases:
            now = open_time.done(open_time.opening(now), rng.expovariate(1 / office.gap))
            found.append(now)
        return found
    first, last = 60 * office.hours[0][0], 60 * office.hours[-1][1]
    now = first
    while len(found) < cases:
        found.append(now)
        now += rng.expovariate(1 / office.gap)
        if now % DAY >= last or now % DAY < first:
            now = (now // DAY + (1 if now % DAY >= last else 0)) * DAY
            while int(now // DAY) % 7 > 4:
                now += DAY
            now += first
    return found


def steps_of(office: MadeOffice, visits: list[Visit]) -> Iterator[tuple[Step, Visit]]:
    """The visits with their steps."""
    for visit in visits:
        yield office.steps[visit.step], visit
