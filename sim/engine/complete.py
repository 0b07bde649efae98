"""From an engine's bare record to the full log: deadlines, reasons of waiting, outcomes.

Every engine's record is completed by this one module, so that engines differ in nothing but the course of events.
"""

from __future__ import annotations

import numpy as np

from sim.engine.deadlines import deliveries, delivery_deadlines, kept, step_deadlines, within_calendar
from sim.engine.endings import endings, visit_outcomes
from sim.engine.engine_visits import EngineVisits
from sim.engine.objections import submissions
from sim.engine.record import EngineRecord
from sim.engine.steplog import (
    Applications,
    Assignments,
    LogNames,
    Outings,
    Partners,
    SittingsDue,
    StepLog,
    Truth,
    Visits,
    WorkParts,
)
from sim.engine.term_deadlines import Searches, deadlines_and_stops, rows_of_searches, searches
from sim.engine.waits import nothing, waits_of
from sim.engine.work_done import add_work_together, cut_to_observation, holds_so_far
from sim.grouping import by_identity
from sim.model.capacity import Capacity
from sim.model.workload import Workload
from sim.quantities import UNSET, Flags, Instants


def complete(record: EngineRecord, workload: Workload, capacity: Capacity) -> StepLog:
    """The full log of a replication, given what the engine wrote down."""
    visits = EngineVisits.of(record, workload, capacity)
    term_deadline, standing = _terms(record, workload, capacity)
    shared = _partners(record, visits), _work_parts(record, visits)
    return StepLog(
        replication=workload.replication,
        observed_until=record.observed_until,
        followed_until=workload.window.run_out_end,
        visits=_visits(visits, record, workload, capacity, standing, shared),
        applications=_applications(record, workload, capacity, term_deadline, standing),
        names=LogNames.of(workload.streams, workload.routes, capacity),
        partners=shared[0],
        work_parts=shared[1],
        sittings=SittingsDue(*record.sittings.T),
        outings=Outings(*record.outings.T),
        assignments=Assignments(*record.assignments.T),
        bookings=workload.bookings,
    )


def _visits(
    visits: EngineVisits,
    record: EngineRecord,
    workload: Workload,
    capacity: Capacity,
    standing: Searches,
    shared: tuple[Partners, WorkParts],
) -> Visits:
    """The table of visits; `standing` are the searches for which the clock of the term stood still, `shared` who did visits
    together with others, and the parts of work that was set aside."""
    deadline = step_deadlines(visits, record, workload, capacity)
    waits = waits_of(visits, record, workload, capacity)
    served = visits.started != UNSET
    by_staff_or_system = served.copy()
    by_staff_or_system[visits.by_applicant] = False
    whole_work = _where(by_staff_or_system, visits.work)
    so_far = cut_to_observation(whole_work, visits, record, workload, capacity, shared)
    return Visits(
        application=visits.application,
        position=visits.position,
        number=visits.numbers(workload),
        row=visits.row,
        pool=visits.pool,
        served_by=visits.served_by,
        member=visits.member,
        queued=visits.queued,
        started=visits.started,
        work_ended=visits.work_ended,
        finished=visits.finished,
        deadline=deadline,
        in_time=kept(visits.finished, deadline, record.observed_until),
        outcome=visit_outcomes(visits),
        stands_still=np.isin(visits.row, standing.row),
        work_s=add_work_together(so_far, visits, record, capacity),
        stated_work_s=whole_work
        if visits.stated_work is visits.work
        else _where(by_staff_or_system, visits.stated_work),
        hold_s=holds_so_far(_holds(visits, served, workload), visits, record, capacity),
        wait_people_s=waits.people,
        wait_officer_s=waits.officer,
        wait_closed_s=waits.closed,
        wait_sitting_s=waits.sitting,
        wait_applicant_s=waits.applicant,
        wait_transfer_s=waits.transfer,
        wait_system_s=waits.system,
    )


def _where(holds: Flags, seconds: Instants) -> Instants:
    """By visit: what is given where something holds, and 0 elsewhere; the very same array where it holds everywhere [s]."""
    return seconds if holds.all() else np.where(holds, seconds, 0)


def _holds(visits: EngineVisits, served: Flags, workload: Workload) -> Instants:
    """By visit: the hold after its work; 0 for one that nobody served or that was handed over [s]."""
    if not workload.hold.any():
        return nothing(len(visits))
    return _where(served & ~visits.handed_over, visits.of_rows(workload.hold))


def _applications(
    record: EngineRecord, workload: Workload, capacity: Capacity, deadline: Instants, standing: Searches
) -> Applications:
    """The table of applications; `deadline` is that of the term."""
    received, window, ends = record.received, workload.window, endings(record, workload)
    inherited = np.zeros(workload.size, dtype=bool) if workload.inherited is None else workload.inherited
    in_time = kept(ends.ready, deadline, record.observed_until)
    in_time[~ends.answerable] = Truth.unknown
    delivery_deadline = delivery_deadlines(workload, capacity, deadline)
    return Applications(
        stream=workload.stream,
        route=workload.route,
        office=workload.office,
        submitted=submissions(workload, ends.handed_out),
        received=received,
        ready=ends.ready,
        handed_out=ends.handed_out,
        appointment=np.full(workload.size, UNSET) if workload.appointment is None else workload.appointment,
        ended=ends.ended,
        deadline=deadline,
        in_time=in_time,
        outcome=ends.outcome,
        answerable=ends.answerable,
        counted=(received >= window.warm_up_end) & (received < window.horizon) & ~inherited,
        inherited=inherited,
        delivered=deliveries(record, workload, ends.ready, delivery_deadline),
        delivery_deadline=delivery_deadline,
        parent=np.full(workload.size, UNSET, dtype=np.int64) if workload.parent is None else workload.parent,
        not_counted=_days_not_counted(workload, capacity, standing),
    )


def _partners(record: EngineRecord, visits: EngineVisits) -> Partners:
    """Those who did visits together with others, by position of their visit in the log."""
    row, visit, member = record.partners.T
    return Partners(np.searchsorted(visits.row, row, side="left") + visit - 1, member)


def _work_parts(record: EngineRecord, visits: EngineVisits) -> WorkParts:
    """The parts of work that was set aside, by position of their visit in the log."""
    row, visit, member, begin, end = record.work_parts.T
    first = np.searchsorted(visits.row, row, side="left")
    return WorkParts(first + visit - 1, member, begin, end)


def _terms(record: EngineRecord, workload: Workload, capacity: Capacity) -> tuple[Instants, Searches]:
    """The deadline of each application's term, UNSET without one or where it was not received [instants]; and the searches
    for documents for which the clock stood still."""
    rows = rows_of_searches(workload)
    back = np.where(record.started[rows] == UNSET, record.finished[rows], record.started[rows])
    searches_of_all = searches(workload, rows, record.queued[rows], back, record.observed_until)
    deadline = np.full(workload.size, UNSET, dtype=np.int64)
    received = np.flatnonzero(record.received != UNSET)
    deadline[received], standing = deadlines_and_stops(
        workload, capacity, received, record.received[received], searches_of_all
    )
    return within_calendar(deadline, capacity), standing


def _days_not_counted(workload: Workload, capacity: Capacity, standing: Searches) -> Instants:
    """By application: official working days for which its term stood still."""
    days = np.zeros(workload.size, dtype=np.int64)
    clocks = [capacity.offices[office.provider].clock for office in capacity.offices]
    for clock, rows in by_identity(clocks, workload.office[standing.application]):
        stopped = clock.working_days(standing.asked[rows], standing.back[rows])
        np.add.at(days, standing.application[rows], stopped)
    return days
