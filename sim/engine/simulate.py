"""The engine: a workload and a capacity become a step log."""

from __future__ import annotations

from sim.engine.complete import complete
from sim.engine.conservation import check_conservation
from sim.engine.simpy.simulation import run
from sim.engine.steplog import StepLog
from sim.model.capacity import Capacity
from sim.model.workload import Workload

__all__ = ["simulate"]


def simulate(workload: Workload, capacity: Capacity) -> StepLog:
    """Simulate one replication with the reference engine and complete its log.

    Raises ConservationError where the log breaks a law of conservation.
    """
    log = complete(run(workload, capacity), workload, capacity)
    check_conservation(log, workload, capacity)
    return log
