"""The engine: a workload and a capacity become a step log."""

from __future__ import annotations

from typing import Literal

from sim import native
from sim.engine.compiled import door
from sim.engine.complete import complete
from sim.engine.conservation import check_conservation
from sim.engine.simpy.simulation import run
from sim.engine.steplog import StepLog
from sim.model.capacity import Capacity
from sim.model.workload import Workload

__all__ = ["simulate"]


def simulate(workload: Workload, capacity: Capacity, engine: Literal["auto", "compiled", "simpy"] = "auto") -> StepLog:
    """Simulate one replication and complete its log, by the compiled engine where it is there and not told otherwise.

    Raises ConservationError where the log breaks a law of conservation.
    """
    compiled = engine == "compiled" or (engine == "auto" and native.library() is not None)
    record = door.run(workload, capacity) if compiled else run(workload, capacity)
    log = complete(record, workload, capacity)
    check_conservation(log, workload, capacity)
    return log
