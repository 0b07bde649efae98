"""Two cases on the same random numbers, simulated while a planner looks: answers first, then all figures, then surer ones."""

from __future__ import annotations

import asyncio
import copy
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import TracebackType
from typing import TypeVar

from sim.errors import InputError, ModelError
from sim.experiment.workers import available_cores
from sim.measure.intervals import Estimate
from sim.schema.size_caps import MOST_APPLICATIONS
from sim.translations.in_use import in_language, language
from sim.web.cases import ScenarioCase
from sim.web.simulation.case_parts import CasePart, PartOfCase
from sim.web.simulation.estimating import CaseSample, case_figures, differences_in_pairs
from sim.web.simulation.known_cases import KnownCase, KnownCases
from sim.web.simulation.paired_figures import CaseFigures, FigureName, PairedFigures
from sim.web.simulation.tasks import AskedTask, Asker, TaskQueue, Urgency
from sim.web.simulation.worker import FunctionCall
from sim.web.simulation.workers_at_work import WorkersAtWork, too_long

_T = TypeVar("_T")
FIRST = 10
"""Replications of the first answer."""
WANTED = 100
"""Replications after which figures are final, unless others are asked for."""
MOST_WANTED = 200
"""No more are simulated while somebody looks."""
_STAGES = (FIRST, 20, 40, 70, 100, 140)
"""After so many replications figures are shown anew."""
_TASK_SECONDS = 0.05
"""A task shall take so long [s]: whoever has changed something waits for tasks that are under way."""
_MOST_PROCESSES = 8
"""No more processes are started unless they are asked for: each takes some hundred megabytes."""
SECONDS = 20.0
"""A task that takes longer is given up [s]."""

_SECONDS_GIVEN_UP = 60.0
"""A case with such a task is refused for so long, so that whoever asks for it again does not hold up the others [s]."""


class Simulations:
    """Processes that simulate cases for all sessions of a server; use it as an asynchronous context manager.

    Whoever asks for what somebody else has asked for gets the same, and it is simulated once.
    """

    def __init__(
        self,
        processes: int | None = None,
        most_applications: int = MOST_APPLICATIONS,
        *,
        bases: Sequence[ScenarioCase] = (),
        seconds: float = SECONDS,
    ) -> None:
        """Start nothing yet.

        `processes` is how many simulate, None for one per processor core, eight at most. One replication may have
        `most_applications`, and a task so many `seconds`. `bases` are the cases that sessions begin with: the processes are
        warmed up with them, and they are simulated before anybody asks.
        """
        self._processes = min(available_cores(), _MOST_PROCESSES) if processes is None else max(processes, 1)
        self._bases = tuple(dict.fromkeys(bases))
        self._workers = WorkersAtWork(self._processes, seconds, most_applications, self._bases)
        self._known = KnownCases()
        self._beforehand = Asker(language())
        self._estimating = ThreadPoolExecutor(1, "estimates")
        self._under_way: dict[tuple[ScenarioCase, ScenarioCase, int], asyncio.Task[PairedFigures]] = {}
        """Pairs of cases that are worked out just now, and over how many replications."""
        self._seconds: dict[tuple[str, bool], float] = {}
        """How long a replication takes, by scenario and whether all its figures are asked for [s]."""

    @property
    def processes(self) -> list[int]:
        """The numbers of the processes that simulate now."""
        return self._workers.processes

    @property
    def queue(self) -> TaskQueue:
        """The tasks that wait for a process."""
        return self._workers.queue

    async def __aenter__(self) -> Simulations:
        try:
            await self._workers.start()
        except BaseException:
            await self._stop()
            raise
        for base in self._bases:
            self._ask(self._beforehand, self._known.looked_at(base), WANTED, Urgency.beforehand, whole=True)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop()

    async def _stop(self) -> None:
        await self._workers.stop()
        self._estimating.shutdown(wait=True)

    async def refined(
        self, base: ScenarioCase, alternative: ScenarioCase, wanted: int = WANTED
    ) -> AsyncGenerator[PairedFigures, None]:
        """Simulate two cases on the same random numbers, and give their figures again and again, each time surer.

        First come answers of the first replications alone, then all figures of these, then those of more, up to `wanted`; what
        is known already is not waited for. Closing the iterator cancels what is not begun. Raises InputError where a case
        cannot be read, ModelError where it cannot be simulated, and ValueError for a `wanted` that is not 1 to MOST_WANTED.
        """
        if not 1 <= wanted <= MOST_WANTED:
            raise ValueError(f"{wanted} replications are not 1 to {MOST_WANTED}")
        asker = Asker(language())
        cases = self._known.looked_at(base), self._known.looked_at(alternative)
        try:
            stages = [*(stage for stage in _STAGES if stage < wanted), wanted]
            known = [stage for stage in stages if all(case.knows_first(stage, whole=True) for case in cases)]
            if known:
                stages = stages[stages.index(known[-1]) :]
            else:
                self._ask_for(asker, cases, stages[0], Urgency.first_answer, whole=False)
            self._ask_for(asker, cases, stages[0], Urgency.all_figures, whole=True)
            self._ask_for(asker, cases, stages[:2][-1], Urgency.refinement, whole=True)
            if not known:
                await self._until_known(asker, cases, stages[0], Urgency.first_answer, whole=False)
                yield await self._paired(cases, stages[0], wanted, whole=False)
            for at, stage in enumerate(stages):
                # One stage ahead, so that no process waits while figures are worked out and shown.
                self._ask_for(asker, cases, stages[: at + 2][-1], Urgency.refinement, whole=True)
                await self._until_known(asker, cases, stage, Urgency.refinement, whole=True)
                yield await self._paired(cases, stage, wanted, whole=True)
        finally:
            self.queue.leave(asker)
            for case in cases:
                self._known.left(case)

    async def do(self, function: Callable[..., _T], *arguments: object) -> _T:
        """Call any function in a worker, after what planners wait for and before what only makes figures surer.

        Function, arguments and result are pickled; in the worker :func:`sim.web.simulation.kept_cases.kept_cases` has cases that
        are simulated already. Raises InputError and ModelError as the function does, and ModelError where it fails otherwise.
        """
        asker = Asker(language())
        task = AskedTask(FunctionCall(function, arguments), asker.lang)
        task.ask(asker, Urgency.others)
        self.queue.put([task])
        try:
            await task.over.wait()
        finally:
            self.queue.leave(asker)
        if task.error is not None:
            raise _again(task.error)
        result: _T = task.result
        return result

    def _ask_for(
        self, asker: Asker, cases: Sequence[KnownCase], count: int, urgency: Urgency, *, whole: bool
    ) -> list[AskedTask]:
        """Ask for what is not known of the first replications of some cases; gives the tasks that have to be done for it."""
        return [task for case in cases for task in self._ask(asker, case, count, urgency, whole=whole)]

    def _ask(self, asker: Asker, known: KnownCase, count: int, urgency: Urgency, *, whole: bool) -> list[AskedTask]:
        """Ask for what is not known of the first replications of a case; gives the tasks that have to be done for it.

        Raises ModelError for a case that was given up a short while ago.
        """
        if time.monotonic() < known.given_up_until:
            raise too_long(asker.lang)
        tasks: dict[AskedTask, None] = {}
        new = []
        for number in range(1, count + 1):
            if known.knows(number, whole=whole):
                continue
            task = known.asked.get((number, whole))
            if task is None and not whole and (measured := known.asked.get((number, True))) is not None:
                task = measured if measured.begun else None
            if task is None:
                new.append(number)
            else:
                task.ask(asker, urgency)
                tasks[task] = None
        seconds = self._seconds.get((known.case.path, whole), 0.0)
        made = []
        for numbers in shared_out(new, self._processes, seconds):
            task = AskedTask(PartOfCase(known.case, numbers, whole), asker.lang, lambda over: self._over(known, over))
            task.ask(asker, urgency)
            known.asked |= dict.fromkeys(((number, whole) for number in numbers), task)
            made.append(task)
        self.queue.put(made)
        return [*tasks, *made]

    def _over(self, known: KnownCase, task: AskedTask) -> None:
        """Take in what a task about a case has given."""
        part = task.part
        if part is None:
            return
        for number in part.numbers:
            known.asked.pop((number, part.whole), None)
        if task.took_too_long:
            known.given_up_until = time.monotonic() + _SECONDS_GIVEN_UP
        if isinstance(task.result, CasePart):
            found, task.result = task.result, None
            before = self._seconds.get((part.case.path, part.whole), found.seconds)
            self._seconds[part.case.path, part.whole] = (before + found.seconds) / 2
            try:
                with in_language(task.lang):
                    self._known.take(known, found)
            except ModelError as error:
                task.error = error

    async def _until_known(
        self, asker: Asker, cases: Sequence[KnownCase], count: int, urgency: Urgency, *, whole: bool
    ) -> None:
        """Wait until the first replications of cases are known; raises InputError or ModelError where they cannot be."""
        while tasks := self._ask_for(asker, cases, count, urgency, whole=whole):
            for task in tasks:
                await task.over.wait()
                # What another session was told in its language is asked for again in the own one.
                if task.error is not None and not (isinstance(task.error, InputError) and task.lang != asker.lang):
                    raise _again(task.error)

    async def _paired(
        self, cases: tuple[KnownCase, KnownCase], count: int, wanted: int, *, whole: bool
    ) -> PairedFigures:
        """The figures of two cases over their first replications, which are known."""
        if not whole:  # a millisecond
            return PairedFigures(count, wanted, whole, *_estimated(*_samples(cases, count, whole=False), None))
        figures = self._known.pair(*cases, count)
        if figures is None:
            at = (cases[0].case, cases[1].case, count)
            if (under_way := self._under_way.get(at)) is None:
                under_way = self._under_way[at] = asyncio.create_task(self._all_figures(cases, count))
                under_way.add_done_callback(lambda _: self._under_way.pop(at))
            figures = await asyncio.shield(under_way)
        return replace(figures, wanted=wanted)

    async def _all_figures(self, cases: tuple[KnownCase, KnownCase], count: int) -> PairedFigures:
        """All figures of two cases over their first replications, worked out in a thread, so that nobody waits for them."""
        base, alternative = _samples(cases, count, whole=True)
        base, of_base = cases[0].estimates.get(count, (base, None))
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._estimating, _estimated, base, alternative, of_base)
        if cases[0].case in self._bases:
            cases[0].estimates[count] = base, found[0]
        figures = PairedFigures(count, count, True, *found)
        self._known.keep_pair(*cases, figures)
        return figures


def _samples(cases: tuple[KnownCase, KnownCase], count: int, *, whole: bool) -> tuple[CaseSample, CaseSample]:
    return cases[0].sample(count, whole=whole), cases[1].sample(count, whole=whole)


def _estimated(
    base: CaseSample, alternative: CaseSample, of_base: CaseFigures | None
) -> tuple[CaseFigures, CaseFigures, Mapping[FigureName, Estimate]]:
    """Estimates of two cases, of the first one where they are not known yet, and of their differences."""
    of_base = of_base or case_figures(base)
    of_alternative = of_base if base.facts is alternative.facts else case_figures(alternative)
    return of_base, of_alternative, differences_in_pairs(base, alternative)


def shared_out(numbers: Sequence[int], processes: int, seconds: float) -> Iterator[tuple[int, ...]]:
    """Shares of some replications, one a process at least, and each no more than a task shall take, given their seconds."""
    most = max(1, int(_TASK_SECONDS / seconds)) if seconds > 0 else max(1, FIRST // 2)
    share = -(-len(numbers) // processes)
    for first in range(0, len(numbers), max(share, 1)):
        of_process = numbers[first : first + share]
        for begin in range(0, len(of_process), most):
            yield tuple(of_process[begin : begin + most])


def _again(error: Exception) -> Exception:
    """The same error, for one of those who are told."""
    again = copy.copy(error)
    again.__cause__ = error.__cause__
    return again
