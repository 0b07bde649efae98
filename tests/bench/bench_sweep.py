"""What a sweep adds to the simulations that it makes: under a twentieth of their time.

Held against each other are `run_sweep` with a folder, in which every replication is kept as it is finished, together with the
writing of the table, and a plain loop over the same points that reads each scenario, makes its model ready, simulates and
measures. They take turns; times are the processor's. Run: make bench
"""

from __future__ import annotations

import gc
import tempfile
import time
from pathlib import Path

from sim.experiment.replications import replicate
from sim.measure.chosen import usual_measures
from sim.measure.figures import measure
from sim.model.model import build_model
from sim.planning.points import readable
from sim.planning.sweep.axes import read_axes
from sim.planning.sweep.folder import SweepFolder
from sim.planning.sweep.plan import SweepPlan, plan_sweep
from sim.planning.sweep.sweep import run_sweep
from sim.planning.sweep.table import as_parquet
from sim.study.loading import load_scenario

SCENARIOS = {
    "west_kazakhstan_social_aid": "offices.department.staff.executor.count=2:5",
    "karaganda_department": "arrivals.child_allowance_provider.rate=0.8,1,1.2 x",
}
REPLICATIONS = 25
ROUNDS = 3
MOST_ADDED = 0.05


def plan_of(name: str, grid: str) -> SweepPlan:
    """The sweep of a shipped scenario."""
    study = load_scenario(name, changes=[f"replications={REPLICATIONS}"])
    axes = read_axes(study, readable(study), [grid], ())
    return plan_sweep(study, axes, usual_measures(build_model(study)))


def simulations(plan: SweepPlan) -> float:
    """The time of the simulations alone [s]."""
    gc.collect()
    begin = time.process_time()
    studies = readable(plan.study)
    for point in plan.points:
        model = build_model(studies.with_settings(point.changes))
        for number in range(1, plan.replications + 1):
            drawn, log = replicate(model, number)
            measure(log, drawn)
    return time.process_time() - begin


def whole_sweep(plan: SweepPlan) -> float:
    """The time of the sweep with all that it keeps [s]."""
    gc.collect()
    with tempfile.TemporaryDirectory() as folder:
        begin = time.process_time()
        with SweepFolder(Path(folder), plan) as kept:
            sweep = run_sweep(plan, folder=kept, workers=1)
            (Path(folder) / "sweep.parquet").write_bytes(as_parquet(sweep.table()))
        return time.process_time() - begin


def main() -> None:
    """Measure and print."""
    as_parquet(run_sweep(plan_of("head_on_leave", "offices.department.staff.executor.count=2"), workers=1).table())
    for name, grid in SCENARIOS.items():
        plan = plan_of(name, grid)
        pairs = [(simulations(plan), whole_sweep(plan)) for _ in range(ROUNDS)]
        plain, swept = (min(times) for times in zip(*pairs, strict=True))
        added = swept / plain - 1
        points = f"{len(plan.values)} points of {REPLICATIONS} replications"
        print(f"{name:<28} {points}: {plain:5.2f} s simulated, a sweep adds {100 * added:+.1f} %")
        assert added < MOST_ADDED, "a sweep adds more than it may"


if __name__ == "__main__":
    main()
