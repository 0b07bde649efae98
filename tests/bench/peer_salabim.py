"""The tandem as a salabim user would write it: one component per case, which requests a resource and holds, seven times."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import salabim
from numpy.typing import NDArray

from sim.model.capacity import Capacity
from sim.model.workload import Workload


def run_salabim(workload: Workload, capacity: Capacity) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Start and finish of every step, in arrays of shape (applications, steps).

    salabim has no office hours of its own, so a case holds until the finish by the same working-time arithmetic as with SimPy.
    What makes salabim slower and is not needed here is switched off: threads of its own for processes, and statistics of
    resources.
    """
    salabim.yieldless(False)
    env = salabim.Environment(trace=False, time_unit="seconds")
    hours, start = capacity.pools[0].duty, workload.window.start
    resources = [salabim.Resource(f"pool {k}", pool.members, monitor=False) for k, pool in enumerate(capacity.pools)]
    steps = len(resources)
    started = np.zeros((workload.size, steps), dtype=np.int64)
    finished = np.zeros((workload.size, steps), dtype=np.int64)
    work = workload.work.reshape(-1, steps).tolist()

    class Case(salabim.Component):  # type: ignore[misc]
        """One application."""

        def setup(self, number: int) -> None:
            """Note its number."""
            self.number = number

        def process(self) -> Iterator[Any]:
            """Pass all pools."""
            for k, resource in enumerate(resources):
                yield self.request(resource)
                begin = hours.next_open(start + round(env.now()))
                finish = hours.add(begin, work[self.number][k])
                yield self.hold(till=finish - start)
                self.release(resource)
                started[self.number, k] = begin
                finished[self.number, k] = finish

    class Arrivals(salabim.Component):  # type: ignore[misc]
        """Brings the cases, one after the other."""

        def process(self) -> Iterator[Any]:
            """Wait for each arrival."""
            for number, at in enumerate((workload.submitted - start).tolist()):
                yield self.hold(till=at)
                Case(number=number)

    Arrivals()
    env.run()
    return started, finished
