"""Replications of a model: one by its number, or a function that is applied to each of many."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from functools import partial
from itertools import count
from typing import Any, Generic, Literal, Protocol, TypeVar

import numpy as np

from sim.engine.engine_use import EngineUse
from sim.engine.simulate import simulate
from sim.engine.steplog import StepLog
from sim.model.build_capacity import draw_capacity
from sim.model.draw_workload import draw_workload
from sim.model.model import Model
from sim.model.workload import Workload
from sim.study.study import Study

_T = TypeVar("_T")


class ModelChange(Protocol):
    """A change of a model that no file states, and that leaves all that is drawn for its applications as it is; it can be pickled."""

    def applied(self, model: Model) -> Model:
        """The model with the change."""
        ...


@dataclass(frozen=True)
class Replicated(Generic[_T]):
    """A task for workers: a function that is applied to each replication of a model."""

    model: Model
    """The model."""
    function: Callable[[StepLog, Model], _T]
    """What is applied to the log of a replication, and to the model with its random absences and outages drawn; it can be
    pickled."""
    change: ModelChange | None = None
    """How the model is changed before."""
    draws: str = ""
    """Name under which the workloads are kept for tasks with another change of the model; none are kept without a name."""

    def prepared(self) -> Callable[[int], _T]:
        """The function of a replication's number."""
        model = self.model if self.change is None else self.change.applied(self.model)
        return partial(_applied, model, self.function, self.draws)


@dataclass(frozen=True)
class Together:
    """Several functions of a replication as one, whose result is the tuple of theirs."""

    functions: tuple[Callable[[StepLog, Model], Any], ...]

    def __call__(self, log: StepLog, model: Model) -> tuple[Any, ...]:
        """The results of all functions, in their order."""
        return tuple(function(log, model) for function in self.functions)


def engine_of(log: StepLog, model: Model) -> EngineUse:
    """The engine that simulated a replication."""
    return log.engine


@dataclass(frozen=True)
class FirstLogs:
    """A function of a replication that gives its log as it is, which is large, and None for later replications."""

    count: int | None
    """Of how many replications the logs are given; None for all."""

    def __call__(self, log: StepLog, model: Model) -> StepLog | None:
        """The log, or None."""
        return log if self.count is None or log.replication <= self.count else None


def replicate(model: Model, number: int, draws: str = "") -> tuple[Model, StepLog]:
    """One replication, by its number: the model with its random absences and outages drawn, and its log.

    Under `draws`, if given, its workload is kept for replications of the model with members more or other rules of taking files.
    """
    capacity = draw_capacity(model.capacity, model.study, model.window, number)
    drawn = replace(model, capacity=capacity)
    return drawn, simulate(_workload(drawn, number, draws), capacity, model.study.engine)


def name_of_draws() -> str:
    """A name for the workloads of a run that no other run has, in whatever process."""
    return f"{os.getpid()}-{next(_runs)}"


def forget_draws() -> None:
    """Forget the workloads that this process keeps."""
    _kept.clear()
    _size_kept[0] = 0


_runs = count()
_MOST_KEPT = 64 << 20
"""Workloads of one run are kept up to that size; later replications are drawn anew [bytes]."""
_kept: dict[tuple[str, int], Workload] = {}
"""Workloads of the last run, by its name and number of the replication."""
_size_kept = [0]
"""Their size together [bytes]."""


def _workload(drawn: Model, number: int, draws: str) -> Workload:
    """The workload of a replication, as it was kept or drawn."""
    if not draws:
        return draw_workload(drawn, number)
    if (kept := _kept.get((draws, number))) is not None:
        return kept if kept.routes is drawn.routes else replace(kept, routes=drawn.routes)
    if _kept and next(iter(_kept))[0] != draws:
        forget_draws()
    workload = draw_workload(drawn, number)
    if (size := _size_kept[0] + _size(workload)) <= _MOST_KEPT:
        _kept[draws, number] = workload
        _size_kept[0] = size
    return workload


def _size(workload: Workload) -> int:
    """Memory of a workload's arrays [bytes]."""
    arrays = (getattr(workload, field.name) for field in fields(workload))
    return sum(array.nbytes for array in arrays if isinstance(array, np.ndarray))


def simulated(model: Model, count: int) -> Iterator[tuple[Model, StepLog]]:
    """The logs of replications 1 to `count`, each with the model whose capacity has its random absences drawn."""
    yield from (replicate(model, number) for number in range(1, count + 1))


def with_seed_and_replications(study: Study, replications: int | Literal["auto"] | None, seed: int | None) -> Study:
    """The study, and its undisturbed variant, with another number of replications or another seed; None changes nothing.

    A number that is given, or `auto`, takes the place of a stated precision.
    """
    update: dict[str, int | str | None] = (
        {} if replications is None else {"replications": replications, "precision": None}
    )
    if seed is not None:
        update["seed"] = seed
    if not update:
        return study
    if study.undisturbed is not None:
        undisturbed = with_seed_and_replications(study.undisturbed, replications, seed)
        study = replace(study, undisturbed=undisturbed)
    return replace(study, scenario=study.scenario.model_copy(update=update))


def _applied(model: Model, function: Callable[[StepLog, Model], _T], draws: str, number: int) -> _T:
    drawn, log = replicate(model, number, draws)
    return function(log, drawn)
