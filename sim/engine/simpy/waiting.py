"""Who and what waits for a general pool: applicants in its hall, files on its desk."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush

from sim.calendar.duty import Duty
from sim.engine.simpy.environment import OfficeEnvironment
from sim.engine.simpy.members import TURNED_AWAY, GeneralVisit
from sim.engine.simpy.queue_order import ORDINARY, RISEN, WaitingFile, in_bands
from sim.engine.simpy.visit_log import VisitLog
from sim.quantities import UNSET


class Desk:
    """The files that wait for the members of a pool."""

    def __init__(self, env: OfficeEnvironment, touch: Callable[[], None]) -> None:
        self.files: list[WaitingFile[GeneralVisit]] = []
        """Files that wait, as a heap; of those handed over the first queueing counts."""
        self._env, self._touch = env, touch
        self._rises: set[int] = set()
        """Instants at which files rise, as far as they were laid here."""

    def lay(self, visit: GeneralVisit) -> None:
        """Lay a file on the desk, at its place in the queue."""
        risen = visit.rises <= self._env.now
        heappush(self.files, (RISEN if risen else ORDINARY, *visit.place, visit))
        if not risen and visit.rises <= self._env.last and visit.rises not in self._rises:
            self._rises.add(visit.rises)
            self._env.wake(visit.rises, self._raise)
        self._touch()

    def take(self) -> GeneralVisit:
        """Take the first file."""
        return heappop(self.files)[4]

    def _raise(self, _: object) -> None:
        """Let every file rise whose deadline is near by now."""
        now = self._env.now
        self._rises.discard(now)
        self.files = in_bands(self.files, now)
        self._touch()


class Hall:
    """The applicants who wait at the counter of a pool.

    The hall waits through breaks. At the close of the day whoever queued before it leaves without having been served; he
    comes back at the next opening, ahead of newcomers and in the old order.
    """

    def __init__(self, env: OfficeEnvironment, log: VisitLog, duty: Duty, touch: Callable[[object], None]) -> None:
        self.line: list[tuple[int, int, int, int, GeneralVisit]] = []
        """A heap of (class, queued, rank, application, visit)."""
        self._env, self._log, self._duty, self._touch = env, log, duty, touch
        self._closings: set[int] = set()
        """Instants at which the hall is emptied, as far as somebody has come for whom they matter."""

    def queue(self, visit: GeneralVisit, first: int, application: int, now: int) -> None:
        """Let an applicant of a class queue."""
        heappush(self.line, (first, now, visit.rank, application, visit))
        self._watch_the_close(now)
        self._touch(None)

    def take(self) -> GeneralVisit:
        """Take the first applicant out of the line."""
        return heappop(self.line)[4]

    def turn_away_at_the_close(self, now: int) -> None:
        """Let whoever queued before this instant leave, if the pool closes for the day at it."""
        if now not in self._closings:
            return
        self._closings.discard(now)
        entries = [heappop(self.line) for _ in range(len(self.line))]
        leaving = [entry for entry in entries if entry[1] < now]
        self.line = [entry for entry in entries if entry[1] >= now]  # in order, so it is a heap
        if self.line:
            self._watch_the_close(now)
        for rank, (*_, visit) in enumerate(leaving):
            self._log.end_visit(visit.row, now)
            self._log.queued[visit.row] = UNSET
            visit.rank = rank
            visit.set_value(TURNED_AWAY)
            self._env.happen(visit, now)

    def _watch_the_close(self, now: int) -> None:
        """Let the pool dispatch when it next closes for the day."""
        close = self._duty.next_day_close(now)
        if close is not None and close not in self._closings:
            self._closings.add(close)
            self._env.wake(close, self._touch)
