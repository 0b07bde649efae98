"""A quick estimate of the wait at a counter by Erlang's formula, to be held against what is simulated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.measure.expected_duty import worked
from sim.model.model import Model
from sim.model.route import Kind
from sim.quantities import HOUR, MINUTE


@dataclass(frozen=True)
class CounterEstimate:
    """What Erlang's formula says of a counter that is always open, with the rates of the hours in which it is."""

    office: str
    """Name of the office."""
    kind: str
    """Short name of its kind."""
    role: str
    """Short name of the role."""
    people: int
    """How many serve."""
    per_hour: float
    """Applicants expected while it is open [per hour]."""
    service_min: float
    """Mean length of a service [min]."""
    wait_min: float
    """Mean wait [min]; infinite where more come than can be served."""
    waits: float
    """Share of applicants who wait at all."""


def erlang_c(people: int, load: float) -> float:
    """The share of customers who wait where so many servers have a load of so many Erlangs, both from Poisson probabilities.

    Erlang's delay formula: Erlang, Elektroteknikeren 13 (1917), 5-13; by his loss formula as in Cooper, Introduction to Queueing
    Theory, 2nd edition, section 3.4. 1 where the load is too high for them.
    """
    from scipy.stats import poisson

    if load >= people:
        return 1.0
    lost = float(poisson.pmf(people, load) / poisson.cdf(people, load))
    return lost / (1 - load / people * (1 - lost))


def counter_estimates(model: Model) -> tuple[CounterEstimate, ...]:
    """The estimate of every counter to which applicants come, as if all came evenly, alone and without patience."""
    window, capacity = model.window, model.capacity
    borders = np.array([window.warm_up_end, window.horizon], dtype=np.int64)
    count, work = np.zeros(len(capacity.pools)), np.zeros(len(capacity.pools))
    for stream in model.streams:
        if stream.entries is not None:
            continue
        steps = model.routes[stream.route].steps
        for place, expected in stream.expected_by_office(window.warm_up_end, window.horizon):
            for k, (step, takes) in enumerate(zip(steps, stream.work, strict=True)):
                pool = stream.pools[place][k]
                if step.kind is Kind.COUNTER and pool >= 0:
                    count[pool] += expected
                    work[pool] += expected * takes.expected_work
    found = []
    for p in np.flatnonzero(count).tolist():
        pool = capacity.pools[p]
        open_h = float(worked(pool.attended, borders, {})[0]) / HOUR
        per_hour, service = float(count[p] / open_h), float(work[p] / count[p])
        load = per_hour * service / HOUR
        waits = erlang_c(pool.members, load)
        wait = waits * service / (pool.members - load) if load < pool.members else float("inf")
        office = capacity.offices[pool.office]
        found.append(
            CounterEstimate(
                office.name, office.kind, pool.role, pool.members, per_hour, service / MINUTE, wait / MINUTE, waits
            )
        )
    return tuple(found)
