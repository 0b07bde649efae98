"""Who and what waits for a general pool: applicants in its hall, files on its desk."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heapify, heappop, heappush

from sim.calendar.duty import Duty
from sim.engine.simpy.environment import OfficeEnvironment
from sim.engine.simpy.members import LOST, TURNED_AWAY, GeneralVisit
from sim.engine.simpy.officers import Officers
from sim.engine.simpy.queue_order import ORDINARY, RISEN, in_bands
from sim.engine.simpy.visit_log import VisitLog
from sim.model.attended_hours import MOST_VISITS
from sim.quantities import UNSET

Entry = tuple[int, int, int, int, GeneralVisit]
"""A visit that waits, behind its key: band, class, when it came or first queued, application."""


class Queue:
    """Visits that wait, in the order of their keys; some of them for the officer of their file."""

    __slots__ = ("anybody", "of_officers")

    def __init__(self) -> None:
        self.anybody: list[Entry] = []
        """A heap of those whom every member may take."""
        self.of_officers: dict[int, list[Entry]] = {}
        """By number of the member: a heap, never empty, of those whom he alone may take."""

    def add(self, entry: Entry, officer: int | None) -> None:
        """Let a visit wait, for an officer or for anybody."""
        heappush(self.anybody if officer is None else self.of_officers.setdefault(officer, []), entry)

    def take(self, officer: int | None = None) -> GeneralVisit:
        """Take the first of those that wait for an officer, or for anybody."""
        if officer is None:
            return heappop(self.anybody)[4]
        heap = self.of_officers[officer]
        entry = heappop(heap)
        if not heap:
            del self.of_officers[officer]
        return entry[4]

    def first(self) -> Entry:
        """The first of all, for whomever it waits."""
        return min(heap[0] for heap in (self.anybody, *self.of_officers.values()) if heap)

    def take_first(self) -> GeneralVisit:
        """Take the first of all, for whomever it waits."""
        first = self.first()
        return self.take(next((officer for officer, heap in self.of_officers.items() if heap[0] is first), None))

    def empty(self) -> list[Entry]:
        """Take all, in their order."""
        entries = sorted(entry for heap in (self.anybody, *self.of_officers.values()) for entry in heap)
        self.anybody, self.of_officers = [], {}
        return entries

    def remove(self, visit: GeneralVisit) -> bool:
        """Take one out, wherever it stands; tell whether it waited."""
        for officer, heap in [(None, self.anybody), *self.of_officers.items()]:
            for place, entry in enumerate(heap):
                if entry[4] is visit:
                    del heap[place]
                    heapify(heap)
                    if officer is not None and not heap:
                        del self.of_officers[officer]
                    return True
        return False

    def __bool__(self) -> bool:
        return bool(self.anybody or self.of_officers)


class Waiting:
    """A line of visits, each of which waits for the officer of its file if it has one."""

    def __init__(self) -> None:
        self.line = Queue()
        self.officers: Officers | None = None
        """None where every member may take every visit."""

    def add(self, entry: Entry) -> None:
        """Let a visit wait."""
        officers = self.officers
        self.line.add(entry, None if officers is None else officers.of(entry[4]))

    def waiting_for(self, officer: int) -> list[Entry]:
        """Take those out that wait for one officer, in their order."""
        return sorted(self.line.of_officers.pop(officer, ()))


class Desk(Waiting):
    """The files that wait for the members of a pool."""

    def __init__(self, env: OfficeEnvironment, touch: Callable[[], None]) -> None:
        super().__init__()
        self._env, self._touch = env, touch
        self._rises: set[int] = set()
        """Instants at which files rise, as far as they were laid here."""

    def lay(self, visit: GeneralVisit) -> None:
        """Lay a file on the desk, at its place in the queue."""
        first, queued, application = visit.place
        band = RISEN if visit.rises <= self._env.now else ORDINARY
        entry = (band, first, queued, application, visit)
        if self.officers is None:
            heappush(self.line.anybody, entry)  # as in add, whose call is spared
        else:
            self.add(entry)
        if band == ORDINARY and visit.rises <= self._env.last and visit.rises not in self._rises:
            self._rises.add(visit.rises)
            self._env.wake(visit.rises, self._raise)
        self._touch()

    def _raise(self, _: object) -> None:
        """Let every file rise whose deadline is near by now."""
        now, line = self._env.now, self.line
        self._rises.discard(now)
        line.anybody = in_bands(line.anybody, now)
        line.of_officers = {officer: in_bands(heap, now) for officer, heap in line.of_officers.items()}
        self._touch()


class Hall(Waiting):
    """The applicants who wait at the counter of a pool.

    The hall waits through breaks. At the close of the day whoever queued before it leaves without having been served; he
    comes back at the next opening, to the place in the order that he had.
    """

    def __init__(self, env: OfficeEnvironment, log: VisitLog, attended: Duty, touch: Callable[[object], None]) -> None:
        super().__init__()
        self.attended = attended
        """When the hall is served."""
        self._env, self._log, self._touch = env, log, touch
        self._opens, self._closes = attended.interval_at(env.now)
        self._closings: set[int] = set()
        """Instants at which the hall is emptied, as far as somebody has come for whom they matter."""
        self._openings: set[int] = set()
        """Instants at which the hall is served again, as far as somebody waits for them."""

    def has_turn(self, now: int) -> bool:
        """Tell whether somebody waits who may be served now; else let the pool dispatch when that becomes so."""
        if not self.line.anybody and not self.line.of_officers:
            return False
        if now >= self._closes:
            self._opens, self._closes = self.attended.interval_at(now)
        if now >= self._opens:
            return True
        if self._opens not in self._openings:
            self._openings.add(self._opens)
            self._env.wake(self._opens, self._touch)
        return False

    def queue(self, visit: GeneralVisit, now: int) -> None:
        """Let an applicant queue."""
        class_, _, application = visit.place
        entry = (visit.band, class_, visit.came, application, visit)
        if self.officers is None:
            heappush(self.line.anybody, entry)  # as in add, whose call is spared
        else:
            self.add(entry)
        self._watch_the_close(now)
        self._touch(None)

    def leave(self, visit: GeneralVisit) -> bool:
        """Let an applicant leave who has not been served; tell whether he was still there."""
        return self.line.remove(visit)

    def turn_away_at_the_close(self, now: int) -> None:
        """Let whoever queued before this instant leave, if the pool closes for the day at it."""
        if now not in self._closings:
            return
        self._closings.discard(now)
        queued = self._log.queued
        leaving: list[GeneralVisit] = []
        for entry in self.line.empty():
            if queued[entry[4].row] < now:
                leaving.append(entry[4])
            else:
                self.add(entry)
        if self.line:
            self._watch_the_close(now)
        for visit in leaving:
            if self._log.visit[visit.row] >= MOST_VISITS:
                self._log.finished[visit.row] = now
                visit.set_value(LOST)
            else:
                self._log.end_visit(visit.row, now)
                self._log.queued[visit.row] = UNSET
                visit.set_value(TURNED_AWAY)
            self._env.happen(visit, now)

    def _watch_the_close(self, now: int) -> None:
        """Let the pool dispatch when it next closes for the day."""
        close = self.attended.next_day_close(now)
        if close is not None and close not in self._closings:
            self._closings.add(close)
            self._env.wake(close, self._touch)
