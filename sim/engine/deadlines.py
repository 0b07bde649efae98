"""Deadlines of steps and of deliveries to the State Corporation, and whether a deadline was kept.

The deadline of the whole term stands in :mod:`sim.engine.term_deadlines`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.engine_visits import EngineVisits
from sim.engine.record import EngineRecord
from sim.engine.steplog import Truth
from sim.grouping import by_identity, by_value
from sim.model.capacity import Capacity
from sim.model.route import Kind
from sim.model.workload import Workload
from sim.quantities import NEVER, UNSET, Instants, Integers


def step_deadlines(visits: EngineVisits, record: EngineRecord, workload: Workload, capacity: Capacity) -> Instants:
    """By visit: last lawful instant of its step; UNSET without a limit, and for a visit that another one followed [instants].

    A limit counts from the coming to the step. At the counter it is on serving, which nothing interrupts, so it runs on the
    clock on the wall from the start. A milestone counts from the end of the step that it names.
    """
    deadline = np.full(len(visits), UNSET, dtype=np.int64)
    clocks = [capacity.offices[pool.office].clock for pool in capacity.pools]
    widest = max(len(plan.steps) for plan in workload.routes)
    for key, rows in by_value(workload.route[visits.application] * widest + visits.position):
        route, position = divmod(key, widest)
        step = workload.routes[route].steps[position]
        if step.limit is None or step.kind in (Kind.SYSTEM, Kind.TRANSFER):
            continue
        if step.limit_on_the_wall:
            started = visits.started[rows]
            deadline[rows] = np.where(started == UNSET, UNSET, started + (step.limit.working_seconds or 0))
            continue
        since = visits.came[rows]
        if step.limit_from is not None:
            since = _end_before(record.finished, workload, route, step.limit_from, visits.row[rows])
        known = since != UNSET
        rows, since = rows[known], since[known]
        for clock, group in by_identity(clocks, visits.pool[rows]):
            deadline[rows[group]] = clock.deadlines(since[group], step.limit)
    deadline[visits.ended_early] = UNSET
    return within_calendar(deadline, capacity)


def within_calendar(deadline: Instants, capacity: Capacity) -> Instants:
    """The deadlines that the calendar knows, and NEVER for what lies behind its end: such a deadline is unknown [instants]."""
    end = min(office.clock.hours.end for office in capacity.offices)
    return np.where(deadline > end, NEVER, deadline)


def _end_before(finished: Instants, workload: Workload, route: int, position: int, rows: Integers) -> Instants:
    """When a step of a route last ended before given rows; UNSET where an application has not passed it [instants].

    `finished` is given by row of the workload.
    """
    passings = np.flatnonzero((workload.route[workload.application] == route) & (workload.position == position))
    if not len(passings):
        return np.full(len(rows), UNSET, dtype=np.int64)
    last = passings[np.maximum(np.searchsorted(passings, rows, side="left") - 1, 0)]
    passed = (last < rows) & (workload.application[last] == workload.application[rows])
    return np.where(passed, finished[last], UNSET)


def delivery_deadlines(workload: Workload, capacity: Capacity, term_deadline: Instants) -> Instants:
    """By application: by when the provider has to deliver its result to the State Corporation; UNSET on other routes [instants]."""
    before = np.array([plan.delivered_before for plan in workload.routes], dtype=np.int64)[workload.route]
    deadline = np.full(workload.size, UNSET, dtype=np.int64)
    concerned = np.flatnonzero((before > 0) & (term_deadline != UNSET))
    clocks = [capacity.offices[office.provider].clock for office in capacity.offices]
    for clock, group in by_identity(clocks, workload.office[concerned]):
        for days, rows in by_value(before[concerned[group]]):
            numbers = concerned[group[rows]]
            deadline[numbers] = clock.closes_before(term_deadline[numbers], days)
    return np.where((deadline != UNSET) & (term_deadline == NEVER), NEVER, deadline)


def deliveries(record: EngineRecord, workload: Workload, ready: Instants, delivery_deadline: Instants) -> Instants:
    """By application: when the provider delivered its result; UNSET without a deadline of the delivery [instants].

    It is delivered as it is ready, or as the way that follows ends.
    """
    delivered = np.full(workload.size, UNSET, dtype=np.int64)
    concerned = np.flatnonzero((delivery_deadline != UNSET) & (ready != UNSET))
    delivered[concerned] = ready[concerned]
    if workload.transfer is not None:
        following = np.minimum(workload.ready[concerned] + 1, len(workload.transfer) - 1)
        carried = (following < workload.first[concerned + 1]) & (workload.transfer[following] >= 0)
        delivered[concerned[carried]] = record.finished[following[carried]]
    return delivered


def kept(finished: Instants, deadline: Instants, observed_until: int) -> NDArray[np.int8]:
    """Whether a deadline was kept; unknown where there is none, or where neither end nor deadline was observed [Truth]."""
    in_time = np.where(finished == UNSET, Truth.no, np.where(finished <= deadline, Truth.yes, Truth.no))
    unknown = (deadline == UNSET) | ((finished == UNSET) & (deadline > observed_until))
    return np.where(unknown, Truth.unknown, in_time).astype(np.int8)
