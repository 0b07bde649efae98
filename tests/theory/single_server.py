"""A queue with one server, Poisson arrivals and exponential service: by the engine, by Lindley's recursion, and in theory.

Kleinrock, Queueing Systems, volume 1 (1975), section 3.2 (numbers present) and 5.12 (times): with load rho and mean service
s, an arrival finds n others with probability (1 - rho) rho^n; it queues longer than t with probability
rho exp(-(1 - rho) t / s), and stays longer than t with probability exp(-(1 - rho) t / s). The recursion: Lindley, Proceedings
of the Cambridge Philosophical Society 48 (1952), 277-289.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.simpy.simulation import run
from sim.model.capacity import Window
from sim.quantities import HOUR
from tests.theory.test_theory import one_pool

Seconds = NDArray[np.int64]
MOST_PRESENT = 100
"""So many others are found at most; at a load of one half more are found once in 10^30 times."""


@dataclass(frozen=True)
class Luck:
    """What is drawn for one replication, as multiples of the means, so that several queues can have the same."""

    present: float
    """Uniform number for how many others the first customer finds."""
    their_work: NDArray[np.float64]
    """Work of those others [shape (MOST_PRESENT,)]."""
    gaps: NDArray[np.float64]
    """Time between a customer and the next one [one less than customers]."""
    work: NDArray[np.float64]
    """Work of each customer."""


def luck(rng: np.random.Generator, customers: int) -> Luck:
    return Luck(
        1 - rng.random(),  # above zero, so that its logarithm is a number
        rng.exponential(size=MOST_PRESENT),
        rng.exponential(size=customers - 1),
        rng.exponential(size=customers),
    )


@dataclass(frozen=True)
class Customers:
    """The customers of one replication in whole seconds, after those who were there before."""

    before: Seconds
    """Work of those who are there when the first customer comes, who are not looked at [s]."""
    came: Seconds
    """When each customer comes; the first one at once [s]."""
    work: Seconds
    """Work of each [s]."""

    def first(self, count: int) -> Customers:
        return Customers(self.before, self.came[:count], self.work[:count])


@dataclass(frozen=True)
class SingleServer:
    """One server, of whom customers ask exponential work and come independently of each other."""

    load: float
    """Work that comes over the server's time."""
    service: int = HOUR
    """Mean work [s]; rounding to whole seconds moves it by less than one part in a thousand."""

    def customers(self, drawn: Luck, *, empty: bool = False) -> Customers:
        """The customers of a replication that begins in the steady state, or with nobody present.

        In the steady state the first customer finds others as every arrival does, and the work that is left of each is
        exponential whenever it was begun; so his queue time has the stationary distribution, and that of all who follow.
        """
        present = 0 if empty else math.floor(math.log(drawn.present) / math.log(self.load))
        gap = self.service / self.load
        came = np.concatenate([[0], np.floor(np.cumsum(drawn.gaps * gap)).astype(np.int64)])
        before, work = (_whole_seconds(part * self.service) for part in (drawn.their_work[:present], drawn.work))
        return Customers(before, came, work)

    @property
    def mean_wait(self) -> float:
        """Expected queue time [s]."""
        return self.service * self.load / (1 - self.load)

    def served_within(self, seconds: float) -> float:
        """Probability that a customer queues so long at most."""
        return 1 - self.load * math.exp(-(1 - self.load) * seconds / self.service)

    def stay_quantile(self, q: float) -> float:
        """Quantile of the time from arrival to the end of service [s]."""
        return -math.log(1 - q) * self.service / (1 - self.load)


def _whole_seconds(durations: NDArray[np.float64]) -> Seconds:
    return np.maximum(np.rint(durations), 1).astype(np.int64)


def by_engine(customers: Customers) -> tuple[Seconds, Seconds]:
    """Queue time and time from arrival to the end of service of each customer, as the engine simulates them [s]."""
    there = len(customers.before)
    submitted = np.concatenate([np.zeros(there, dtype=np.int64), customers.came])
    work = np.concatenate([customers.before, customers.work])
    horizon = int(submitted[-1]) + 1
    log = run(*one_pool(1, submitted, work, Window(0, 0, horizon, horizon + 1000 * HOUR)))
    return (log.started - log.queued)[there:], (log.finished - log.queued)[there:]


def by_recursion(customers: Customers) -> tuple[Seconds, Seconds]:
    """The same by Lindley's recursion: who comes waits for what the one before left, less the time between them."""
    left = np.concatenate([[customers.before.sum()], customers.work[:-1] - np.diff(customers.came)]).cumsum()
    wait = left - np.minimum(np.minimum.accumulate(left), 0)
    return wait, wait + customers.work
