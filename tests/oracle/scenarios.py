"""Random small scenarios full of ties: plain ones, and ones with rosters, absences, caseloads, classes and stand-ins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import get_args

import numpy as np

from sim.calendar.duty import Absence, Duty
from sim.calendar.working_time import WorkingTime
from sim.law.legal_clock import OfficeClock
from sim.model.capacity import Capacity, Cover, Discipline, Member, OfficePlan, Pool, Window
from sim.model.route import Kind, RoutePlan, StepPlan
from sim.model.workload import Workload
from sim.quantities import DAY, Limit
from tests.oracle.hours import Hours

EPOCH = 100 * DAY
"""Midnight at which every scenario's calendar begins."""
WORKS = (1, 2, 3, 5, 5, 5, 10, 10, 15, 20, 30)
HOLDS = (5, 5, 10, 10, 20, 45)
RESPONSES = (0, 0, 5, 10, 25, 40)
DISCIPLINES: tuple[Discipline, ...] = get_args(Discipline)
TERMS = (
    None,
    Limit(1, "minutes"),
    Limit(2, "minutes"),
    Limit(1, "working_days"),
    Limit(2, "working_days"),
    Limit(1, "calendar_days"),
    Limit(1, "hours"),
)


def hours(rng: Random, days: int, *, every_day: bool) -> list[tuple[int, int]]:
    """Some dozen seconds a day, at its beginning or its end, with breaks; so that some nights are short."""
    begin, length, lunch = rng.choice((0, 5, 10, 20)), rng.choice((20, 30, 40, 60)), rng.choice((0, 5, 10, 15))
    until_midnight, through_the_night = rng.random() < 0.2, rng.random() < 0.15
    intervals: list[tuple[int, int]] = []
    for day in range(days):
        if not every_day and rng.random() < 0.2:
            continue
        for at in rng.choice(((0,), (DAY - 90,), (0, DAY - 90))):
            opens = EPOCH + day * DAY + at + begin
            closes = EPOCH + (day + 1) * DAY if at and until_midnight else opens + length
            if through_the_night and intervals and opens - intervals[-1][1] < 120:
                intervals.append((intervals[-1][1], opens))
            half = opens + length // 2 // 5 * 5
            intervals += [(opens, half), (half + lunch, closes)]
    return [(opens, closes) for opens, closes in intervals if opens < closes] or [(EPOCH, EPOCH + length)]


def scenario(seed: int) -> tuple[Workload, Capacity]:
    """A random scenario whose instants lie on few seconds."""
    rng = Random(seed)
    busy = rng.randint(1, 4)
    """Days on which something arrives."""
    run_out = rng.randint(0, 3)
    spare = rng.choice((0, 40))
    """Days of the calendar after the run-out."""
    end = EPOCH + (busy + run_out + spare) * DAY

    def working_time() -> WorkingTime:
        if rng.random() < 0.1:
            return WorkingTime.from_intervals(EPOCH, end, [(EPOCH, end)])
        return WorkingTime.from_intervals(EPOCH, end, hours(rng, busy + run_out + spare, every_day=rng.random() < 0.5))

    none = np.zeros(0, dtype=np.int64)
    clocks = [OfficeClock(working_time(), none, none) for _ in range(rng.choice((1, 1, 2)))]
    offices = tuple(OfficePlan(f"o{i}", "office", clock, i) for i, clock in enumerate(clocks))
    crowded = rng.random() < 0.4
    """Whether one pool of several members does everything."""
    pools = []
    for i in range(1 if crowded else rng.randint(1, 4)):
        office = rng.randrange(len(offices))
        duty = offices[office].clock.hours if rng.random() < 0.6 else working_time()
        pools.append(Pool(office, f"r{i}", rng.randint(2 if crowded else 1, 3), duty, set_aside=rng.random() < 0.75))
    capacity = Capacity(offices, tuple(pools))

    routes = []
    for r in range(rng.randint(1, 3)):
        kinds = rng.choices((Kind.COUNTER, Kind.DESK, Kind.SYSTEM), (2, 2, 1), k=rng.randint(1, 4))
        if not {Kind.COUNTER, Kind.DESK} & {*kinds}:
            kinds.append(rng.choice((Kind.COUNTER, Kind.DESK)))
        staffed = [k for k, kind in enumerate(kinds) if kind is not Kind.SYSTEM]
        steps = tuple(StepPlan(f"{k}", f"r{k}", kind, None, "") for k, kind in enumerate(kinds))
        routes.append(RoutePlan(f"s{r}", "provider", steps, staffed[0], staffed[-1], None))

    times = [Hours(duty) for duty in [clock.hours for clock in clocks] + [p.duty for p in pools]]
    edges = [t for h in times for t in [*h.opens, *h.closes]]
    edges = [t for t in edges if t < EPOCH + busy * DAY] or [EPOCH]
    start = EPOCH

    def moment() -> int:
        near = rng.choice(edges) + rng.choice((0, 0, 0, -5, 5, 5, 10, 10, 15, 20, 1, 2))
        return min(max(start, near), EPOCH + busy * DAY - 1)

    if rng.random() < 0.3:
        start = moment()
    handfuls = [moment() for _ in range(rng.randint(1, 8))]
    submitted = sorted(rng.choice(handfuls) if rng.random() < 0.7 else moment() for _ in range(rng.randint(1, 25)))
    horizon = moment() if rng.random() < 0.5 else EPOCH + busy * DAY
    warm_up_end = start if rng.random() < 0.5 else min(moment(), horizon)
    run_out_end = max(horizon, moment() if rng.random() < 0.3 else end - spare * DAY)

    route = [rng.randrange(len(routes)) for _ in submitted]
    scattered = rng.random() < 0.3
    """Whether applications of one route go to different pools, as they do to different offices."""
    fixed = [[rng.randrange(len(pools)) for _ in plan.steps] for plan in routes]
    with_hold = rng.choice((0.0, 0.3, 0.6))
    pool, work, hold = [], [], []
    for r in route:
        for k, step in enumerate(routes[r].steps):
            system = step.kind is Kind.SYSTEM
            pool.append(-1 if system else rng.randrange(len(pools)) if scattered else fixed[r][k])
            work.append(rng.choice(RESPONSES if system else WORKS))
            hold.append(rng.choice(HOLDS) if not system and rng.random() < with_hold else 0)
    lengths = [len(routes[r].steps) for r in route]
    workload = Workload(
        replication=1,
        window=Window(start, warm_up_end, horizon, run_out_end),
        streams=("arrivals",),
        routes=tuple(routes),
        submitted=np.array(submitted, dtype=np.int64),
        stream=np.zeros(len(submitted), dtype=np.int64),
        route=np.array(route, dtype=np.int64),
        office=np.array([rng.randrange(len(offices)) for _ in submitted], dtype=np.int64),
        first=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        pool=np.array(pool, dtype=np.int64),
        work=np.array(work, dtype=np.int64),
        hold=np.array(hold, dtype=np.int64),
    )
    return workload, capacity


def with_people(seed: int) -> tuple[Workload, Capacity]:
    """A random scenario whose pools have rosters, absences, caseloads, disciplines and stand-ins."""
    rng = Random(f"people {seed}")
    workload, capacity = scenario(rng.randrange(10**6))
    offices = tuple(replace(office, clock=with_days(rng, office.clock.hours)) for office in capacity.offices)
    pools = list(capacity.pools)
    while len(pools) < 2 or rng.random() < 0.3:
        pools.append(replace(pools[0], role=f"r{len(pools)}", members=rng.randint(1, 2)))
    together = rng.random() < 0.7
    """Whether all pools sit in one office, so that each can stand in for each."""
    pools = [replace(pool, office=0 if together else pool.office) for pool in pools]
    pools = _with_stand_ins(rng, [_with_rules(rng, pool) for pool in pools])
    edges = [int(t) for pool in pools for t in (*_hours(pool).opens, *_hours(pool).closes)]
    edges = sorted(t for t in edges if t <= workload.window.run_out_end) or [workload.window.start]
    pools = [_with_roster(rng, pool, offices[pool.office], workload, edges) for pool in pools]
    late = Random(f"receipts too late on their day {seed}")
    routes = tuple(
        replace(
            plan,
            term=rng.choice(TERMS),
            day_of_receipt_included=rng.random() < 0.3,
            received_until=late.choice((None, None, late.choice(edges) % DAY)),
        )
        for plan in workload.routes
    )
    return _with_classes(rng, replace(workload, routes=routes), len(pools)), Capacity(offices, with_covers(pools))


def with_days(rng: Random, hours: WorkingTime) -> OfficeClock:
    """A clock that knows some of the days as working days."""
    all_days = range(hours.start // DAY, hours.end // DAY)
    days = [day for day in all_days if rng.random() < 0.8] or [all_days[0]]
    closes = []
    for day in days:
        of_day = [t for t in hours.closes.tolist() if day * DAY < t <= (day + 1) * DAY]
        closes.append(max(of_day, default=(day + 1) * DAY))
    return OfficeClock(hours, np.array(days, dtype=np.int64), np.array(closes, dtype=np.int64))


def _with_rules(rng: Random, pool: Pool) -> Pool:
    discipline = rng.choice(DISCIPLINES)
    return replace(pool, caseload=rng.choice((None, None, 1, 2, 3)), discipline=discipline)


def _with_stand_ins(rng: Random, pools: list[Pool]) -> list[Pool]:
    """Pools for some of which others of their office stand in; often one and the same for several."""
    favourite = rng.randrange(len(pools))
    result = []
    for i, pool in enumerate(pools):
        others = [k for k, other in enumerate(pools) if k != i and other.office == pool.office]
        rng.shuffle(others)
        if rng.random() < 0.7:
            others.sort(key=lambda k: k != favourite)
        chosen = tuple(others[: rng.randint(1, 2)]) if rng.random() < 0.65 else ()
        result.append(replace(pool, stand_ins=chosen))
    return result


def _hours(pool: Pool) -> WorkingTime:
    """The hours of a pool as drawn, before anybody is absent."""
    assert isinstance(pool.duty, WorkingTime)
    return pool.duty


def _with_roster(rng: Random, pool: Pool, office: OfficePlan, workload: Workload, edges: list[int]) -> Pool:
    """A pool of members with hours and absences of their own; now and then all on leave for the same days."""
    if not pool.stand_ins and rng.random() < 0.25:
        return pool
    first, last = workload.window.start // DAY, workload.window.run_out_end // DAY
    away: tuple[int, int] | None = None
    if pool.stand_ins and rng.random() < 0.85:
        begins = rng.randint(first, last)
        away = begins * DAY, min((begins + rng.randint(1, 2)) * DAY, _hours(pool).end)
    together = away if away is not None and away[0] < away[1] else None
    roster = []
    for number in range(pool.members):
        post = _post(rng, _hours(pool), office.clock.hours)
        leaves = list(_leaves(rng, workload, edges, post))
        roster.append(Member(f"{number}", post, _in_order(rng, leaves, together, post)))
    if not any(Hours(member.duty).opens for member in roster):
        roster[0] = replace(roster[0], absences=())
    return replace(pool, roster=tuple(roster))


def _post(rng: Random, pool: WorkingTime, office: WorkingTime) -> WorkingTime:
    """The hours of a member: the pool's or the office's, half of each day's, or some of their stretches."""
    if rng.random() < 0.5:
        return pool
    base = office if rng.random() < 0.3 else pool
    stretches = list(zip(base.opens.tolist(), base.closes.tolist(), strict=True))
    how = rng.choice(("all", "early", "late", "some"))
    if how == "early":
        stretches = [(a, a + max((b - a) // 10 * 5, 5)) for a, b in stretches]
    elif how == "late":
        stretches = [(a + (b - a) // 10 * 5, b) for a, b in stretches]
    elif how == "some":
        stretches = [stretch for stretch in stretches if rng.random() < 0.6]
    stretches = [(a, min(b, base.end)) for a, b in stretches]
    return WorkingTime.from_intervals(base.start, base.end, stretches) if stretches else base


def _leaves(rng: Random, workload: Workload, edges: list[int], post: WorkingTime) -> Iterator[tuple[int, int]]:
    """Absences of one member: within a day, over nights, several in a row, whole days, or under way at the start."""
    submitted = workload.submitted.tolist()

    def moment() -> int:
        if rng.random() < 0.6:
            return int(rng.choice(submitted)) + rng.choice((5, 5, 10, 10, 10, 15, 15, 20, 25, 30, 1))
        return rng.choice(edges) + rng.choice((0, 0, 0, 5, 10, 15, -5, 1, 20))

    for _ in range(rng.choice((0, 1, 2, 2, 3, 4))):
        at, how = moment(), rng.choice(("short", "short", "row", "row", "nights", "nights", "days", "start"))
        if how == "row":
            for _ in range(rng.randint(2, 3)):
                length = rng.choice((5, 5, 10))
                yield at, at + length
                at += length + rng.choice((1, 5, 10))
        elif how == "nights":
            yield at, rng.choice([t for t in edges if t > at] or [at + 10]) + rng.choice((0, 0, 5))
        elif how == "days":
            yield at // DAY * DAY, (at // DAY + rng.randint(1, 2)) * DAY
        elif how == "start":
            yield workload.window.start - rng.choice((0, 5, DAY)), workload.window.start + rng.choice((5, 20, 30, DAY))
        else:
            yield at, at + rng.choice((5, 5, 10, 10, 15, 20, 30))


def _in_order(
    rng: Random, leaves: list[tuple[int, int]], together: tuple[int, int] | None, post: WorkingTime
) -> tuple[Absence, ...]:
    """Leaves in order and apart, within the calendar; the common one stays whole."""
    kept: list[tuple[int, int]] = [together] if together else []
    for begin, end in ((max(a, post.start), min(b, post.end)) for a, b in leaves):
        if begin < end and all(end < a or b < begin for a, b in kept):
            kept.append((begin, end))
    return tuple(Absence(a, b, hands_over=rng.random() < 0.55) for a, b in sorted(kept))


def with_covers(pools: list[Pool]) -> tuple[Pool, ...]:
    """The pools with those who stand in, day by day, and with the hours in which anybody takes their files."""
    own = [sorted(i for there in pool.presences for i in _stretches(there)) for pool in pools]
    days = [{day for a, b in stretches for day in range(a // DAY, (b - 1) // DAY + 1)} for stretches in own]
    """By pool: the days on which anybody is there."""
    result = []
    for i, pool in enumerate(pools):
        start, end = pool.duty.start, pool.duty.end
        covers: list[Cover] = []
        for day in range(start // DAY, end // DAY):
            midnight, next_midnight = day * DAY, (day + 1) * DAY
            there = [other for other in (i, *pool.stand_ins) if day in days[other]]
            if not there or there[0] == i:
                continue
            if covers and covers[-1].end == midnight and covers[-1].pool == there[0]:
                covers[-1] = replace(covers[-1], end=next_midnight)
            else:
                covers.append(Cover(midnight, next_midnight, there[0]))
        duty = pool.roster[0].presence if pool.roster else pool.duty
        if len(pool.roster) > 1 or covers:
            stretches = own[i] + [part for c in covers for part in _cut(own[c.pool], c.start, c.end)]
            duty = WorkingTime.from_intervals(start, end, _joined(stretches))
        result.append(replace(pool, duty=duty, covers=tuple(covers)))
    return tuple(result)


def _stretches(duty: Duty) -> list[tuple[int, int]]:
    hours = Hours(duty)
    return list(zip(hours.opens, hours.closes, strict=True))


def _cut(stretches: list[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """The parts of stretches that lie between two instants."""
    return [(max(a, start), min(b, end)) for a, b in stretches if a < end and b > start]


def _joined(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches in order, those that touch or overlap as one."""
    joined: list[tuple[int, int]] = []
    for a, b in sorted(stretches):
        if joined and a <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], b)
        else:
            joined.append((a, b))
    return joined


def _with_classes(rng: Random, workload: Workload, pools: int) -> Workload:
    """Applications of several classes, some steps moved to any pool, and more holds."""
    chosen = {
        (r, k): rng.randrange(pools)
        for r, plan in enumerate(workload.routes)
        for k in range(len(plan.steps))
        if rng.random() < 0.5
    }
    pool, hold = workload.pool.copy(), workload.hold.copy()
    holds = rng.choice((0.0, 0.3))
    for row, (a, k) in enumerate(zip(workload.application.tolist(), workload.position.tolist(), strict=True)):
        if pool[row] < 0:
            continue
        pool[row] = chosen.get((int(workload.route[a]), k), pool[row])
        if rng.random() < holds:
            hold[row] = rng.choice(HOLDS)
    classes = np.array([rng.randint(1, 3) for _ in range(workload.size)], dtype=np.int64)
    return replace(workload, pool=pool, hold=hold, priority=None if rng.random() < 0.1 else classes)
