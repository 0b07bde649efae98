"""How long visits waited for the officer of their file while a colleague of his had nothing to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.calendar.duty import intervals
from sim.engine.engine_visits import EngineVisits
from sim.engine.record import EngineRecord
from sim.grouping import by_value
from sim.model.capacity import Capacity
from sim.model.route import Kind
from sim.model.workload import Workload
from sim.quantities import UNSET, Flags, Instants, Integers

Stretches = tuple[Instants, Instants]
"""Stretches of time: their beginnings and their ends [instants]."""
_MANY = 1 << 30
"""More than any number of stretches that overlap."""


def waits_for_officers(
    visits: EngineVisits, record: EngineRecord, workload: Workload, capacity: Capacity, until: Instants
) -> Instants:
    """By visit: seconds of its wait in which it had an officer, and a colleague of his was on duty with nothing at hand [s].

    `until` is when each visit's waiting ended. A colleague has nothing at hand who serves nobody, has no desk file at work or
    set aside, is at no sitting, and has no full hands. At the counter only the hours in which it is attended count.
    """
    seconds = np.zeros(len(visits), dtype=np.int64)
    asked_for = np.flatnonzero(workload.same_member[visits.row] & (until > visits.queued))
    if not len(asked_for) or not len(record.assignments):
        return seconds
    visit, assignment = _pairs(visits, asked_for, record.assignments, len(capacity.pools))
    _, pool, officer, since, to = record.assignments[assignment].T
    begin = np.maximum(visits.queued[visit], since)
    end = np.minimum(until[visit], np.where(to == UNSET, record.observed_until, to))
    met = begin < end
    visit, pool, officer, begin, end = (column[met] for column in (visit, pool, officer, begin, end))
    for p, of_pool in by_value(pool):
        busy = _Busy(visits, record, capacity, p)
        at_counter = visits.kind[visit[of_pool]] == Kind.COUNTER
        for counter in (False, True):
            rows = of_pool[at_counter == counter]
            if len(rows):
                idle = _Idle.of(busy, counter=counter)
                np.add.at(seconds, visit[rows], idle.without(officer[rows], begin[rows], end[rows]))
    return seconds


def _pairs(visits: EngineVisits, asked_for: Integers, assignments: Instants, pools: int) -> tuple[Integers, Integers]:
    """Each of some visits with each assignment of its application in its pool: positions of both."""
    key = visits.application[asked_for] * pools + visits.pool[asked_for]
    of_assignment = assignments[:, 0] * pools + assignments[:, 1]
    first, last = (np.searchsorted(of_assignment, key, side=side) for side in ("left", "right"))
    count = last - first
    offset = np.arange(count.sum(), dtype=np.int64) - np.repeat(np.cumsum(count) - count, count)
    return np.repeat(asked_for, count), np.repeat(first, count) + offset


class _Busy:
    """When the members of one pool are on duty, and when they have something at hand."""

    def __init__(self, visits: EngineVisits, record: EngineRecord, capacity: Capacity, pool: int) -> None:
        self.plan = capacity.pools[pool]
        self._visits, self._until = visits, record.observed_until
        self._start = int(visits.queued.min())
        rows = np.flatnonzero((visits.served_by == pool) & (visits.started != UNSET))
        together = np.searchsorted(visits.row, record.partners[:, 0], side="left") + record.partners[:, 1] - 1
        ours = visits.served_by[together] == pool
        who = np.concatenate([visits.member[rows], record.partners[ours, 2]])
        rows = np.concatenate([rows, together[ours]])
        self._rows = {member: rows[group] for member, group in by_value(who)}
        self._sat: dict[int, list[tuple[int, int]]] = {}
        for seat, begin, end in _sittings(record, capacity):
            if seat[0] == pool:
                self._sat.setdefault(seat[1], []).append((begin, end))

    def idle(self, member: int, *, counter: bool) -> Stretches:
        """When a member is on duty and has nothing at hand; at the counter only while it is attended."""
        there = [_columns(intervals(self.plan.duty_of(member), self._start, self._until))]
        if counter:
            there.append(_columns(intervals(self.plan.attended, self._start, self._until)))
        visits, rows = self._visits, self._rows.get(member, np.zeros(0, dtype=np.int64))
        at_work = visits.started[rows], self._ends(visits.work_ended[rows])
        busy = [at_work, _columns(self._sat.get(member, ()))]
        if self.plan.caseload is not None:
            in_hand = visits.started[rows], self._ends(visits.finished[rows])
            busy.append(_where([in_hand], at_least=self.plan.caseload))
        return _where([_where(there, at_least=len(there))], busy)

    def _ends(self, instants: Instants) -> Instants:
        return np.where(instants == UNSET, self._until, instants)


@dataclass(frozen=True)
class _Idle:
    """When members of one pool have nothing to do: stretches between instants at which that changes."""

    at: Instants
    """Beginnings of the stretches [instants]."""
    anybody: Instants
    """Seconds before each of them in which anybody was idle [s]."""
    number: Integers
    """How many are idle in each."""
    alone: Integers
    """Who is idle in each, if it is one alone."""

    @classmethod
    def of(cls, busy: _Busy, *, counter: bool) -> _Idle:
        """The stretches of all members."""
        stretches = [busy.idle(member, counter=counter) for member in range(busy.plan.members)]
        who = np.repeat(np.arange(len(stretches)), [len(begin) for begin, _ in stretches])
        begin, end = (np.concatenate([stretch[k] for stretch in stretches]) for k in (0, 1))
        at, place = np.unique(np.concatenate([begin, end]), return_inverse=True)
        number, members = np.zeros((2, len(at)), dtype=np.int64)
        for column, values in ((number, np.ones(len(who), dtype=np.int64)), (members, who)):
            np.add.at(column, place[: len(who)], values)
            np.subtract.at(column, place[len(who) :], values)
        number, members = np.cumsum(number), np.cumsum(members)
        return cls(at, _passed(at, number > 0), number, np.where(number == 1, members, UNSET))

    def without(self, officer: Integers, begin: Instants, end: Instants) -> Instants:
        """By row: seconds between two instants in which anybody but one member was idle [s]."""
        seconds = self._measured(self.anybody, self.number > 0, begin, end)
        for member, rows in by_value(officer):
            alone = self.alone == member
            seconds[rows] -= self._measured(_passed(self.at, alone), alone, begin[rows], end[rows])
        return seconds

    def _measured(self, passed: Instants, holds: Flags, begin: Instants, end: Instants) -> Instants:
        return self._before(passed, holds, end) - self._before(passed, holds, begin)

    def _before(self, passed: Instants, holds: Flags, instants: Instants) -> Instants:
        if not len(self.at):
            return np.zeros(len(instants), dtype=np.int64)
        k = np.searchsorted(self.at, instants, side="right") - 1
        return np.where(k < 0, 0, passed[k] + np.where(holds[k], instants - self.at[k], 0))


def _sittings(record: EngineRecord, capacity: Capacity) -> Iterator[tuple[tuple[int, int], int, int]]:
    """Members who were called to sittings by their seats, with beginning and end of each."""
    until: dict[tuple[int, int], int] = {}
    for commission, begin, end, _, held, *_ in record.sittings.tolist():
        rules = capacity.pools[commission].sittings
        for seat in rules.seats if rules is not None and held and begin < end else ():
            if until.get(seat, begin) <= begin and _is_there(capacity, seat, begin):
                until[seat] = end
                yield seat, begin, end


def _columns(stretches: Iterable[tuple[int, int]]) -> Stretches:
    columns = np.array([*stretches], dtype=np.int64).reshape(-1, 2)
    return columns[:, 0], columns[:, 1]


def _where(stretches: Sequence[Stretches], without: Sequence[Stretches] = (), at_least: int = 1) -> Stretches:
    """Where so many of some stretches are at least, and none of others."""
    signs = [(begin, end, 1) for begin, end in stretches] + [(begin, end, -_MANY) for begin, end in without]
    at = np.concatenate([instants for begin, end, _ in signs for instants in (begin, end)])
    change = np.concatenate([np.full(len(begin), k) for begin, _, sign in signs for k in (sign, -sign)])
    order = np.argsort(at, kind="stable")
    at, level = at[order], np.cumsum(change[order])
    last = np.append(at[1:] != at[:-1], True) if len(at) else np.zeros(0, dtype=bool)
    at, holds = at[last], level[last] >= at_least
    begins = holds & ~np.append(False, holds[:-1])
    ends = ~holds & np.append(False, holds[:-1])
    return at[begins], at[ends]


def _passed(at: Instants, holds: Flags) -> Instants:
    """By stretch: seconds before it that lie in stretches of which something holds [s]."""
    lengths = np.where(holds[:-1], np.diff(at), 0)
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])[: len(at)]


def _is_there(capacity: Capacity, seat: tuple[int, int], at: int) -> bool:
    pool, member = capacity.pools[seat[0]], seat[1]
    presences = pool.presences
    return presences[member if pool.roster else 0].is_open(at)
