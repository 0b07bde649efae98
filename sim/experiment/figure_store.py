"""The figures of many replications in little memory: one row of numbers each, and of curves their mean alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields
from typing import Any, overload

import numpy as np

from sim.measure.figures import Key, ReplicationFigures, Row
from sim.measure.never_begun import Group
from sim.measure.step_figures import Curve, mean_of
from sim.quantities import Floats

_KEPT_READY = 64
"""At most this many replications are kept as tables once they were asked for."""


class FigureStore(Sequence[ReplicationFigures]):
    """The figures of replications, in order; each is made into tables again when it is asked for.

    A thousand replications with five thousand figures each take forty megabytes; as tables they would take ten times that.
    Curves are kept as their mean only, so those of a single replication are not given.
    """

    def __init__(self) -> None:
        self._layout: list[tuple[str, Key | None, tuple[str, ...]]] = []
        """Table, row (None for the row over all routes) and names of figures, in the order of the numbers."""
        self._numbers: list[Floats] = []
        self._rest: list[dict[str, Any]] = []
        """What is neither a table of numbers nor curves."""
        self._curves: dict[Key, list[Curve]] = {}
        self._ready: dict[int, ReplicationFigures] = {}

    def append(self, figures: ReplicationFigures) -> None:
        """Take in the figures of the next replication."""
        tables, rest = _parts(figures)
        if not self._layout:
            self._layout = [(table, key, tuple(row)) for table, rows in tables.items() for key, row in rows.items()]
            self._curves = {key: [np.zeros_like(curve), np.zeros(())] for key, curve in figures.curves.items()}
        self._numbers.append(
            np.array(
                [tables[table][key][name] for table, key, names in self._layout for name in names], dtype=np.float64
            )
        )
        self._rest.append(rest)
        for key, curve in figures.curves.items():
            if not np.isnan(curve[0]):
                self._curves[key][0] += curve
                self._curves[key][1] += 1

    @property
    def mean_curves(self) -> dict[Key, Curve]:
        """The mean curve of each step over the replications that have one; NaN where none has."""
        return {key: mean_of(total, int(count)) for key, (total, count) in self._curves.items()}

    @property
    def never_begun(self) -> list[Counter[Group]]:
        """What each replication has of this name, without its tables."""
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
        tables: dict[str, dict[Key | None, Row]] = {name: {} for name in _TABLES}
        for table, key, names in self._layout:
            tables[table][key] = dict(zip(names, numbers[first : (first := first + len(names))], strict=True))
        whole = tables.pop("whole")[None]
        parts: dict[str, Any] = {**tables, "whole": whole, "curves": {}, **self._rest[place]}
        return ReplicationFigures(**parts)


_TABLES = tuple(
    field.name for field in fields(ReplicationFigures) if str(field.type).startswith(("dict[Key, Row]", "Row"))
)


def _parts(figures: ReplicationFigures) -> tuple[dict[str, dict[Key | None, Row]], dict[str, Any]]:
    """Tables of numbers, the row over all routes as a table of one, and the rest without the curves."""
    tables: dict[str, dict[Key | None, Row]] = {}
    for name in _TABLES:
        value = getattr(figures, name)
        tables[name] = {None: value} if name == "whole" else value
    rest = {f.name: getattr(figures, f.name) for f in fields(figures) if f.name not in (*_TABLES, "curves")}
    return tables, rest
