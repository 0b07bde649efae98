"""Counters: what is done in one stay waits as one service does, and nobody stands in a hall that nobody serves overnight."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.engine.simpy.simulation import run
from sim.engine.steplog import StepLog
from sim.experiment.replications import simulated
from sim.model.capacity import Capacity
from sim.model.model import Model, build_model
from sim.model.route import Kind, kinds_of_steps
from sim.model.workload import Workload
from sim.quantities import DAY, UNSET
from sim.study.loading import load_scenario
from tests.oracle.counters_scenarios import with_counters
from tests.oracle.hours import Hours

SEEDS = range(120)


def in_one_step(workload: Workload) -> tuple[Workload, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """The workload in which each stay at a counter is one step with all of its work; and the rows that are left."""
    goes_on = workload.continues_stay
    kept = np.flatnonzero(~goes_on)
    stay = np.cumsum(~goes_on) - 1
    """By row: the place among those that are left of the row that began its stay."""
    work = np.bincount(stay, weights=workload.work).astype(np.int64)
    hold = np.zeros(len(kept), dtype=np.int64)
    hold[stay] = workload.hold  # the last row of a stay is the one after which the file may be held
    first = np.searchsorted(kept, workload.first)
    return replace(
        workload, first=first, pool=workload.pool[kept], work=work, hold=hold, step=workload.position[kept]
    ), kept


@pytest.mark.parametrize("seed", SEEDS)
def test_split_and_unsplit_services_give_the_same_waits(seed: int) -> None:
    split, capacity = with_counters(seed)
    whole, kept = in_one_step(split)
    last = np.append(kept[1:], len(split.work)) - 1
    """By row of the unsplit one: the last row of its stay."""
    ours, theirs = run(split, capacity), run(whole, capacity)
    assert ours.observed_until == theirs.observed_until
    for column in ("queued", "started", "member", "served_by", "visit"):
        assert getattr(ours, column)[kept].tolist() == getattr(theirs, column).tolist(), column
    for column in ("work_ended", "finished"):
        assert getattr(ours, column)[last].tolist() == getattr(theirs, column).tolist(), column
    assert ours.received.tolist() == theirs.received.tolist()
    assert kept[np.searchsorted(kept, ours.earlier[:, 0])].tolist() == ours.earlier[:, 0].tolist()
    assert len(ours.earlier) == len(theirs.earlier)
    assert ours.earlier[:, 1:].tolist() == theirs.earlier[:, 1:].tolist()


def test_some_of_these_scenarios_have_stays_and_waits_in_them() -> None:
    found = [run(*with_counters(seed)) for seed in SEEDS]
    split = [with_counters(seed)[0].continues_stay for seed in SEEDS]
    waited = [bool((one.started > one.queued).any()) for one in found]
    assert sum(bool(one.any()) and waits for one, waits in zip(split, waited, strict=True)) > 30


def nights(hours: Hours, queued: int, left: int) -> list[int]:
    """Midnights within a wait at which the hall is not served right before and after."""
    midnights = range((queued // DAY + 1) * DAY, left, DAY)
    return [at for at in midnights if not (hours.is_open(at - 1) and hours.is_open(at))]


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_is_in_a_hall_overnight(seed: int) -> None:
    workload, capacity = with_counters(seed)
    record, until = run(workload, capacity), 0
    waits = [(row, int(record.queued[row]), int(record.started[row])) for row in range(len(workload.work))]
    waits += [
        (row, queued, ended) for row, _, queued, started, ended, *_ in record.earlier.tolist() if started == UNSET
    ]
    halls = [Hours(pool.attended) for pool in capacity.pools]
    for row, queued, left in waits:
        if workload.kind[row] == Kind.COUNTER and queued != UNSET:
            until = record.observed_until if left == UNSET else left
            assert not nights(halls[workload.pool[row]], queued, until), row


@pytest.fixture(scope="module")
def karaganda() -> tuple[StepLog, Model]:
    """A replication of a department in which whoever came after the last window stood in the hall over the weekend."""
    drawn, log = next(simulated(build_model(load_scenario("karaganda_department")), 1))
    return log, drawn


def test_nobody_is_in_a_hall_of_a_department_overnight(karaganda: tuple[StepLog, Model]) -> None:
    log, model = karaganda
    visits = log.visits
    at_counter = kinds_of_steps(model.routes)[log.route_of_visit, visits.position] == Kind.COUNTER
    left = np.where(
        visits.started != UNSET, visits.started, np.where(visits.finished != UNSET, visits.finished, log.observed_until)
    )
    halls = halls_of(model.capacity)
    overnight = np.flatnonzero(at_counter & (left // DAY > visits.queued // DAY)).tolist()
    assert at_counter.sum() > 1000
    for visit in overnight:
        assert not nights(halls[visits.pool[visit]], int(visits.queued[visit]), int(left[visit]))


def halls_of(capacity: Capacity) -> list[Hours]:
    """By pool: when its hall is served."""
    return [Hours(pool.attended) for pool in capacity.pools]
