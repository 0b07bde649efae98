"""From tables of figures by replication to tables of estimates: all figures of a run at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from sim.measure.figure_units import FIGURE_UNITS, PART_OF, QUOTIENTS, Figure, FigureTable, agrees_by_chance, bounds_of
from sim.measure.intervals import Bounds, Estimate, mean_intervals
from sim.measure.skewed_means import Limits
from sim.quantities import Floats

_Row = Mapping[str, float]
_Rows = Mapping[tuple[str, ...], _Row]
Estimates = dict[tuple[str, ...], dict[str, Estimate]]
ONLY: tuple[str, ...] = ()
"""The key of the only row of a table that has one row, and no key."""


class TablesOfFigures(Protocol):
    """The figures of one replication, as :class:`sim.measure.figures.ReplicationFigures` has them."""

    def table(self, name: FigureTable) -> _Rows:
        """The rows of a table by their keys."""
        ...


Layout = tuple[tuple[FigureTable, tuple[str, ...], tuple[str, ...]], ...]
"""Tables, the keys of their rows, and the names of their figures, in the order of the columns."""


def layout_of(figures: TablesOfFigures) -> Layout:
    """The columns of a replication's figures; all replications of a run have the same."""
    return tuple((name, key, tuple(row)) for name in FIGURE_UNITS for key, row in figures.table(name).items())


def in_columns(figures: TablesOfFigures, layout: Layout) -> Floats:
    """The figures of a replication in the order of the columns [shape (columns,)]."""
    tables = {name: figures.table(name) for name in FIGURE_UNITS}
    return np.array([tables[table][key][name] for table, key, names in layout for name in names], dtype=np.float64)


@dataclass(frozen=True)
class FigureColumns:
    """The figures of all replications as columns of numbers."""

    layout: Layout
    """What each column is."""
    values: Floats
    """By replication: the figures [shape (replications, columns)]."""

    @classmethod
    def of(cls, replications: Sequence[TablesOfFigures]) -> FigureColumns:
        """The figures of some replications."""
        layout = layout_of(replications[0])
        return cls(layout, np.array([in_columns(figures, layout) for figures in replications]))

    def table(self, name: FigureTable) -> dict[tuple[str, ...], dict[str, Floats]]:
        """The figures of a table by row and name, each in all replications."""
        rows: dict[tuple[str, ...], dict[str, Floats]] = {}
        at = 0
        for table, key, names in self.layout:
            if table == name:
                rows[key] = {figure: self.values[:, at + i] for i, figure in enumerate(names)}
            at += len(names)
        return rows

    def estimates(self, never: Collection[Figure] = ()) -> dict[FigureTable, Estimates]:
        """The estimates by table and row; `never` are figures that are 0 whatever happens."""
        found = iter(mean_intervals(self.values, self.limits(never)))
        tables: dict[FigureTable, Estimates] = {}
        for table, key, names in self.layout:
            row = {name: next(found) for name in names}
            tables.setdefault(table, {})[key] = {
                name: _within(value, row.get(PART_OF.get(table, {}).get(name, ""))) for name, value in row.items()
            }
        return tables

    def limits(self, never: Collection[Figure] = ()) -> Limits:
        """What is possible for each column; `never` are figures that are 0 whatever happens."""
        with np.errstate(all="ignore"):
            has = ~np.isnan(self.values)
            means = (np.where(has, self.values, 0.0).sum(axis=0) / has.sum(axis=0)).tolist()
        bounds: list[Bounds] = []
        between: list[bool] = []
        for table, key, names in self.layout:
            row = dict(zip(names, means[len(bounds) :], strict=False))
            for name in names:
                whole = QUOTIENTS.get(table, {}).get(name, "").split()
                product = np.prod([row[part] for part in whole]) if whole else np.nan
                possible = bounds_of(table, name, float(product))
                bounds.append(replace(possible, event=0.0) if (table, key, name) in never else possible)
                between.append(agrees_by_chance(table, name))
        low, high, event = np.array([(one.low, one.high, one.event) for one in bounds], dtype=np.float64).T
        return Limits(low, high, event, np.array(between, dtype=np.bool_))


def _within(part: Estimate, whole: Estimate | None) -> Estimate:
    """The estimate of a part, of which no interval leaves that of the whole."""
    if whole is None or not part.high > whole.high:
        return part
    return replace(part, high=max(whole.high, part.mean))
