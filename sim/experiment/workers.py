"""Runs replications on one or several cores; one replication is one task.

Everything random is drawn by the number of the replication, so it does not matter which process simulates it. Results are
given in the order of the numbers, so that sums are made in one order. Workers are those of joblib (`loky`).
"""

from __future__ import annotations

import os
import pickle
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from sim.errors import ModelError, system_reason
from sim.experiment.worker_process import serve, signals_held
from sim.files.draft_folders import DraftFolder, temporary_folder
from sim.files.uninterrupted import uninterrupted
from sim.files.whole import unwritable
from sim.translations.in_use import language, translated

if TYPE_CHECKING:
    from sim.experiment.cluster import Cluster

Result = TypeVar("Result")
Result_co = TypeVar("Result_co", covariant=True)
Progress = Callable[[int, int, str], None]
"""Called with work done, work in all, and what is being done."""
WORTH_WORKERS = 2.0
"""Work that remains after the first replications has to take so long before workers are started for it [s]: two of them take
0.6 to 0.9 s to start, which they win back from twice as much work on."""
_MOST_TASKS = 4
"""Tasks that a worker keeps ready at most."""


def no_progress(done: int, total: int, what: str) -> None:
    """Progress that nobody watches."""


class Task(Protocol[Result_co]):
    """What is to be done with each of several replications; it can be pickled."""

    def prepared(self) -> Callable[[int], Result_co]:
        """The function of a replication's number, made once in every process."""
        ...


Machines = int | str | None
"""Where replications are simulated: in so many processes of this machine, None for one per processor core, or on the Dask cluster
whose scheduler has that address."""


class Workers:
    """Processes that share the replications of one task after the other; use it as a context manager.

    `machines` is how many there are at most: None for one per processor core, 1 for none beside this one. They are started
    when there is enough work left after a first replication, and kept until the end. Or it is the address of a Dask cluster,
    whose workers are asked instead; see :class:`sim.experiment.cluster.Cluster` for the errors of that.
    """

    def __init__(self, machines: Machines = None) -> None:
        self._cluster: Cluster | None = None
        if isinstance(machines, str):
            from sim.experiment.cluster import Cluster  # slow to import, and seldom asked for

            self._cluster, machines = Cluster(machines), 1
        self.count = available_cores() if machines is None else max(machines, 1)
        self._folder: DraftFolder | None = None
        self._files: dict[int, tuple[Task[Any], Path]] = {}

    @property
    def is_here(self) -> bool:
        """Whether all processes are of this machine, and find its files."""
        return self._cluster is None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if self._cluster is not None:
            self._cluster.close()
        if self._folder is not None:
            if error is not None:
                _end_workers()
            self._folder.remove()

    def run(self, task: Task[Result], numbers: Iterable[int]) -> Iterator[Result]:
        """Do a task with replications, and give the results in the order of their numbers.

        The first one is simulated in this process, and the others by workers if they take long enough; a second one is
        timed too where the first may have taken long for what is imported and worked out once. Raises ModelError where a
        worker was ended from outside or none can be started, OutputError where there is no place to tell them what to do.
        """
        waiting = list(numbers)
        if self._cluster is not None:
            yield from self._cluster.run(task, waiting)
            return
        replicated = task.prepared()
        timed = 0
        while self.count > 1 and len(waiting) > 1:
            begin = time.perf_counter()
            result = replicated(waiting.pop(0))
            taken = time.perf_counter() - begin
            yield result
            timed += 1
            if taken * len(waiting) <= WORTH_WORKERS:
                break
            if taken > WORTH_WORKERS or timed > 1:
                yield from self._shared(task, waiting)
                return
        for number in waiting:
            yield replicated(number)

    def _shared(self, task: Task[Result], numbers: list[int]) -> Iterator[Result]:
        """The results of several processes, in order."""
        from joblib import Parallel, delayed  # slow to import, and not needed for small runs
        from joblib.externals.loky.process_executor import BrokenProcessPool

        # On a busy machine a worker may end for want of work before the next comes; another takes its place.
        warnings.filterwarnings("ignore", "A worker stopped while some jobs", UserWarning)
        path = self._stored(task)
        processes = min(self.count, len(numbers))
        # As many results wait as there are workers, so that logs do not fill the memory.
        parallel = Parallel(
            n_jobs=processes,
            return_as="generator",
            batch_size=1,
            pre_dispatch=2 * processes,
            max_nbytes=None,
            backend="loky",
            initializer=serve,
            initargs=(os.getpid(), language()),
        )
        try:
            with signals_held():
                results = parallel(delayed(_from_file)(path, number) for number in numbers)
            yield from results
        except BrokenProcessPool:
            raise ModelError(
                translated("a process was ended from outside, most often for lack of memory; name fewer with --workers")
            ) from None
        except OSError as error:
            raise ModelError(
                translated(
                    "no processes can share the work: {reason}; do it in one with --workers 1",
                    reason=system_reason(error),
                )
            ) from None

    def _stored(self, task: Task[Any]) -> str:
        """A file with the task, which each worker reads once."""
        try:
            if self._folder is None:
                self._folder = temporary_folder()
            if id(task) not in self._files:
                path = self._folder.path / f"task-{len(self._files)}.pickle"
                path.write_bytes(pickle.dumps(task, protocol=pickle.HIGHEST_PROTOCOL))
                self._files[id(task)] = task, path  # the task is kept, so that nothing else gets its identity
        except OSError as error:
            place = Path(tempfile.gettempdir() if self._folder is None else self._folder.path)
            raise unwritable(
                place, error, translated("name another folder in TMPDIR, or do all in one process with --workers 1")
            ) from None
        return str(self._files[id(task)][1])


def _end_workers() -> None:
    """End the processes at once, whatever they are at; others are started for the next work."""
    from joblib.externals.loky import reusable_executor

    executor = reusable_executor._executor  # `get_reusable_executor` would start one where there is none
    if executor is not None:
        with uninterrupted():
            executor.shutdown(wait=True, kill_workers=True)


def available_cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_tasks: dict[str, Callable[[int], Any]] = {}
"""Of a worker: the tasks that it has read and prepared, by file, the last few."""


def _from_file(path: str, number: int) -> Any:
    """What a worker does: one replication of the task in a file."""
    if path not in _tasks:
        while len(_tasks) >= _MOST_TASKS:
            _tasks.pop(next(iter(_tasks)))
        task: Task[Any] = pickle.loads(Path(path).read_bytes())
        _tasks[path] = task.prepared()
    return _tasks[path](number)
