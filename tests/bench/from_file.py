"""Our whole way: from the files of a scenario to the step log of its first replication."""

from __future__ import annotations

from pathlib import Path

from sim.engine.simulate import simulate
from sim.engine.steplog import StepLog
from sim.model.build_capacity import draw_capacity
from sim.model.draw_workload import draw_workload
from sim.model.model import build_model
from sim.study.loading import load_scenario


def from_file_to_log(path: Path) -> StepLog:
    """Load a scenario, draw its first replication, simulate it, and complete and check its log."""
    model = build_model(load_scenario(path))
    capacity = draw_capacity(model.capacity, model.study, model.window, 1)
    return simulate(draw_workload(model, 1), capacity)
