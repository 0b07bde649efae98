"""Which assignments to officers concern which visits."""

from __future__ import annotations

import numpy as np

from sim.engine.steplog import Assignments
from sim.quantities import Integers


def pairs(application: Integers, pool: Integers, assignments: Assignments) -> tuple[Integers, Integers]:
    """Each of some visits with each assignment of its application in its pool.

    `application` and `pool` are by visit. Positions of the visits among these, in order, and of the assignments.
    """
    if not len(application) or not len(assignments.application):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    pools = max(int(pool.max()), int(assignments.pool.max())) + 1
    of_assignment = assignments.application * pools + assignments.pool
    order = np.argsort(of_assignment, kind="stable")
    key, of_assignment = application.astype(np.int64) * pools + pool, of_assignment[order]
    first, last = (np.searchsorted(of_assignment, key, side=side) for side in ("left", "right"))
    count = last - first
    offset = np.arange(count.sum(), dtype=np.int64) - np.repeat(np.cumsum(count) - count, count)
    return np.repeat(np.arange(len(count)), count), order[np.repeat(first, count) + offset]
