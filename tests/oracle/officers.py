"""Whose files the applications are, as the naive simulator sees it: who may take a visit, and who becomes an officer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.model.workload import Workload
from sim.quantities import UNSET, Instants
from tests.oracle.state import File, Member


class Officers:
    """The officers of all applications, as a plain list of who was one from when until when."""

    def __init__(self, workload: Workload, members: Sequence[Sequence[Member]]) -> None:
        self.members = members
        self.pool = workload.pool.tolist()
        steps = [
            workload.routes[route].steps[position]
            for route, position in zip(workload.route[workload.application], workload.position, strict=True)
        ]
        self.asked_for = [step.same_member for step in steps]
        self.at_once = [step.same_member and step.assign == "at_once" for step in steps]
        self.are_named = any(self.at_once)
        """Whether anybody is named for a visit before he begins it."""
        self.rows: dict[tuple[int, int], list[int]] = {}
        """By application and pool: its rows that its officer does."""
        for row in np.flatnonzero(self.asked_for).tolist():
            self.rows.setdefault((int(workload.application[row]), self.pool[row]), []).append(row)
        self.table: list[list[int]] = []
        """Application, pool, member, from, until."""

    def assignment(self, f: File) -> list[int] | None:
        """Who is the officer of an application in the pool where it is now."""
        mine = [a for a in self.table if (a[0], a[1], a[4]) == (f.number, self.pool[f.row], UNSET)]
        return mine[0] if mine else None

    def may_take(self, m: Member, f: File) -> bool:
        """Tell whether a member may take a visit: whoever stands in may, of the pool's own only the officer if there is one."""
        if m.pool != self.pool[f.row] or not self.asked_for[f.row]:
            return True
        assignment = self.assignment(f)
        return assignment is None or assignment[2] == m.number

    def begins(self, m: Member, f: File, now: int) -> None:
        """A member begins a visit, or is named for it: if the application has no officer, he is it."""
        if m.pool == self.pool[f.row] and self.asked_for[f.row] and self.assignment(f) is None:
            self.table.append([f.number, m.pool, m.number, now, UNSET])

    def name(self, waiting: list[File], now: int) -> None:
        """Waiting visits that are to get their officer at once get one, in their order."""
        for f in waiting:
            here = [m for m in self.members[self.pool[f.row]] if not any(a <= now < b for a, b in m.long_absences)]
            if self.at_once[f.row] and self.assignment(f) is None and here:
                self.begins(min(here, key=lambda m: (self.under_way(m), m.idle_since, m.number)), f, now)

    def under_way(self, m: Member) -> int:
        """Of how many applications a member is the officer."""
        return sum((pool, member, until) == (m.pool, m.number, UNSET) for _, pool, member, _, until in self.table)

    def end(self, files: Sequence[File], finished: Instants, now: int) -> None:
        """Nobody is the officer any more of what is over in his pool, or has ended; nor is he who begins a long absence."""
        ended = {f.number for f in files if f.state == "ended"}
        for a in [a for a in self.table if a[4] == UNSET]:
            over = finished[self.rows[a[0], a[1]][-1]] != UNSET
            if over or a[0] in ended or now in self.members[a[1]][a[2]].leaves:
                a[4] = now

    def in_order(self) -> list[list[int]]:
        """The list by application, pool and beginning."""
        return sorted(self.table, key=lambda a: (a[0], a[1], a[3]))
