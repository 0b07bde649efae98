"""The numbers of applications and rows in a workload that is made of several parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.model.workload_part import WorkloadPart
from sim.quantities import UNSET, Instants, Integers

WorkloadRows = Integers | slice
"""Rows of a workload."""


@dataclass(frozen=True)
class Pass:
    """Applications of a part that pass one of the steps for the same time."""

    position: int
    """Position of the step in its route."""
    number: int
    """Which pass of the step it is [from 1]."""
    places: Integers | None
    """Which applications of the part they are [places in it]; None: all of them."""
    rows: WorkloadRows
    """Their rows in the workload."""


@dataclass(frozen=True)
class Numbering:
    """The order of the applications and rows of all parts in a workload."""

    parts: Sequence[WorkloadPart]
    numbers: Sequence[Integers] | None
    """By part and application of it: its number in the workload; None: one part whose order is that of the workload."""
    parent: Integers | None
    """By application of the workload: the one to whose answer it objects, UNSET for none; None: nobody objects."""
    first: Integers
    """By application of the workload, and one more: its first row."""

    @classmethod
    def of(cls, parts: Sequence[WorkloadPart]) -> Numbering:
        """Number applications by (submitted, stream, serial number), and objections behind them by parent.

        The parts stand in the order of their streams, objections last.
        """
        order = _order(parts)
        lengths = _laid_out([part.paths.lengths for part in parts])
        first = np.zeros(len(lengths) + 1, dtype=np.int64)
        np.cumsum(lengths if order is None else lengths[order], out=first[1:])
        if order is None:
            return cls(parts, None, None, first)
        number = np.empty(len(order), dtype=np.int64)
        number[order] = np.arange(len(order))
        numbers = np.split(number, np.cumsum([part.size for part in parts])[:-1])
        parent = None
        if any(part.parents for part in parts):
            parent = np.full(len(order), UNSET, dtype=np.int64)
            for part, of_part in zip(parts, numbers, strict=True):
                if part.parents is not None:
                    parent[of_part] = numbers[part.parents.part][part.parents.places]
        return cls(parts, numbers, parent, first)

    @property
    def size(self) -> int:
        """How many applications there are."""
        return len(self.first) - 1

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return int(self.first[-1])

    def by_application(self, columns: Sequence[NDArray[Any] | int]) -> NDArray[Any]:
        """A column by application of the workload, from one of each part, or from a number for all of a part."""
        if self.numbers is None:
            (column,) = columns
            return np.full(self.size, column, dtype=np.int64) if isinstance(column, int) else column
        result = np.empty(self.size, dtype=np.int64)
        for of_part, column in zip(self.numbers, columns, strict=True):
            result[of_part] = column
        return result

    def first_rows(self, part: int) -> Integers:
        """By application of a part: its first row in the workload."""
        return self.first[:-1] if self.numbers is None else self.first[self.numbers[part]]

    def all_rows(self, part: int) -> WorkloadRows:
        """The rows in the workload of all rows of a part."""
        if self.numbers is None:
            return slice(None)
        lengths = self.parts[part].paths.lengths
        before = np.cumsum(lengths) - lengths
        rows = np.repeat(self.first_rows(part) - before, lengths)
        rows += np.arange(len(rows))
        return rows

    def passes(self, part: int, all_rows: WorkloadRows | None) -> Iterator[Pass]:
        """The passes of all steps by the applications of a part; `all_rows` are its rows where its paths differ."""
        paths = self.parts[part].paths
        if paths.rows is not None:
            assert all_rows is not None
            for position, number, rows in paths.rows.by_pass():
                of_workload = rows if isinstance(all_rows, slice) else all_rows[rows]
                yield Pass(position, number, paths.rows.application[rows], of_workload)
            return
        steps = int(paths.lengths[0]) if len(paths.lengths) else 0
        first_rows = self.first_rows(part)
        for position in range(steps):
            rows_of_step = slice(position, None, steps) if self.numbers is None else first_rows + position
            yield Pass(position, 1, None, rows_of_step)


def _order(parts: Sequence[WorkloadPart]) -> Integers | None:
    """By number in the workload: which application it is, the parts laid one after the other; None: they are in order."""
    firsts = [part for part in parts if part.parents is None]
    submitted = _laid_out([part.submitted for part in firsts])
    by_serial = _by_serial(firsts)
    if by_serial is not None:
        submitted = submitted[by_serial]
    if len(parts) == 1 and not np.any(submitted[1:] < submitted[:-1]):
        return None
    order = np.argsort(submitted, kind="stable")
    if by_serial is not None:
        order = by_serial[order]
    return order if len(parts) == len(firsts) else np.concatenate([order, *_objections(parts, order)])


def _by_serial(parts: Sequence[WorkloadPart]) -> Integers | None:
    """The applications of all parts by stream and serial number, the parts laid one after the other; None: they are so."""
    order, begin, moved = [], 0, False
    for _, channels in groupby(parts, key=lambda part: part.plan.name):
        of_stream = list(channels)
        size = sum(part.size for part in of_stream)
        places = np.arange(begin, begin + size)
        if len(of_stream) > 1:
            places = places[np.argsort(_laid_out([part.draws.serials for part in of_stream]), kind="stable")]
            moved = True
        order.append(places)
        begin += size
    return np.concatenate(order) if moved else None


def _objections(parts: Sequence[WorkloadPart], order: Integers) -> Iterator[Integers]:
    """By generation of objections: which applications they are, by the numbers of their parents.

    `order` is that of the first applications, and the parts are laid one after the other.
    """
    begins = np.cumsum([0, *(part.size for part in parts)])
    number = np.full(int(begins[-1]), UNSET, dtype=np.int64)
    number[order] = np.arange(len(order))
    numbered = len(order)
    last = max(0 if part.parents is None else part.parents.generation for part in parts)
    for generation in range(1, last + 1):
        places, parents = [], []
        for part, begin in zip(parts, begins.tolist(), strict=False):
            of = part.parents
            if of is not None and of.generation == generation:
                places.append(begin + np.arange(part.size))
                parents.append(number[begins[of.part] + of.places])
        objections = np.concatenate(places)[np.argsort(np.concatenate(parents), kind="stable")]
        number[objections] = numbered + np.arange(len(objections))
        numbered += len(objections)
        yield objections


def _laid_out(columns: Sequence[Instants]) -> Instants:
    """The columns of several parts, one after the other."""
    return columns[0] if len(columns) == 1 else np.concatenate(columns)
