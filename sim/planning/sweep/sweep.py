"""A sweep from its plan to its values: only what an earlier run has not finished is simulated."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.experiment.warm_up import weekly_pilot, with_found_warm_up
from sim.experiment.workers import Machines, Progress, Workers, no_progress
from sim.measure.chosen import read_measure, usual_measures
from sim.measure.intervals import Estimate
from sim.model.model import build_model
from sim.planning.points import PointValues, readable, simulate_points
from sim.planning.sweep.axes import read_axes
from sim.planning.sweep.folder import SweepFolder
from sim.planning.sweep.plan import SweepPlan, plan_sweep
from sim.planning.sweep.table import table_of
from sim.study.study import Study

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Sweep:
    """A sweep with the values of all its replications."""

    plan: SweepPlan
    """What was simulated."""
    found: PointValues
    """The measures of every replication of every point."""
    earlier: int
    """How many replications were there already."""

    def estimate(self, point: int, measure: int) -> Estimate:
        """The mean of a measure at a point, by their numbers [from 0], with its interval over replications."""
        sizes = self.found.sizes[point, :, measure]
        known = sizes[~np.isnan(sizes)]
        size = float(known.mean()) if len(known) else math.nan
        return self.plan.measures[measure].estimate(self.found.values[point, :, measure], size)

    def table(self) -> pa.Table:
        """A row for each replication of each point, see :func:`sim.planning.sweep.table.table_of`."""
        return table_of(self.plan, self.found)


def with_settled_warm_up(study: Study, *, workers: Machines = None, progress: Progress | None = None) -> Study:
    """The study with the day from which applications count, found by a pilot where it asks for that, the same at all points."""
    with Workers(workers) as shared:
        return with_found_warm_up(study, progress or no_progress, partial(weekly_pilot, shared))[0]


def sweep(
    study: Study,
    grid: Sequence[str] = (),
    ranges: Sequence[str] = (),
    *,
    measures: Sequence[str] = (),
    points: int | None = None,
    workers: Machines = None,
) -> Sweep:
    """Simulate a study at every combination of a grid, and at a Latin hypercube over ranges, as `sim sweep` does, without a folder.

    `grid` and `ranges` are written as behind `--grid` and `--range`, measures as behind `--measure`; the usual ones where none is
    named. Raises InputError with every fault of them.
    """
    return run_sweep(read_plan(study, grid, ranges, measures=measures, points=points, workers=workers), workers=workers)


def read_plan(
    study: Study,
    grid: Sequence[str],
    ranges: Sequence[str],
    *,
    measures: Sequence[str] = (),
    points: int | None = None,
    workers: Machines = None,
    progress: Progress | None = None,
) -> SweepPlan:
    """The plan of a sweep from the words in which it is asked for; raises InputError with every fault of a kind."""
    axes = read_axes(study, readable(study), grid, ranges)
    model = build_model(study)
    # A measure that is named twice, in whatever words, is one column.
    chosen = list(dict.fromkeys(read_measure(text, model) for text in measures)) or usual_measures(model)
    settled = with_settled_warm_up(study, workers=workers, progress=progress)
    return plan_sweep(settled, axes, chosen, points=points)


def run_sweep(
    plan: SweepPlan, *, folder: SweepFolder | None = None, workers: Machines = None, progress: Progress | None = None
) -> Sweep:
    """Simulate a sweep, or what is missing of it in a folder that was entered; the result is the same byte for byte.

    `workers` is how many processes share the work: None for one per processor core; or the address of a Dask cluster. Raises InputError for a point that cannot
    be, ModelError where a process was ended from outside, OutputError where what is finished cannot be kept.
    """
    found = (
        PointValues.empty(len(plan.values), plan.replications, len(plan.measures)) if folder is None else folder.found()
    )
    earlier = int(found.done.sum())
    if not found.done.all():
        with Workers(workers) as shared:
            simulate_points(
                plan.study,
                plan.points,
                plan.measures,
                found,
                workers=shared,
                progress=progress or no_progress,
                keeper=None if folder is None else folder.journal,
            )
    return Sweep(plan, found, earlier)
