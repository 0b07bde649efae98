"""One file's life from the log of a replication: of every visit what it waited for, who worked on it and when, and its deadline.

The log has the instants and the lengths; the hours of offices and members say when each of them was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import numpy as np

from sim.calendar.duty import Duty, intervals
from sim.calendar.working_time import WorkingTime
from sim.engine.steplog import RecordedLog, RecordedVisits, StepOutcome, Truth
from sim.law.legal_clock import OfficeClock
from sim.measure.blame import OFFICER, REASONS, blame, blame_route
from sim.model.build_route import COLLECTION
from sim.model.capacity import Pool
from sim.model.model import Model
from sim.model.outcomes import ApplicationOutcome
from sim.model.route import Kind, RoutePlan, StepPlan
from sim.quantities import NEVER, UNSET, Instants
from sim.tracing.activity_intervals import Interval, intervals_of_visit
from sim.tracing.at_counters import found_nobody, goes_on
from sim.tracing.life import Blamed, Life, VisitLife, WaitReason
from sim.tracing.running_term import RunningTerm


def file_life(log: RecordedLog, model: Model, application: int) -> Life:
    """The life of one application of a replication, by its number.

    `model` is that of the replication, with its random absences and outages drawn.
    """
    i, applications = application, log.applications
    plan = model.routes[int(applications.route[i])]
    office = model.capacity.offices[int(applications.office[i])]
    clock = model.capacity.offices[office.provider].clock
    received, ready, deadline = (
        int(applications.received[i]),
        int(applications.ready[i]),
        int(applications.deadline[i]),
    )
    term = RunningTerm(plan, office, clock, received)
    first_deadline = term.deadline
    visits = tuple(_visit_life(log, model, int(row), term) for row in np.flatnonzero(log.visits.application == i))
    end = log.observed_until if ready == UNSET else ready
    known = received != UNSET
    days = _days(clock, received, end, plan) if known else 0
    delivered, by = int(applications.delivered[i]), int(applications.delivery_deadline[i])
    late = applications.in_time[i] == Truth.no
    objection, provider = _objection(log, i), model.capacity.offices[office.provider]
    return Life(
        replication=log.replication,
        application=i,
        stream=log.names.streams[int(applications.stream[i])],
        service=plan.service,
        route=plan.key[1],
        office=office.name,
        submitted=int(applications.submitted[i]),
        appointment=int(applications.appointment[i]),
        received=received,
        ready=ready,
        handed_out=int(applications.handed_out[i]),
        delivered=delivered,
        deadline=deadline,
        delivery_deadline=by,
        in_time=Truth(int(applications.in_time[i])),
        outcome=ApplicationOutcome(int(applications.outcome[i])),
        counted=bool(applications.counted[i]),
        inherited=bool(applications.inherited[i]),
        parent=int(applications.parent[i]),
        objection=objection,
        objected=UNSET if objection == UNSET else int(applications.submitted[objection]),
        handed_in_at=office.name if applications.parent[i] == UNSET else provider.name,
        observed_until=log.observed_until,
        term=plan.term,
        term_is_derived=plan.term is not None and plan.term_kind == "derived",
        term_in_force=term.limit,
        first_deadline=first_deadline,
        elapsed_days=max(days - term.days_stopped, 0),
        elapsed_s=clock.hours.elapsed(received, end) if known else 0,
        spare_days=0 if deadline in (UNSET, NEVER) else _signed_days(clock, end, deadline),
        spare_s=0 if late or deadline in (UNSET, NEVER) else _margin(clock.hours, end, deadline),
        lateness_s=clock.hours.elapsed(deadline, end) if late else 0,
        delivery_days=0 if UNSET in (delivered, by) or by == NEVER else _signed_days(clock, delivered, by),
        blamed=_blamed(log, model, i) if late else (),
        visits=visits,
    )


def _objection(log: RecordedLog, application: int) -> int:
    """The objection to the answer to an application that was handed in by the end of the observation; UNSET for none."""
    applications = log.applications
    came = (applications.submitted != UNSET) & (applications.submitted <= log.observed_until)
    found = np.flatnonzero((applications.parent == application) & came)
    return int(found[0]) if len(found) else UNSET


def _members(log: RecordedLog, row: int) -> str:
    """Who did a visit, given by its position in the log."""
    served_by, member = int(log.visits.served_by[row]), int(log.visits.member[row])
    return " and ".join(log.names.member(served_by, each) for each in (member, *log.partners.of(row)))


def _visit_life(log: RecordedLog, model: Model, row: int, term: RunningTerm) -> VisitLife:
    """The life of a visit, given by its position in the log; its search for documents changes the running term."""
    visits, capacity = log.visits, model.capacity
    plan = model.routes[int(log.route_of_visit[row])]
    step = plan.steps[int(visits.position[row])]
    number, served_by, member = (int(column[row]) for column in (visits.pool, visits.served_by, visits.member))
    pool = None if number == UNSET else capacity.pools[number]
    provider = capacity.offices[int(log.applications.office[visits.application[row]])].provider
    office = capacity.offices[provider if pool is None else pool.office]
    hours = office.clock.hours
    columns = (visits.queued, visits.started, visits.finished, visits.deadline)
    queued, started, finished, deadline = (int(column[row]) for column in columns)
    until = log.observed_until if finished == UNSET else finished
    waited_until = until if started == UNSET else started
    waits = _waits(visits, row)
    served = intervals_of_visit(log, model, row)
    searches = step.kind is Kind.APPLICANT and step.key != COLLECTION
    return VisitLife(
        number=int(visits.number[row]),
        step=step,
        office="" if pool is None else office.name,
        members=0 if pool is None else pool.members,
        together=_together(pool),
        stand_in="" if served_by in (UNSET, number) else log.names.pool_roles[served_by],
        member="" if member == UNSET else _members(log, row),
        came=found_nobody(log, model, row),
        goes_on=goes_on(log, model, row),
        officer=_officer(log, model, row),
        queued=queued,
        started=started,
        work_ended=next((part.end for part in reversed(served) if part.what in ("work", "answer", "way")), finished),
        finished=finished,
        until=until,
        outcome=StepOutcome(int(visits.outcome[row])),
        waits=waits,
        waited=waited_until - queued,
        waited_in_hours=hours.elapsed(queued, waited_until),
        lasted_in_hours=hours.elapsed(queued, until),
        work_s=int(visits.work_s[row]),
        hold_s=int(visits.hold_s[row]),
        intervals=(*_waiting(step, _duty(model, step, pool), waits, queued, waited_until), *served),
        deadline=deadline,
        in_time=Truth(int(visits.in_time[row])),
        margin_s=_margin_of_step(step, hours, until, deadline),
        on_the_wall=step.limit_on_the_wall,
        counted_from="" if step.limit_from is None else plan.steps[step.limit_from].key,
        search=term.search(step, queued, waited_until) if searches else None,
    )


def _waits(visits: RecordedVisits, row: int) -> dict[WaitReason, int]:
    """What a visit waited for [s]; reasons without any time are left out."""
    lengths: dict[WaitReason, Instants] = {
        "people": visits.wait_people_s,
        "officer": visits.wait_officer_s,
        "closed": visits.wait_closed_s,
        "sitting": visits.wait_sitting_s,
        "applicant": visits.wait_applicant_s,
        "transfer": visits.wait_transfer_s,
        "system": visits.wait_system_s,
    }
    return {reason: int(column[row]) for reason, column in lengths.items() if column[row]}


def _officer(log: RecordedLog, model: Model, row: int) -> Literal["", "same", "next"]:
    """Whether whoever did a visit had done one of the file's visits to this pool as its officer, or another one had."""
    visits = log.visits
    pool, application = visits.pool[row], visits.application[row]

    def by_an_officer(at: int) -> bool:
        step = model.routes[int(log.route_of_visit[at])].steps[int(visits.position[at])]
        return step.same_member and visits.served_by[at] == visits.pool[at] == pool

    before = np.flatnonzero(visits.application[:row] == application).tolist()
    officers = [visits.member[at] for at in before if by_an_officer(at)]
    if not officers or not by_an_officer(row):
        return ""
    return "same" if officers[-1] == visits.member[row] else "next"


def _together(pool: Pool | None) -> Literal["", "sitting", "outing"]:
    """Whether a pool deals with its files in sittings, or on days of visits to households."""
    if pool is None:
        return ""
    return "sitting" if pool.sittings else "outing" if pool.visits_per_day else ""


def _duty(model: Model, step: StepPlan, pool: Pool | None) -> Duty | None:
    """When a visit waits for people, and not for the office to open or a system to come up; None for neither."""
    if pool is not None:
        return pool.attended if step.kind is Kind.COUNTER else pool.duty
    return model.capacity.systems[step.system].up if step.system is not None else None


def _waiting(
    step: StepPlan, duty: Duty | None, waits: dict[WaitReason, int], queued: int, until: int
) -> Iterator[Interval]:
    """The wait of a visit, one reason after the other.

    The log does not say which seconds were those for the officer alone; they are put behind those for anybody.
    """
    people = waits.get("people", 0)
    if "officer" not in waits:
        yield from _waiting_for_anybody(step, duty, waits, queued, until)
        return
    together: dict[WaitReason, int] = {**waits, "people": people + waits["officer"]}
    for part in _waiting_for_anybody(step, duty, together, queued, until):
        if part.what != "people":
            yield part
            continue
        border = min(part.begin + people, part.end)
        people -= border - part.begin
        if part.begin < border:
            yield Interval("people", part.begin, border)
        if border < part.end:
            yield Interval("officer", border, part.end)


def _waiting_for_anybody(
    step: StepPlan, duty: Duty | None, waits: dict[WaitReason, int], queued: int, until: int
) -> Iterator[Interval]:
    """The wait of a visit, the officer of the file taken for one of the people."""
    at = queued
    whole: tuple[WaitReason, ...] = ("transfer",) if step.kind is Kind.TRANSFER else ("sitting", "applicant")
    for reason in whole:
        if length := waits.get(reason, 0):
            yield Interval(reason, at, at + length)
            at += length
    if at >= until:
        return
    rest: WaitReason = "system" if step.kind is Kind.SYSTEM else "closed"
    if "sitting" in waits or (rest not in waits):
        yield Interval("people", at, until)
        return
    if duty is None or "people" not in waits:
        yield Interval(rest, at, until)
        return
    for begin, end in intervals(duty, at, until):
        if begin > at:
            yield Interval(rest, at, begin)
        yield Interval("people", begin, end)
        at = end
    if at < until:
        yield Interval(rest, at, until)


def _margin_of_step(step: StepPlan, hours: WorkingTime, until: int, deadline: int) -> int:
    """Time left to the deadline of a step, on the clock by which its limit runs; 0 without a known deadline [s]."""
    if deadline in (UNSET, NEVER):
        return 0
    return deadline - until if step.limit_on_the_wall else _margin(hours, until, deadline)


def _margin(hours: WorkingTime, until: int, deadline: int) -> int:
    """Open seconds from the end to the deadline."""
    return hours.elapsed(until, deadline)


def _days(clock: OfficeClock, begin: int, end: int, plan: RoutePlan | None = None) -> int:
    """Working days between two instants; with a route, from a receipt on as its term counts them."""
    since, until = np.array([begin], dtype=np.int64), np.array([end], dtype=np.int64)
    if plan is None:
        return int(clock.working_days(since, until)[0])
    since = clock.counted_receipts(since, plan.received_until)
    return int(clock.working_days(since, until, day_of_receipt_included=plan.day_of_receipt_included)[0])


def _signed_days(clock: OfficeClock, at: int, deadline: int) -> int:
    """Working days from an instant to a deadline, below 0 where it comes after it."""
    return _days(clock, at, deadline) if at <= deadline else -_days(clock, deadline, at)


def _blamed(log: RecordedLog, model: Model, application: int) -> tuple[Blamed, ...]:
    """What one application's lateness is to be blamed for; nothing where its deadline was not observed."""
    alone = np.zeros(len(log.applications), dtype=bool)
    alone[application] = True
    marked = replace(log, applications=replace(log.applications, counted=alone))
    route = int(log.applications.route[application])
    late, split = blame_route(marked, model, route)
    if not len(late):
        return ()
    reasons = blame(marked, model)[1][route]
    keys = [step.key for step in model.routes[route].steps]
    blamed = [
        Blamed(key, int(seconds), {n.split("_")[1]: row[n] for n in (*REASONS, OFFICER) if row.get(n, 0) > 0})
        for key, seconds, row in zip(keys, split[0].tolist(), reasons, strict=False)
        if seconds
    ]
    if split[0, -1]:
        blamed.append(Blamed("", int(split[0, -1]), {}))
    return tuple(sorted(blamed, key=lambda part: -part.seconds))
