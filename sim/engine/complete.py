"""From an engine's bare record to the full log: deadlines, reasons of waiting, outcomes.

Every engine's record is completed by this one module, so that engines differ in nothing but the course of events.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.calendar.duty import Duty
from sim.engine.record import EngineRecord
from sim.engine.steplog import StepLog, StepOutcome, Truth
from sim.engine.terms import Searches, judged, rows_of_searches, searches
from sim.grouping import by_identity, by_value
from sim.model.capacity import Capacity
from sim.model.outcomes import ApplicationOutcome
from sim.model.route import Kind
from sim.model.workload import Workload
from sim.quantities import UNSET, Instants


@dataclass(frozen=True)
class _Visits:
    """All visits of a replication, ordered by row and number of the visit."""

    row: Instants
    visit: Instants
    queued: Instants
    started: Instants
    work_ended: Instants
    finished: Instants
    served_by: Instants
    member: Instants
    work: Instants
    """What was done, or is to be done, in the visit [s]."""
    left: NDArray[np.bool_]
    """Whether the applicant was turned away."""
    handed_over: NDArray[np.bool_]
    """Whether the file went back to its pool before its work was done."""

    @classmethod
    def of(cls, record: EngineRecord, workload: Workload) -> _Visits:
        """Earlier and last visits together."""
        reached, earlier = np.flatnonzero(record.queued != UNSET), record.earlier
        row = np.concatenate([reached, earlier[:, 0]])
        visit = np.concatenate([record.visit[reached], earlier[:, 1]])
        order = np.lexsort((visit, row))
        ended_early = np.concatenate([np.zeros(len(reached), dtype=bool), np.ones(len(earlier), dtype=bool)])[order]
        left_to_do = workload.work.copy()
        np.subtract.at(left_to_do, earlier[:, 0], earlier[:, 7])

        def column(last_visit: Instants, of_earlier: int) -> Instants:
            return np.concatenate([last_visit[reached], earlier[:, of_earlier]])[order]

        started = column(record.started, 3)
        left = ended_early & (started == UNSET)
        return cls(
            row=row[order],
            visit=visit[order],
            queued=column(record.queued, 2),
            started=started,
            work_ended=np.where(left, UNSET, column(record.work_ended, 4)),
            finished=column(record.finished, 4),
            served_by=column(record.served_by, 5),
            member=column(record.member, 6),
            work=column(left_to_do, 7),
            left=left,
            handed_over=ended_early & ~left,
        )

    @property
    def first_queued(self) -> Instants:
        """When the file came to the step: of one that was handed over when its first visit began to queue."""
        first = np.searchsorted(self.row, self.row, side="left")
        was_handed_over = np.isin(self.row, self.row[self.handed_over])
        return np.where(was_handed_over, self.queued[first], self.queued)


def complete(record: EngineRecord, workload: Workload, capacity: Capacity) -> StepLog:
    """The full log of a replication, given what the engine wrote down."""
    visits = _Visits.of(record, workload)
    row, queued, started, finished = visits.row, visits.queued, visits.started, visits.finished
    pool = workload.pool[row]
    until = record.observed_until
    deadline, from_start = _step_deadlines(workload, capacity, row, pool, visits.first_queued, started, record.finished)
    ended_early = visits.left | visits.handed_over
    deadline[ended_early | (from_start & (started == UNSET))] = UNSET
    waited_until = np.where(started == UNSET, np.where(finished == UNSET, until, finished), started)
    people, closed, sitting = _waits(capacity, pool, queued, waited_until)
    transfer, system = _waits_elsewhere(workload, capacity, row, queued, waited_until, people)
    outcome = np.where(finished == UNSET, StepOutcome.open, StepOutcome.done)
    outcome = np.where(visits.left, StepOutcome.turned_away, outcome)
    outcome = np.where(visits.handed_over, StepOutcome.handed_over, outcome)
    own = workload.kind[row] == Kind.APPLICANT
    outcome = np.where(own & (started == UNSET) & (finished != UNSET), StepOutcome.not_brought, outcome)
    looking = np.where(own, np.minimum(queued + workload.work[row], waited_until) - queued, 0)
    closed[own] = waited_until[own] - queued[own] - looking[own]
    fate = _fates(record, workload)
    looked = _searches(record, workload)
    term, standing = _term_deadlines(record, workload, capacity, looked)
    delivered, delivery = _deliveries(record, workload, capacity, fate.ready, term)
    received, window = record.received, workload.window
    inherited = np.zeros(workload.size, dtype=bool) if workload.inherited is None else workload.inherited
    return StepLog(
        replication=workload.replication,
        observed_until=until,
        followed_until=window.run_out_end,
        application=workload.application[row],
        position=workload.position[row],
        visit=_visit_numbers(visits, workload),
        row=row,
        pool=pool,
        served_by=visits.served_by,
        member=visits.member,
        queued=queued,
        started=started,
        work_ended=visits.work_ended,
        finished=finished,
        deadline=deadline,
        in_time=np.where(ended_early, np.int8(Truth.unknown), _in_time(finished, deadline, until)).astype(np.int8),
        outcome=outcome.astype(np.int8),
        stands_still=np.isin(row, standing.row),
        work_s=np.where((started == UNSET) | own, 0, visits.work),
        hold_s=np.where((started == UNSET) | visits.handed_over, 0, workload.hold[row]),
        wait_people_s=people,
        wait_closed_s=closed,
        wait_sitting_s=sitting,
        wait_applicant_s=looking,
        wait_transfer_s=transfer,
        wait_system_s=system,
        spells=_spells(record, row),
        sittings=record.sittings,
        outings=record.outings,
        a_received=received,
        a_ready=fate.ready,
        a_handed_out=fate.handed_out,
        a_deadline=term,
        a_in_time=np.where(fate.answerable, _in_time(fate.ready, term, until), np.int8(Truth.unknown)).astype(np.int8),
        a_answerable=fate.answerable,
        a_outcome=fate.outcome,
        a_counted=(received >= window.warm_up_end) & (received < window.horizon) & ~inherited,
        a_inherited=inherited,
        a_ended=fate.ended,
        a_delivered=delivered,
        a_delivery_deadline=delivery,
        a_not_counted=_days_not_counted(workload, capacity, standing),
        a_stream=workload.stream,
        a_route=workload.route,
        a_office=workload.office,
        a_submitted=workload.submitted,
        streams=workload.streams,
        routes=tuple(route.key for route in workload.routes),
        steps=tuple(tuple((step.key, step.role) for step in route.steps) for route in workload.routes),
        offices=tuple(office.name for office in capacity.offices),
        pool_offices=np.array([p.office for p in capacity.pools], dtype=np.int64),
        pool_roles=tuple(p.role for p in capacity.pools),
        member_names=tuple(tuple(member.name for member in p.roster) for p in capacity.pools),
    )


def _spells(record: EngineRecord, row: Instants) -> Instants:
    """The parts of work that was set aside, by position of their visit in the log: visit, member, from, to."""
    of_row, visit = record.spells[:, 0], record.spells[:, 1]
    first = np.searchsorted(row, of_row, side="left")
    return np.column_stack([first + visit - 1, record.spells[:, 2:]]).astype(np.int64)


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
    clocks = [capacity.offices[p.office].clock for p in capacity.pools]
    widest = max(len(plan.steps) for plan in workload.routes)
    for key, mine in by_value(route * widest + position):
        i, k = divmod(key, widest)
        step = workload.routes[i].steps[k]
        if step.limit is None or step.kind in (Kind.SYSTEM, Kind.TRANSFER):
            continue
        since = queued[mine]
        if step.limit_from is not None:
            since = _end_before(workload, i, step.limit_from, row[mine], row_finished)
        elif step.kind is Kind.COUNTER and step.limit.unit in ("minutes", "hours"):
            from_start[mine] = True
            deadline[mine] = started[mine] + (step.limit.working_seconds or 0)
            continue
        known = since != UNSET
        mine, since = mine[known], since[known]
        for clock, rows in by_identity(clocks, pool[mine]):
            deadline[mine[rows]] = clock.deadlines(since[rows], step.limit)
    return deadline, from_start


def _end_before(workload: Workload, route: int, position: int, row: Instants, row_finished: Instants) -> Instants:
    """When a step of a route last ended before given rows; UNSET where an application has not passed it."""
    there = np.flatnonzero((workload.route[workload.application] == route) & (workload.position == position))
    if not len(there):
        return np.full(len(row), UNSET, dtype=np.int64)
    last = there[np.maximum(np.searchsorted(there, row, side="left") - 1, 0)]
    passed = (last < row) & (workload.application[last] == workload.application[row])
    return np.where(passed, row_finished[last], UNSET)


def _visit_numbers(visits: _Visits, workload: Workload) -> Instants:
    """Numbers of the visits to a step by one application, also where it passes the step several times [from 1]."""
    if workload.step is None:
        return visits.visit
    position = workload.position[visits.row]
    order = np.lexsort((visits.visit, visits.row, position, workload.application[visits.row]))
    key = workload.application[visits.row][order] * (int(workload.position.max(initial=0)) + 1) + position[order]
    first = np.searchsorted(key, key, side="left")
    numbers = np.empty(len(order), dtype=np.int64)
    numbers[order] = np.arange(len(order)) - first + 1
    return numbers


@dataclass(frozen=True)
class _Fates:
    """How the applications of a replication ended, by application."""

    ready: Instants
    handed_out: Instants
    ended: Instants
    """When there was nothing more to be done about it."""
    outcome: NDArray[np.int8]
    answerable: NDArray[np.bool_]
    """Whether an answer is due: not for one that was stopped or returned, or that its applicant has ended."""


def _fates(record: EngineRecord, workload: Workload) -> _Fates:
    """How the applications ended."""
    finished, last = record.finished, workload.first[1:] - 1
    own = np.flatnonzero(workload.kind == Kind.APPLICANT)
    given_up = own[(record.started[own] == UNSET) & (finished[own] != UNSET)]
    by_applicant = np.zeros(workload.size, dtype=bool)
    by_applicant[workload.application[given_up]] = True
    gone = finished[last]  # the whole way
    gone[by_applicant] = UNSET
    ended = gone.copy()
    ended[workload.application[given_up]] = finished[given_up]
    ending = np.full(workload.size, ApplicationOutcome.assigned) if workload.ending is None else workload.ending
    answered = np.isin(ending, (ApplicationOutcome.assigned, ApplicationOutcome.refused))
    ready = np.where(workload.ready == UNSET, UNSET, finished[workload.ready])
    over = np.where(answered, ready != UNSET, gone != UNSET)
    outcome = np.where(over, ending, ApplicationOutcome.open)
    return _Fates(
        ready=ready,
        handed_out=np.where(answered, gone, UNSET),
        ended=ended,
        outcome=np.where(by_applicant & ~over, ApplicationOutcome.ended_by_applicant, outcome).astype(np.int8),
        answerable=answered & (over | ~by_applicant),
    )


def _searches(record: EngineRecord, workload: Workload) -> Searches:
    """The times in which applicants looked for documents and the term did not simply run on."""
    rows = rows_of_searches(workload)
    back = np.where(record.started[rows] == UNSET, record.finished[rows], record.started[rows])
    return searches(workload, rows, record.queued[rows], back, record.observed_until)


def _term_deadlines(
    record: EngineRecord, workload: Workload, capacity: Capacity, looked: Searches
) -> tuple[Instants, Searches]:
    """The deadline of each application's term, UNSET without one or where it was not received; and the searches for which
    the clock stood still."""
    deadline = np.full(workload.size, UNSET, dtype=np.int64)
    received = np.flatnonzero(record.received != UNSET)
    deadline[received], standing = judged(workload, capacity, received, record.received[received], looked)
    return deadline, standing


def _days_not_counted(workload: Workload, capacity: Capacity, standing: Searches) -> Instants:
    """By application: official working days for which its term stood still."""
    result = np.zeros(workload.size, dtype=np.int64)
    clocks = [capacity.offices[office.provider].clock for office in capacity.offices]
    for clock, mine in by_identity(clocks, workload.office[standing.application]):
        np.add.at(result, standing.application[mine], clock.working_days(standing.asked[mine], standing.back[mine]))
    return result


def _deliveries(
    record: EngineRecord, workload: Workload, capacity: Capacity, ready: Instants, deadline: Instants
) -> tuple[Instants, Instants]:
    """When the provider delivered each result to the State Corporation, and by when he had to; UNSET on other routes."""
    before = np.array([plan.delivered_before for plan in workload.routes], dtype=np.int64)[workload.route]
    delivered, by = (np.full(workload.size, UNSET, dtype=np.int64) for _ in range(2))
    concerned = np.flatnonzero((before > 0) & (deadline != UNSET))
    clocks = [capacity.offices[office.provider].clock for office in capacity.offices]
    for clock, rows in by_identity(clocks, workload.office[concerned]):
        for days in np.unique(before[concerned[rows]]).tolist():
            mine = concerned[rows][before[concerned[rows]] == days]
            by[mine] = clock.closes_before(deadline[mine], days)
    concerned = concerned[ready[concerned] != UNSET]
    following = workload.ready[concerned] + 1
    delivered[concerned] = ready[concerned]
    if workload.transfer is not None:
        following = np.minimum(following, len(workload.transfer) - 1)
        carried = (following < workload.first[concerned + 1]) & (workload.transfer[following] >= 0)
        delivered[concerned[carried]] = record.finished[following[carried]]
    return delivered, by


def _waits(
    capacity: Capacity, pool: Instants, queued: Instants, until: Instants
) -> tuple[Instants, Instants, Instants]:
    """Queue time with somebody of the pool on duty, without, and before the first sitting that could take the file [s].

    None for systems. What is beyond that first sitting, its agenda full or its quorum missing, waits for people.
    """
    people, closed, sitting = (np.zeros(len(queued), dtype=np.int64) for _ in range(3))
    for duty, rows in _by_duty(capacity, pool):
        people[rows] = duty.elapsed_many(queued[rows], until[rows])
        closed[rows] = until[rows] - queued[rows] - people[rows]
    for plan, rows in by_identity([plan.sittings for plan in capacity.pools], pool):
        if plan is None:
            continue
        never = np.iinfo(np.int64).max
        begins = np.array([one.begin for one in plan.dates] + [never], dtype=np.int64)
        cut_offs = np.array([one.cut_off for one in plan.dates], dtype=np.int64)
        due = begins[np.searchsorted(cut_offs, queued[rows], side="left")]
        sitting[rows] = np.minimum(due, until[rows]) - queued[rows]
        people[rows] = until[rows] - queued[rows] - sitting[rows]
        closed[rows] = 0
    return people, closed, sitting


def _waits_elsewhere(
    workload: Workload, capacity: Capacity, row: Instants, queued: Instants, until: Instants, people: Instants
) -> tuple[Instants, Instants]:
    """Waits for a courier, and for systems that are down [s]; those for a place in a system go to `people`."""
    transfer, system = np.zeros(len(row), dtype=np.int64), np.zeros(len(row), dtype=np.int64)
    if workload.transfer is not None:
        carried = workload.transfer[row] >= 0
        transfer[carried] = until[carried] - queued[carried]
    widest = max(len(plan.steps) for plan in workload.routes)
    table = np.full((len(workload.routes), widest), UNSET, dtype=np.int64)
    for i, plan in enumerate(workload.routes):
        table[i, : len(plan.steps)] = [UNSET if s.system is None else s.system for s in plan.steps]
    asked = table[workload.route[workload.application[row]], workload.position[row]]
    for up, rows in by_identity([one.up for one in capacity.systems], asked):
        people[rows] = up.elapsed_many(queued[rows], until[rows])
        system[rows] = until[rows] - queued[rows] - people[rows]
    return transfer, system


def _in_time(finished: Instants, deadline: Instants, until: int) -> NDArray[np.int8]:
    """Whether a deadline was kept; unknown where there is none, or where neither end nor deadline was observed."""
    kept = np.where(finished == UNSET, Truth.no, np.where(finished <= deadline, Truth.yes, Truth.no))
    unknown = (deadline == UNSET) | ((finished == UNSET) & (deadline > until))
    return np.where(unknown, Truth.unknown, kept).astype(np.int8)


def _by_duty(capacity: Capacity, pool: Instants) -> Iterator[tuple[Duty, Instants]]:
    """Rows grouped by the duty of their pool; rows without a pool are left out."""
    return by_identity([p.duty for p in capacity.pools], pool)
