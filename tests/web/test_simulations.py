"""Two cases are simulated while a planner looks: quickly, in turn, with the figures of a run, and whatever happens to a process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterator
from typing import TypeVar

import pytest

from sim.experiment.comparison.compare import compare
from sim.experiment.replications import with_seed_and_replications
from sim.experiment.run import run_study
from sim.measure.intervals import Estimate
from sim.study.loading import Reader
from sim.web.cases import ScenarioCase
from sim.web.simulation.paired_figures import PairedFigures
from sim.web.simulation.simulations import Simulations

SOCIAL_AID = "west_kazakhstan_social_aid"
BASE = ScenarioCase(SOCIAL_AID)
T = TypeVar("T")
COUNT = 12
"""More than the first answer, so that figures come three times."""


def staffed(executors: int) -> ScenarioCase:
    return ScenarioCase(SOCIAL_AID, (), (f"offices.department.staff.executor={executors}",))


class Served:
    """Simulations in a loop of their own."""

    def __init__(self, **options: object) -> None:
        self._runner = asyncio.Runner()
        self.simulations = Simulations(2, **options)  # type: ignore[arg-type]
        self._runner.run(self.simulations.__aenter__())

    def run(self, what: Awaitable[T]) -> T:
        async def awaited() -> T:
            return await asyncio.wait_for(what, 60)

        return self._runner.run(awaited())

    def close(self) -> None:
        self._runner.run(self.simulations.__aexit__(None, None, None))
        self._runner.close()

    def shown(self, base: ScenarioCase, alternative: ScenarioCase, wanted: int) -> list[PairedFigures]:
        async def all_of_them() -> list[PairedFigures]:
            return [figures async for figures in self.simulations.refined(base, alternative, wanted)]

        return self.run(all_of_them())


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    served = Served(bases=(BASE,))
    yield served
    served.close()


def test_figures_come_three_times_and_are_those_of_a_run_and_of_a_comparison(served: Served) -> None:
    shown = served.shown(BASE, staffed(3), COUNT)
    assert [(figures.replications, figures.whole, figures.wanted) for figures in shown] == [
        (10, False, COUNT), (10, True, COUNT), (COUNT, True, COUNT),
    ]  # fmt: skip
    quick, ten, last = shown
    for case in ("base", "alternative"):
        answers = getattr(quick, case).estimates
        assert answers
        assert {name: getattr(ten, case).estimates[name] for name in answers} == answers
    assert {name: ten.differences[name] for name in quick.differences} == quick.differences

    reader = Reader(SOCIAL_AID)
    studies = [
        with_seed_and_replications(reader.with_values((), case.settings)[0], COUNT, None) for case in (BASE, staffed(3))
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
    assert compared >= 3 * 3 + 2


def _equal(one: Estimate, other: Estimate) -> bool:
    return repr(one) == repr(other)  # NaN among them


def _near(one: Estimate, other: Estimate) -> bool:
    ends = ("mean", "low", "high", "replications")
    return all(getattr(one, end) == pytest.approx(getattr(other, end), abs=1e-9, nan_ok=True) for end in ends)
