"""Two cases are simulated while a planner looks: quickly, in turn, with the figures of a run, and whatever happens to a process."""

from __future__ import annotations

import asyncio
import json
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Iterable, Iterator, Sequence
from contextvars import copy_context
from typing import TypeVar

import pytest

from sim.errors import InputError, ModelError, refusal
from sim.experiment.comparison.compare import compare
from sim.experiment.replications import with_seed_and_replications
from sim.experiment.run import run_study
from sim.measure.intervals import Estimate
from sim.study.loading import Reader
from sim.translations.in_use import in_language, language
from sim.web.cases import ScenarioCase
from sim.web.simulation.case_parts import PartOfCase
from sim.web.simulation.paired_figures import PairedFigures
from sim.web.simulation.simulations import MOST_WANTED, SECONDS, Simulations, shared_out
from sim.web.simulation.tasks import AskedTask, Asker, TaskQueue, Urgency, WorkerPlace

SOCIAL_AID = "west_kazakhstan_social_aid"
BASE = ScenarioCase(SOCIAL_AID)
T = TypeVar("T")
COUNT = 12
"""More than the first answer, so that figures come three times."""
PATIENCE = 240
"""No process of a busy machine takes longer [s]."""


def staffed(executors: int) -> ScenarioCase:
    return ScenarioCase(SOCIAL_AID, (), (f"offices.department.staff.executor={executors}",))


class Served:
    """Simulations in a loop of their own."""

    def __init__(self, processes: int = 2, bases: Sequence[ScenarioCase] = (), seconds: float = SECONDS) -> None:
        self._runner = asyncio.Runner()
        self.simulations = Simulations(processes, bases=bases, seconds=seconds)
        try:
            self._runner.run(self.simulations.__aenter__())
        except BaseException:
            self._runner.close()
            raise

    def run(self, what: Awaitable[T]) -> T:
        async def awaited() -> T:
            return await asyncio.wait_for(what, PATIENCE)

        return self._runner.run(awaited(), context=copy_context())

    def close(self) -> None:
        self._runner.run(self.simulations.__aexit__(None, None, None))
        self._runner.close()

    def shown(self, base: ScenarioCase, alternative: ScenarioCase, wanted: int) -> list[PairedFigures]:
        async def all_of_them() -> list[PairedFigures]:
            return [figures async for figures in self.simulations.refined(base, alternative, wanted)]

        return self.run(all_of_them())


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    served = Served()
    yield served
    served.close()


@pytest.mark.parametrize(
    ("alternative", "least"),
    [(staffed(3), 11), (ScenarioCase("reception_days", ("without_booking",)), 4)],
    ids=["a setting", "a variant with halls"],
)
def test_figures_come_three_times_and_are_those_of_a_run_and_of_a_comparison(
    alternative: ScenarioCase, least: int, served: Served
) -> None:
    base = ScenarioCase(alternative.path)
    shown = served.shown(base, alternative, COUNT)
    assert [(figures.replications, figures.whole, figures.wanted) for figures in shown] == [
        (10, False, COUNT), (10, True, COUNT), (COUNT, True, COUNT),
    ]  # fmt: skip
    quick, ten, last = shown
    for case in ("base", "alternative"):
        answers = getattr(quick, case).estimates
        assert answers
        assert {name: getattr(ten, case).estimates[name] for name in answers} == answers
    assert {name: ten.differences[name] for name in quick.differences} == quick.differences

    reader = Reader(base.path)
    studies = [
        with_seed_and_replications(reader.with_values(case.variants, case.settings)[0], COUNT, None)
        for case in (base, alternative)
    ]
    for study, figures in zip(studies, (last.base, last.alternative), strict=True):
        run = run_study(study, strengthen=False, workers=1)
        for (table, key, name), estimate in figures.estimates.items():
            rows = {(): run.figures.whole} if table == "whole" else getattr(run.figures, table)
            assert _equal(estimate, rows[key][name]), (table, key, name)
        backlog = run.backlog()
        assert figures.backlog is not None
        assert [day.isoformat() for day in figures.backlog.days] == [f"{day:%Y-%m-%d}" for day in backlog["day"]]
        assert figures.backlog.mean.tolist() == backlog["mean"].tolist()
        assert figures.backlog.high.tolist() == backlog["high"].tolist()

    compared = 0
    for difference in compare(studies, ["base", "alternative"], workers=1).differences:
        table = {"whole": "whole", "route": "routes"}.get(difference.place.kind, "")
        name = (table, difference.place.key, difference.measure)
        if difference.measure in ("in_time", "late", "p95_days", "lateness_h") and name in last.differences:
            assert _near(last.differences[name], difference.paired.estimate), name  # type: ignore[index]
            compared += 1
    assert compared >= least


def test_what_two_ask_for_at_once_is_simulated_once_and_known_from_then_on(served: Served) -> None:
    begun: list[tuple[ScenarioCase, int, bool]] = []
    queue = served.simulations.queue
    put = queue.put

    def noted(tasks: Iterable[AskedTask]) -> None:
        tasks = list(tasks)
        parts = [task.part for task in tasks if task.part is not None]
        begun.extend((part.case, number, part.whole) for part in parts for number in part.numbers)
        put(tasks)

    async def both() -> tuple[PairedFigures, ...]:
        return await asyncio.gather(*(last(served.simulations, BASE, staffed(4), 11) for _ in range(2)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queue, "put", noted)
        one, other = served.run(both())
        assert one.differences is other.differences
        assert len(begun) == len(set(begun))
        assert {number for case, number, whole in begun if case == staffed(4) and whole} == set(range(1, 12))
        begun.clear()
        again = served.shown(BASE, staffed(4), 11)
        assert [(figures.replications, figures.whole) for figures in again] == [(11, True)]
        assert again[0].alternative is one.alternative
        fewer = served.shown(BASE, staffed(4), 4)
        assert [(figures.replications, figures.whole) for figures in fewer] == [(4, True)]
        assert not begun


async def last(simulations: Simulations, base: ScenarioCase, alternative: ScenarioCase, wanted: int) -> PairedFigures:
    async for figures in simulations.refined(base, alternative, wanted):
        shown = figures
    return shown


def test_a_case_is_paired_with_its_scenario_whatever_seed_it_names(served: Served) -> None:
    figures = served.shown(BASE, ScenarioCase(SOCIAL_AID, (), ("seed=5",)), 2)[-1]
    assert {estimate.mean for estimate in figures.differences.values() if not math.isnan(estimate.mean)} == {0.0}
    assert figures.base.estimates.keys() == figures.differences.keys()


def test_whoever_closes_the_iterator_has_nothing_more_simulated(served: Served) -> None:
    async def first_answer_alone() -> None:
        figures = served.simulations.refined(BASE, staffed(5), MOST_WANTED)
        assert not (await anext(figures)).whole
        assert len(served.simulations.queue)
        await figures.aclose()
        assert not len(served.simulations.queue)

    served.run(first_answer_alone())


def test_a_case_that_cannot_be_is_refused_in_the_language_of_each_who_asks(served: Served) -> None:
    broken = ScenarioCase(SOCIAL_AID, (), ("offices.department.staff.executor=many",))

    async def refused(lang: str) -> str:
        with in_language(lang):
            return str(await error_of(last(served.simulations, BASE, broken, 2)))

    async def in_all() -> list[str]:
        return await asyncio.gather(*map(refused, ("en", "ru", "en", "kk")))

    english, russian, again, kazakh = served.run(in_all())
    assert "a whole number is needed here, not 'many'" in english
    assert english == again
    assert len({english, russian, kazakh}) == 3
    assert "many" in russian


async def error_of(what: Awaitable[object]) -> Exception:
    with pytest.raises((InputError, ModelError)) as caught:
        await what
    return caught.value


def test_a_case_of_another_period_is_refused(served: Served) -> None:
    shorter = ScenarioCase(SOCIAL_AID, (), ("period.end=2018-09-01",))
    error = served.run(error_of(last(served.simulations, BASE, shorter, 2)))
    assert isinstance(error, InputError)
    assert "compare over one and the same period" in str(error)


def test_more_than_can_be_looked_at_is_refused(served: Served) -> None:
    for wanted in (0, MOST_WANTED + 1):
        with pytest.raises(ValueError, match="replications are not"):
            served.run(anext(served.simulations.refined(BASE, BASE, wanted)))


def test_any_function_is_called_in_a_worker_and_its_errors_come_in_words(served: Served) -> None:
    assert served.run(served.simulations.do(os.getpid)) in served.simulations.processes
    assert served.run(served.simulations.do(language_of_worker)) == "en"
    with in_language("kk"):
        assert served.run(served.simulations.do(language_of_worker)) == "kk"
    error = served.run(error_of(served.simulations.do(int, "many")))
    assert "a fault of the program" in str(error)
    assert "invalid literal for int()" in str(error.__cause__)
    error = served.run(error_of(served.simulations.do(open, os.devnull)))  # gives what cannot be pickled
    assert "a fault of the program" in str(error)
    refused = served.run(error_of(served.simulations.do(refused_in_worker)))
    assert isinstance(refused, InputError)
    assert refused.faults == refusal("-", "no", "yes").faults
    assert served.run(served.simulations.do(sum, (1, 2))) == 3


def language_of_worker() -> str:
    return language()


def refused_in_worker() -> None:
    raise refusal("-", "no", "yes")


def test_a_worker_that_is_killed_is_replaced_and_its_work_done_again(served: Served) -> None:
    before = served.simulations.processes

    async def with_all_killed() -> PairedFigures:
        figures = served.simulations.refined(BASE, staffed(6), 2)
        asked = asyncio.ensure_future(anext(figures))
        await asyncio.sleep(0)
        while len(served.simulations.queue):  # until all is under way
            await asyncio.sleep(0)
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        shown = await asked
        await figures.aclose()
        return shown

    assert served.run(with_all_killed()).replications == 2
    assert served.run(served.simulations.do(os.getpid)) not in before


def test_work_that_kills_its_worker_again_is_given_up(served: Served) -> None:
    error = served.run(error_of(served.simulations.do(os._exit, 1)))
    assert "ended from outside" in str(error)
    assert served.run(served.simulations.do(sum, (1, 2))) == 3


def test_work_that_takes_too_long_is_given_up_and_its_case_not_tried_again_at_once() -> None:
    served = Served(processes=1, seconds=1.0)
    try:
        error = served.run(error_of(served.simulations.do(time.sleep, 60)))
        assert "takes too long to be looked at live" in str(error)
        assert served.run(served.simulations.do(sum, (1, 2))) == 3
        slow = ScenarioCase(SOCIAL_AID, (), ("engine_of_nobody=1",))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(PartOfCase, "__reduce__", lambda part: (time.sleep, (60,)))
            error = served.run(error_of(last(served.simulations, slow, slow, 2)))
        assert "takes too long to be looked at live" in str(error)
        begin = time.monotonic()
        assert str(served.run(error_of(last(served.simulations, slow, slow, 2)))) == str(error)
        assert time.monotonic() - begin < 1.0, "it is refused without being tried"
    finally:
        served.close()


def test_scenarios_that_cannot_be_read_are_told_as_the_processes_start() -> None:
    with pytest.raises(InputError, match="no such file"):
        Served(processes=1, bases=(ScenarioCase("no_such_scenario"),))


def _equal(one: Estimate, other: Estimate) -> bool:
    return repr(one) == repr(other)  # NaN among them


def _near(one: Estimate, other: Estimate) -> bool:
    ends = ("mean", "low", "high", "replications")
    return all(getattr(one, end) == pytest.approx(getattr(other, end), abs=1e-9, nan_ok=True) for end in ends)


SERVER = """
import asyncio, json, os, sys
from sim.translations.in_use import in_language, language
from sim.web.cases import ScenarioCase
from sim.web.simulation.simulations import Simulations

async def main():
    base = ScenarioCase("west_kazakhstan_social_aid")
    async with Simulations(2, bases=(base,)) as simulations:
        async for figures in simulations.refined(base, base, 20):
            slow = [name for name in ("pandas", "matplotlib", "joblib") if name in sys.modules]
        print(json.dumps(slow), flush=True)
        if sys.argv[1] == "wait":
            async for figures in simulations.refined(base, ScenarioCase(base.path, (), ("seed=3",)), 200):
                pass
            await asyncio.sleep(60)
    try:
        print(os.waitpid(-1, os.WNOHANG))
    except ChildProcessError:
        print("no children")

try:
    asyncio.run(main())
except KeyboardInterrupt:
    print("interrupted")
"""
"""A server, which tells what it has imported of what is slow, and waits or ends."""


def test_the_server_imports_nothing_slow_and_leaves_no_process_behind() -> None:
    with started("end") as server:
        assert json.loads(server.stdout.readline()) == []  # type: ignore[union-attr]
        assert server.communicate(timeout=PATIENCE) == ("no children\n", "")
        assert server.returncode == 0


@pytest.mark.parametrize(("number", "said"), [(signal.SIGKILL, ""), (signal.SIGINT, "interrupted\n")])
def test_workers_end_with_their_server_and_say_nothing(number: int, said: str) -> None:
    with started("wait") as server:
        assert server.stdout is not None
        assert server.stdout.readline() == "[]\n"
        os.killpg(server.pid, number)  # as a terminal does
        # What is written ends as the last process has ended that could write.
        assert server.communicate(timeout=PATIENCE) == (said, "")


def started(way: str) -> subprocess.Popen[str]:
    """A server in a group of its own, as the shell of a terminal starts it."""
    return subprocess.Popen(
        [sys.executable, "-c", SERVER, way], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0
    )


def test_shares_are_one_for_every_process_and_no_longer_than_a_task_may_be() -> None:
    assert list(shared_out(range(1, 11), 2, 0.0)) == [(1, 2, 3, 4, 5), (6, 7, 8, 9, 10)]
    assert list(shared_out(range(1, 11), 2, 0.016)) == [(1, 2, 3), (4, 5), (6, 7, 8), (9, 10)]
    assert list(shared_out(range(1, 4), 8, 0.5)) == [(1,), (2,), (3,)]
    assert list(shared_out((), 2, 0.1)) == []


class Queued:
    """A queue for two workers, filled by hand."""

    def __init__(self) -> None:
        self.places = [WorkerPlace(), WorkerPlace()]
        self.queue = TaskQueue(self.places)

    def put(self, asker: Asker, urgency: Urgency, case: ScenarioCase, *numbers: int, whole: bool = False) -> AskedTask:
        task = AskedTask(PartOfCase(case, numbers, whole), "en")
        task.ask(asker, urgency)
        self.queue.put([task])
        return task

    async def take(self, place: int) -> AskedTask:
        task = await self.queue.take(self.places[place])
        assert task is not None
        return task


def test_first_figures_come_before_all_else_for_who_came_first_and_surer_ones_for_all_in_turn() -> None:
    async def taken() -> None:
        queued, one, other = Queued(), Asker("en"), Asker("en")
        surer = [queued.put(one, Urgency.refinement, staffed(2), n) for n in (11, 12)]
        urgent = [queued.put(one, Urgency.first_answer, staffed(3), n) for n in (1, 2)]
        next_one = queued.put(other, Urgency.first_answer, staffed(4), 1)
        assert await queued.take(0) is urgent[0]
        assert await queued.take(1) is next_one, "nobody has made its model yet"
        assert await queued.take(1) is urgent[1]
        whole = [queued.put(asker, Urgency.all_figures, staffed(5), n) for asker, n in ((other, 1), (one, 2), (one, 3))]
        assert [await queued.take(0) for _ in range(3)] == [whole[1], whole[2], whole[0]]
        surer_too = queued.put(other, Urgency.refinement, staffed(2), 13)
        assert [await queued.take(0) for _ in range(3)] == [surer[0], surer_too, surer[1]]

    asyncio.run(taken())


def test_a_worker_takes_what_it_has_begun_and_leaves_to_idle_ones_what_they_have() -> None:
    async def taken() -> None:
        queued, one, other = Queued(), Asker("en"), Asker("en")
        for numbers in ((1, 2), (3, 4)):
            queued.put(one, Urgency.first_answer, staffed(3), *numbers)
        queued.put(other, Urgency.first_answer, staffed(4), 1)
        assert (await queued.take(0)).part == PartOfCase(staffed(3), (1, 2), whole=False)
        assert (await queued.take(1)).part == PartOfCase(staffed(4), (1,), whole=False)
        assert (await queued.take(1)).part == PartOfCase(staffed(3), (3, 4), whole=False), "what else is there to do"
        waits = asyncio.ensure_future(queued.take(0))
        await asyncio.sleep(0)
        of_other = asyncio.ensure_future(queued.take(1))
        await asyncio.sleep(0)
        last, first = (queued.put(one, Urgency.all_figures, staffed(3), *n, whole=True) for n in ((3, 4), (1, 2)))
        assert await waits is first
        assert await of_other is last

    asyncio.run(taken())
