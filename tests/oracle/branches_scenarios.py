"""Random small scenarios whose applications leave the ordinary way, on top of those with people and those elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from random import Random
from typing import NamedTuple, get_args

import numpy as np

from sim.law.act import ClockRule
from sim.model.capacity import Capacity, Discipline, Pool
from sim.model.outcomes import ApplicationOutcome
from sim.model.route import Kind, RoutePlan, StepPlan
from sim.model.workload import Workload
from sim.quantities import DAY, HOUR, UNSET, Limit
from tests.oracle.hours import Hours
from tests.oracle.scenarios import HOLDS, RESPONSES, TERMS, WORKS, with_people
from tests.oracle.transfers_visits_systems_scenarios import with_elsewhere
from tests.oracle.trial import trial

APPLICANT = -3
"""A new step of a route, among the positions of its old ones."""
LOOKS_FOR = (0, 0, 0, 1, 5, 5, 10, 15, 20, 30, 60, 300, HOUR, DAY, DAY, DAY + 15, 2 * DAY)
"""How long an applicant takes [s on the clock]."""
SHORTLY = (0, 1, 5, 5, 10, 15, 20, 30)
APPLICANT_DEADLINES = (
    None,
    None,
    Limit(1, "minutes"),
    Limit(2, "minutes"),
    Limit(1, "hours"),
    Limit(1, "working_days"),
    Limit(1, "working_days"),
    Limit(2, "working_days"),
    Limit(1, "calendar_days"),
)
LONGER_TERMS = (*TERMS[1:], Limit(3, "working_days"), Limit(3, "calendar_days"), Limit(5, "minutes"))
CLOCKS: tuple[ClockRule, ...] = get_args(ClockRule)


class Way(NamedTuple):
    """What an application passes."""

    steps: list[int]
    """Positions in its route, in the order of passing."""
    ending: ApplicationOutcome


@cache
def with_branches(seed: int) -> tuple[Workload, Capacity]:
    """A random scenario with repeated steps, endings of all sorts, applicants who look for papers, and a backlog."""
    rng = Random(f"branches {seed}")
    base = with_elsewhere if rng.random() < 0.35 else with_people
    workload, capacity = base(rng.randrange(10**6))
    while workload.size < 10:
        workload, capacity = base(rng.randrange(10**6))
    of_terms = rng.random() < 0.55
    """Whether it is about the queues of files whose terms have moved."""
    capacity = _crowded(rng, capacity, of_terms=of_terms)
    workload = _with_ways(rng, with_start(rng, workload), of_terms=of_terms)
    if of_terms and rng.random() < 0.7:
        workload = in_one_queue(workload, capacity)
    start = workload.window.start
    pools = tuple(from_start(pool, start) for pool in capacity.pools)
    capacity = replace(capacity, pools=pools)
    for _ in range(2):
        workload = _with_meetings(rng, workload, capacity, of_terms=of_terms)
    return workload, capacity


def _crowded(rng: Random, capacity: Capacity, *, of_terms: bool) -> Capacity:
    """Few members, queues that go by class, and now and then a provider for all."""
    chosen: Discipline | None = rng.choice(("earliest_deadline", "earliest_deadline", "priority", None))
    chosen = "earliest_deadline" if of_terms else chosen
    pools = [pool if chosen is None else replace(pool, discipline=chosen) for pool in capacity.pools]
    if rng.random() < 0.6:
        named = {p for pool in pools if pool.sittings for p, _ in pool.sittings.seats}
        alone = [not pool.roster and not pool.sittings and p not in named for p, pool in enumerate(pools)]
        pools = [replace(pool, members=1) if one else pool for pool, one in zip(pools, alone, strict=True)]
    provider = rng.randrange(len(capacity.offices)) if rng.random() < 0.5 else None
    offices = [office if provider is None else replace(office, provider=provider) for office in capacity.offices]
    return replace(capacity, offices=tuple(offices), pools=tuple(pools))


def with_start(rng: Random, workload: Workload) -> Workload:
    """The workload with a later start, before which some had been handed in, or with none handed in before."""
    window, submitted = workload.window, workload.submitted
    start = window.start
    if rng.random() < 0.6:
        start = int(submitted[rng.randrange(1, max(workload.size * 2 // 3, 2))]) + rng.choice((0, 1, 5, 20, HOUR))
        start = start if rng.random() < 0.6 else (start // DAY + 1) * DAY
        start = min(max(start, window.start), window.run_out_end - 1)
    warm_up_end = max(window.warm_up_end, start)
    horizon = int(rng.choice(submitted)) + 1 if rng.random() < 0.3 else window.horizon
    window = replace(window, start=start, warm_up_end=warm_up_end, horizon=max(horizon, warm_up_end))
    return replace(workload, window=window, inherited=submitted < start if start > workload.window.start else None)


def _with_ways(rng: Random, workload: Workload, *, of_terms: bool) -> Workload:
    """The workload with the applicant's steps in its routes, and with a way of its own for every application.

    Where it is about terms, steps of staff after those of the applicant take long, so that files wait there.
    """
    orders = [_steps(rng, plan, of_terms=of_terms) for plan in workload.routes]
    routes = [_route(rng, plan, order, of_terms=of_terms) for plan, order in zip(workload.routes, orders, strict=True)]
    slowly = rng.choice((10, 20, 40)) if of_terms else 0
    often = rng.choice((0.05, 0.15, 0.3))
    """How likely it is that a step is gone back to, or that the way ends, after each step of staff."""
    ways, old = [], []
    for number, r in enumerate(workload.route.tolist()):
        there = workload.inherited is not None and bool(workload.inherited[number])
        way = _way(rng, routes[r], often, there, of_terms=of_terms)
        old += [int(workload.first[number]) + orders[r][k] if orders[r][k] >= 0 else APPLICANT for k in way.steps]
        ways.append(way)
    transfer = None if workload.transfer is None else np.array([_of(workload.transfer, i, -1) for i in old])
    passed: set[int] = set()
    work, hold = [], []
    before = [UNSET, *old[:-1]]
    for i, previous in zip(old, before, strict=True):
        takes = _work(rng, workload, i, again=i in passed)
        takes = rng.choice(SHORTLY) if of_terms and i == APPLICANT and rng.random() < 0.8 else takes
        work.append(takes + slowly if takes and previous == APPLICANT else takes)
        hold.append(rng.choice((0, *HOLDS)) if i in passed and _of(workload.hold, i, 0) else _of(workload.hold, i, 0))
        passed.add(i)
    return replace(
        workload,
        routes=tuple(routes),
        first=np.cumsum([0, *(len(way.steps) for way in ways)]).astype(np.int64),
        pool=np.array([_of(workload.pool, i, -1) for i in old], dtype=np.int64),
        work=np.array(work, dtype=np.int64),
        hold=np.array(hold, dtype=np.int64),
        transfer=transfer,
        step=np.array([k for way in ways for k in way.steps], dtype=np.int64),
        ending=np.array([way.ending for way in ways], dtype=np.int64),
    )


def in_one_queue(workload: Workload, capacity: Capacity) -> Workload:
    """The workload with all that is done one by one given to the pool that has the most of it."""
    together = [p for p, pool in enumerate(capacity.pools) if pool.sittings or pool.visits_per_day]
    one_by_one = (workload.pool >= 0) & ~np.isin(workload.pool, together)
    if not one_by_one.any():
        return workload
    most = np.argmax(np.bincount(workload.pool[one_by_one]))
    return replace(workload, pool=np.where(one_by_one, most, workload.pool))


def _of(rows: Sequence[int] | np.ndarray[tuple[int], np.dtype[np.int64]], row: int, otherwise: int) -> int:
    """What a column says of an old row; something else of a step of the applicant."""
    return int(rows[row]) if row >= 0 else otherwise


def _work(rng: Random, workload: Workload, row: int, *, again: bool) -> int:
    """What a step takes: as before where it is passed for the first time; nothing where a sitting or a team decides."""
    if row == APPLICANT:
        return rng.choice(LOOKS_FOR)
    work = int(workload.work[row])
    if again and work:
        return rng.choice(WORKS if workload.pool[row] >= 0 else RESPONSES)
    return work


def _steps(rng: Random, plan: RoutePlan, *, of_terms: bool) -> list[int]:
    """The old positions of a route with steps of the applicant after some steps of staff, one or more.

    Where it is about terms, there are some after most of them.
    """
    staffed = [k for k, step in enumerate(plan.steps) if step.kind in (Kind.COUNTER, Kind.DESK) and k >= plan.receipt]
    chosen = {rng.choice(staffed)} | {k for k in staffed if rng.random() < (0.7 if of_terms else 0.3)}
    twice = rng.random() < (0.35 if of_terms else 0.15)
    return [p for k in range(len(plan.steps)) for p in ([k, *[APPLICANT] * (1 + twice)] if k in chosen else [k])]


def _route(rng: Random, plan: RoutePlan, order: list[int], *, of_terms: bool) -> RoutePlan:
    """A route with new steps, mostly with a term and with a longer one."""
    steps, usual = [], rng.choice(CLOCKS[1:])
    for p, k in enumerate(order):
        if k == APPLICANT:
            limit, clock = rng.choice(APPLICANT_DEADLINES), rng.choice(CLOCKS)
            clock = (usual if rng.random() < 0.5 else rng.choice(CLOCKS[1:])) if of_terms else clock
            limit = None if of_terms and rng.random() < 0.7 else limit
            steps.append(StepPlan(str(p), "", Kind.APPLICANT, None, "", applicant_deadline=limit, clock=clock))
        else:
            limited = p > 0 and rng.random() < 0.25
            limit, since = (rng.choice(TERMS[1:]), rng.randrange(p)) if limited else (None, None)
            steps.append(replace(plan.steps[k], key=str(p), limit=limit, limit_from=since))
    term = plan.term if plan.term is not None or rng.random() < 0.3 else rng.choice(TERMS[1:])
    term = rng.choice(LONGER_TERMS[1:]) if of_terms else term
    return replace(
        plan,
        steps=tuple(steps),
        receipt=order.index(plan.receipt),
        ready=order.index(plan.ready),
        term=term,
        extended_term=rng.choice(LONGER_TERMS) if rng.random() < 0.8 else None,
        delivered_before=rng.choice((0, 0, 1, 2)),
    )


def _way(rng: Random, plan: RoutePlan, often: float, there: bool, *, of_terms: bool) -> Way:
    """The way of an application through a route; of one that was there at the start the rest of it."""
    way: list[int] = []
    ending, k, gone_back, last = ApplicationOutcome.assigned, 0, 0, len(plan.steps) - 1
    while k <= last:
        kind = plan.steps[k].kind
        if kind is Kind.APPLICANT and rng.random() < (0.25 if of_terms else 0.4):
            k += 1
            continue
        way.append(k)
        staffed = kind in (Kind.COUNTER, Kind.DESK) and k >= plan.receipt
        if staffed and gone_back < 2 and rng.random() < often:
            k, gone_back = rng.randint(plan.receipt, k), gone_back + 1
            continue
        if kind is Kind.APPLICANT and gone_back < 2 and rng.random() < (0.5 if of_terms else 0.3):
            k, gone_back = max(i for i in range(k) if plan.steps[i].kind in (Kind.COUNTER, Kind.DESK)), gone_back + 1
            continue
        if staffed and rng.random() < often / 2:
            ending = rng.choice((ApplicationOutcome.refused, ApplicationOutcome.returned))
            if k < last and rng.random() < 0.5:
                way.append(rng.randint(k + 1, last))
            break
        k += 1
    if there:
        way = way[rng.randrange(len(way)) :]
    elif rng.random() < 0.1:
        way, ending = way[: rng.randint(1, len(way))], ApplicationOutcome.stopped_before_receipt
    while plan.steps[way[-1]].kind is Kind.TRANSFER or plan.steps[way[0]].kind is Kind.TRANSFER:
        at_end = plan.steps[way[-1]].kind is Kind.TRANSFER
        way = way[:-1] if at_end else way[1:]
        way = way or [plan.receipt]
    return Way(way, ending)


def from_start(pool: Pool, start: int) -> Pool:
    """A pool without the sittings before the start."""
    if pool.sittings is None:
        return pool
    dates = tuple(date for date in pool.sittings.dates if date.begin >= start)
    return replace(pool, sittings=replace(pool.sittings, dates=dates))


def _with_meetings(rng: Random, w: Workload, capacity: Capacity, *, of_terms: bool) -> Workload:
    """Papers brought at the last instant, a second later, at closings and openings, and as other files queue."""
    record, work, steps = trial(w, capacity), w.work.copy(), w.step
    assert steps is not None
    queued = record.queued.tolist()
    moments = sorted({t for t in (*queued, *record.finished.tolist()) if t != UNSET})
    for row in range(len(work)):
        number = int(np.searchsorted(w.first, row, side="right")) - 1
        step = w.routes[w.route[number]].steps[steps[row]]
        if step.kind is not Kind.APPLICANT or queued[row] == UNSET or rng.random() < (0.8 if of_terms else 0.4):
            continue
        at, office = queued[row], capacity.offices[w.office[number]]
        hours = Hours(office.clock.hours)
        near = [t for t in (*hours.closes, *hours.opens) if at <= t < at + 2 * DAY]
        near += [t for t in moments if at <= t < at + DAY]
        if step.applicant_deadline is not None:
            clock = capacity.offices[office.provider].clock
            last = int(clock.deadlines(np.array([at]), step.applicant_deadline)[0])
            near = [last] if rng.random() < 0.35 else [last + 1] if rng.random() < 0.2 else near
        if near:
            work[row] = min(max(rng.choice(near) - at, 0), 10 * DAY)
    return replace(w, work=work)
