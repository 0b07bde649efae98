"""What drawing a replication costs: the tandem against idiomatic SimPy's engine alone, shipped scenarios against our engine.

Times are taken in turn within one run and reported as ratios, since machines are noisy; of several rounds the least counts.
Memory is the peak of a process that draws alone. Run: make bench
"""

from __future__ import annotations

import gc
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import numpy as np
from idiomatic_simpy import run_idiomatic
from tandem_scenario import tandem_study

from sim.engine.simulate import simulate
from sim.model.build_capacity import draw_capacity
from sim.model.draw_workload import draw_workload
from sim.model.model import Model, build_model
from sim.model.workload import Workload
from sim.shipped import shipped_scenarios
from sim.study.loading import load_scenario

APPLICATIONS, ROUNDS = 100_000, 5
COLUMNS = ("application", "position", "kind", "people", "staffed", "same_member", "continues_stay", "receipt", "ready")
"""What engines and the completed log ask of a workload by row, and of applications."""


def drawn(model: Model, replication: int) -> tuple[Model, Workload]:
    """A replication's capacity and workload, with every column that is asked for worked out."""
    model = replace(model, capacity=draw_capacity(model.capacity, model.study, model.window, replication))
    workload = draw_workload(model, replication)
    for name in COLUMNS:
        getattr(workload, name)
    return model, workload


def seconds(work: Callable[[], object]) -> float:
    """Time of one call, with the garbage of the last one collected first."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def tandem() -> None:
    """The tandem, loaded from files, against the engine of idiomatic SimPy on the same draws."""
    with tempfile.TemporaryDirectory() as folder:
        loading = min(seconds(lambda: build_model(tandem_study(Path(folder), APPLICATIONS))) for _ in range(ROUNDS))
        model = build_model(tandem_study(Path(folder), APPLICATIONS))
    _, workload = drawn(model, 1)
    rows = [
        (seconds(lambda: drawn(model, 1)), seconds(lambda: run_idiomatic(workload, model.capacity)))
        for _ in range(ROUNDS)
    ]
    drawing, simpy = np.array(rows).min(axis=0)
    print(
        f"tandem of {workload.size:,} applications and {len(workload.work):,} rows: loaded and laid out in {loading:.3f} s,"
    )
    print(
        f"  drawn in {drawing:.3f} s, simulated by idiomatic SimPy in {simpy:.2f} s: {simpy / drawing:.0f} times as long"
    )


def shipped() -> None:
    """Drawing a replication of each shipped scenario, against simulating it and completing its log."""
    for name in shipped_scenarios():
        model = build_model(load_scenario(name))
        times = []
        for number in range(1, ROUNDS + 1):
            of_replication, workload = drawn(model, number)
            times.append(
                (
                    seconds(lambda: drawn(model, number)),  # noqa: B023 - called at once
                    seconds(lambda: simulate(workload, of_replication.capacity)),  # noqa: B023 - called at once
                )
            )
        drawing, engine = np.array(times).min(axis=0)
        print(
            f"  {name:<28}{len(workload.work):>8,} rows  {drawing * 1e3:6.2f} ms, {drawing / engine:5.1%} of engine and log"
        )


def large() -> None:
    """Draw a million applications, and print the time and the peak memory of this process."""
    with tempfile.TemporaryDirectory() as folder:
        model = build_model(tandem_study(Path(folder), 10 * APPLICATIONS))
    taken = seconds(lambda: draw_workload(model, 1))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{10 * APPLICATIONS:,} applications drawn in {taken:.2f} s, peak memory of the process {peak:.0f} MB")


def main() -> None:
    """Measure and print."""
    print(f"Python {platform.python_version()}, numpy {np.__version__}, simpy {version('simpy')}, {platform.machine()}")
    tandem()
    print(f"drawing a replication, the least of {ROUNDS}:")
    shipped()
    print(
        subprocess.run([sys.executable, __file__, "--large"], check=True, capture_output=True, text=True).stdout.strip()
    )


if __name__ == "__main__":
    large() if "--large" in sys.argv else main()
