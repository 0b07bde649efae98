"""Every shipped scenario: what a replication costs by either engine, with its log, its figures and its tables, and a whole run.

Times are the processor's, the least of several rounds in which all take turns; ratios are of them. The scenarios are loaded and
made ready before.
Run: make bench
"""

from __future__ import annotations

import gc
import platform
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from bench_whole_runs import command

from sim.engine.compiled.door import run, unsupported
from sim.engine.simpy.simulation import run as run_with_simpy
from sim.engine.simulate import simulate
from sim.export.folder import ResultFolder
from sim.measure.figures import measure
from sim.measure.weekly_series import weekly_series
from sim.model.build_capacity import draw_capacity
from sim.model.draw_workload import draw_workload
from sim.model.model import build_model
from sim.shipped import shipped_scenarios
from sim.study.loading import load_scenario

ROUNDS = 3
PARTS = ("drawing", "SimPy engine", "compiled engine", "whole log", "figures", "tables")
REPLICATIONS = 30
"""Replications of a whole run, whatever a scenario asks for."""


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one call, with the garbage of the last one collected first [s]."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def least(scenario: str, folder: ResultFolder) -> tuple[int, int, dict[str, float]]:
    """Applications and rows of the first replication of a scenario, and the least time of each part [s]."""
    model = build_model(load_scenario(scenario))
    capacity = draw_capacity(model.capacity, model.study, model.window, 1)
    drawn = replace(model, capacity=capacity)
    workload = draw_workload(drawn, 1)
    assert unsupported(workload, capacity) is None
    log = simulate(workload, capacity)
    parts: dict[str, Callable[[], object]] = {
        "drawing": lambda: (draw_capacity(model.capacity, model.study, model.window, 1), draw_workload(drawn, 1)),
        "SimPy engine": lambda: run_with_simpy(workload, capacity),
        "compiled engine": lambda: run(workload, capacity),
        "whole log": lambda: simulate(workload, capacity),
        "figures": lambda: (measure(log, drawn), weekly_series(log, drawn)),
        "tables": lambda: folder.add_log(log),
    }
    rounds = [{part: seconds(parts[part]) for part in PARTS} for _ in range(ROUNDS)]
    return workload.size, len(workload.work), {part: min(each[part] for each in rounds) for part in PARTS}


def main() -> None:
    """Print the table, in milliseconds a replication."""
    print(
        f"Python {platform.python_version()}, numpy {np.__version__}, {platform.machine()}, ms a replication, least of {ROUNDS}; a whole run has {REPLICATIONS}"
    )
    print(
        f"{'':28}{'applications':>13}{'rows':>9}{''.join(f'{part:>17}' for part in PARTS)}{'SimPy/compiled':>16}{'whole run':>18}"
    )
    ratios = []
    for scenario in shipped_scenarios():
        with tempfile.TemporaryDirectory() as place:
            with ResultFolder(Path(place) / "parts") as folder:
                size, rows, taken = least(scenario, folder)
            run_words = ("--replications", str(REPLICATIONS), "--workers", "1", "--out", str(Path(place) / "run"))
            whole, memory = command("run", scenario, *run_words)
        ratios.append(taken["SimPy engine"] / taken["compiled engine"])
        times = "".join(f"{taken[part] * 1e3:>17.2f}" for part in PARTS)
        run_text = f"{whole:.2f} s, {memory / 2**20:.0f} MB"
        print(f"{scenario:28}{size:>13,}{rows:>9,}{times}{ratios[-1]:>16.1f}{run_text:>18}")
    print(
        f"the compiled engine is {min(ratios):.0f} to {max(ratios):.0f} times as fast as the SimPy engine, in the median {np.median(ratios):.0f}"
    )


if __name__ == "__main__":
    main()
