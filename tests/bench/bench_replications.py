"""Replications: what workers bring, what a replication costs beside engine and workload, and whether memory stays flat.

Run by `make bench`. Ratios are taken within one run, since machines are shared; versions are printed.
"""

from __future__ import annotations

import platform
import resource
import subprocess
import sys
import time
from dataclasses import replace
from statistics import median

import numpy as np

from sim.engine.complete import complete
from sim.engine.conservation import check_conservation
from sim.engine.simpy.simulation import run
from sim.experiment.run import run_study
from sim.experiment.workers import available_cores
from sim.measure.figures import measure
from sim.model.build_capacity import draw_capacity
from sim.model.draw_workload import draw_workload
from sim.model.model import build_model
from sim.study.loading import load_scenario
from sim.study.study import Study

SCENARIO = "karaganda_department"
REPLICATIONS = 20
ROUNDS = 3


def with_replications(study: Study, count: int) -> Study:
    """A study with so many replications."""
    return replace(study, scenario=study.scenario.model_copy(update={"replications": count}))


def parallel_efficiency() -> None:
    """Wall time with one process against two, workers' start included."""
    study = with_replications(load_scenario(SCENARIO), REPLICATIONS)
    ratios = []
    for _ in range(ROUNDS):
        taken = {}
        for workers in (1, 2):
            begin = time.perf_counter()
            run_study(study, workers=workers, strengthen=False)
            taken[workers] = time.perf_counter() - begin
        ratios.append(taken[1] / (2 * taken[2]))
        print(f"  1 process {taken[1]:.2f} s, 2 processes {taken[2]:.2f} s, efficiency {ratios[-1]:.0%}")
    cores = available_cores()
    print(
        f"  parallel efficiency of two of {cores} cores, median of {ROUNDS}: {median(ratios):.0%} (the first with the workers' start)"
    )


def overhead() -> None:
    """Time of a replication beside engine and workload, as a share of theirs, on the processor's clock."""
    study = load_scenario(SCENARIO)
    model = build_model(study)
    shares = []
    for number in range(1, 11):
        marks = [time.process_time()]
        capacity = draw_capacity(model.capacity, study, model.window, number)
        drawn = replace(model, capacity=capacity)
        workload = draw_workload(drawn, number)
        marks.append(time.process_time())
        record = run(workload, capacity)
        marks.append(time.process_time())
        log = complete(record, workload, capacity)
        check_conservation(log, workload, capacity)
        measure(log, drawn)
        marks.append(time.process_time())
        drawing, engine, rest = np.diff(marks)
        shares.append(rest / (drawing + engine))
    print(
        f"  completing, checking and measuring a replication: {median(shares):.1%} of engine and workload (median of 10)"
    )


def peak_memory(count: int) -> float:
    """Peak memory of a run of so many replications in a process of its own [MB]."""
    code = (
        "import resource, sys; sys.path.insert(0, 'tests/bench');"
        "from bench_replications import with_replications; from sim.experiment.run import run_study;"
        "from sim.study.loading import load_scenario;"
        f"run_study(with_replications(load_scenario('west_kazakhstan_social_aid'), {count}), workers=1, strengthen=False);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    return float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)


def main() -> None:
    """Measure and print."""
    print(
        f"Python {platform.python_version()}, numpy {np.__version__}, scenario {SCENARIO}, {REPLICATIONS} replications"
    )
    overhead()
    parallel_efficiency()
    few, many = peak_memory(100), peak_memory(1000)
    print(f"  peak memory of 100 replications {few:.0f} MB, of 1,000 {many:.0f} MB")
    print(f"  this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
