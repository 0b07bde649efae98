"""Which part of the stated work each visit does, and how long it takes: members may be slower or faster than is stated."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.engine.record import EarlierVisits, EngineRecord
from sim.model.capacity import Capacity
from sim.model.pace import Paces, pace_at, time_needed, work_left
from sim.quantities import UNSET, Instants


class StatedWork(NamedTuple):
    """The work of the visits of a record."""

    of_last: Instants
    """By row: what of the stated work was left for its last visit [s]."""
    time: Instants
    """By row: how long that takes, by the pace of whoever does it [s]."""
    of_earlier: Instants
    """By earlier visit: what of the stated work was done in it [s]."""
    as_stated: bool
    """Whether everybody works as fast as is stated, so that the times are the stated work."""


def stated_work(record: EngineRecord, work: Instants, capacity: Capacity) -> StatedWork:
    """The stated work of each visit, from that of each row [s] and the time that was worked in the earlier visits."""
    earlier = EarlierVisits(*record.earlier.T)
    paces = _paces(capacity)
    of_last, of_earlier = work, earlier.work
    if len(earlier.row) or paces:
        of_last = work.copy()
    if not paces:
        np.subtract.at(of_last, earlier.row, earlier.work)
        return StatedWork(of_last, of_last, of_earlier, as_stated=True)
    partners: dict[tuple[int, int], list[int]] = {}
    for row, visit, member in record.partners.tolist():
        partners.setdefault((row, visit), []).append(member)

    def pace_of(row: int, visit: int, pool: int, member: int, started: int) -> int:
        """The pace of a visit: that of the slowest of those who do it."""
        return max(pace_at(paces.get((pool, each), ()), started) for each in (member, *partners.get((row, visit), ())))

    of_earlier = np.zeros(len(earlier.row), dtype=np.int64)
    for i in np.flatnonzero(earlier.started != UNSET).tolist():  # in the order of their visits
        row, done = int(earlier.row[i]), int(earlier.work[i])
        before = int(of_last[row])
        who = int(earlier.served_by[i]), int(earlier.member[i])
        pace = pace_of(row, int(earlier.visit[i]), *who, int(earlier.started[i]))
        of_last[row] = work_left(before, time_needed(before, pace) - done, pace)
        of_earlier[i] = before - of_last[row]
    time = of_last.copy()
    for (pool, member), of_member in paces.items():
        theirs = (record.served_by == pool) & (record.member == member) & (record.started != UNSET)
        for row in np.flatnonzero(theirs).tolist():
            time[row] = time_needed(int(of_last[row]), pace_at(of_member, int(record.started[row])))
    for row, visit in partners:
        if visit == record.visit[row]:
            who = int(record.served_by[row]), int(record.member[row])
            time[row] = time_needed(int(of_last[row]), pace_of(row, visit, *who, int(record.started[row])))
    return StatedWork(of_last, time, of_earlier, as_stated=False)


def _paces(capacity: Capacity) -> dict[tuple[int, int], Paces]:
    """The paces of the members who have any, by position of the pool and number in it."""
    return {
        (p, number): member.paces
        for p, pool in enumerate(capacity.pools)
        for number, member in enumerate(pool.roster)
        if member.paces
    }
