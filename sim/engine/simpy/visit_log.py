"""The log that pools write while the simulation runs."""

from __future__ import annotations

from array import array

from sim.quantities import UNSET, Instants


class VisitLog:
    """The columns that pools write while the simulation runs, over the rows of the workload."""

    __slots__ = (
        "assignments", "earlier", "finished", "first_queued", "hold", "member", "outings", "partners", "queued", "served_by", "sittings", "started", "visit",
        "work", "work_ended", "work_parts",
    )  # fmt: skip

    def __init__(self, work: Instants, hold: Instants) -> None:
        # Arrays of the standard library are faster than numpy's one element at a time, and smaller than lists.
        self.work, self.hold = (array("q", durations.tobytes()) for durations in (work, hold))
        rows = len(work)
        self.queued, self.started, self.work_ended, self.finished, self.member = (
            array("q", [UNSET]) * rows for _ in range(5)
        )
        self.visit = array("q", [1]) * rows
        self.served_by: dict[int, int] = {}
        """By row of a step that somebody of another pool did: that pool."""
        self.first_queued: dict[int, int] = {}
        """By row of a file that was handed over: when its first visit began to queue."""
        self.earlier: list[tuple[int, ...]] = []
        """Visits before the last one: row, visit, queued, started, ended, served by, member, work done."""
        self.sittings: list[tuple[int, ...]] = []
        """Pool, begin, end, present, held, files, carried over."""
        self.outings: list[tuple[int, ...]] = []
        """Days of visits: pool, team, opening, close, households."""
        self.work_parts: list[tuple[int, ...]] = []
        """Parts of work that was set aside: row, visit, member, from, to."""
        self.partners: list[tuple[int, ...]] = []
        """Those who did a visit together with its member: row, visit, member."""
        self.assignments: list[list[int]] = []
        """Officers of applications: application, pool, member, from, until."""

    def end_visit(self, row: int, now: int, served_by: int = UNSET, member: int = UNSET, done: int = 0) -> None:
        """Note a visit that ends before the step is over, and let the next one begin."""
        self.earlier.append((row, self.visit[row], self.queued[row], self.started[row], now, served_by, member, done))
        self.visit[row] += 1
        self.started[row] = self.member[row] = self.work_ended[row] = UNSET
        self.served_by.pop(row, None)
