"""Branches are taken as often as they say, and steps passed as often as the plan of the route expects."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from sim.model.draw_workload import draw_workload
from sim.model.expected_passes import expected_passes
from sim.model.model import Model
from sim.model.outcomes import ApplicationOutcome
from tests.minimal import changed, with_changes
from tests.model.drawn_by_name import (
    SCENARIO,
    Change,
    known,
    model_of,
)

# How often branches are taken.

DEMAND = SCENARIO[: SCENARIO.index("arrivals:\n")].replace("end: 2018-06-01", "end: 2018-04-02") + (
    "arrivals:\n"
    "  at_the_office: {service: aid, route: provider, office: town, rate: 400 per working day}\n"
    "  online: {service: aid, route: portal, office: town, rate: 300 per day}\n"
)


def with_branches(text: str, *changes: Change) -> str:
    """The demand above with other branches at the office."""
    begin, end = DEMAND.index("        branches: {2: {probability: 4 %}}\n"), DEMAND.index("      portal:\n")
    scenario = with_changes(DEMAND[:begin] + text + DEMAND[end:], *changes)
    if "branches:" in text:
        return scenario
    return changed(
        "          2: {work: {distribution: exponential, mean: 9 minutes}}\n          3: {work: {distribution: exponential, mean: 2 hours}",
        "          3: {work: {distribution: exponential, mean: 2 hours}",
        scenario,
    )


Branch = tuple[float, int, str | None, str | None]
"""Probability, how often at most, the step that follows then, and how the application ends."""


@dataclass(frozen=True)
class Route:
    """A route by hand: what follows each step, and what may happen instead."""

    follows: Mapping[str, str | None]
    branches: Mapping[str, tuple[Branch, ...]]
    starts: Mapping[str, float] = field(default_factory=dict)
    rare: float = 0.0
    """Paths that are less likely are left out."""

    def paths(self) -> dict[tuple[tuple[str, ...], str], float]:
        """Every path through it and how it ends, with its probability.

        Each pass of a step decides anew what the step decides; a refusal by a step holds until then.
        """
        found: dict[tuple[tuple[str, ...], str], float] = {}

        def go(path: tuple[str, ...], endings: Mapping[str, str], used: Counter[Branch], share: float) -> None:
            rest, here = share, path[-1]
            undecided = {step: ending for step, ending in endings.items() if step != here}
            for branch in self.branches.get(here, ()):
                probability, at_most, to, ending = branch
                if used[branch] < at_most:
                    rest -= share * probability
                    decided = undecided | ({here: ending} if ending else {})
                    ahead(path, to, decided, used + Counter([branch]), share * probability)
            ahead(path, self.follows[here], undecided, used, rest)

        def ahead(
            path: tuple[str, ...], to: str | None, endings: Mapping[str, str], used: Counter[Branch], share: float
        ) -> None:
            if share <= self.rare:
                return
            if to is None:
                last = [*endings.values(), "assigned"] if "returned" not in endings.values() else ["returned"]
                found[path, last[0]] = found.get((path, last[0]), 0.0) + share
            else:
                go((*path, to), endings, used, share)

        for step, share in {next(iter(self.follows)): 1 - sum(self.starts.values()), **self.starts}.items():
            go((step,), {}, Counter(), share)
        return found


ALWAYS = 99
USUAL: dict[str, str | None] = {"1": "3", "3": "5", "5": "7", "7": "9", "9": None}
DOCUMENTS = "documents after {}"
OFFICE = {
    "refusal": ("        refusals: {7: {probability: 12 %}}\n", Route(USUAL, {"7": ((0.12, ALWAYS, "9", "refused"),)})),
    "two_refusals": (
        "        refusals: {7: {probability: 20 %}, 3: {probability: 10 %}}\n",
        Route(USUAL, {"3": ((0.1, ALWAYS, "5", "refused"),), "7": ((0.2, ALWAYS, "9", "refused"),)}),
    ),
    "refusal_and_rework": (
        "        rework: {7: {probability: 40 %, back_to: '5', at_most: 2}}\n        refusals: {3: {probability: 25 %}}\n",
        Route(USUAL, {"3": ((0.25, ALWAYS, "5", "refused"),), "7": ((0.4, 2, "5", None),)}),
    ),
    "documents": (
        "        missing_documents: {5: {probability: 25 %, brought_after: 3 calendar days, back_to: '3'}}\n",
        Route(USUAL | {DOCUMENTS.format(5): "3"}, {"5": ((0.25, 1, DOCUMENTS.format(5), None),)}),
    ),
    "rework": (
        "        rework: {7: {probability: 40 %, back_to: '3', at_most: 3}}\n",
        Route(USUAL, {"7": ((0.4, 3, "3", None),)}),
    ),
    "to_itself": (
        "        rework: {5: {probability: 50 %, back_to: '5', at_most: 4}}\n",
        Route(USUAL, {"5": ((0.5, 4, "5", None),)}),
    ),
    "ahead": (
        "        routing: {1: {5: 25 %, 7: 10 %}, 5: {9: 30 %, end: 20 %}, start: {3: 15 %, 9: 5 %}}\n",
        Route(
            USUAL,
            {
                "1": ((0.25, ALWAYS, "5", None), (0.1, ALWAYS, "7", None)),
                "5": ((0.3, ALWAYS, "9", None), (0.2, ALWAYS, None, None)),
            },
            {"3": 0.15, "9": 0.05},
        ),
    ),
    "back": (
        "        routing: {5: {3: 6 %, 5: 3 %}, 9: {3: 2 %}, 7: {end: 15 %}}\n        refusals: {3: {probability: 25 %}}\n",
        Route(
            USUAL,
            {
                "3": ((0.25, ALWAYS, "5", "refused"),),
                "5": ((0.06, 20, "3", None), (0.03, 20, "5", None)),
                "7": ((0.15, ALWAYS, None, None),),
                "9": ((0.02, 20, "3", None),),
            },
            rare=1e-10,
        ),
    ),
    "back_to_the_limit": (
        "        routing: {5: {5: 80 %}}\n        rework: {7: {probability: 40 %, back_to: '3', at_most: 1}}\n",
        Route(USUAL, {"5": ((0.8, 20, "5", None),), "7": ((0.4, 1, "3", None),)}),
    ),
    "with_branches": (
        "        branches: {2: {probability: 6 %}}\n"
        "        missing_documents: {3: {probability: 20 %, brought_after: 3 calendar days, back_to: '1'}}\n"
        "        rework: {7: {probability: 10 %, back_to: '3', at_most: 2}}\n"
        "        refusals: {7: {probability: 15 %}}\n"
        "        routing: {1: {7: 30 %}, 3: {end: 5 %}, 7: {1: 6 %}}\n",
        Route(
            USUAL | {"2": None, DOCUMENTS.format(3): "1"},
            {
                "1": ((0.06, 1, "2", "returned"), (0.3, ALWAYS, "7", None)),
                "3": ((0.2, 1, DOCUMENTS.format(3), None), (0.05, ALWAYS, None, None)),
                "7": ((0.1, 2, "3", None), (0.15, ALWAYS, "9", "refused"), (0.06, 20, "1", None)),
            },
            rare=1e-10,
        ),
    ),
    "all": (
        "        branches: {2: {probability: 6 %}}\n"
        "        missing_documents:\n"
        "          3: {probability: 20 %, brought_after: 3 calendar days, back_to: '1'}\n"
        "          7: {probability: 10 %, brought_after: 3 calendar days}\n"
        "        rework: {7: {probability: 30 %, back_to: '3', at_most: 3}, 5: {probability: 15 %, back_to: '5'}}\n"
        "        refusals: {3: {probability: 5 %}}\n",
        Route(
            USUAL | {"2": None, DOCUMENTS.format(3): "1", DOCUMENTS.format(7): "9"},
            {
                "1": ((0.06, 1, "2", "returned"),),
                "3": ((0.2, 1, DOCUMENTS.format(3), None), (0.05, ALWAYS, "5", "refused")),
                "5": ((0.15, 1, "5", None),),
                "7": ((0.1, 1, DOCUMENTS.format(7), None), (0.3, 3, "3", None)),
            },
        ),
    ),
}
PORTAL = Route(
    {"1": "3", "2": None, "3": "provider.3", "4": None, "provider.3": "provider.5", "provider.5": "provider.7",
     "provider.7": None},
    {"1": ((0.1, 1, "2", "stopped_before_receipt"),), "3": ((0.12, 1, "4", "refused"),)},
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """Ways as they were drawn in one office."""

    route: Route
    model: Model
    paths: Counter[tuple[tuple[str, ...], str]]
    """How often each was taken, and how it ended."""
    channel: str

    @property
    def passes(self) -> Mapping[str, float]:
        """By step: how often the plan expects it to be passed."""
        plan = next(plan for plan in self.model.routes if plan.route == self.channel)
        return dict(zip((step.key for step in plan.steps), expected_passes(plan), strict=True))


@pytest.fixture(scope="module", params=[*OFFICE, "portal"])
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    text, route = OFFICE["all" if request.param == "portal" else request.param]
    channel = "portal" if request.param == "portal" else "provider"
    scenario = with_branches(text, ("rate: 400" if channel == "portal" else "rate: 300", "rate: 1"))
    model = model_of(tmp_path_factory.mktemp("branches"), scenario=scenario)
    paths: Counter[tuple[tuple[str, ...], str]] = Counter()
    for replication in (1, 2, 3):
        workload = draw_workload(model, replication)
        assert workload.ending is not None
        numbers = np.flatnonzero(workload.route == [str(plan.route) for plan in model.routes].index(channel))
        keys = [step.key for step in workload.routes[workload.route[numbers[0]]].steps]
        position, first, ending = workload.position.tolist(), workload.first.tolist(), workload.ending.tolist()
        paths.update(
            (tuple(keys[k] for k in position[first[n] : first[n + 1]]), ApplicationOutcome(ending[n]).name)
            for n in numbers.tolist()
        )
    return Case(PORTAL if channel == "portal" else route, model, paths, channel)


def test_each_path_is_taken_as_often_as_is_worked_out_by_hand(case: Case) -> None:
    wanted = case.route.paths()
    assert sum(wanted.values()) == pytest.approx(1)
    assert case.paths.keys() <= wanted.keys()
    total = case.paths.total()
    assert total > 10_000
    often = [path for path in wanted if wanted[path] * total >= 5]
    counts = [case.paths[path] for path in often]
    expected = [wanted[path] * total for path in often]
    if (rest := 1 - sum(wanted[path] for path in often)) * total >= 5:  # the rare paths together
        counts.append(total - sum(counts))
        expected.append(rest * total)
    scaled = np.array(expected) * sum(counts) / sum(expected)
    assert stats.chisquare(counts, scaled).pvalue > 0.001


def test_steps_are_passed_as_often_as_the_plan_expects(case: Case) -> None:
    total = case.paths.total()
    paths = case.route.paths().items()
    by_hand = {step: sum(share * path.count(step) for (path, _), share in paths) for step in case.route.follows}
    assert case.passes.keys() == case.route.follows.keys()
    for step, expected in case.passes.items():
        assert expected == pytest.approx(by_hand[step], abs=max(1e-12, 1e5 * case.route.rare))
        passes = np.repeat([path.count(step) for path, _ in case.paths], list(case.paths.values()))
        assert abs(passes.mean() - expected) <= 4 * passes.std() / math.sqrt(total) + 1e-12


def test_a_branch_is_taken_at_the_first_end_of_its_step_as_often_as_it_says(case: Case) -> None:
    for step, branches in case.route.branches.items():
        after: Counter[str | None] = Counter()
        for (path, _), count in case.paths.items():
            if step in path:
                after[(*path, None)[path.index(step) + 1]] += count
        for probability, _, to, ending in branches:
            taken = after[to]
            if to == case.route.follows[step]:  # it leads where the others go too, so that only the ending tells it
                taken = sum(n for (_, how), n in case.paths.items() if how == ending)
            if to != case.route.follows[step] or len(case.route.branches) == 1:
                assert stats.binomtest(taken, after.total(), probability).pvalue > 0.001


def test_no_file_goes_back_more_often_than_it_may(case: Case) -> None:
    for step, branches in case.route.branches.items():
        for probability, at_most, to, _ in branches:
            most = max(sum(a == step and b == to for a, b in pairwise(path)) for path, _ in case.paths)
            if to != case.route.follows[step]:
                assert most <= at_most
                assert most == at_most or probability**at_most < 0.001 or at_most == ALWAYS


def ends(ways: tuple[Branch, ...]) -> bool:
    """Whether a file may end at a step although others go on from there."""
    return any(to is None for _, _, to, _ in ways)


def test_the_ending_and_the_last_row_agree(case: Case) -> None:
    last = {"returned": "2", "stopped_before_receipt": "2"}
    for path, ending in case.paths:
        if case.channel == "portal":
            assert path[-1] == {"assigned": "provider.7", "refused": "4", "stopped_before_receipt": "2"}[ending]
        else:
            assert path[-1] in {
                last.get(ending, "9"),
                *(step for step, ways in case.route.branches.items() if ends(ways)),
            }


def test_a_rework_that_nearly_always_happens_ends_after_its_repeats(tmp_path: Path) -> None:
    text = (
        "        rework: {7: {probability: 99 %, back_to: '3', at_most: 20}, 9: {probability: 100 %, back_to: '9'}}\n"
    )
    model = model_of(tmp_path, scenario=with_branches(text, ("rate: 400", "rate: 20"), ("rate: 300", "rate: 1")))
    paths = [one.path for key, one in known(model).items() if key[0] == "at_the_office"]
    assert max(path.count("7") for path in paths) == 21
    assert sum(path.count("7") == 21 for path in paths) / len(paths) == pytest.approx(0.99**20, abs=0.15)
    assert {path.count("9") for path in paths} == {2}
    assert {path.count("1") for path in paths} == {1}
