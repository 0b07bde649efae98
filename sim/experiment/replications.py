"""Replications one by one or on several processor cores, with the same result byte for byte.

Everything random is drawn by the number of the replication, so it does not matter which process simulates it. Results are
taken in the order of the numbers, so sums are made in one order. Workers are those of joblib (`loky`).
"""

from __future__ import annotations

import os
import pickle
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from sim.engine.simulate import simulate
from sim.engine.steplog import StepLog
from sim.errors import ModelError
from sim.measure.figures import InTime, ReplicationFigures, in_time_shares, measure
from sim.measure.recovery import DailySeries, daily_series
from sim.measure.weekly_series import Weeks, weekly_series
from sim.model.build_capacity import draw_capacity
from sim.model.capacity import Member, Pool, with_covers
from sim.model.draw_workload import draw_workload
from sim.model.model import Model

Result = TypeVar("Result")
WORTH_WORKERS = 4.0
"""Work that remains after the first replication has to take so long before workers are started for it [s]."""


@dataclass(frozen=True)
class Wanted:
    """What is to be kept of each replication."""

    figures: bool = True
    """Its figures."""
    course: bool = False
    """Its backlog day by day, for the recovery."""
    in_time: bool = False
    """Its shares in time alone."""
    weeks: bool = False
    """Its weekly means, for the warm-up."""
    log: bool = False
    """Its whole log, which is large."""


@dataclass(frozen=True)
class Replication:
    """What is kept of one replication."""

    number: int
    """Its number [from 1]."""
    figures: ReplicationFigures | None = None
    course: DailySeries | None = None
    in_time: InTime | None = None
    weeks: Weeks | None = None
    log: StepLog | None = None


@dataclass(frozen=True)
class More:
    """A change of a model that no file states: some members more in one role of every office of a kind."""

    kind: str
    role: str
    members: int = 1

    def applied(self, model: Model) -> Model:
        """The model with them; they keep the first member's hours."""

        def with_more(pool: Pool) -> Pool:
            if model.capacity.offices[pool.office].kind != self.kind or pool.role != self.role:
                return pool
            first = pool.roster[:1]
            added = tuple(Member(f"one more {i + 1}", member.hours) for i in range(self.members) for member in first)
            return replace(pool, members=pool.members + self.members, roster=pool.roster + added)

        pools = with_covers([with_more(pool) for pool in model.capacity.pools], model.window)
        return replace(model, capacity=replace(model.capacity, pools=pools))


def replicate(model: Model, number: int) -> tuple[Model, StepLog]:
    """One replication, by its number: the model with its random absences and outages drawn, and its log."""
    capacity = draw_capacity(model.capacity, model.study, model.window, number)
    drawn = replace(model, capacity=capacity)
    return drawn, simulate(draw_workload(drawn, number), capacity)


class Workers:
    """Processes that simulate replications; use it as a context manager.

    `count` is how many there are at most: None for one per processor core, 1 for none beside this one. They are started
    when there is enough work left after a first replication, and kept until the end.
    """

    def __init__(self, count: int | None = None) -> None:
        self.count = available_cores() if count is None else max(count, 1)
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._models: dict[int, tuple[Model, Path]] = {}

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if self._folder is not None:
            self._folder.cleanup()

    def run(
        self, model: Model, numbers: Iterable[int], wanted: Wanted, more: More | None = None
    ) -> Iterator[Replication]:
        """Simulate replications and give what is wanted of each, in the order of their numbers."""
        waiting = list(numbers)
        strengthened = model if more is None else more.applied(model)
        if self.count > 1 and len(waiting) > 1:
            begin = time.perf_counter()
            yield _kept(strengthened, waiting.pop(0), wanted)
            if (time.perf_counter() - begin) * len(waiting) > WORTH_WORKERS:
                yield from self._shared(model, waiting, wanted, more)
                return
        for number in waiting:
            yield _kept(strengthened, number, wanted)

    def _shared(self, model: Model, numbers: list[int], wanted: Wanted, more: More | None) -> Iterator[Replication]:
        path = self._stored(model)
        yield from shared_out(_of_file, [(path, number, wanted, more) for number in numbers], self.count)

    def _stored(self, model: Model) -> str:
        """A file with the model, which each worker reads once."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="sim-")
        if id(model) not in self._models:
            path = Path(self._folder.name) / f"model-{len(self._models)}.pickle"
            path.write_bytes(pickle.dumps(model, protocol=pickle.HIGHEST_PROTOCOL))
            self._models[id(model)] = model, path  # the model is kept, so that nothing else gets its identity
        return str(self._models[id(model)][1])


def shared_out(work: Callable[..., Result], given: Sequence[tuple[Any, ...]], processes: int) -> Iterator[Result]:
    """What a function gives for each of several arguments, in order, worked out by several processes.

    Raises ModelError where a process was ended from outside.
    """
    from joblib import Parallel, delayed  # slow to import, and not needed for small runs
    from joblib.externals.loky.process_executor import BrokenProcessPool

    processes = min(processes, len(given))
    # As many results wait as there are workers, so that logs do not pile up.
    parallel = Parallel(
        n_jobs=processes, return_as="generator", batch_size=1, pre_dispatch=2 * processes, max_nbytes=None
    )
    try:
        yield from parallel(delayed(work)(*arguments) for arguments in given)
    except BrokenProcessPool:
        raise ModelError(
            "a process was ended from outside, most often for lack of memory; name fewer with --workers"
        ) from None


def available_cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _kept(model: Model, number: int, wanted: Wanted) -> Replication:
    drawn, log = replicate(model, number)
    return Replication(
        number,
        measure(log, drawn) if wanted.figures else None,
        daily_series(log, drawn) if wanted.course else None,
        in_time_shares(log, drawn) if wanted.in_time else None,
        weekly_series(log, drawn) if wanted.weeks else None,
        log if wanted.log else None,
    )


_read: dict[tuple[str, More | None], Model] = {}
"""Of a worker: the models that it has read, the last few."""
_MOST_READ = 4


def _of_file(path: str, number: int, wanted: Wanted, more: More | None) -> Replication:
    """What a worker does: a replication of the model in a file."""
    if (path, more) not in _read:
        while len(_read) >= _MOST_READ:
            _read.pop(next(iter(_read)))
        model: Model = pickle.loads(Path(path).read_bytes())
        _read[path, more] = model if more is None else more.applied(model)
    return _kept(_read[path, more], number, wanted)
