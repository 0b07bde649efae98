"""The figures of many replications in little memory: one row of numbers each, and of curves their mean alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import fields
from typing import Any, overload

import numpy as np

from sim.measure.estimates import ONLY, FigureColumns, Layout, in_columns, layout_of
from sim.measure.figure_units import FIGURE_UNITS, Figure
from sim.measure.figures import Figures, Key, ReplicationFigures, Row, estimate_columns
from sim.measure.never_begun import Group
from sim.measure.step_figures import Curve, mean_of
from sim.measure.time_series import TimeCurves
from sim.quantities import Floats

_KEPT_READY = 64
"""At most this many replications are kept as tables once they were asked for."""


class FigureStore(Sequence[ReplicationFigures]):
    """The figures of replications, in order; each is made into tables again when it is asked for.

    A thousand replications with five thousand figures each take forty megabytes; as tables they would take ten times that.
    Curves are kept as their mean only, so those of a single replication are not given.
    """

    def __init__(self) -> None:
        self._layout: Layout = ()
        self._numbers: list[Floats] = []
        self._rest: list[dict[str, Any]] = []
        """What is neither a table of numbers nor curves."""
        self._curves: dict[Key, list[Curve]] = {}
        """By step: the sum of the curves, and how many they are."""
        self._ready: dict[int, ReplicationFigures] = {}

    def append(self, figures: ReplicationFigures) -> None:
        """Take in the figures of the next replication."""
        if not self._layout:
            self._layout = layout_of(figures)
            self._curves = {key: [np.zeros_like(curve), np.zeros(())] for key, curve in figures.curves.items()}
        self._numbers.append(in_columns(figures, self._layout))
        self._rest.append({name: getattr(figures, name) for name in _REST})
        for key, curve in figures.curves.items():
            if not np.isnan(curve[0]):
                self._curves[key][0] += curve
                self._curves[key][1] += 1

    def estimate(self, never: Collection[Figure] = ()) -> Figures:
        """Estimates with intervals over the replications, as :func:`sim.measure.figures.estimate` makes them, without their tables."""
        return estimate_columns(self.columns, self.over_time, self.mean_curves, never)

    @property
    def columns(self) -> FigureColumns:
        """The figures of all replications as columns of numbers."""
        return FigureColumns(self._layout, np.array(self._numbers))

    @property
    def mean_curves(self) -> dict[Key, Curve]:
        """The mean curve of each step over the replications that have one; NaN where none has."""
        return {key: mean_of(total, int(count)) for key, (total, count) in self._curves.items()}

    @property
    def over_time(self) -> list[TimeCurves]:
        """By replication: the time curves, as :class:`ReplicationFigures` has them."""
        return [rest["over_time"] for rest in self._rest]

    @property
    def never_begun(self) -> list[Counter[Group]]:
        """By replication: the applications that nobody had begun, as :class:`ReplicationFigures` has them."""
        return [rest["never_begun"] for rest in self._rest]

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, at: int) -> ReplicationFigures: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[ReplicationFigures]: ...

    def __getitem__(self, at: int | slice) -> ReplicationFigures | Sequence[ReplicationFigures]:
        if isinstance(at, slice):
            return [self[i] for i in range(len(self))[at]]
        place = range(len(self))[at]
        if place not in self._ready:
            while len(self._ready) >= _KEPT_READY:
                self._ready.pop(next(iter(self._ready)))
            self._ready[place] = self._tables(place)
        return self._ready[place]

    def _tables(self, place: int) -> ReplicationFigures:
        numbers, first = self._numbers[place].tolist(), 0
        tables: dict[str, dict[Key, Row]] = {name: {} for name in FIGURE_UNITS}
        for table, key, names in self._layout:
            tables[table][key] = dict(zip(names, numbers[first : (first := first + len(names))], strict=True))
        parts: dict[str, Any] = {**tables, "whole": tables["whole"][ONLY], "curves": {}, **self._rest[place]}
        return ReplicationFigures(**parts)


_REST = tuple(field.name for field in fields(ReplicationFigures) if field.name not in (*FIGURE_UNITS, "curves"))
