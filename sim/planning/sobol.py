"""How much of the spread of a measure each assumption makes, alone and together with others: the indices of Sobol'.

The numbers are drawn from what the scenario says of them, by a Sobol' sequence. At every point the same replications are
simulated, so that the mean over these is a function of the numbers alone; its variance is what is shared out.

Sobol', Mathematics and Computers in Simulation 55 (2001), 271-280; Saltelli et al., Computer Physics Communications 181 (2010),
259-270.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.errors import Fault, InputError
from sim.experiment.workers import Machines, Progress, Workers, no_progress
from sim.measure.chosen import ChosenMeasure
from sim.measure.intervals import CONFIDENCE
from sim.planning.points import Point, PointValues, simulate_points
from sim.quantities import Floats
from sim.random_streams import generator
from sim.study.study import Study
from sim.study.uncertain_inputs import Drawable, changes_together
from sim.translations.in_use import translated

SOBOL_POINTS = 64
"""Points of each of the two samples where nobody says how many; a power of two."""
SOBOL_REPLICATIONS = 10
"""Replications of each point where nobody says how many."""
_RESAMPLES = 1_999
_INSIDE = 1e-9
"""So far probabilities stay away from 0 and 1, where factors may have no bounds."""


@dataclass(frozen=True)
class SobolIndex:
    """The indices of one assumption."""

    assumption: Drawable
    """The assumption."""
    first: float
    """Share of the variance that it makes alone [about 0 to 1]."""
    first_interval: tuple[float, float]
    """Its 95 % interval by the bootstrap."""
    total: float
    """Share of the variance that it makes alone and together with others [about 0 to 1]."""
    total_interval: tuple[float, float]
    """Its 95 % interval by the bootstrap."""
    together: tuple[float, float]
    """The interval of `first` that holds together with those of all assumptions."""

    @property
    def told(self) -> bool:
        """Whether it can be told, beside all others, to make a part of the variance alone."""
        return self.together[0] > 0


@dataclass(frozen=True)
class Sobol:
    """The indices of all assumptions."""

    indices: tuple[SobolIndex, ...]
    """By their share with others, the largest first."""
    points: int
    """Points of each of the two samples."""
    simulated: int
    """Points that were simulated."""
    replications: int
    """Replications of each."""
    deviation: float
    """Standard deviation of the mean measure over the points [unit of the measure]."""


def run_sobol(
    study: Study,
    assumptions: Sequence[Drawable],
    measure: ChosenMeasure,
    *,
    points: int = SOBOL_POINTS,
    workers: Machines = None,
    progress: Progress | None = None,
) -> Sobol:
    """Simulate a study at `points` times the number of assumptions and two, and share the variance of a measure out.

    The study has a number of replications, `points` is a power of two. Raises InputError where a point cannot be, or has no
    measure.
    """
    from scipy.stats import qmc

    dimensions, count = len(assumptions), int(study.scenario.replications)
    seed = study.scenario.seed
    sample = qmc.Sobol(2 * dimensions, rng=generator(seed, 0, "sobol")).random(points)
    a, b = np.split(np.clip(sample, _INSIDE, 1 - _INSIDE), 2, axis=1)
    mixed = [np.where(np.arange(dimensions) == i, b, a) for i in range(dimensions)]
    rows = np.concatenate([a, b, *mixed])
    studied = [_point(assumptions, row) for row in rows.tolist()]
    found = PointValues.empty(len(studied), count, 1)
    with Workers(workers) as shared:
        simulate_points(study, studied, [measure], found, workers=shared, progress=progress or no_progress)
    means = found.values[:, :, 0].mean(axis=1)
    if not np.isfinite(means).all():
        message = translated("'{text}' is not there, or not reached, in some replications", text=measure.text)
        raise InputError([Fault("--measure", 0, 0, message, translated("choose another measure"))])
    parts = np.split(means, dimensions + 2)
    indices = _indices(assumptions, parts[0], parts[1], np.array(parts[2:]), seed)
    return Sobol(tuple(indices), points, len(studied), count, float(np.concatenate(parts[:2]).std()))


def _point(assumptions: Sequence[Drawable], row: Sequence[float]) -> Point:
    numbers = [one.uncertain.quantile(u, whole=one.whole) for one, u in zip(assumptions, row, strict=True)]
    pairs = list(zip(assumptions, numbers, strict=True))
    said = ", ".join(one.shown(number) for one, number in pairs)
    return Point(said, changes_together(pairs))


def _indices(assumptions: Sequence[Drawable], a: Floats, b: Floats, mixed: Floats, seed: int) -> list[SobolIndex]:
    """The indices with their intervals, percentiles of resampled points; `mixed` of shape (assumptions, points)."""
    from scipy.stats import sobol_indices

    def of(rows: np.ndarray) -> Floats:
        values: dict[Literal["f_A", "f_B", "f_AB"], Floats] = {
            "f_A": a[None, rows],
            "f_B": b[None, rows],
            "f_AB": mixed[:, None, rows],
        }
        result = sobol_indices(func=values, n=len(rows))
        both: Floats = np.array([result.first_order, result.total_order], dtype=np.float64).reshape(2, -1)
        return both

    first, total = of(np.arange(len(a)))
    chance = generator(seed, 0, "sobol", "resamples")
    resampled = np.array([of(chance.integers(len(a), size=len(a))) for _ in range(_RESAMPLES)])
    rest = (1 - CONFIDENCE) / 2
    low, high = np.quantile(resampled, [rest, 1 - rest], axis=0)
    below, above = np.quantile(resampled[:, 0], [rest / len(assumptions), 1 - rest / len(assumptions)], axis=0)
    found = [
        SobolIndex(
            assumption,
            float(first[i]),
            (float(low[0, i]), float(high[0, i])),
            float(total[i]),
            (float(low[1, i]), float(high[1, i])),
            (float(below[i]), float(above[i])),
        )
        for i, assumption in enumerate(assumptions)
    ]
    return sorted(found, key=lambda index: -index.total)
