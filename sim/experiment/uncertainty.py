"""Two kinds of not knowing: how far figures spread by chance, and how far because nobody has measured some numbers.

The run with the stated numbers shows chance alone. The same replications are simulated once more with the uncertain
numbers drawn, one value each per replication, and the same other random numbers; what a replication then differs by is due
to the numbers drawn. By the law of total variance, Var Y = E[Var(Y | numbers)] + Var(E[Y | numbers]), the first part is
chance, which more replications average out of a mean, and the second is ignorance, which only counting lessens. The spread
of the paired differences stands for the second; it also has whatever of chance answers to other numbers in another way.

Law, Simulation Modeling and Analysis, 5th edition (2015), section 6.1 (input models) and 11.2 (common random numbers);
Barton, "Tutorial: input uncertainty in output analysis", Proceedings of the 2012 Winter Simulation Conference.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.errors import InputError
from sim.experiment.drawn_numbers import WHOLE, DrawnNumbers, rows_of
from sim.experiment.results import Results
from sim.experiment.spread import Influence, Spread, influence_of, spread_of
from sim.experiment.workers import Machines, Progress, Workers, no_progress
from sim.measure.day_quantiles import DAY_QUANTILES, day_quantile
from sim.measure.figure_units import bounds_of
from sim.measure.figures import Key, Row
from sim.measure.intervals import Estimate, difference_bounds, mean_interval
from sim.quantities import Floats
from sim.study.uncertain_inputs import Drawable
from sim.translations.in_use import translated

FIGURES = ("in_time", "median_days", "p95_days", "queue_median_h", "queue_p95_h")
"""What is looked at: share in time; median and 95th percentile of the elapsed term [working days] and of the queue time
[working hours]. Stated and drawn terms are whole days."""


@dataclass(frozen=True)
class MeasureSpread:
    """One figure of one route, or of all together, with both kinds of not knowing."""

    place: Key
    """Service and route; empty for all routes."""
    measure: str
    """One of FIGURES."""
    stated: Estimate
    """The figure with the stated numbers."""
    drawn: Estimate
    """The figure with the numbers drawn."""
    shift: Estimate
    """What drawing adds to it, paired by replication."""
    chance: Spread
    """Over replications with the stated numbers."""
    ignorance: Spread
    """Of the paired differences between the numbers drawn and the stated ones."""
    both: Spread
    """Over replications with the numbers drawn."""
    influences: tuple[Influence, ...]
    """Of every uncertain number, the strongest first."""


@dataclass(frozen=True)
class Uncertainty:
    """What drawing the uncertain numbers of a study shows."""

    assumptions: tuple[Drawable, ...]
    """The uncertain numbers with their settings."""
    numbers: tuple[Mapping[str, float], ...]
    """By replication: the number drawn for each, by name."""
    rows: tuple[Mapping[Key, Row], ...]
    """By replication with the numbers drawn: the figures of every route, and under WHOLE those over all routes."""
    measures: tuple[MeasureSpread, ...]
    """Over all routes first."""

    def spread(self, measure: str, place: Key = WHOLE) -> MeasureSpread:
        """One of the measures; raises KeyError for one that is not there."""
        for row in self.measures:
            if (row.place, row.measure) == (place, measure):
                return row
        raise KeyError((place, measure))


def run_uncertain(results: Results, *, workers: Machines = None, progress: Progress | None = None) -> Uncertainty:
    """Simulate the replications of a run once more with the uncertain numbers of its scenario drawn.

    Seed, replications and warm-up are those of the run. `workers` is how many processes share the work: None for one per
    processor core; the result is the same byte for byte. Raises InputError for a scenario without uncertain numbers, for
    files that have changed since, and where what is drawn cannot be used, with the numbers at fault.
    """
    progress = progress or no_progress
    task = DrawnNumbers.of(results.study)
    count = len(results.replications)
    progress(0, count, translated("uncertain numbers"))
    numbers, rows = [], []
    within: dict[Key, list[Floats]] = {}
    with Workers(workers) as shared:
        for replication in shared.run(task, range(1, count + 1)):
            if replication.fault is not None:
                raise InputError([replication.fault])
            numbers.append(replication.numbers)
            rows.append(replication.rows)
            for key, shares in replication.within.items():
                within.setdefault(key, []).append(shares)
            progress(len(rows), count, translated("uncertain numbers"))
    stated = [rows_of(figures) for figures in results.replications]
    places = [*([WHOLE] if len(results.figures.routes) > 1 else []), *results.figures.routes]
    measures = tuple(
        _in_whole_days(_measured(task, place, name, stated, rows, numbers), results, rows, within)
        for place in places
        for name in FIGURES
        if _is_known(stated, place, name) and _is_known(rows, place, name)
    )
    return Uncertainty(task.assumptions, tuple(numbers), tuple(rows), measures)


def _in_whole_days(
    found: MeasureSpread, stated: Results, rows: Sequence[Mapping[Key, Row]], within: Mapping[Key, Sequence[Floats]]
) -> MeasureSpread:
    """A quantile of elapsed terms with the whole days that both runs have; any other figure as it is."""
    place, name = found.place, found.measure
    if name not in DAY_QUANTILES or place not in within:
        return found
    values, applications = (
        np.array([row[place][of] for row in rows], dtype=np.float64) for of in (name, "applications")
    )
    drawn = day_quantile(np.array(within[place]), values, DAY_QUANTILES[name], float(applications.mean()))
    return replace(found, stated=stated.figures.routes[place][name], drawn=drawn)


def _is_known(rows: Sequence[Mapping[Key, Row]], place: Key, name: str) -> bool:
    """Tell whether some replication has a figure; a route without a term has no share in time."""
    return any(not math.isnan(row[place].get(name, math.nan)) for row in rows)


def _measured(
    task: DrawnNumbers,
    place: Key,
    name: str,
    stated: Sequence[Mapping[Key, Row]],
    drawn: Sequence[Mapping[Key, Row]],
    numbers: Sequence[Mapping[str, float]],
) -> MeasureSpread:
    """One figure in all replications; those in which a run has none are left out."""
    before, after = (np.array([row[place][name] for row in rows], dtype=np.float64) for rows in (stated, drawn))
    with np.errstate(invalid="ignore"):
        change = after - before  # without bound where a quantile is reached in one of the runs only
    bounds = bounds_of("routes", name)
    influences = [
        influence_of(
            assumption.name,
            np.array([row[assumption.name] for row in numbers], dtype=np.float64),
            change,
            len(task.assumptions),
        )
        for assumption in task.assumptions
    ]
    return MeasureSpread(
        place=place,
        measure=name,
        stated=mean_interval(before, bounds=bounds),
        drawn=mean_interval(after, bounds=bounds),
        shift=mean_interval(change, bounds=difference_bounds(bounds)),
        chance=spread_of(before, task.seed),
        ignorance=spread_of(change, task.seed),
        both=spread_of(after, task.seed),
        influences=tuple(sorted(influences, key=lambda influence: -np.nan_to_num(abs(influence.correlation)))),
    )
