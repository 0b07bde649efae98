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
    comes back at the next opening, to the place in the order that he had.
    """

    def __init__(self, env: OfficeEnvironment, log: VisitLog, attended: Duty, touch: Callable[[object], None]) -> None:
        self.line: list[tuple[int, int, int, int, GeneralVisit]] = []
        """A heap of (band, class, came, application, visit)."""
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
        if not self.line:
            return False
        if now >= self._closes:
            self._opens, self._closes = self.attended.interval_at(now)
        if now >= self._opens:
            return True
        if self._opens not in self._openings:
            self._openings.add(self._opens)
            self._env.wake(self._opens, self._touch)
        return False

    def queue(self, visit: GeneralVisit, class_: int, application: int, now: int) -> None:
        """Let an applicant of a class queue."""
        heappush(self.line, (visit.band, class_, visit.came, application, visit))
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
        queued = self._log.queued
        leaving = [visit for *_, visit in entries if queued[visit.row] < now]
        self.line = [entry for entry in entries if queued[entry[-1].row] >= now]  # in order, so it is a heap
        if self.line:
            self._watch_the_close(now)
        for visit in leaving:
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
