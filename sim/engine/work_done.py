"""Work and hold of each visit as they were done by the end of the observation: of visits under way what is behind them so far.

Those who do a file at a sitting or on a day of visits have no time of their own for it; it has an equal part of theirs.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.calendar.duty import Duty, everybody
from sim.engine.engine_visits import EngineVisits
from sim.engine.record import EngineRecord
from sim.engine.steplog import Outings, Partners, SittingsDue, WorkParts
from sim.grouping import by_identity
from sim.model.capacity import Capacity
from sim.model.route import Kind, systems_of_steps
from sim.model.workload import Workload
from sim.quantities import UNSET, Instants, Integers


def cut_to_observation(
    work: Instants,
    visits: EngineVisits,
    record: EngineRecord,
    workload: Workload,
    capacity: Capacity,
    shared: tuple[Partners, WorkParts],
) -> Instants:
    """By visit: `work`, the whole of it [s], but of visits whose work was not over what was done by the end [s].

    Work at a desk counts the time on duty of whoever does it, of several the time that they were on duty together, without
    that in which it was set aside; a service the time on the clock; an answer the time in which the system was up. `shared` are
    those who did visits together with others, and the parts of work that was set aside.
    """
    begun = (visits.started != UNSET) & (visits.work_ended == UNSET) & (visits.finished == UNSET)
    under_way = np.flatnonzero(begun & (visits.kind != Kind.TRANSFER) & (visits.kind != Kind.APPLICANT))
    if not len(under_way):
        return work
    work, until, kind = work.copy(), record.observed_until, visits.kind[under_way]
    on_the_clock = under_way[kind != Kind.DESK]
    work[on_the_clock] = np.minimum(work[on_the_clock], until - visits.started[on_the_clock])
    answered = under_way[kind == Kind.SYSTEM]
    system = systems_of_steps(workload.routes).ravel()[visits.step[answered]]
    for up, rows in by_identity([system.up for system in capacity.systems], system):
        work[answered[rows]] = up.elapsed_many(visits.started[answered[rows]], np.full(len(rows), until))
    for visit in under_way[(kind == Kind.DESK) & (visits.member[under_way] != UNSET)].tolist():
        duty = _duty_of(visits, capacity, visit, shared[0])
        work[visit] = sum(duty.elapsed(begin, end) for begin, end in _intervals(visits, visit, shared[1], until))
    return work


def _duty_of(visits: EngineVisits, capacity: Capacity, visit: int, partners: Partners) -> Duty:
    """The duty of whoever does a visit, or of all who do it together."""
    pool = capacity.pools[visits.served_by[visit]]
    return everybody([pool.duty_of(each) for each in (int(visits.member[visit]), *partners.of(visit))])


def _intervals(visits: EngineVisits, visit: int, parts: WorkParts, until: int) -> Iterator[tuple[int, int]]:
    """The intervals in which a visit was worked on, until an instant."""
    low, high = np.searchsorted(parts.visit, [visit, visit + 1], side="left").tolist()
    if low == high:
        yield int(visits.started[visit]), until
    for begin, end in zip(parts.begin[low:high].tolist(), parts.end[low:high].tolist(), strict=True):
        yield begin, until if end == UNSET else end


def holds_so_far(hold: Instants, visits: EngineVisits, record: EngineRecord, capacity: Capacity) -> Instants:
    """By visit: `hold`, the whole of it [s], but of visits that were not over what had passed by the end in the hours of the
    office [s]."""
    open_visits = np.flatnonzero((visits.finished == UNSET) & (hold > 0))
    if not len(open_visits):
        return hold
    hold = hold.copy()
    hold[open_visits[visits.work_ended[open_visits] == UNSET]] = 0
    held = open_visits[visits.work_ended[open_visits] != UNSET]
    pool = np.where(visits.served_by[held] == UNSET, visits.pool[held], visits.served_by[held])
    of_pools = [capacity.offices[plan.office].clock.hours for plan in capacity.pools]
    for hours, rows in by_identity(of_pools, pool):
        since = visits.work_ended[held[rows]]
        passed = hours.elapsed_many(since, np.full(len(since), record.observed_until))
        hold[held[rows]] = np.minimum(hold[held[rows]], passed)
    return hold


def add_work_together(work: Instants, visits: EngineVisits, record: EngineRecord, capacity: Capacity) -> Instants:
    """By visit: `work` [s], and of a file of a sitting or of a day of visits its part of the time that these took by the end [s].

    The files of a sitting have equal parts of its length; the households of a day those of the time on duty of the teams that
    went out and came back in the same seconds. What does not divide goes to the first ones of the log.
    """
    together = [plan.sittings is not None or plan.visits_per_day is not None for plan in capacity.pools]
    if not any(together):
        return work
    taken = np.flatnonzero(np.array([*together, False])[visits.pool] & (visits.started != UNSET))
    if not len(taken):
        return work
    work = work.copy()
    files = _files_by_time(visits, taken)
    for key, seconds in _time_together(record, capacity).items():
        if (rows := files.get(key)) is not None:
            work[rows] = seconds // len(rows) + (np.arange(len(rows)) < seconds % len(rows))
    return work


_Time = tuple[int, int, int]
"""Pool, when its files were begun, and when they were over; UNSET where that is behind the end of the observation."""


def _files_by_time(visits: EngineVisits, taken: Integers) -> dict[_Time, Integers]:
    """The files that were taken together, by the pool and the time in which they were."""
    columns = np.stack([visits.pool[taken], visits.started[taken], visits.work_ended[taken]], axis=1)
    times, which = np.unique(columns, axis=0, return_inverse=True)
    order = np.argsort(which.ravel(), kind="stable")
    borders = np.searchsorted(which.ravel()[order], np.arange(len(times) + 1))
    return {
        (pool, begin, end): taken[order[borders[k] : borders[k + 1]]]
        for k, (pool, begin, end) in enumerate(times.tolist())
    }


def _time_together(record: EngineRecord, capacity: Capacity) -> dict[_Time, int]:
    """How long sittings, and days of teams on duty, took by the end of the observation [s]."""
    until, time = record.observed_until, dict[_Time, int]()
    sittings, outings = SittingsDue(*record.sittings.T), Outings(*record.outings.T)
    for pool, begin, end in zip(*(c.tolist() for c in (sittings.pool, sittings.begin, sittings.end)), strict=True):
        time[pool, begin, end if end <= until else UNSET] = min(end, until) - begin
    columns = (outings.pool, outings.team, outings.opening, outings.close, outings.households)
    for pool, team, opening, close, households in zip(*(column.tolist() for column in columns), strict=True):
        if households:
            key = pool, opening, close if close <= until else UNSET
            on_duty = capacity.pools[pool].duty_of(team).elapsed(opening, min(close, until))
            time[key] = time.get(key, 0) + on_duty
    return time
