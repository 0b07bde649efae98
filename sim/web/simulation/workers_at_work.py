"""The workers of a server: started, given tasks one at a time, replaced where they die, ended all together."""

from __future__ import annotations

import asyncio
import os
import pickle
import traceback
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sim.errors import InputError, ModelError
from sim.translations.in_use import in_language, language, translated
from sim.web.cases import ScenarioCase
from sim.web.simulation.kept_cases import MOST_LOG_BYTES
from sim.web.simulation.tasks import AskedTask, TaskQueue, WorkerPlace
from sim.web.simulation.worker import TaskFailure, WarmUpTask, WorkerSetUp
from sim.web.simulation.worker_child import WorkerChild

_TRIES = 2
"""So often a task is begun whose worker dies."""
_STARTS = 3
"""So often in a row a worker is started that dies before it is ready."""
_SECONDS_TO_START = 120.0
"""A worker that is not ready by then is ended [s]."""


class WorkerTraceError(Exception):
    """Where in a worker something went wrong: the cause of an error in words."""


class WorkersAtWork:
    """Processes that do the tasks of a queue; all methods are called in one event loop."""

    def __init__(self, processes: int, seconds: float, most_applications: int, cases: Sequence[ScenarioCase]) -> None:
        """Start nothing yet: so many processes, of which each task has so long, and which are warmed up with some cases."""
        self._places = [WorkerPlace() for _ in range(processes)]
        self.queue = TaskQueue(self._places)
        self._seconds = seconds
        self._set_up = WorkerSetUp(os.getpid(), language(), most_applications, MOST_LOG_BYTES // processes)
        self._warm_up = pickle.dumps(WarmUpTask(tuple(cases)))
        self._threads = ThreadPoolExecutor(processes, "worker")
        self._children: dict[WorkerPlace, WorkerChild] = {}
        self._loops: list[asyncio.Task[None]] = []
        self._stopping = False

    @property
    def processes(self) -> list[int]:
        """The numbers of the processes that there are now."""
        return [child.pid for child in self._children.values()]

    async def start(self) -> None:
        """Start all processes and wait until they are ready.

        Raises InputError where a case cannot be read, and ModelError where no process gets ready.
        """
        self._loops = [asyncio.create_task(self._started(place)) for place in self._places]
        await asyncio.gather(*self._loops)
        self._loops = [asyncio.create_task(self._work(place)) for place in self._places]

    async def stop(self) -> None:
        """End all processes at once and wait until they are gone; what they were at is left undone."""
        self._stopping = True
        self.queue.close(_stopped())
        # Nothing is cancelled: whoever waits for a process is told that it has ended.
        for child in self._children.values():
            child.kill()
        await asyncio.gather(*self._loops, return_exceptions=True)
        for place in list(self._children):
            await self._ended(place)
        self._threads.shutdown(wait=True)

    async def _in_thread(self, function: Any, *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, function, *arguments)

    async def _started(self, place: WorkerPlace) -> None:
        """A worker at a place, ready for tasks."""
        for _ in range(_STARTS):
            if self._stopping:
                raise _stopped()
            place.forgets()
            try:
                child = self._children[place] = await self._in_thread(WorkerChild, self._set_up)
                if self._stopping:
                    child.kill()
                asked = self._in_thread(child.answer, self._set_up.lang, self._warm_up)
                answer = await asyncio.wait_for(asked, _SECONDS_TO_START)
            except (EOFError, OSError, TimeoutError):
                await self._ended(place)
                continue
            if isinstance(answer, TaskFailure):
                raise _in_words(answer, self._set_up.lang)
            return
        raise ModelError(translated("no process can be started that simulates; free some memory, and start again"))

    async def _ended(self, place: WorkerPlace) -> None:
        """Leave nothing of the worker at a place."""
        if (child := self._children.pop(place, None)) is not None:
            child.kill()  # first, for whoever waits for its answer has a thread
            await self._in_thread(child.gone)

    async def _work(self, place: WorkerPlace) -> None:
        """Do one task after the other with the worker at a place."""
        while (task := await self.queue.take(place)) is not None:
            try:
                if place not in self._children:
                    await self._started(place)
                await self._do(place, task)
            except Exception as error:  # whatever it is, those who asked have to know, and the work goes on
                await self._ended(place)
                in_words = isinstance(error, InputError | ModelError)
                task.end(error=error if in_words else _in_words(TaskFailure(None, traceback.format_exc()), task.lang))

    async def _do(self, place: WorkerPlace, task: AskedTask) -> None:
        """Do a task with the worker at a place, where none is afterwards if it died or took too long."""
        child = self._children[place]
        try:
            asked = self._in_thread(child.answer, task.lang, task.content)
            answer = await asyncio.wait_for(asked, self._seconds)
        except TimeoutError:
            await self._ended(place)
            task.took_too_long = True
            task.end(error=too_long(task.lang))
            return
        except EOFError:
            await self._ended(place)
            if task.begun < _TRIES:
                self.queue.put([task])  # which lets it fail where all is being stopped
            else:
                task.end(error=_died(task.lang))
            return
        if isinstance(answer, TaskFailure):
            task.end(error=_in_words(answer, task.lang))
        else:
            task.end(answer)


def _in_words(failure: TaskFailure, lang: str) -> Exception:
    """The error of a task in words; what went wrong otherwise is a ModelError, whose cause has the traceback."""
    error: Exception | None = failure.error
    if error is None:
        with in_language(lang):
            error = ModelError(
                translated("this could not be simulated, which is a fault of the program; change something else")
            )
        error.__cause__ = WorkerTraceError(failure.trace)
    return error


def _stopped() -> ModelError:
    return ModelError(translated("the server is being stopped"))


def too_long(lang: str) -> ModelError:
    """The error of a case whose replications take too long, in a language."""
    with in_language(lang):
        return ModelError(
            translated(
                "this scenario takes too long to be looked at live; simulate it with sim run, or make it smaller"
            )
        )


def _died(lang: str) -> ModelError:
    with in_language(lang):
        return ModelError(
            translated(
                "the simulation was ended from outside, most often for lack of memory; free some of it, and change something again"
            )
        )
