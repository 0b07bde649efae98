"""The tandem as a Ciw user would write it: a network of seven nodes with schedules, interrupted services are resumed."""

from __future__ import annotations

from typing import Any

import ciw
import numpy as np
from numpy.typing import NDArray

from sim.model.capacity import Capacity
from sim.model.workload import Workload
from sim.quantities import DAY, HOUR

WEEK = 7 * DAY
OPEN = tuple(
    (day * DAY + opens * HOUR, day * DAY + closes * HOUR) for day in range(5) for opens, closes in ((9, 13), (14, 18))
)
"""The office hours of a week that begins on a Monday [s]."""


class Drawn(ciw.dists.Distribution):
    """Durations that were drawn before, by number of the individual."""

    def __init__(self, work: list[float]) -> None:
        self.work = work

    def sample(self, t: float | None = None, ind: Any = None) -> float:
        """The duration of one individual."""
        return self.work[ind.id_number - 1]


def schedule(members: int) -> ciw.Schedule:
    """So many servers in the office hours, none outside of them; what is in service at a close goes on at the opening."""
    edges = [edge for interval in OPEN for edge in interval]
    numbers = [members * (k % 2) for k in range(len(edges) + 1)]
    return ciw.Schedule(numbers_of_servers=numbers, shift_end_dates=[*edges, WEEK], preemption="resume")


def run_ciw(workload: Workload, capacity: Capacity) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Start and finish of every step, in arrays of shape (applications, steps).

    Arrivals and durations are those of the workload. Ciw's clock begins at the start of the workload, on a Monday.
    """
    steps, start = len(capacity.pools), workload.window.start
    work = workload.work.reshape(-1, steps)
    gaps = np.diff(workload.submitted, prepend=start).astype(float).tolist()
    nothing: list[Any] = [None] * (steps - 1)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential([*gaps, float("inf")]), *nothing],
        service_distributions=[Drawn(work[:, k].astype(float).tolist()) for k in range(steps)],
        number_of_servers=[schedule(pool.members) for pool in capacity.pools],
        routing=ciw.routing.NetworkRouting(
            [*(ciw.routing.Direct(to=k + 2) for k in range(steps - 1)), ciw.routing.Leave()]
        ),
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(workload.size, method="Finish")
    started = np.full((workload.size, steps), np.inf)
    finished = np.zeros((workload.size, steps))
    for record in simulation.get_all_records():
        place = record.id_number - 1, record.node - 1
        # A service that was interrupted has a record for each of its parts.
        started[place] = min(started[place], record.service_start_date)
        finished[place] = max(finished[place], record.exit_date)
    return np.rint(started).astype(np.int64) + start, np.rint(finished).astype(np.int64) + start
