"""From an engine's bare record to the full log: deadlines, reasons of waiting, outcomes.

Every engine's record is completed by this one module, so that engines differ in nothing but the course of events.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.calendars import Instants, WorkingTime
from sim.capacity import Capacity
from sim.deadlines import OfficeClock
from sim.engines.record import UNSET, EngineRecord
from sim.steplog import ApplicationOutcome, StepLog, StepOutcome, Truth
from sim.workload import Kind, Workload

Thing = TypeVar("Thing")


def complete(record: EngineRecord, workload: Workload, capacity: Capacity) -> StepLog:
    """The full log of a replication, given what the engine wrote down."""
    reached = np.flatnonzero(record.queued != UNSET)
    away = record.turned_away
    row = np.concatenate([reached, away[:, 0]])
    order = np.lexsort((np.concatenate([record.visit[reached], away[:, 1]]), row))
    row = row[order]
    left = np.concatenate([np.zeros(len(reached), dtype=bool), np.ones(len(away), dtype=bool)])[order]

    def column(last_visit: Instants, earlier: Instants) -> Instants:
        return np.concatenate([last_visit[reached], earlier])[order]

    nothing = np.full(len(away), UNSET, dtype=np.int64)
    queued, visit = column(record.queued, away[:, 2]), column(record.visit, away[:, 1])
    started, finished = column(record.started, nothing), column(record.finished, away[:, 3])
    application, position = workload.application[row], workload.position[row]
    pool = workload.pool[row]
    until = record.observed_until
    deadline, from_start = _step_deadlines(workload, capacity, row, pool, queued, started, record.finished)
    deadline[left | (from_start & (started == UNSET))] = UNSET
    people, closed = _waits(
        capacity, pool, queued, np.where(left, finished, np.where(started == UNSET, until, started))
    )
    outcome = np.where(left, StepOutcome.turned_away, np.where(finished == UNSET, StepOutcome.open, StepOutcome.done))
    place = np.full(len(workload.work), UNSET, dtype=np.int64)
    place[row] = np.arange(len(row))  # the last visit to a step comes last, and it is the one that was worked on
    spells = record.spells.copy()
    spells[:, 0] = place[spells[:, 0]]
    ready, handed_out, term = _term_deadlines(record, workload, capacity)
    window = workload.window
    return StepLog(
        replication=workload.replication,
        observed_until=until,
        followed_until=window.run_out_end,
        application=application,
        position=position,
        visit=visit,
        pool=pool,
        member=column(record.member, nothing),
        queued=queued,
        started=started,
        work_ended=column(record.work_ended, nothing),
        finished=finished,
        deadline=deadline,
        in_time=np.where(left, np.int8(Truth.unknown), _in_time(finished, deadline, until)).astype(np.int8),
        outcome=outcome.astype(np.int8),
        work_s=np.where(started == UNSET, 0, workload.work[row]),
        hold_s=np.where(started == UNSET, 0, workload.hold[row]),
        wait_people_s=people,
        wait_closed_s=closed,
        spells=spells,
        a_received=record.received,
        a_ready=ready,
        a_handed_out=handed_out,
        a_deadline=term,
        a_in_time=_in_time(ready, term, until),
        a_outcome=np.where(ready == UNSET, ApplicationOutcome.open, ApplicationOutcome.assigned).astype(np.int8),
        a_counted=(record.received >= window.warm_up_end) & (record.received < window.horizon),
        a_stream=workload.stream,
        a_route=workload.route,
        a_office=workload.office,
        a_submitted=workload.submitted,
        streams=workload.streams,
        routes=tuple((route.service, str(route.route)) for route in workload.routes),
        steps=tuple(tuple((step.key, step.role) for step in route.steps) for route in workload.routes),
        offices=tuple(office.name for office in capacity.offices),
        pool_offices=np.array([p.office for p in capacity.pools], dtype=np.int64),
    )


def _step_deadlines(
    workload: Workload,
    capacity: Capacity,
    row: Instants,
    pool: Instants,
    queued: Instants,
    started: Instants,
    row_finished: Instants,
) -> tuple[Instants, NDArray[np.bool_]]:
    """Deadline of every visit, UNSET without a limit; and whether it counts from the start of serving.

    At the counter the limit is on serving, which nothing interrupts, so it runs on the clock on the wall. A milestone
    counts from the end of the step that it names, given by row of the workload in `row_finished`.
    """
    route, position = workload.route[workload.application[row]], workload.position[row]
    deadline = np.full(len(queued), UNSET, dtype=np.int64)
    from_start = np.zeros(len(queued), dtype=bool)
    for i, plan in enumerate(workload.routes):
        for k, step in enumerate(plan.steps):
            if step.limit is None or step.kind is Kind.SYSTEM:
                continue
            mine = np.flatnonzero((route == i) & (position == k))
            since = queued[mine]
            if step.limit_from is not None:
                since = row_finished[row[mine] - k + step.limit_from]
            elif step.kind is Kind.COUNTER and step.limit.unit in ("minutes", "hours"):
                from_start[mine] = True
                deadline[mine] = started[mine] + (step.limit.working_seconds or 0)
                continue
            for clock, rows in _by_clock(capacity, pool[mine]):
                deadline[mine[rows]] = clock.deadlines(since[rows], step.limit)
    return deadline, from_start


def _term_deadlines(
    record: EngineRecord, workload: Workload, capacity: Capacity
) -> tuple[Instants, Instants, Instants]:
    """When each application was ready and handed out, and the deadline of its term (UNSET without one)."""
    ready_row = workload.first[:-1] + np.array([r.ready for r in workload.routes], dtype=np.int64)[workload.route]
    ready, handed_out = record.finished[ready_row], record.finished[workload.first[1:] - 1]
    deadline = np.full(workload.size, UNSET, dtype=np.int64)
    providers = np.array([office.provider for office in capacity.offices], dtype=np.int64)[workload.office]
    for i, plan in enumerate(workload.routes):
        if plan.term is None:
            continue
        # Terms in days end at the provider's close; those in minutes or hours run while the receiving office is open.
        owners = providers if plan.term.unit.endswith("days") else workload.office
        for owner in np.unique(owners).tolist():
            mine = np.flatnonzero((workload.route == i) & (owners == owner) & (record.received != UNSET))
            clock = capacity.offices[owner].clock
            deadline[mine] = clock.deadlines(
                record.received[mine], plan.term, day_of_receipt_included=plan.day_of_receipt_included
            )
    return ready, handed_out, deadline


def _waits(capacity: Capacity, pool: Instants, queued: Instants, until: Instants) -> tuple[Instants, Instants]:
    """Queue time with somebody of the pool on duty, and without [s]; none for systems."""
    people = np.zeros(len(queued), dtype=np.int64)
    closed = np.zeros(len(queued), dtype=np.int64)
    for duty, rows in _by_duty(capacity, pool):
        people[rows] = duty.elapsed_many(queued[rows], until[rows])
        closed[rows] = until[rows] - queued[rows] - people[rows]
    return people, closed


def _in_time(finished: Instants, deadline: Instants, until: int) -> NDArray[np.int8]:
    """Whether a deadline was kept; unknown where there is none, or where neither end nor deadline was observed."""
    kept = np.where(finished == UNSET, Truth.no, np.where(finished <= deadline, Truth.yes, Truth.no))
    unknown = (deadline == UNSET) | ((finished == UNSET) & (deadline > until))
    return np.where(unknown, Truth.unknown, kept).astype(np.int8)


def _by_clock(capacity: Capacity, pool: Instants) -> Iterator[tuple[OfficeClock, Instants]]:
    """Rows grouped by the clock of their pool's office."""
    return _grouped([capacity.offices[p.office].clock for p in capacity.pools], pool)


def _by_duty(capacity: Capacity, pool: Instants) -> Iterator[tuple[WorkingTime, Instants]]:
    """Rows grouped by the duty of their pool; rows without a pool are left out."""
    return _grouped([p.duty for p in capacity.pools], pool)


def _grouped(things: Sequence[Thing], pool: Instants) -> Iterator[tuple[Thing, Instants]]:
    """Rows grouped by what their pool has; pools that have the very same thing go together."""
    first = {id(thing): i for i, thing in reversed(list(enumerate(things)))}
    groups = np.array([first[id(thing)] for thing in things] + [UNSET], dtype=np.int64)[pool]
    for group in np.unique(groups[groups >= 0]).tolist():
        yield things[group], np.flatnonzero(groups == group)
