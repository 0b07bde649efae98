"""The tandem as a SimPy user would write it: one process per case, `with resource.request()`, one timeout per step."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.model.capacity import Capacity
from sim.model.workload import Workload


def run_idiomatic(workload: Workload, capacity: Capacity) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Start and finish of every step, in arrays of shape (applications, steps).

    The finish is the start plus the work in the office's hours, by the same working-time arithmetic as the engine's.
    The office receives what comes outside its hours at the next opening. The arrival process, as in SimPy's tutorial,
    starts one process per case.
    """
    env = simpy.Environment(workload.window.start)
    hours = capacity.pools[0].duty
    resources = [simpy.Resource(env, pool.members) for pool in capacity.pools]
    steps = len(resources)
    started = np.zeros((workload.size, steps), dtype=np.int64)
    finished = np.zeros((workload.size, steps), dtype=np.int64)
    work = workload.work.reshape(-1, steps).tolist()

    def case(number: int) -> Generator[simpy.Event, Any, None]:
        for k, resource in enumerate(resources):
            with resource.request() as request:
                yield request
                start = hours.next_open(env.now)
                finish = hours.add(start, work[number][k])
                yield env.timeout(finish - env.now)
                started[number, k] = start
                finished[number, k] = finish

    def arrivals() -> Generator[simpy.Event, Any, None]:
        for number, at in enumerate(workload.submitted.tolist()):
            yield env.timeout(at - env.now)
            env.process(case(number))

    env.process(arrivals())
    env.run()
    return started, finished
