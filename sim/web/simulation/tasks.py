"""Tasks that wait for a worker: the most urgent first, sessions in turn, and where it can be with what is kept of their case."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import count
from typing import Any

from sim.web.cases import ScenarioCase
from sim.web.simulation.case_parts import PartOfCase
from sim.web.simulation.kept_cases import MOST_MODELS
from sim.web.simulation.worker import WorkerTask

_MOST_REPLICATIONS = 128
"""Of so many replications a worker is taken to have the logs."""


class Urgency(IntEnum):
    """What is done before what."""

    first_answer = 1
    """What a planner waits for who has changed something."""
    all_figures = 2
    """The other figures of the same replications."""
    others = 3
    """What is asked for beside the figures, such as a replay."""
    refinement = 4
    """Further replications."""
    beforehand = 5
    """What nobody has asked for yet."""


_NOBODY = (int(Urgency.beforehand), 0)
"""Rank of a task that nobody asks for any more, which is begun anew since its worker died."""


@dataclass(eq=False)
class Asker:
    """Somebody who has asked for something, among others who have."""

    lang: str
    """The language in which he is answered."""
    came: int = 0
    """When he asked first, as a number that grows; 0 for not yet."""
    last_turn: int = 0
    """When one of his tasks was begun last, likewise."""
    asked: dict[AskedTask, None] = field(default_factory=dict)
    """The tasks for which he has asked."""


@dataclass(eq=False)
class AskedTask:
    """A task that waits for a worker, is done, or has been done."""

    task: WorkerTask[Any]
    """The task."""
    lang: str
    """The language of what it says."""
    on_over: Callable[[AskedTask], None] | None = None
    """Called once as soon as it is over, or nobody asks for it any more."""
    askers: dict[Asker, Urgency] = field(default_factory=dict)
    """Who asks for it, and how urgently."""
    begun: int = 0
    """How often a worker has begun it."""
    over: asyncio.Event = field(default_factory=asyncio.Event)
    """Set as soon as it is done or has failed."""
    result: Any = None
    """What it gave."""
    error: Exception | None = None
    """Why it failed."""
    took_too_long: bool = False
    """Whether it failed for the time that it took."""

    def __post_init__(self) -> None:
        """Pickle the task; raises what pickle does where it cannot be."""
        self.content = pickle.dumps(self.task, protocol=pickle.HIGHEST_PROTOCOL)

    @property
    def part(self) -> PartOfCase | None:
        """The replications that it is about; None for any other work."""
        return self.task if isinstance(self.task, PartOfCase) else None

    @property
    def rank(self) -> tuple[int, int]:
        """How urgent it is, and when it is its askers' turn; less is earlier.

        Who came first gets all of his first figures first, so that only the last one waits for those of all; what makes figures
        surer is done for all in turn.
        """
        ranks = (
            (urgency, asker.came if urgency < Urgency.refinement else asker.last_turn)
            for asker, urgency in self.askers.items()
        )
        return min(ranks, default=_NOBODY)

    def ask(self, asker: Asker, urgency: Urgency) -> None:
        """Somebody asks for it, and no less urgently than before."""
        self.askers[asker] = min(urgency, self.askers.get(asker, urgency))
        asker.asked[self] = None

    def end(self, result: Any = None, error: Exception | None = None) -> None:
        """It is done, has failed, or is asked for by nobody."""
        if self.over.is_set():
            return
        self.result, self.error = result, error
        if self.on_over is not None:
            self.on_over(self)
        self.over.set()


@dataclass(eq=False)
class WorkerPlace:
    """A place for one worker, as the queue sees it."""

    cases: dict[ScenarioCase, None] = field(default_factory=dict)
    """Cases whose models the worker keeps, the last one last."""
    replications: dict[tuple[ScenarioCase, int], None] = field(default_factory=dict)
    """Replications whose logs it keeps most likely, the last one last."""
    idle: bool = False
    """Whether it waits for a task."""

    def takes(self, part: PartOfCase) -> None:
        """Note that the worker does a part."""
        _used(self.cases, [part.case], MOST_MODELS)
        _used(self.replications, [(part.case, number) for number in part.numbers], _MOST_REPLICATIONS)

    def forgets(self) -> None:
        """Note that the worker is another one."""
        self.cases.clear()
        self.replications.clear()

    def keeps_log_of(self, part: PartOfCase) -> bool:
        """Whether the worker has the logs of a part most likely."""
        return (part.case, part.numbers[0]) in self.replications


class TaskQueue:
    """Tasks that wait, for several workers."""

    def __init__(self, places: Sequence[WorkerPlace]) -> None:
        """No task waits yet for the workers at some places."""
        self._places = tuple(places)
        self._waiting: dict[AskedTask, None] = {}
        self._wakened: list[asyncio.Future[None]] = []
        self._turns = count(1)
        self._closed: Exception | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, tasks: Iterable[AskedTask]) -> None:
        """Let tasks wait for a worker."""
        for task in tasks:
            for asker in task.askers:
                asker.came = asker.came or next(self._turns)
            if self._closed is None:
                self._waiting[task] = None
            else:
                task.end(error=self._closed)
        self._waken()

    def leave(self, asker: Asker) -> None:
        """Somebody asks for nothing any more; what nobody else asks for and no worker has begun is not done."""
        for task in asker.asked:
            task.askers.pop(asker, None)
            if not task.askers and task in self._waiting:
                del self._waiting[task]
                task.end()
        asker.asked.clear()

    def close(self, error: Exception) -> None:
        """Let all tasks fail that wait, and whatever is put later; the workers get no more."""
        self._closed = error
        waiting, self._waiting = self._waiting, {}
        for task in waiting:
            task.end(error=error)
        self._waken()

    async def take(self, place: WorkerPlace) -> AskedTask | None:
        """The task that is next for the worker at a place, as soon as there is one; None where there will be no more."""
        place.idle = True
        while (task := self._next_for(place)) is None:
            if self._closed is not None:
                return None
            wakened = asyncio.get_running_loop().create_future()
            self._wakened.append(wakened)
            await wakened
        place.idle = False
        del self._waiting[task]
        task.begun += 1
        turn = next(self._turns)
        for asker in task.askers:
            asker.last_turn = turn
        if task.part is not None:
            place.takes(task.part)
        self._waken()  # what was left to this worker is there for others now
        return task

    def _next_for(self, place: WorkerPlace) -> AskedTask | None:
        """The task that a worker does next; None where there is none, or none that no idle worker is better for."""
        first: tuple[tuple[int, int, int], AskedTask] | None = None
        for task in self._waiting:
            suits = self._suits(task, place)
            if suits is None:
                continue
            urgency, turn = task.rank
            if first is None or (urgency, suits, turn) < first[0]:
                first = (urgency, suits, turn), task
        return None if first is None else first[1]

    def _suits(self, task: AskedTask, place: WorkerPlace) -> int | None:
        """How well a task suits a worker, less is better; None where another one waits that has its logs.

        It has the logs, or the model, which others need not make; or nobody has. Last comes what somebody else has a model of.
        """
        part = task.part
        if part is None:
            return 2
        if place.keeps_log_of(part):
            return 0
        others = [other for other in self._places if other is not place]
        if any(other.idle and other.keeps_log_of(part) for other in others):
            return None
        if part.case in place.cases:
            return 1
        return 3 if any(part.case in other.cases for other in others) else 2

    def _waken(self) -> None:
        """Let the workers look whether there is something for them."""
        wakened, self._wakened = self._wakened, []
        for future in wakened:
            if not future.done():
                future.set_result(None)


def _used(kept: dict[Any, None], things: Iterable[Any], most: int) -> None:
    """Note that things were used, the last ones of which are kept."""
    for thing in things:
        kept.pop(thing, None)
        kept[thing] = None
    while len(kept) > most:
        del kept[next(iter(kept))]
