"""Paired runs take the workloads of the run that they are held against, which are what they would draw themselves."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from sim.experiment import replications
from sim.experiment.pooling import Pooling
from sim.experiment.replications import ModelChange, Replicated, forget_draws, name_of_draws, replicate
from sim.experiment.run import run_study
from sim.measure.figures import in_time_shares
from sim.model.build_capacity import draw_capacity
from sim.model.draw_workload import draw_workload
from sim.model.model import build_model
from sim.model.workload import Workload
from sim.study.loading import load_scenario


def same(one: Any, other: Any) -> bool:
    """Whether two parts of workloads are equal."""
    return bool(np.array_equal(one, other)) if isinstance(one, np.ndarray) else one == other


@pytest.mark.parametrize(
    ("scenario", "change"),
    [
        ("west_kazakhstan_social_aid", Pooling()),
        ("west_kazakhstan_care_home", Pooling()),
        ("reception_days", Pooling()),
    ],
)
def test_a_change_leaves_the_workload_as_it_is(scenario: str, change: ModelChange) -> None:
    model = build_model(load_scenario(scenario))
    name = name_of_draws()
    replicate(model, 2, name)
    changed = change.applied(model)
    drawn = replace(changed, capacity=draw_capacity(changed.capacity, changed.study, changed.window, 2))
    kept, anew = replications._workload(drawn, 2, name), draw_workload(drawn, 2)
    for field in fields(Workload):
        if field.name != "bookings":
            assert same(getattr(kept, field.name), getattr(anew, field.name)), field.name
    assert kept is not anew
    plain = Replicated(model, in_time_shares, change).prepared()(2)
    assert Replicated(model, in_time_shares, change, name).prepared()(2) == plain
    forget_draws()


def test_paired_runs_draw_no_workload_anew_unless_there_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = load_scenario("west_kazakhstan_social_aid")
    study = replace(scenario, scenario=scenario.scenario.model_copy(update={"replications": 2}))
    numbers: list[int] = []

    def counted(model: Any, number: int) -> Workload:
        numbers.append(number)
        return draw_workload(model, number)

    monkeypatch.setattr(replications, "draw_workload", counted)
    results = run_study(study, workers=1)
    assert results.tried
    assert results.pooled
    of_levers = 2 * len(results.tried)  # whose workloads are drawn as those of any changed scenario are
    assert len(numbers) == 2 + of_levers
    assert not replications._kept
    numbers.clear()
    monkeypatch.setattr(replications, "_MOST_KEPT", 0)
    again = run_study(study, workers=1)
    assert len(numbers) == 2 + 2 + of_levers
    assert (again.tried, again.pooled) == (results.tried, results.pooled)
