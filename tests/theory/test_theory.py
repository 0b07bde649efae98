"""Single queues against the closed forms of queueing theory: M/M/c by Erlang's C, M/D/1 by Pollaczek and Khinchine."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

from sim.calendar.working_time import WorkingTime
from sim.engine.simulate import simulate
from sim.law.legal_clock import OfficeClock
from sim.measure.intervals import Estimate, mean_interval
from sim.model.capacity import Capacity, OfficePlan, Pool, Window
from sim.model.route import Kind, RoutePlan, StepPlan
from sim.model.workload import Workload
from sim.quantities import DAY, HOUR

SERVICE = HOUR
"""Mean service [s]; rounding to whole seconds moves it by less than one part in a thousand."""
WARM_UP = 500 * SERVICE
COUNTED = 20_000 * SERVICE
REPLICATIONS = 20
CONFIDENCE = 0.99
# Chosen once. The intervals are of 99 %: with another seed, one assertion "the closed form lies within" in a hundred
# fails (at 95 % it would be one in twenty).
SEED = 2021


@dataclass(frozen=True)
class Queue:
    """A queue with Poisson arrivals, `servers` members and a load of `rho` each."""

    name: str
    servers: int
    rho: float
    deterministic: bool = False

    @property
    def rate(self) -> float:
        """Arrivals per second."""
        return self.rho * self.servers / SERVICE

    @property
    def wait(self) -> float:
        """Expected wait in the queue by theory [s]."""
        if self.deterministic:
            return SERVICE * self.rho / (2 * (1 - self.rho))  # Pollaczek-Khinchine with no variance of service
        return erlang_c(self.servers, self.rho * self.servers) * SERVICE / (self.servers * (1 - self.rho))


def erlang_c(servers: int, offered: float) -> float:
    """Probability that an arrival has to wait in M/M/c, with the offered load in Erlangs."""
    last = offered**servers / math.factorial(servers) * servers / (servers - offered)
    return last / (sum(offered**k / math.factorial(k) for k in range(servers)) + last)


QUEUES = {
    queue.name: queue
    for queue in (Queue("M/M/1", 1, 0.6), Queue("M/M/2", 2, 0.7), Queue("M/M/3", 3, 0.7), Queue("M/D/1", 1, 0.7, True))
}


@dataclass(frozen=True)
class Run:
    """What one replication shows over the counted time."""

    wait: float
    """Mean wait of the counted applications [s]."""
    stay: float
    """Mean time from arrival to the end of service of the counted applications [s]."""
    present: float
    """Applications in the queue and in service, averaged over the counted time."""
    rate: float
    """Applications counted per second."""
    utilisation: float
    """Work over the members' time."""


@cache
def runs(name: str) -> tuple[Run, ...]:
    return tuple(run(QUEUES[name], np.random.default_rng([SEED, i, *name.encode()])) for i in range(REPLICATIONS))


def run(queue: Queue, rng: np.random.Generator) -> Run:
    horizon = WARM_UP + COUNTED
    size = int(horizon * queue.rate * 1.2)
    submitted = np.floor(np.cumsum(rng.exponential(1 / queue.rate, size))).astype(np.int64)
    assert submitted[-1] > horizon
    submitted = submitted[submitted < horizon + 10 * SERVICE]
    n = len(submitted)
    drawn = np.full(n, float(SERVICE)) if queue.deterministic else rng.exponential(SERVICE, n)
    window = Window(0, WARM_UP, horizon, horizon + 1000 * SERVICE)
    log = simulate(*one_pool(queue.servers, submitted, np.maximum(np.rint(drawn), 1).astype(np.int64), window))
    counted = log.applications.counted[log.visits.application]
    wait, stay = (log.visits.started - log.visits.queued)[counted], (log.visits.finished - log.visits.queued)[counted]
    return Run(
        wait=float(wait.mean()),
        stay=float(stay.mean()),
        present=covered(log.visits.queued, log.visits.finished, log.observed_until, window) / COUNTED,
        rate=float(counted.sum()) / COUNTED,
        utilisation=covered(log.visits.started, log.visits.finished, log.observed_until, window)
        / (COUNTED * queue.servers),
    )


def covered(begin: np.ndarray, end: np.ndarray, until: int, window: Window) -> float:
    """Seconds of the counted time that lie in [begin, end), summed; what has not happened lies behind the end."""
    begin, end = (np.where(t < 0, until, t).clip(window.warm_up_end, window.horizon) for t in (begin, end))
    return float((end - begin).sum())


def one_pool(members: int, submitted: np.ndarray, work: np.ndarray, window: Window) -> tuple[Workload, Capacity]:
    """One desk step in one pool that is on duty round the clock."""
    n = len(submitted)
    end = (window.run_out_end // DAY + 1) * DAY
    open_always = WorkingTime.from_intervals(0, end, [(0, end)])
    none, zeros = np.zeros(0, dtype=np.int64), np.zeros(n, dtype=np.int64)
    capacity = Capacity(
        (OfficePlan("office", "office", OfficeClock(open_always, none, none), 0),),
        (Pool(0, "clerk", members, open_always),),
    )
    step = StepPlan("1", "clerk", Kind.DESK, None, "")
    workload = Workload(
        replication=1,
        window=window,
        streams=("arrivals",),
        routes=(RoutePlan("service", "provider", (step,), 0, 0, None),),
        submitted=submitted,
        stream=zeros,
        route=zeros,
        office=zeros,
        first=np.arange(n + 1, dtype=np.int64),
        pool=zeros,
        work=work,
        hold=zeros,
    )
    return workload, capacity


def interval(values: list[float]) -> Estimate:
    return mean_interval(values, CONFIDENCE)


def holds(estimate: Estimate, value: float) -> bool:
    return estimate.low <= value <= estimate.high


def test_erlangs_c_is_the_textbooks() -> None:
    assert erlang_c(1, 0.6) == pytest.approx(0.6)
    # c = 2: C = 2 rho^2 / (1 + rho) = 2 * 0.49 / 1.7
    assert erlang_c(2, 1.4) == pytest.approx(0.98 / 1.7)
    # c = 3, a = 2.1: 2.1^3/6 / 0.3 = 5.145; 1 + 2.1 + 2.205 = 5.305; C = 5.145 / 10.45
    assert erlang_c(3, 2.1) == pytest.approx(5.145 / 10.45)


@pytest.mark.parametrize("name", QUEUES)
def test_the_mean_wait_is_that_of_theory(name: str) -> None:
    estimate = interval([r.wait for r in runs(name)])
    assert holds(estimate, QUEUES[name].wait)


@pytest.mark.parametrize("name", QUEUES)
def test_the_interval_of_the_wait_would_find_a_formula_that_is_ten_percent_wrong(name: str) -> None:
    estimate, wait = interval([r.wait for r in runs(name)]), QUEUES[name].wait
    assert estimate.half_width < 0.05 * wait
    assert not holds(estimate, 0.9 * wait)
    assert not holds(estimate, 1.1 * wait)


@pytest.mark.parametrize("name", QUEUES)
def test_the_mean_number_present_is_the_arrival_rate_times_the_stay_of_theory(name: str) -> None:
    estimate, queue = interval([r.present for r in runs(name)]), QUEUES[name]
    expected = queue.rate * (queue.wait + SERVICE)
    assert holds(estimate, expected)
    assert estimate.half_width < 0.05 * expected


@pytest.mark.parametrize("name", QUEUES)
def test_littles_law_holds_in_each_run_up_to_its_ends(name: str) -> None:
    gap = interval([r.present - r.rate * r.stay for r in runs(name)])
    assert holds(gap, 0.0)
    assert gap.half_width < 0.001 * np.mean([r.present for r in runs(name)])


@pytest.mark.parametrize("name", QUEUES)
def test_the_utilisation_is_the_arrival_rate_over_the_capacity(name: str) -> None:
    estimate, queue = interval([r.utilisation for r in runs(name)]), QUEUES[name]
    assert holds(estimate, queue.rate * SERVICE / queue.servers)
    assert estimate.half_width < 0.015 * queue.rho


def test_one_server_more_would_be_noticed() -> None:
    estimate = interval([r.wait for r in runs("M/M/2")])
    assert not holds(estimate, Queue("M/M/3 at the same arrivals", 3, 0.7 * 2 / 3).wait)
