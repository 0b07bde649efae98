"""Completing and checking a log against the engine that made its record, with compiled code and in numpy alone.

Ratios are taken within one run, the best of several rounds, since machines are shared. Space is what the columns of the log take
beside those of the workload and the record. Run: make bench
"""

from __future__ import annotations

import gc
import platform
import time
from collections.abc import Callable
from dataclasses import fields, replace
from unittest import mock

import numpy as np
from tandem import tandem

from sim.engine.compiled import door
from sim.engine.complete import complete
from sim.engine.conservation import check_conservation
from sim.engine.record import EngineRecord
from sim.engine.steplog import StepLog
from sim.model.build_capacity import draw_capacity
from sim.model.capacity import Capacity
from sim.model.draw_workload import draw_workload
from sim.model.model import build_model
from sim.model.workload import Workload
from sim.study.loading import load_scenario

APPLICATIONS, ROUNDS = 100_000, 7
SCENARIOS = ("west_kazakhstan_social_aid", "karaganda_department", "south_kazakhstan_2012")


def drawn(scenario: str) -> tuple[Workload, Capacity]:
    """The first replication of a shipped scenario."""
    study = load_scenario(scenario)
    model = build_model(study)
    capacity = draw_capacity(model.capacity, study, model.window, 1)
    return draw_workload(replace(model, capacity=capacity), 1), capacity


def best(work: Callable[[], object]) -> float:
    """The shortest time of several calls, with the garbage of the last one collected before each [s]."""
    times = []
    for _ in range(ROUNDS):
        gc.collect()
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return min(times)


def completed(record: EngineRecord, workload: Workload, capacity: Capacity) -> StepLog:
    """The log, with nothing at hand that an earlier round has worked out of the workload."""
    return complete(record, replace(workload), capacity)


def own_bytes(log: StepLog, record: EngineRecord, workload: Workload) -> int:
    """Space of the columns of visits that are not columns of the workload or the record."""
    others = [getattr(part, field.name) for part in (record, workload) for field in fields(part)]
    total = 0
    for field in fields(log.visits):
        column = getattr(log.visits, field.name)
        if not any(isinstance(other, np.ndarray) and np.shares_memory(column, other) for other in others):
            total += column.nbytes if column.strides[0] else 0
    return total


def measure(name: str, workload: Workload, capacity: Capacity) -> None:
    """Print one line of the table."""
    engine = best(lambda: door.run(workload, capacity))
    record = door.run(workload, capacity)
    log = completed(record, workload, capacity)
    times = []
    for library in ({}, {"return_value": None}):
        with mock.patch("sim.calendar.open_time.library", **library) if library else mock.MagicMock():
            whole = best(lambda: completed(record, workload, capacity))
            times += [whole, best(lambda: check_conservation(log, workload, capacity))]
    visits = len(log.visits)
    both = times[0] + times[1]
    columns = "".join(f"{t * 1e3:>10.2f}" for t in (engine, *times))
    print(
        f"{name:<28}{visits:>9,}{columns}{both / engine:>10.2f}{(times[2] + times[3]) / both:>10.1f}"
        f"{own_bytes(log, record, workload) / visits:>10.0f}"
    )


def main() -> None:
    """Print the times of the engine, of completing and of checking [ms], and their ratios."""
    print(f"Python {platform.python_version()}, numpy {np.__version__}, {platform.machine()}; best of {ROUNDS}, ms")
    print(
        f"{'':<28}{'visits':>9}{'engine':>10}{'complete':>10}{'check':>10}{'(numpy)':>10}{'(numpy)':>10}"
        f"{'/ engine':>10}{'numpy /':>10}{'B a visit':>10}"
    )
    measure("tandem", *tandem(APPLICATIONS))
    for scenario in SCENARIOS:
        measure(scenario, *drawn(scenario))


if __name__ == "__main__":
    main()
