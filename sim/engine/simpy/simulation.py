"""The reference engine: one SimPy process per application, one SimPy resource per pool."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from sim.engine.record import EngineRecord
from sim.engine.simpy.applications import ApplicationProcesses
from sim.engine.simpy.environment import OfficeEnvironment
from sim.engine.simpy.general_pool import GeneralPool
from sim.engine.simpy.record_from_log import record_from_log
from sim.engine.simpy.visit_log import VisitLog
from sim.model.capacity import Capacity
from sim.model.workload import Workload


def run(workload: Workload, capacity: Capacity) -> EngineRecord:
    """Simulate one replication and write down the instants of every visit; calls no random number generator."""
    env = OfficeEnvironment(workload.window.start, workload.window.run_out_end)
    log = VisitLog(workload.work, workload.hold)
    applications = ApplicationProcesses(env, log, workload, capacity)
    applications.admit_next()
    with _rare_garbage_collections():
        env.run()
    for pool in applications.pools:
        if isinstance(pool, GeneralPool):
            pool.work.note_unfinished()
    return record_from_log(log, workload, applications.observation.until)


@contextmanager
def _rare_garbage_collections() -> Iterator[None]:
    """Look for cycles of garbage less often: a simulation makes many objects and hardly any cycles, and looking takes a tenth of it."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
