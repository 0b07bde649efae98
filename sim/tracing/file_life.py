"""One file's life: every visit with what it waited for, who worked on it and when, which deadline it had, how it ended.

The log of a replication has the instants and the lengths; the hours of offices and members say when each of them was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from sim.calendar.duty import Duty, intervals
from sim.calendar.working_time import WorkingTime
from sim.engine.steplog import RecordedLog, StepOutcome, Truth
from sim.law.legal_clock import OfficeClock
from sim.measure.blame import REASONS, blame, blame_route
from sim.model.build_route import COLLECTION
from sim.model.model import Model
from sim.model.outcomes import ApplicationOutcome
from sim.model.route import Kind, StepPlan
from sim.quantities import UNSET, Limit
from sim.tracing.intervals import Spell, spells
from sim.tracing.running_term import RunningTerm, Search

Waiting = Literal["people", "closed", "sitting", "applicant", "transfer", "system"]
WAITS: tuple[Waiting, ...] = ("people", "closed", "sitting", "applicant", "transfer", "system")
"""Reasons of waiting, in the order of the step table."""


@dataclass(frozen=True)
class Visit:
    """One visit to a step."""

    number: int
    """Number of the visit to the step [from 1]."""
    step: StepPlan
    """The step."""
    office: str
    """Where; empty for a system, a way or the applicant."""
    members: int
    """How many members the pool has; 0 without a pool."""
    together: Literal["", "sitting", "outing"]
    """Whether it was dealt with in a sitting, or on a day of visits to households."""
    stand_in: str
    """Role of whoever stood in; empty where nobody did."""
    member: str
    """Who did it: a name, or a number in the pool [from 0]; empty for nobody."""
    queued: int
    started: int
    work_ended: int
    finished: int
    until: int
    """When it was over, or the observation was [instant]."""
    outcome: StepOutcome
    waits: dict[Waiting, int]
    """What it waited for [s on the clock]; reasons without any time are left out."""
    waited: int
    """How long it waited [s on the clock]."""
    waited_in_hours: int
    """How long it waited [s while the office is open; the provider's office for what is done in none]."""
    lasted_in_hours: int
    """From queueing to the end [s while that office is open]."""
    work_s: int
    """Work, or the response time of a system [s]."""
    hold_s: int
    """Hold after the work [s while the office is open]."""
    spells: tuple[Spell, ...]
    """What it went through, one after the other: waits by reason, work, being set aside, hold, way, answer."""
    deadline: int
    in_time: Truth
    margin_s: int
    """Time left at the end, below 0 where the deadline was missed [s while the office is open; on the wall at a counter]."""
    on_the_wall: bool
    """Whether that margin is on the clock on the wall, as the limit of a service at the counter is."""
    counted_from: str
    """Step from whose end the limit counts; empty where it counts from the coming to this one."""
    search: Search | None
    """The documents that the visit is about, if it is about documents."""


@dataclass(frozen=True)
class Blamed:
    """The share of a late answer's lateness that a step is to blame for."""

    step: str
    """Name of the step; empty for the term that is shorter than the steps."""
    seconds: int
    """Its share [s of working time]."""
    reasons: dict[str, float]
    """The share by what the step's time went to [s]: waiting as in WAITS, and service; those without any are left out."""


@dataclass(frozen=True)
class Life:
    """Everything that is known of one application; instants are UNSET where there is none."""

    replication: int
    application: int
    stream: str
    service: str
    route: str
    office: str
    submitted: int
    received: int
    ready: int
    handed_out: int
    delivered: int
    deadline: int
    delivery_deadline: int
    in_time: Truth
    outcome: ApplicationOutcome
    counted: bool
    inherited: bool
    observed_until: int
    term: str
    """The term of the route; empty without one."""
    term_in_force: Limit | None
    """The term that held at the end: the ordinary or the extended one."""
    first_deadline: int
    """The last lawful instant as it was at receipt."""
    elapsed_days: int
    """Official working days from receipt to the result, or to the end of the observation, as the term counts them."""
    elapsed_s: int
    """The same in working time of the provider [s]."""
    spare_days: int
    """Working days from the result to the deadline; below 0 those by which it was late."""
    spare_s: int
    """Working time from the result to the deadline; 0 for what is late [s]."""
    lateness_s: int
    """Working time after the deadline [s]."""
    delivery_days: int
    """Working days from the delivery to its deadline; below 0 those by which it was late."""
    blamed: tuple[Blamed, ...]
    """What the lateness is to be blamed for, most first; empty where it is not late."""
    visits: tuple[Visit, ...]


def file_life(log: RecordedLog, model: Model, application: int) -> Life:
    """The life of one application of a replication, by its number.

    `model` is that of the replication, with its random absences and outages drawn.
    """
    i, plan = application, model.routes[int(log.applications.route[application])]
    office = model.capacity.offices[int(log.applications.office[i])]
    clock = model.capacity.offices[office.provider].clock
    received, ready, deadline = (
        int(log.applications.received[i]),
        int(log.applications.ready[i]),
        int(log.applications.deadline[i]),
    )
    term = RunningTerm(plan, office, clock, received)
    first_deadline = term.deadline
    visits = tuple(_visit(log, model, int(row), term) for row in np.flatnonzero(log.visits.application == i))
    end = log.observed_until if ready == UNSET else ready
    known = received != UNSET
    days = _days(clock, received, end, included=plan.day_of_receipt_included) if known else 0
    delivered, by = int(log.applications.delivered[i]), int(log.applications.delivery_deadline[i])
    late = log.applications.in_time[i] == Truth.no
    return Life(
        replication=log.replication,
        application=i,
        stream=log.names.streams[int(log.applications.stream[i])],
        service=plan.service,
        route=plan.route,
        office=office.name,
        submitted=int(log.applications.submitted[i]),
        received=received,
        ready=ready,
        handed_out=int(log.applications.handed_out[i]),
        delivered=delivered,
        deadline=deadline,
        delivery_deadline=by,
        in_time=Truth(int(log.applications.in_time[i])),
        outcome=ApplicationOutcome(int(log.applications.outcome[i])),
        counted=bool(log.applications.counted[i]),
        inherited=bool(log.applications.inherited[i]),
        observed_until=log.observed_until,
        term=plan.term_text if plan.term else "",
        term_in_force=term.limit,
        first_deadline=first_deadline,
        elapsed_days=max(days - term.days_stopped, 0),
        elapsed_s=clock.hours.elapsed(received, end) if known else 0,
        spare_days=0 if deadline == UNSET else _signed_days(clock, end, deadline),
        spare_s=0 if late or deadline == UNSET else _margin(clock.hours, end, deadline),
        lateness_s=clock.hours.elapsed(deadline, end) if late else 0,
        delivery_days=0 if UNSET in (delivered, by) else _signed_days(clock, delivered, by),
        blamed=_blamed(log, model, i) if late else (),
        visits=visits,
    )


def _visit(log: RecordedLog, model: Model, row: int, term: RunningTerm) -> Visit:
    capacity = model.capacity
    plan = model.routes[int(log.route_of_visit[row])]
    step, pool = plan.steps[int(log.visits.position[row])], int(log.visits.pool[row])
    arrival = capacity.offices[int(log.applications.office[log.visits.application[row]])]
    where = capacity.offices[capacity.pools[pool].office if pool >= 0 else arrival.provider]
    queued, started, finished = int(log.visits.queued[row]), int(log.visits.started[row]), int(log.visits.finished[row])
    until = log.observed_until if finished == UNSET else finished
    waited_until = until if started == UNSET else started
    lengths = (
        log.visits.wait_people_s, log.visits.wait_closed_s, log.visits.wait_sitting_s,
        log.visits.wait_applicant_s, log.visits.wait_transfer_s, log.visits.wait_system_s,
    )  # fmt: skip
    waits = {reason: int(column[row]) for reason, column in zip(WAITS, lengths, strict=True) if column[row]}
    done = spells(log, model, row)
    parts = (*_waiting(step, _duty(model, step, pool), waits, queued, waited_until), *done)
    deadline, served = int(log.visits.deadline[row]), int(log.visits.served_by[row])
    wall = step.kind is Kind.COUNTER and step.limit is not None and step.limit.unit in ("minutes", "hours")
    wall = wall and step.limit_from is None
    hours = where.clock.hours
    member = "" if log.visits.member[row] == UNSET else log.names.member(served, int(log.visits.member[row]))
    of = capacity.pools[pool] if pool >= 0 else None
    by_hours = _margin(hours, until, deadline) if deadline != UNSET else 0
    return Visit(
        number=int(log.visits.number[row]),
        step=step,
        office=where.name if pool >= 0 else "",
        members=of.members if of else 0,
        together="" if of is None else "sitting" if of.sittings else "outing" if of.visits_per_day else "",
        stand_in=log.names.pool_roles[served] if served not in (UNSET, pool) else "",
        member=member,
        queued=queued,
        started=started,
        work_ended=next((s.end for s in reversed(done) if s.what in ("work", "answer", "way")), finished),
        finished=finished,
        until=until,
        outcome=StepOutcome(int(log.visits.outcome[row])),
        waits=waits,
        waited=waited_until - queued,
        waited_in_hours=hours.elapsed(queued, waited_until),
        lasted_in_hours=hours.elapsed(queued, until),
        work_s=int(log.visits.work_s[row]),
        hold_s=int(log.visits.hold_s[row]),
        spells=parts,
        deadline=deadline,
        in_time=Truth(int(log.visits.in_time[row])),
        margin_s=0 if deadline == UNSET else deadline - until if wall else by_hours,
        on_the_wall=wall,
        counted_from="" if step.limit_from is None else plan.steps[step.limit_from].key,
        search=term.search(step, queued, waited_until)
        if step.kind is Kind.APPLICANT and step.key != COLLECTION
        else None,
    )


def _duty(model: Model, step: StepPlan, pool: int) -> Duty | None:
    """When a visit waits for people, and not for the office to open or a system to come up; None for neither."""
    if pool >= 0:
        return model.capacity.pools[pool].duty
    return model.capacity.systems[step.system].up if step.system is not None else None


def _waiting(step: StepPlan, duty: Duty | None, waits: dict[Waiting, int], queued: int, until: int) -> Iterator[Spell]:
    """The wait of a visit, one reason after the other."""
    at = queued
    whole: tuple[Waiting, ...] = ("transfer",) if step.kind is Kind.TRANSFER else ("sitting", "applicant")
    for reason in whole:
        if length := waits.get(reason, 0):
            yield Spell(reason, at, at + length)
            at += length
    if at >= until:
        return
    rest: Waiting = "system" if step.kind is Kind.SYSTEM else "closed"
    if "sitting" in waits or (rest not in waits):
        yield Spell("people", at, until)
        return
    if duty is None or "people" not in waits:
        yield Spell(rest, at, until)
        return
    for begin, end in intervals(duty, at, until):
        if begin > at:
            yield Spell(rest, at, begin)
        yield Spell("people", begin, end)
        at = end
    if at < until:
        yield Spell(rest, at, until)


def _margin(hours: WorkingTime, until: int, deadline: int) -> int:
    """Open seconds from the end to the deadline; the clock on the wall where the deadline lies behind the calendar."""
    return hours.elapsed(until, deadline) if deadline <= hours.end else deadline - until


def _days(clock: OfficeClock, begin: int, end: int, *, included: bool = False) -> int:
    stretch = np.array([begin], dtype=np.int64), np.array([end], dtype=np.int64)
    return int(clock.working_days(*stretch, day_of_receipt_included=included)[0])


def _signed_days(clock: OfficeClock, at: int, deadline: int) -> int:
    """Working days from an instant to a deadline, below 0 where it comes after it."""
    return _days(clock, at, deadline) if at <= deadline else -_days(clock, deadline, at)


def _blamed(log: RecordedLog, model: Model, application: int) -> tuple[Blamed, ...]:
    """What one application's lateness is to be blamed for; nothing where its deadline was not observed."""
    alone = np.zeros(len(log.applications.route), dtype=bool)
    alone[application] = True
    marked = replace(log, applications=replace(log.applications, counted=alone))
    route = int(log.applications.route[application])
    late, split = blame_route(marked, model, route)
    if not len(late):
        return ()
    reasons = blame(marked, model)[1][route]
    keys = [step.key for step in model.routes[route].steps]
    found = [
        Blamed(key, int(seconds), {n.split("_")[1]: row[n] for n in REASONS if row[n] > 0})
        for key, seconds, row in zip(keys, split[0].tolist(), reasons, strict=False)
        if seconds
    ]
    if split[0, -1]:
        found.append(Blamed("", int(split[0, -1]), {}))
    return tuple(sorted(found, key=lambda part: -part.seconds))
