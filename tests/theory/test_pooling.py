"""Files with officers never wait less, in the mean, than files that any member takes, on the same arrivals; and with one
member, or one visit a file, not otherwise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.calendar.working_time import WorkingTime
from sim.engine.simulate import simulate
from sim.engine.steplog import StepLog
from sim.law.legal_clock import OfficeClock
from sim.measure.intervals import mean_interval
from sim.model.capacity import Capacity, OfficePlan, Pool, Window
from sim.model.route import Kind, RoutePlan, StepPlan
from sim.model.workload import Workload
from sim.quantities import DAY, HOUR

START, END = 100 * DAY, 400 * DAY
SEEDS = range(16)


def log_of(seed: int, members: int = 3, steps: int = 2, **officers: object) -> StepLog:
    """A month of files through a pool whose members have a step of each again after some hours elsewhere."""
    rng = np.random.default_rng(seed)
    files = 60 * members
    hours = WorkingTime.from_intervals(START, END, [(d, d + 8 * HOUR) for d in range(START, END, DAY)])
    none = np.zeros(0, dtype=np.int64)
    office = OfficePlan("o", "o", OfficeClock(hours, none, none), 0)
    capacity = Capacity((office,), (Pool(0, "clerk", members, hours),))
    own = StepPlan("1", "clerk", Kind.DESK, None, "", **officers)  # type: ignore[arg-type]
    elsewhere = StepPlan("2", "portal", Kind.SYSTEM, None, "")
    plan = RoutePlan("s", "provider", (own, elsewhere, replace(own, key="3"))[: 2 * steps - 1], 0, 2 * steps - 2, None)
    submitted = np.sort(START + rng.integers(0, 30 * DAY, files))
    work = np.maximum(rng.exponential(1.6 * HOUR, (files, 2 * steps - 1)), 60).astype(np.int64)
    pool = np.where(np.arange(2 * steps - 1) % 2 == 0, 0, -1)
    zeros = np.zeros(files, dtype=np.int64)
    workload = Workload(
        replication=1,
        window=Window(START, START, START + 30 * DAY, END),
        streams=("all",),
        routes=(plan,),
        submitted=submitted,
        stream=zeros,
        route=zeros,
        office=zeros,
        first=np.arange(files + 1, dtype=np.int64) * (2 * steps - 1),
        pool=np.tile(pool, files),
        work=work.ravel(),
        hold=np.zeros(work.size, dtype=np.int64),
    )
    return simulate(workload, capacity)


def mean_wait(seed: int, **officers: object) -> float:
    """The mean queue time in the pool [h]."""
    log = log_of(seed, **officers)
    return float(log.visits.queue_s[log.visits.pool == 0].mean() / HOUR)


@pytest.mark.parametrize("assign", ["when_free", "at_once"])
def test_pooling_shortens_the_mean_wait_of_a_pool(assign: str) -> None:
    pooled = [mean_wait(seed) for seed in SEEDS]
    apart = [mean_wait(seed, same_member=True, assign=assign) for seed in SEEDS]
    found = mean_interval([b - a for a, b in zip(pooled, apart, strict=True)])
    assert found.low > 0, found
    assert all(b >= a for a, b in zip(pooled, apart, strict=True)), (pooled, apart)


@pytest.mark.parametrize(("members", "steps"), [(1, 2), (3, 1)])
def test_one_member_or_one_visit_leaves_nothing_to_pool(members: int, steps: int) -> None:
    for seed in range(4):
        pooled, apart = (log_of(seed, members, steps, same_member=same) for same in (False, True))
        assert pooled.visits.started.tolist() == apart.visits.started.tolist()
        assert not apart.visits.wait_officer_s.any()
