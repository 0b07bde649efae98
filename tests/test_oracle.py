"""The reference engine and a naive second-by-second simulator give one record on random small scenarios full of ties."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from functools import cache
from itertools import pairwise
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

SCENARIOS = 1000
EPOCH = 100 * DAY
"""Midnight at which every scenario's calendar begins."""
WORKS = (1, 2, 3, 5, 5, 5, 10, 10, 15, 20, 30)
HOLDS = (5, 5, 10, 10, 20, 45)
RESPONSES = (0, 0, 5, 10, 25, 40)

EVENTS = (
    "a visit was turned away",
    "an application was turned away twice",
    "a returner and a newcomer queued in one second",
    "an application queued for a counter in the second of its closing",
    "a counter service went on past the closing",
    "desk work was set aside",
    "desk work was set aside twice",
    "work was resumed on another day than it was set aside",
    "a file waited for a counter with set_aside off",
    "a member held two files at once",
    "two files queued in one second for one pool",
    "three files finished in one second in one pool",
    "desk work was suspended over a break",
    "an application waited at the door",
    "a system answered in the same instant",
    "the simulation ended before the run-out",
    "the simulation ended at the horizon",
    "the run-out cut a counted application",
    "the calendar ended with the run-out",
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
    return [(opens, closes) for opens, closes in intervals if opens < closes]


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
    offices = tuple(Office(f"o{i}", f"o{i}", OfficeClock(working_time(), none, none), i) for i in range(rng.choice((1, 1, 2))))
    pools = []
    for i in range(rng.randint(1, 4)):
        office = rng.randrange(len(offices))
        duty = offices[office].clock.hours if rng.random() < 0.6 else working_time()
        pools.append(Pool(office, f"r{i}", rng.randint(1, 3), duty, set_aside=rng.random() < 0.75))
    capacity = Capacity(offices, tuple(pools))

    routes = []
    for r in range(rng.randint(1, 3)):
        kinds = [rng.choice((Kind.COUNTER, Kind.COUNTER, Kind.DESK, Kind.DESK, Kind.SYSTEM)) for _ in range(rng.randint(1, 4))]
        if Kind.COUNTER not in kinds and Kind.DESK not in kinds:
            kinds.append(rng.choice((Kind.COUNTER, Kind.DESK)))
        staffed = [k for k, kind in enumerate(kinds) if kind is not Kind.SYSTEM]
        steps = tuple(StepPlan(f"{k}", f"r{k}", kind, None, "") for k, kind in enumerate(kinds))
        routes.append(RoutePlan(f"s{r}", "provider", steps, staffed[0], staffed[-1], None))

    edges = [t for h in [o.clock.hours for o in offices] + [p.duty for p in pools] for t in [*h.opens.tolist(), *h.closes.tolist()]]
    edges = [t for t in edges if t < EPOCH + busy * DAY] or [EPOCH]

    def moment() -> int:
        return rng.choice(edges) + rng.choice((0, 0, 0, -5, 5, 5, 10, 10, 15, 20, 1, 2))

    start = EPOCH if rng.random() < 0.7 else max(EPOCH, moment())
    handfuls = [max(start, moment()) for _ in range(rng.randint(1, 8))]
    submitted = sorted(rng.choice(handfuls) if rng.random() < 0.7 else max(start, moment()) for _ in range(rng.randint(1, 25)))
    horizon = max(start, moment()) if rng.random() < 0.5 else EPOCH + busy * DAY
    warm_up_end = start if rng.random() < 0.5 else min(max(start, moment()), horizon)
    run_out_end = end - spare * DAY
    if rng.random() < 0.3:
        run_out_end = min(run_out_end, max(start, moment()))
    run_out_end = max(run_out_end, horizon)

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


def difference(seed: int, engine: EngineRecord, oracle: EngineRecord) -> str:
    """The first difference of each field; empty where the records are equal."""
    found = []
    for name in (f.name for f in fields(EngineRecord)):
        left, right = np.asarray(getattr(engine, name)), np.asarray(getattr(oracle, name))
        if left.shape != right.shape:
            found.append(f"seed {seed}, {name}: engine {left.tolist()}, oracle {right.tolist()}")
        elif not np.array_equal(left, right):
            row = int(np.argwhere(np.atleast_1d(left != right))[0][0])
            values = f"engine {np.atleast_1d(left)[row]}, oracle {np.atleast_1d(right)[row]}"
            found.append(f"seed {seed}, {name}, row {row}: {values}")
    return "\n".join(found)


@pytest.mark.parametrize("seed", range(SCENARIOS))
def test_engine_and_naive_simulator_agree_in_every_field(seed: int) -> None:
    wrong = difference(seed, engine_run(*scenario(seed)), naive(seed))
    assert not wrong, wrong


@pytest.fixture(scope="module")
def happened() -> Counter[str]:
    """In how many scenarios each of `EVENTS` happened."""
    return sum((events(*scenario(seed), naive(seed)) for seed in range(SCENARIOS)), Counter())


@pytest.mark.parametrize("event", EVENTS)
def test_among_the_scenarios(happened: Counter[str], event: str) -> None:
    assert happened[event] > 0


def events(w: Workload, capacity: Capacity, record: EngineRecord) -> Counter[str]:
    """Which of `EVENTS` happened in a scenario, read off its record."""
    kinds = [step.kind for r in w.route.tolist() for step in w.routes[r].steps]
    n = len(kinds)
    pool, work, hold = w.pool.tolist(), w.work.tolist(), w.hold.tolist()
    queued, started, ended = record.queued.tolist(), record.started.tolist(), record.work_ended.tolist()
    finished, member = record.finished.tolist(), record.member.tolist()
    until = record.observed_until
    counter = [i for i in range(n) if kinds[i] is Kind.COUNTER]
    done = [i for i in range(n) if finished[i] != UNSET and pool[i] >= 0]
    away, spells = record.turned_away.tolist(), record.spells.tolist()
    closes = [p.duty.closes.tolist() for p in capacity.pools]
    parts = [(a, b) for a, b in pairwise(spells) if a[0] == b[0]]
    held = [(i, ended[i], finished[i]) for i in done if hold[i]]
    at_queue = Counter((pool[i], queued[i]) for i in range(n) if pool[i] >= 0 and queued[i] != UNSET)
    at_finish = Counter((pool[i], finished[i]) for i in done)
    received = record.received.tolist()
    counted = [a for a in range(w.size) if w.window.warm_up_end <= received[a] < w.window.horizon]
    arrival = [(a, int(w.first[a]) + w.routes[w.route[a]].receipt) for a in range(w.size)]
    facts = {
        EVENTS[0]: away,
        EVENTS[1]: [v for v in away if v[1] > 1],
        EVENTS[2]: [
            i for i in counter for j in counter
            if pool[i] == pool[j] and queued[i] == queued[j] != UNSET and record.visit[i] > 1 == record.visit[j]
        ],
        EVENTS[3]: [i for i in counter if queued[i] in closes[pool[i]]],
        EVENTS[4]: [i for i in counter if any(started[i] != UNSET and started[i] < t < ended[i] for t in closes[pool[i]])],
        EVENTS[5]: spells,
        EVENTS[6]: [s for s in Counter(s[0] for s in spells).values() if s > 2],
        EVENTS[7]: [a for a, b in parts if a[3] // DAY != b[2] // DAY],
        EVENTS[8]: [
            i for i in counter for j in range(n)
            if pool[i] == pool[j] and kinds[j] is Kind.DESK and not capacity.pools[pool[i]].set_aside
            and UNSET < started[j] < queued[i] < ended[j] == started[i]
        ],
        EVENTS[9]: [
            (i, j) for i, a, b in held for j, c, d in held
            if i != j and (pool[i], member[i]) == (pool[j], member[j]) and a <= c < b
        ],
        EVENTS[10]: [c for c in at_queue.values() if c > 1],
        EVENTS[11]: [c for c in at_finish.values() if c > 2],
        EVENTS[12]: [i for i in done if kinds[i] is Kind.DESK and ended[i] - started[i] > work[i] and i not in record.spells[:, 0]],
        EVENTS[13]: [a for a, row in arrival if queued[row] > max(finished[row - 1] if row > w.first[a] else 0, w.submitted[a]) and record.visit[row] == 1],
        EVENTS[14]: [i for i in range(n) if kinds[i] is Kind.SYSTEM and started[i] == finished[i] != UNSET],
        EVENTS[15]: w.window.horizon < until < w.window.run_out_end,
        EVENTS[16]: until == w.window.horizon < w.window.run_out_end,
        EVENTS[17]: [a for a in counted if finished[int(w.first[a + 1]) - 1] == UNSET],
        EVENTS[18]: until == w.window.run_out_end == capacity.offices[0].clock.hours.end,
    }  # fmt: skip
    return Counter({name: 1 for name, fact in facts.items() if fact})
