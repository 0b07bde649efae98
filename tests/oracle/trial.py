"""What happens in a scenario of the oracle, for whom it does not matter who found it: that all find the same is tested beside it."""

from __future__ import annotations

from sim.engine.record import EngineRecord
from sim.model.capacity import Capacity
from sim.model.workload import Workload
from sim.native import why_missing
from tests.engine.compiled.same_record import run_compiled, run_with_simpy


def trial(workload: Workload, capacity: Capacity) -> EngineRecord:
    """The record of the fastest engine that there is.

    Scenarios are drawn by trials: to see where something happens, so that something else can happen in that second. An
    engine in error makes another scenario, in which it is held against the naive simulator all the same.
    """
    return (run_with_simpy if why_missing() else run_compiled)(workload, capacity)
