"""From replications of two cases to what a page shows: estimates of each, and of their differences in pairs.

The estimates are those that a run of as many replications has, and the differences those of a comparison.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.experiment.chart_tables import BAND
from sim.experiment.comparison.paired_days import paired_days
from sim.measure.day_quantiles import DAY_QUANTILES, answered_within
from sim.measure.estimates import Estimates, FigureColumns
from sim.measure.figure_units import FigureTable, bounds_of
from sim.measure.figures import estimated_tables
from sim.measure.intervals import Estimate, mean_intervals
from sim.measure.skewed_means import Limits
from sim.model.objection_names import answers_of
from sim.quantities import Floats
from sim.web.simulation.case_parts import CaseFacts, ShownFigures, ShownReplication
from sim.web.simulation.paired_figures import BacklogCurve, CaseFigures, FigureName

_STEADY = 1e-12
"""Relative spread below which differences are all the same but for rounding, as in a comparison."""
_DECIMALS = 12
"""Such differences are rounded to so many decimals."""


@dataclass(frozen=True)
class CaseSample:
    """The first replications of a case."""

    facts: CaseFacts
    """What they have in common."""
    replications: tuple[ShownReplication, ...]
    """What is known of each, in order."""
    whole: bool
    """Whether all figures are known, or answers alone."""

    @cached_property
    def columns(self) -> FigureColumns:
        """The figures as columns of numbers."""
        if self.whole:
            return FigureColumns(self.facts.figures, np.array([row.columns for row in self.rows]))
        return FigureColumns(self.facts.answers, np.array([one.answers for one in self.replications]))

    @cached_property
    def limits(self) -> Limits:
        """What is possible for each column."""
        return self.columns.limits(self.facts.never)

    @cached_property
    def rows(self) -> tuple[ShownFigures, ...]:
        """All figures of each replication, where they are known."""
        return tuple(one.figures for one in self.replications if one.figures is not None)

    @cached_property
    def places(self) -> dict[FigureName, int]:
        """The column of each figure."""
        names = [(table, key, name) for table, key, figures in self.columns.layout for name in figures]
        return {name: at for at, name in enumerate(names)}


def case_figures(sample: CaseSample) -> CaseFigures:
    """The estimates of one case."""
    never = sample.facts.never
    if not sample.whole:
        return CaseFigures(_by_name(sample.columns.estimates(never)))
    tables = estimated_tables(sample.columns, sample.rows, never)
    files = np.array([row.backlog for row in sample.rows], dtype=np.float64)
    low, high = np.quantile(files, BAND, axis=0)
    return CaseFigures(_by_name(tables), BacklogCurve(sample.facts.days, files.mean(axis=0), low, high))


def _by_name(tables: Mapping[FigureTable, Estimates]) -> dict[FigureName, Estimate]:
    return {
        (table, key, name): value
        for table, rows in tables.items()
        for key, row in rows.items()
        for name, value in row.items()
    }


def differences_in_pairs(base: CaseSample, alternative: CaseSample) -> dict[FigureName, Estimate]:
    """Alternative less base of every figure that both have, paired by replication.

    Both have the same replications, and as much is known of them.
    """
    common = [name for name in base.places if name in alternative.places]
    at_base = [base.places[name] for name in common]
    at_alternative = [alternative.places[name] for name in common]
    differences = _steadied(
        alternative.columns.values[:, at_alternative]
        - _finite(base.columns.values[:, at_base], alternative, at_alternative)
    )
    limits = _limits(base, alternative, common)
    found = dict(zip(common, mean_intervals(differences, limits), strict=True))
    return found | (_days(base, alternative) if base.whole else {})


def _finite(values: Floats, alternative: CaseSample, places: Sequence[int]) -> Floats:
    """The figures of the base, those missing that one of the cases does not reach in a replication: there is no difference then."""
    unreached = np.isinf(values).any(axis=0) | np.isinf(alternative.columns.values[:, places]).any(axis=0)
    return np.asarray(np.where(unreached, np.nan, values), dtype=np.float64)


def _steadied(differences: Floats) -> Floats:
    """Differences, those equal that are so but for the last bit: shares are quotients."""
    known = ~np.isnan(differences)
    most = np.where(known, differences, -np.inf).max(axis=0)
    least = np.where(known, differences, np.inf).min(axis=0)
    with np.errstate(invalid="ignore"):
        steady = known.any(axis=0) & (
            most - least <= _STEADY * np.maximum(1.0, np.maximum(np.abs(most), np.abs(least)))
        )
    same = np.round(np.where(steady, least, 0.0), _DECIMALS)
    return np.asarray(np.where(steady & known, same, differences), dtype=np.float64)


def _limits(base: CaseSample, alternative: CaseSample, common: Sequence[FigureName]) -> Limits:
    """What is possible for differences of some figures: twice what is possible for the base, as in a comparison."""
    never = base.facts.never & alternative.facts.never
    of_all = base.limits if never == base.facts.never else base.columns.limits(never)
    of_base = of_all.chosen(np.array([base.places[name] for name in common], dtype=np.int64))
    width, event = of_base.high - of_base.low, of_base.event.copy()
    for at, (table, _, name) in enumerate(common):
        if (table, name) == ("pools", "utilisation"):
            event[at] = 0.0  # hours on duty are hardly ever the same by chance
        elif (table, name) == ("whole", "in_time"):
            event[at] = bounds_of("routes", "in_time", _cohort(base)).event
    return Limits(-width, width, event, np.ones(len(common), dtype=np.bool_))


def _cohort(sample: CaseSample) -> float:
    """Answers that are looked at, over all routes of first applications, in the mean of the replications."""
    places = [
        at
        for (table, key, name), at in sample.places.items()
        if (table, name) == ("routes", "cohort") and answers_of(key[1]) is None
    ]
    return float(sample.columns.values[:, places].sum(axis=1).mean())


def _days(base: CaseSample, alternative: CaseSample) -> dict[FigureName, Estimate]:
    """Differences of the days by which so large a share of the answers of a route is given."""
    found: dict[FigureName, Estimate] = {}
    for before, key in enumerate(base.facts.routes):
        if key not in alternative.facts.routes:
            continue
        after = alternative.facts.routes.index(key)
        within = answered_within(base.rows, before), answered_within(alternative.rows, after)
        for measure, share in DAY_QUANTILES.items():
            name: FigureName = ("routes", key, measure)
            if name in base.places and name in alternative.places:
                values = [sample.columns.values[:, sample.places[name]] for sample in (base, alternative)]
                found[name] = paired_days(values[0].tolist(), values[1].tolist(), *within, share).estimate
    return found
