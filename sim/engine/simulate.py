"""The engine: a workload and a capacity become a step log."""

from __future__ import annotations

from dataclasses import replace

from sim import native
from sim.engine.compiled import door
from sim.engine.complete import complete
from sim.engine.conservation import check_conservation
from sim.engine.engine_use import EngineUse
from sim.engine.record import EngineRecord
from sim.engine.steplog import StepLog
from sim.errors import Fault, InputError
from sim.model.capacity import Capacity
from sim.model.workload import Workload
from sim.study.study import EngineName
from sim.translations.in_use import ORIGINAL, in_language, translated

__all__ = ["EngineName", "simulate"]


def simulate(workload: Workload, capacity: Capacity, engine: EngineName = "auto") -> StepLog:
    """Simulate one replication and complete its log.

    The engine is the compiled one, `simpy`, the reference, or with `auto` the compiled one wherever it is there and knows
    all that the workload and the capacity ask for. All give the same log; its `engine` says which one it was. Raises
    InputError where the compiled engine is demanded and cannot be used, ConservationError where the log breaks a law of
    conservation.
    """
    used = _chosen(workload, capacity, engine)
    record = door.run(workload, capacity) if used.name == "compiled" else _run_by_simpy(workload, capacity)
    log = replace(complete(record, workload, capacity), engine=used)
    check_conservation(log, workload, capacity)
    return log


def _run_by_simpy(workload: Workload, capacity: Capacity) -> EngineRecord:
    from sim.engine.simpy.simulation import run  # late, since most runs do without SimPy

    return run(workload, capacity)


def _chosen(workload: Workload, capacity: Capacity, engine: EngineName) -> EngineUse:
    """The engine that a name stands for."""
    if engine == "simpy":
        return EngineUse("simpy")
    with in_language(ORIGINAL):  # it stands in data
        reason = native.why_missing() or door.unsupported(workload, capacity)
    if reason is None:
        return EngineUse("compiled")
    if engine == "compiled":
        why = native.why_missing() or reason  # in the language in use
        message = translated("the compiled engine cannot be used: {reason}", reason=why)
        raise InputError([Fault("--engine", 0, 0, message, translated("name simpy, or leave it out"))])
    return EngineUse("simpy", reason)
