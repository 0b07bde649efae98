"""Points: one scenario with some settings changed in several ways, each simulated with the same random numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from sim.errors import Fault, InputError, refusal
from sim.experiment.changed_studies import ChangedStudies
from sim.experiment.replications import replicate
from sim.experiment.workers import Progress, Workers
from sim.measure.chosen import ChosenMeasure
from sim.measure.figures import WholeFigures, measure
from sim.model.model import Model, build_model
from sim.quantities import Flags, Floats
from sim.study.study import Study
from sim.translations.in_use import translated

_BLOCK = 25
"""Replications of one point that a process simulates one after the other: it makes the model ready once for them."""
PointRow = tuple[int, int, tuple[float, ...], tuple[float, ...]]
"""A finished replication: number of the point [from 0] and of the replication [from 1], values and sizes by measure."""


@dataclass(frozen=True)
class Point:
    """One way to change a scenario."""

    said: str
    """What is changed, in words for faults: `executor.count 3, rate 1.2 per working day`."""
    changes: tuple[str, ...]
    """The settings, each as `PATH=VALUE`."""


class Keeper(Protocol):
    """What keeps finished replications of a process as soon as they are there; it can be pickled."""

    def keep(self, row: PointRow) -> None:
        """Keep a finished replication; raises OutputError where it cannot."""
        ...


@dataclass
class PointValues:
    """The chosen measures of every replication of every point; NaN where one has none, or where it is not simulated yet."""

    values: Floats
    """Values in the units of the measures [shape (points, replications, measures)]."""
    sizes: Floats
    """Of how many applications, visits, files or hours each is a quotient [same shape; NaN for what is none]."""
    done: Flags = field(repr=False)
    """Which replications are simulated [shape (points, replications)]."""

    @classmethod
    def empty(cls, points: int, replications: int, measures: int) -> PointValues:
        """No replication is simulated yet."""
        shape = (points, replications, measures)
        return cls(np.full(shape, np.nan), np.full(shape, np.nan), np.zeros(shape[:2], dtype=np.bool_))

    def take(self, row: PointRow) -> None:
        """Take in a finished replication."""
        point, replication, values, sizes = row
        at = (point, replication - 1)
        self.values[at], self.sizes[at], self.done[at] = values, sizes, True


def simulate_points(
    study: Study,
    points: Sequence[Point],
    measures: Sequence[ChosenMeasure],
    found: PointValues,
    *,
    workers: Workers,
    progress: Progress,
    keeper: Keeper | None = None,
) -> None:
    """Simulate what `found` lacks of some points, and take it in there.

    The seed, the period and the engine are those of the study, and replication `n` of all points has the same random numbers.
    Raises InputError for a point that cannot be, or where the files of the study have changed.
    """
    blocks = tuple(_missing(found.done))
    task = PointRows(study, tuple(points), tuple(measures), blocks, keeper if workers.is_here else None)
    if not workers.is_here:
        studies = _Changed(readable(study), points)
        task = replace(task, studies={number: studies.at(number) for number, _ in blocks})
    done, total = int(found.done.sum()), found.done.size
    progress(done, total, "points")
    for rows in workers.run(task, range(len(blocks))):
        for row in rows:
            found.take(row)
            if keeper is not None and not workers.is_here:
                keeper.keep(row)
        done += len(rows)
        progress(done, total, "points")


def _missing(done: Flags) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The replications that are not simulated yet, in blocks: number of the point, numbers of replications."""
    for point, row in enumerate(done):
        numbers = (np.flatnonzero(~row) + 1).tolist()
        for begin in range(0, len(numbers), _BLOCK):
            yield point, tuple(numbers[begin : begin + _BLOCK])


@dataclass(frozen=True)
class PointRows:
    """A task for workers: blocks of replications of points."""

    study: Study
    """The study that is changed."""
    points: tuple[Point, ...]
    """The points."""
    measures: tuple[ChosenMeasure, ...]
    """What is kept of a replication."""
    blocks: tuple[tuple[int, tuple[int, ...]], ...]
    """Numbers of a point and of its replications, by the number under which a worker is asked for them."""
    keeper: Keeper | None = None
    """What keeps a replication at once, for the case that the process is ended; None where nothing does."""
    studies: Mapping[int, Study] | None = None
    """The studies of the points by their numbers, for machines that have not the files; None where they are read again."""

    def prepared(self) -> Callable[[int], tuple[PointRow, ...]]:
        """The function of a block's number; the files are read once for all of them."""
        return _Blocks(self).rows


class _Blocks:
    """Blocks of replications in one process, which keeps the model of its last point."""

    def __init__(self, task: PointRows) -> None:
        self._task = task
        self._changed: _Changed | None = None
        self._point = -1
        self._model: Model | None = None

    def rows(self, block: int) -> tuple[PointRow, ...]:
        """The replications of a block."""
        number, replications = self._task.blocks[block]
        model = self._model_of(number)
        over_all_routes = all(chosen.table == "whole" for chosen in self._task.measures)
        rows = []
        for replication in replications:
            drawn, log = replicate(model, replication)
            figures = WholeFigures.of(log, drawn) if over_all_routes else measure(log, drawn)
            pairs = [chosen.value_and_size(figures) for chosen in self._task.measures]
            row = (number, replication, tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs))
            if self._task.keeper is not None:
                self._task.keeper.keep(row)
            rows.append(row)
        return tuple(rows)

    def _model_of(self, number: int) -> Model:
        if self._model is None or self._point != number:
            self._model, self._point = build_model(self._study(number)), number
        return self._model

    def _study(self, number: int) -> Study:
        if self._task.studies is not None:
            return self._task.studies[number]
        if self._changed is None:
            self._changed = _Changed(readable(self._task.study), self._task.points)
        return self._changed.at(number)


@dataclass(frozen=True)
class _Changed:
    """The studies of points."""

    studies: ChangedStudies
    points: Sequence[Point]

    def at(self, number: int) -> Study:
        """The study of a point; raises InputError where it cannot be, with what is changed there."""
        point = self.points[number]
        try:
            return self.studies.with_settings(point.changes)
        except InputError as error:
            said = [
                Fault(
                    f.file,
                    f.line,
                    f.column,
                    translated("with {said}: {message}", said=point.said, message=f.message),
                    f.repair,
                )
                for f in error.faults
            ]
            raise InputError(said) from None


def readable(study: Study) -> ChangedStudies:
    """What reads the study again with other settings; raises InputError where it cannot."""
    studies = ChangedStudies(study)
    if studies.refused is not None:
        if studies.refused == "no_file":
            message = translated("it was read from no file, so that its settings cannot be changed")
            repair = translated("write it into a file")
        else:
            message = translated("the files of the scenario have changed since it was read")
            repair = translated("start the command again")
        raise refusal(study.place, message, repair)
    return studies
