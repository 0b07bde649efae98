"""The engine and a naive second-by-second simulator give one record on random small scenarios full of ties."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from functools import cache
from itertools import pairwise, zip_longest
from random import Random

import numpy as np
import pytest
from oracle import run as naive_run

from sim.calendars import WorkingTime
from sim.capacity import Capacity, Office, Pool, Window
from sim.deadlines import OfficeClock
from sim.engines.record import UNSET, EngineRecord
from sim.engines.simpy_engine import run as engine_run
from sim.quantities import DAY
from sim.workload import Kind, RoutePlan, StepPlan, Workload

SCENARIOS = 1200
EPOCH = 100 * DAY
"""Midnight at which every scenario's calendar begins."""
WORKS = (1, 2, 3, 5, 5, 5, 10, 10, 15, 20, 30)
HOLDS = (5, 5, 10, 10, 20, 45)
RESPONSES = (0, 0, 5, 10, 25, 40)


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
    offices = tuple(Office(f"o{i}", "office", clock, i) for i, clock in enumerate(clocks))
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

    times: list[WorkingTime] = [clock.hours for clock in clocks] + [p.duty for p in pools]
    edges: list[int] = [t for h in times for t in [*h.opens.tolist(), *h.closes.tolist()]]
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


@cache
def naive(seed: int) -> EngineRecord:
    """The naive simulator's record of a scenario."""
    return naive_run(*scenario(seed))


def differences(seed: int, engine: EngineRecord, oracle: EngineRecord) -> list[str]:
    """The first difference in each field, said with its row and both values."""
    found = []
    for field in fields(EngineRecord):
        left, right = (np.atleast_1d(getattr(record, field.name)).tolist() for record in (engine, oracle))
        for row, (mine, other) in enumerate(zip_longest(left, right, fillvalue="nothing")):
            if mine != other:
                found.append(f"seed {seed}, {field.name}, row {row}: engine {mine}, oracle {other}")
                break
    return found


@pytest.mark.parametrize("seed", range(SCENARIOS))
def test_engine_and_naive_simulator_agree_in_every_field(seed: int) -> None:
    found = differences(seed, engine_run(*scenario(seed)), naive(seed))
    assert not found, "\n".join(found)


def test_the_scenarios_hold_every_kind_of_tie_and_interruption() -> None:
    happened: Counter[str] = Counter()
    for seed in range(SCENARIOS):
        happened.update(events(*scenario(seed), naive(seed)))
    assert not [event for event, scenarios in happened.items() if scenarios == 0]


def events(w: Workload, capacity: Capacity, record: EngineRecord) -> dict[str, bool]:
    """What happened in a scenario and what did not, read off its record."""
    kinds = [step.kind for r in w.route.tolist() for step in w.routes[r].steps]
    rows, pools, until = range(len(kinds)), capacity.pools, record.observed_until
    pool, hold, first = w.pool.tolist(), w.hold.tolist(), w.first.tolist()
    queued, started, ended = record.queued.tolist(), record.started.tolist(), record.work_ended.tolist()
    finished, member, visit = record.finished.tolist(), record.member.tolist(), record.visit.tolist()
    away, spells = record.turned_away.tolist(), record.spells.tolist()
    counter = [i for i in rows if kinds[i] is Kind.COUNTER and queued[i] != UNSET]
    set_aside = Counter(row for row, *_ in spells)
    desk = [i for i in rows if kinds[i] is Kind.DESK and ended[i] != UNSET and i not in set_aside]
    done = [i for i in rows if pool[i] >= 0 and finished[i] != UNSET]
    closes = [p.duty.closes.tolist() for p in pools]
    received = record.received.tolist()
    counted = [a for a in range(w.size) if w.window.warm_up_end <= received[a] < w.window.horizon]
    receipts = [first[a] + w.routes[r].receipt for a, r in enumerate(w.route.tolist())]
    arrived = [finished[i - 1] if i > first[a] else int(w.submitted[a]) for a, i in enumerate(receipts)]
    same_line = [(i, j) for i in counter for j in counter if pool[i] == pool[j] and queued[i] == queued[j]]
    same_desk = [(i, j) for i in done for j in done if i != j and (pool[i], member[i]) == (pool[j], member[j])]
    parts = [(a, b) for a, b in pairwise(spells) if a[0] == b[0]]
    queues = Counter((pool[i], queued[i]) for i in rows if pool[i] >= 0 and queued[i] != UNSET)
    finishes = Counter((pool[i], finished[i]) for i in done)
    return {
        "a visit was turned away": bool(away),
        "an application was turned away twice": any(number > 1 for _, number, _, _ in away),
        "a returner and a newcomer queued in one second": any(visit[i] > 1 == visit[j] for i, j in same_line),
        "an applicant queued in the second of a closing": any(queued[i] in closes[pool[i]] for i in counter),
        "a service went on past a closing": any(started[i] < t < ended[i] for i in counter for t in closes[pool[i]]),
        "desk work was set aside": bool(spells),
        "desk work was set aside twice": any(n > 2 for n in set_aside.values()),
        "desk work was resumed a night after it was set aside": any(a[3] // DAY < b[2] // DAY for a, b in parts),
        "an applicant waited for desk work with set_aside off": any(
            pool[i] == pool[j] and started[j] < queued[i] < ended[j] == started[i]
            for i in counter for j in desk if not pools[pool[i]].set_aside
        ),
        "a member held two files": any(ended[i] <= ended[j] < finished[i] for i, j in same_desk if hold[j]),
        "two files queued in one second for one pool": any(n > 1 for n in queues.values()),
        "three files finished in one second in one pool": any(n > 2 for n in finishes.values()),
        "desk work was suspended over a break": any(
            started[i] < t < ended[i] and started[i] // DAY == ended[i] // DAY for i in desk for t in closes[pool[i]]
        ),
        "an application waited at the door": any(
            visit[i] == 1 and queued[i] > at for i, at in zip(receipts, arrived, strict=True)
        ),
        "a system answered in the same instant": any(
            started[i] == finished[i] != UNSET and kinds[i] is Kind.SYSTEM for i in rows
        ),
        "the last counted application ended the simulation": w.window.horizon < until < w.window.run_out_end,
        "the simulation ended at the horizon": until == w.window.horizon < w.window.run_out_end,
        "the run-out cut a counted application": any(finished[first[a + 1] - 1] == UNSET for a in counted),
        "the calendar ended with the run-out": until == w.window.run_out_end == capacity.offices[0].clock.hours.end,
    }  # fmt: skip
