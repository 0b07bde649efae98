"""Deadlines of steps and of deliveries to the State Corporation, and whether a deadline was kept.

The deadline of the whole term stands in :mod:`sim.engine.term_deadlines`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.engine_visits import EngineVisits
from sim.engine.record import EngineRecord
from sim.engine.steplog import Truth
from sim.grouping import by_identity, by_value, first_positions, numbered, once_per_object
from sim.law.legal_clock import DeadlineRule, deadlines_by_rule
from sim.model.capacity import Capacity
from sim.model.route import Kind, RoutePlan, StepPlan, table_of_steps
from sim.model.workload import Workload
from sim.quantities import NEVER, UNSET, Instants, Integers, Limit


def step_deadlines(visits: EngineVisits, record: EngineRecord, workload: Workload, capacity: Capacity) -> Instants:
    """By visit: last lawful instant of its step; UNSET without a limit, and for a visit that another one followed [instants].

    A limit counts from the coming to the step. At the counter it is on serving, which nothing interrupts, so it runs on the
    clock on the wall from the start. A milestone counts from the end of the step that it names.
    """
    limits, number_of_step, seconds_of_step = _limits_of_steps(workload.routes)
    if not limits:
        return np.broadcast_to(np.int64(UNSET), len(visits))
    number = number_of_step[visits.step]
    since = _since(visits, record, workload)
    clocks = [capacity.offices[pool.office].clock for pool in capacity.pools]
    clock = first_positions(clocks)[visits.pool]
    counted = (number != UNSET) & (clock != UNSET) & (since != UNSET)
    rule, keys = numbered(np.where(counted, number * len(clocks) + clock, UNSET), len(limits) * len(clocks))
    rules = [DeadlineRule(clocks[key % len(clocks)], limits[key // len(clocks)]) for key in keys]
    deadline = deadlines_by_rule(since, rule, rules)
    if seconds_of_step is not None:
        seconds = seconds_of_step[visits.step]
        rows = np.flatnonzero((seconds != UNSET) & (visits.started != UNSET))
        deadline[rows] = visits.started[rows] + seconds[rows]
    deadline[visits.ended_early] = UNSET
    return within_calendar(deadline, capacity)


def _limit(step: StepPlan) -> Limit | None:
    """The limit of a step by which somebody can be late."""
    return None if step.kind in (Kind.SYSTEM, Kind.TRANSFER) else step.limit


@once_per_object
def _limits_of_steps(routes: tuple[RoutePlan, ...]) -> tuple[list[Limit], Integers, Integers | None]:
    """All limits of some routes; by step, as `Workload.step_of_row` numbers them, the position of the limit that counts by the
    clock of an office; and by step that on the clock on the wall [s], None where there is none; both UNSET for none."""
    of_steps = (_limit(step) for plan in routes for step in plan.steps)
    limits = list(dict.fromkeys(limit for limit in of_steps if limit is not None))

    def number(step: StepPlan) -> int | None:
        limit = None if step.limit_on_the_wall else _limit(step)
        return None if limit is None else limits.index(limit)

    def seconds(step: StepPlan) -> int | None:
        return (step.limit.working_seconds or 0) if step.limit is not None and step.limit_on_the_wall else None

    on_the_wall = table_of_steps(routes, seconds).ravel()
    return limits, table_of_steps(routes, number).ravel(), on_the_wall if (on_the_wall != UNSET).any() else None


def _since(visits: EngineVisits, record: EngineRecord, workload: Workload) -> Instants:
    """By visit: from when its limit counts; UNSET where that did not come [instants]."""
    since = visits.came
    milestones = [
        (route, position, step.limit_from)
        for route, plan in enumerate(workload.routes)
        for position, step in enumerate(plan.steps)
        if step.limit_from is not None
    ]
    for route, position, limit_from in milestones:
        rows = np.flatnonzero((visits.position == position) & (workload.route[visits.application] == route))
        since = since.copy()
        since[rows] = _end_before(record.finished, workload, route, limit_from, visits.row[rows])
    return since


def within_calendar(deadline: Instants, capacity: Capacity) -> Instants:
    """The deadlines that the calendar knows, and in place NEVER for what lies behind its end: that is unknown [instants]."""
    end = min(office.clock.hours.end for office in capacity.offices)
    if (deadline > end).any():
        deadline[deadline > end] = NEVER
    return deadline


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
    in_time = np.asarray((finished != UNSET) & (finished <= deadline), dtype=np.int8)
    in_time[(deadline == UNSET) | ((finished == UNSET) & (deadline > observed_until))] = Truth.unknown
    return in_time
