"""What is shown of staffings is simulated again, what is not confirmed is dropped, and who forbids a target is named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError
from sim.experiment.workers import Workers, no_progress
from sim.export.staffing import staffing_data
from sim.model.model import build_model
from sim.planning.staffing import find_staffing as module
from sim.planning.staffing.find_staffing import StaffingAnswer, find_staffing
from sim.planning.staffing.targets import Conditions
from sim.planning.staffing.trials import Trials
from sim.study.study import Study
from tests.planning.staffing.enumerated import small_study

STAFF = {"clerk": "1", "expert": "2", "board": "1", "chief": "1"}
POSTS = "posts: {town: {clerk: fixed, expert: {at_most: 4}, board: fixed, chief: {at_most: 3}}}"


def small(folder: Path, posts: str = POSTS) -> Study:
    return small_study(folder, STAFF, posts, rates=(4, 3), minutes={"chief": 50})


def found_in(study: Study, *targets: str) -> StaffingAnswer:
    return find_staffing(study, targets, 8, workers=1)


def test_every_figure_is_of_replications_that_the_search_has_not_used(tmp_path: Path) -> None:
    study = small(tmp_path)
    answer = found_in(study, "in_time of aid/provider >= 90 %")
    assert answer.winner is not None
    assert [level.value for level in answer.winner.levels] == [3, 2]
    assert answer.proven
    assert answer.present is not None
    assert answer.winner.cost == 1 + 3 + 1 + 2, "the fixed ones cost as well"
    shown = {one.staffing: one for one in (answer.winner, answer.present, *(point.figures for point in answer.front))}
    conditions = Conditions(answer.targets, build_model(study))
    fresh = Trials(study, answer.space, conditions, Workers(1), no_progress, first=9)
    for staffing in fresh.simulate(list(shown), 8, "again"):
        assert np.array_equal(fresh.outcomes(staffing).late, shown[staffing].outcomes.late)
    assert [one.figures.met for one in answer.one_less] == [False, False]
    assert {one.delay.reason for one in answer.one_less if one.delay} == {"blame_people_h"}
    costs = [point.figures.cost for point in answer.front]
    late = [point.figures.late.mean for point in answer.front]
    assert costs == sorted(set(costs))
    assert late == sorted(set(late), reverse=True)
    assert answer.winner.staffing in [point.figures.staffing for point in answer.front]


def test_a_staffing_that_other_replications_do_not_confirm_is_dropped_and_the_search_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = found_in(small(tmp_path), "in_time of aid/provider >= 90 %").winner
    assert first is not None
    honest = module.staffing_figures

    def unlucky(trials: Trials, staffing: tuple[int, ...]) -> module.StaffingFigures:
        figures = honest(trials, staffing)
        if staffing == first.staffing:
            trials.outcomes(staffing).values[:] = 0
            figures = module.StaffingFigures(
                staffing,
                figures.levels,
                figures.cost,
                trials.conditions.judged(np.zeros_like(figures.outcomes.values)),
                figures.late,
                figures.outcomes,
            )
        return figures

    monkeypatch.setattr(module, "staffing_figures", unlucky)
    answer = found_in(small(tmp_path), "in_time of aid/provider >= 90 %")
    assert answer.dropped == (first.staffing,)
    assert answer.winner is not None
    assert answer.winner.cost > first.cost


def test_the_step_is_named_that_forbids_what_staff_without_limit_does_not_reach(tmp_path: Path) -> None:
    """An examination of five working days cannot be answered within three."""
    study = small_study(tmp_path, STAFF, POSTS, rates=(0.5, 0.5), minutes={"expert": 2400})
    answer = found_in(study, "in_time of aid/portal >= 90 %")
    assert answer.winner is None
    assert not answer.within_bounds
    assert answer.forbids is not None
    assert (answer.forbids.role, answer.forbids.reason) == ("expert", "blame_service_h")
    assert staffing_data(answer)["forbidden_by"]["step"].startswith("aid/portal/")


def test_bounds_are_told_from_what_no_staffing_can_do(tmp_path: Path) -> None:
    posts = "posts: {town: {clerk: fixed, expert: {at_most: 2}, board: fixed, chief: {at_most: 3}}}"
    answer = found_in(small(tmp_path, posts), "in_time of aid/provider >= 90 %")
    assert answer.winner is None
    assert answer.within_bounds
    assert answer.forbids is not None
    assert (answer.forbids.role, answer.forbids.reason) == ("expert", "blame_people_h")


def test_where_nothing_is_free_to_change_that_is_said(tmp_path: Path) -> None:
    fixed = "posts: {town: {clerk: fixed, expert: fixed, board: fixed, chief: fixed}}"
    with pytest.raises(InputError, match="no role has work and is free to change"):
        found_in(small(tmp_path, fixed))
