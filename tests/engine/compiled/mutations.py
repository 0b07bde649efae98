"""Workloads and capacities that are changed at random in what may be changed, so that rules meet that no sort of scenarios mixes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import get_args

import numpy as np

from sim.calendar.duty import Absence, Gap
from sim.calendar.working_time import WorkingTime
from sim.model.capacity import Capacity, Discipline, Member, Pool, Sittings, Window
from sim.model.route import Kind, RoutePlan, StepPlan
from sim.model.slots import SlotGrid
from sim.model.workload import Workload
from sim.quantities import DAY, HOUR, UNSET, Instants, Limit
from sim.scenario.role_use import Assign
from sim.scenario.sitting_dates import Sitting
from tests.engine.compiled.workloads import Made
from tests.oracle.scenarios import with_covers

LIMITS = (
    None,
    Limit(1, "minutes"),
    Limit(2, "minutes"),
    Limit(1, "hours"),
    Limit(1, "working_days"),
    Limit(2, "working_days"),
    Limit(1, "calendar_days"),
    Limit(3, "calendar_days"),
)
LEADS = tuple(limit for limit in LIMITS if limit is None or limit.unit != "calendar_days")
"""How long before its deadline a file may rise."""
LENGTHS = (1, 1, 2, 5, 5, 10, 10, 20, 30, 60, 300, 5_000, DAY, 3 * DAY, 10**8)
PACES = (1, 30, 50, 70, 99, 100, 101, 130, 250, 1_000)


def mutated(rng: Random, made: Made) -> Made:
    """A workload and its capacity after several changes."""
    for _ in range(rng.choice((1, 1, 2, 3, 4, 6, 9))):
        made = rng.choice(CHANGES)(rng, *made)
    return made


def _moment(rng: Random, w: Workload, capacity: Capacity) -> int:
    """An instant at which something may happen, or one near it."""
    kind, window = rng.randrange(5), w.window
    if kind == 0:
        at = rng.choice((window.start, window.warm_up_end, window.horizon, window.run_out_end))
    elif kind == 1 and w.size:
        at = max(int(rng.choice(w.submitted)), window.start)
    elif kind == 2:
        sittings = [date.begin for pool in capacity.pools if pool.sittings for date in pool.sittings.dates]
        at = rng.choice(sittings) if sittings else window.start
    else:
        hours = rng.choice(capacity.offices).clock.hours if rng.random() < 0.5 else _post(rng, capacity)
        edges = [t for t in (*hours.opens.tolist(), *hours.closes.tolist()) if t <= window.run_out_end]
        at = rng.choice(edges) if edges else window.start
    return at + rng.choice((0, 0, 0, 0, 1, -1, 5, 10, -5, 60, DAY))


def _post(rng: Random, capacity: Capacity) -> WorkingTime:
    """The hours of somebody."""
    duties = [pool.duty for pool in capacity.pools if isinstance(pool.duty, WorkingTime)]
    duties += [member.hours for pool in capacity.pools for member in pool.roster]
    return rng.choice([*duties, *(office.clock.hours for office in capacity.offices)])


def _one_by_one(pool: Pool) -> bool:
    return pool.sittings is None and pool.visits_per_day is None


# ---- the workload ----


def _some(rng: Random, rows: Instants) -> Instants:
    """Some of some rows: each, one, or each with a chance."""
    if not len(rows):
        return rows
    share = rng.choice((1.0, 0.5, 0.1))
    chosen = np.array([row for row in rows.tolist() if rng.random() < share], dtype=np.int64)
    return chosen if len(chosen) else rows[[rng.randrange(len(rows))]]


def _work(rng: Random, w: Workload, capacity: Capacity) -> Made:
    work = w.work.copy()
    lengths = rng.choice((LENGTHS, LENGTHS[:8], (rng.choice(LENGTHS[:8]),)))
    for row in _some(rng, np.flatnonzero(w.staffed)).tolist():
        work[row] = rng.choice(lengths)
    for row in _some(rng, np.flatnonzero(np.isin(w.kind, (Kind.SYSTEM, Kind.APPLICANT)))).tolist():
        work[row] = rng.choice((0, *lengths))
    return replace(w, work=work), capacity


def _hold(rng: Random, w: Workload, capacity: Capacity) -> Made:
    hold = w.hold.copy()
    lengths = rng.choice((LENGTHS, (5,), (0,)))
    for row in _some(rng, np.flatnonzero(w.staffed)).tolist():
        hold[row] = rng.choice((0, *lengths))
    return replace(w, hold=hold), capacity


def _patience(rng: Random, w: Workload, capacity: Capacity) -> Made:
    at_counter = w.kind == Kind.COUNTER
    rows, width = len(w.work), rng.choice((0, 1, 2))
    patience = np.full(rows, UNSET, dtype=np.int64)
    returns = np.full((rows, width), UNSET, dtype=np.int64)
    for row in np.flatnonzero(at_counter).tolist():
        patience[row] = rng.choice((UNSET, 0, 1, 5, 10, 20, 60, DAY))
        if patience[row] != UNSET:
            returns[row] = [rng.choice((UNSET, 0, 1, 5, DAY, 10**9)) for _ in range(width)]
    return replace(w, patience=patience, returns_after=returns), capacity


def _submitted(rng: Random, w: Workload, capacity: Capacity) -> Made:
    free = w.submitted != UNSET
    if w.inherited is not None:
        free &= ~w.inherited
    number = int(free.sum())
    if not number or w.appointment is not None:
        return w, capacity
    submitted, last = w.submitted.copy(), max(w.window.horizon, w.window.start)
    handful = [_moment(rng, w, capacity) for _ in range(rng.choice((1, 2, 5)))]
    chosen = [rng.choice(handful) if rng.random() < 0.7 else int(rng.choice(w.submitted[free])) for _ in range(number)]
    submitted[free] = sorted(min(max(at, w.window.start), last) for at in chosen)
    return replace(w, submitted=submitted), capacity


def _window(rng: Random, w: Workload, capacity: Capacity) -> Made:
    end = min(office.clock.hours.end for office in capacity.offices)
    start = w.window.start
    moments = [min(max(_moment(rng, w, capacity), start), end) for _ in range(3)]
    how = rng.randrange(4)
    if how == 0:
        warm_up_end, horizon, run_out_end = sorted(moments)
    elif how == 1:
        warm_up_end = horizon = run_out_end = moments[0]
    elif how == 2:
        warm_up_end, horizon, run_out_end = start, moments[0], end
    else:
        warm_up_end, horizon, run_out_end = start, start, max(moments)
    return replace(w, window=Window(start, warm_up_end, horizon, run_out_end)), capacity


def _classes(rng: Random, w: Workload, capacity: Capacity) -> Made:
    priority = np.array([rng.choice((0, 1, 1, 2, 3, 12)) for _ in range(w.size)], dtype=np.int64)
    settlement = np.array([rng.choice((-3, 0, 1, 7)) for _ in range(w.size)], dtype=np.int64)
    if rng.random() < 0.2:
        return replace(w, priority=None, settlement=None), capacity
    return replace(w, priority=priority, settlement=settlement), capacity


def _appointments(rng: Random, w: Workload, capacity: Capacity) -> Made:
    slots = np.full(w.size, UNSET, dtype=np.int64)
    for number in range(w.first_objection):
        row = int(w.first[number])
        inherited = w.inherited is not None and bool(w.inherited[number])
        if row == w.first[number + 1] or w.kind[row] != Kind.COUNTER or inherited:
            continue
        slots[number] = rng.choice((UNSET, int(w.submitted[number]) + rng.choice((0, 0, 5, 30, -5, -30))))
    pools = [replace(pool, slots=_slots(rng)) for pool in capacity.pools]
    return replace(w, appointment=slots), replace(capacity, pools=tuple(pools))


def _slots(rng: Random) -> SlotGrid | None:
    nothing = np.zeros(0, dtype=np.int64)
    return rng.choice((None, SlotGrid(nothing, nothing, 5, rng.choice((0, 5, 10, 1_000)))))


def _objects_after(rng: Random, w: Workload, capacity: Capacity) -> Made:
    if w.objects_after is None:
        return w, capacity
    after = [
        rng.choice((0, 1, 30, DAY, 10**9)) if at != UNSET else 0 for at in (w.parent if w.parent is not None else ())
    ]
    return replace(w, objects_after=np.array(after, dtype=np.int64)), capacity


def _pools_of_rows(rng: Random, w: Workload, capacity: Capacity) -> Made:
    """Steps that members do one by one move to other pools."""
    possible = [i for i, pool in enumerate(capacity.pools) if _one_by_one(pool)]
    pool = w.pool.copy()
    movable = np.flatnonzero(w.staffed & np.isin(pool, possible) & (w.people == 1) & ~w.same_member)
    for row in _some(rng, movable).tolist():
        pool[row] = rng.choice(possible)
    return replace(w, pool=pool), capacity


def _terms(rng: Random, w: Workload, capacity: Capacity) -> Made:
    def changed(plan: RoutePlan) -> RoutePlan:
        term, extended = rng.choice(LIMITS), rng.choice((None, *LIMITS))
        steps = tuple(_own_time(rng, step) for step in plan.steps)
        included = rng.random() < 0.5
        until = rng.choice((None, 0, 10 * HOUR, 17 * HOUR))
        plan = replace(plan, term=term, extended_term=extended, steps=steps)
        return replace(plan, day_of_receipt_included=included, received_until=until)

    return replace(w, routes=tuple(changed(plan) for plan in w.routes)), capacity


def _own_time(rng: Random, step: StepPlan) -> StepPlan:
    if step.kind is not Kind.APPLICANT:
        return step
    return replace(
        step, applicant_deadline=rng.choice(LIMITS), clock=rng.choice(("runs", "stops", "stops", "extended"))
    )


def _done_by(rng: Random, w: Workload, capacity: Capacity) -> Made:
    """Steps of staff are done by several, by the officer of the file, or by one of all, at the counter or at a desk."""
    routes = []
    for r, plan in enumerate(w.routes):
        steps = []
        for k, step in enumerate(plan.steps):
            pools = set(w.pool[(w.route[w.application] == r) & (w.position == k)].tolist())
            one_by_one = all(i >= 0 and _one_by_one(capacity.pools[i]) for i in pools)
            if step.kind in (Kind.COUNTER, Kind.DESK) and one_by_one and rng.random() < 0.5:
                step = _staffed(rng, step, min((capacity.pools[i].members for i in pools), default=1))
            steps.append(step)
        routes.append(replace(plan, steps=tuple(steps)))
    changed = replace(w, routes=tuple(routes), appointment=None)
    if w.patience is None:
        return changed, capacity
    patience = np.where(changed.kind == Kind.COUNTER, w.patience, UNSET)
    return replace(changed, patience=patience), capacity


def _staffed(rng: Random, step: StepPlan, members: int) -> StepPlan:
    kind, how = rng.choice((step.kind, Kind.COUNTER, Kind.DESK)), rng.randrange(3)
    people = rng.randint(1, max(members, 1)) if how == 0 and kind is Kind.DESK else 1
    assign: Assign = rng.choice(("when_free", "at_once"))
    return replace(step, kind=kind, people=people, same_member=how == 1, assign=assign if how == 1 else "when_free")


# ---- the capacity ----


def _each_pool(
    change: Callable[[Random, Workload, Capacity, Pool], Pool],
) -> Callable[[Random, Workload, Capacity], Made]:
    """A change of the capacity that changes some of its pools, and works out anew who stands in."""

    def changed(rng: Random, w: Workload, capacity: Capacity) -> Made:
        pools = [change(rng, w, capacity, pool) if rng.random() < 0.6 else pool for pool in capacity.pools]
        if any(pool.stand_ins or a.roster is not pool.roster for a, pool in zip(pools, capacity.pools, strict=True)):
            return w, replace(capacity, pools=_covered(pools))
        return w, replace(capacity, pools=tuple(pools))

    return changed


def _covered(pools: Sequence[Pool]) -> tuple[Pool, ...]:
    """The pools with those who stand in and joint hours, those of commissions and teams without a roster as they are."""
    made = with_covers(list(pools))
    return tuple(new if pool.roster or pool.stand_ins else pool for new, pool in zip(made, pools, strict=True))


def _rules(rng: Random, w: Workload, capacity: Capacity, pool: Pool) -> Pool:
    pool = replace(
        pool,
        discipline=rng.choice(get_args(Discipline)),
        escalate=rng.choice(LEADS),
        caseload=rng.choice((None, 1, 1, 2, 3)),
        set_aside=rng.random() < 0.6,
    )
    if pool.visits_per_day is not None:
        pool = replace(pool, visits_per_day=rng.choice((0, 1, 2, 5)))
    if pool.sittings is not None:
        pool = replace(pool, sittings=_sittings(rng, w, capacity, pool.sittings))
    return pool


def _sittings(rng: Random, w: Workload, capacity: Capacity, rules: Sittings) -> Sittings:
    dates = list(rules.dates)
    if rng.random() < 0.6:
        begins = sorted({_moment(rng, w, capacity) for _ in range(rng.choice((1, 3, 8)))})
        begins = [at for at in begins if w.window.start <= at <= w.window.run_out_end]
        dates = [Sitting(at, at - rng.choice((0, 0, 1, 10, DAY))) for at in begins]
    seats = rules.seats
    if seats and rng.random() < 0.5:
        people = [(p, m) for p, pool in enumerate(capacity.pools) for m in range(len(pool.roster)) if _one_by_one(pool)]
        seats = tuple(rng.sample(people, rng.randint(1, len(people)))) if people else seats
    return replace(
        rules,
        dates=tuple(dates),
        length=rng.choice((None, 1, 5, 30, 200, DAY)),
        per_file=rng.choice((0, 1, 5, 60)),
        agenda=rng.choice((None, 0, 1, 2)),
        quorum=rng.choice((0, 1, 1, 2, 9)),
        seats=seats,
        at_least=rng.choice((0, 0, 1, 3)),
    )


def _apart(stretches: Sequence[Gap], start: int, end: int) -> list[Gap]:
    """Those of some stretches that lie apart in a span, in order."""
    kept: list[Gap] = []
    for a, b in stretches:
        begin, until = max(a, start), min(b, end)
        if begin < until and all(until < other or after < begin for other, after in kept):
            kept.append((begin, until))
    return sorted(kept)


def _people(rng: Random, w: Workload, capacity: Capacity, pool: Pool) -> Pool:
    """Other members, with absences, other duties, paces and hours of their own."""
    if not _one_by_one(pool) or (not pool.roster and not isinstance(pool.duty, WorkingTime)):
        return pool
    seats = {
        m for other in capacity.pools if other.sittings for p, m in other.sittings.seats if capacity.pools[p] is pool
    }
    number = max(rng.choice((pool.members, pool.members, 1, 2, 4)), max(seats, default=0) + 1)
    number = max(number, pool.members) if any(step.people > 1 for plan in w.routes for step in plan.steps) else number
    hours = pool.roster[0].hours if pool.roster else pool.duty
    assert isinstance(hours, WorkingTime)
    roster = []
    for i in range(number):
        one = pool.roster[i] if i < len(pool.roster) else Member(str(i), hours)
        roster.append(_member(rng, w, capacity, one) if rng.random() < 0.7 else one)
    return replace(pool, members=number, roster=tuple(roster))


def _member(rng: Random, w: Workload, capacity: Capacity, one: Member) -> Member:
    hours = _post(rng, capacity) if rng.random() < 0.2 else one.hours

    def stretches(most: int) -> list[Gap]:
        begins = [_moment(rng, w, capacity) for _ in range(rng.randint(0, most))]
        if begins and rng.random() < 0.3:
            begins.append(begins[-1] + 20)
        some = [(at, at + rng.choice((1, 5, 10, 20, 60, DAY, 2 * DAY))) for at in begins]
        if rng.random() < 0.15:
            some.insert(0, (w.window.start - rng.choice((0, 0, 5)), w.window.start + rng.choice((5, 20, DAY))))
        if rng.random() < 0.05:
            some.insert(0, (hours.start, hours.end))
        return _apart(some, hours.start, hours.end)

    absences = tuple(Absence(a, b, hands_over=rng.random() < 0.6) for a, b in stretches(4))
    since = sorted({hours.start, *(_moment(rng, w, capacity) for _ in range(rng.randrange(3)))})
    paces = tuple((at, rng.choice(PACES)) for at in since) if rng.random() < 0.6 else ()
    others = tuple(stretches(3)) if rng.random() < 0.6 else ()
    return Member(one.name, hours, absences, paces=paces, other_duties=others)


def _stand_ins(rng: Random, w: Workload, capacity: Capacity) -> Made:
    """Others stand in for pools, be they of the same office or not."""
    pools = list(capacity.pools)
    possible = [i for i, pool in enumerate(pools) if _one_by_one(pool)]
    for i in possible:
        pool = pools[i]
        others = [k for k in possible if k != i]
        chosen = tuple(rng.sample(others, min(len(others), rng.randint(0, 2))))
        if pool.roster or (not chosen and not pool.stand_ins):
            pools[i] = replace(pool, stand_ins=chosen)
        elif isinstance(pool.duty, WorkingTime):
            pools[i] = replace(
                pool, stand_ins=chosen, roster=tuple(Member(str(m), pool.duty) for m in range(pool.members))
            )
    return w, replace(capacity, pools=_covered(pools))


def _counter(rng: Random, w: Workload, capacity: Capacity, pool: Pool) -> Pool:
    return replace(pool, counter=rng.choice((None, _post(rng, capacity)))) if _one_by_one(pool) else pool


def _ways(rng: Random, w: Workload, capacity: Capacity) -> Made:
    ways = []
    for way in capacity.transfers:
        if rng.random() < 0.5:
            ways.append(replace(way, lag=rng.choice((1, 5, 60, DAY, 10**8)), departures=np.zeros(0, dtype=np.int64)))
            continue
        moments = {_moment(rng, w, capacity) for _ in range(rng.choice((0, 1, 4, 20)))}
        departures = np.array(sorted(moments), dtype=np.int64)
        ways.append(replace(way, lag=None, departures=departures, travel=rng.choice((0, 1, 10, DAY, 10**9))))
    systems = [replace(system, capacity=rng.choice((None, 1, 1, 2))) for system in capacity.systems]
    return w, replace(capacity, transfers=tuple(ways), systems=tuple(systems))


CHANGES: tuple[Callable[[Random, Workload, Capacity], Made], ...] = (
    *(_work, _hold, _patience, _submitted, _window, _classes, _appointments, _objects_after, _pools_of_rows),
    *(_terms, _done_by, _stand_ins, _ways, _ways),
    *map(_each_pool, (_rules, _rules, _people, _people, _people, _counter)),
)
