"""Targets are read from words, judged by one-sided bounds, and held against what was counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import InputError
from sim.experiment.replications import replicate
from sim.measure.figures import measure
from sim.model.model import Model, build_model
from sim.planning.staffing.targets import Conditions, Target, read_target, read_targets
from tests.minimal import loaded


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return build_model(loaded(tmp_path_factory.mktemp("question"), changes=["period.end=2018-07-01"]))


def read(text: str, model: Model) -> Target:
    target = read_target(text, model)
    assert read_target(str(target), model) == target
    return target


def test_a_target_says_what_is_measured_where_and_on_which_side_of_what(model: Model) -> None:
    target = read("term compliance >= 95%", model)
    assert (target.measure.figure, target.at_least, target.value, target.every_month) == ("in_time", True, 0.95, False)
    target = read("term compliance of aid/provider ≥ 0.9 every month", model)
    assert (target.measure.place, target.value, target.every_month) == ("aid/provider", 0.9, True)
    target = read("utilisation of town.chief <= 85 %", model)
    assert (target.at_least, target.value) == (False, 0.85)
    assert read("queue_mean_h of aid/provider/1 <= 15 minutes", model).value == 0.25
    assert read("p95_days of aid/provider <= 3 working days", model).value == 3


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("95 %", "'95 %' is no target; write such as 'term compliance >= 95 %'"),
        ("term compliance > 95 %", "the sign '>' is not known here; write '>='"),
        ("term compliance <= 95 %", "more is better, and 'term compliance <= 95 %' asks for the contrary; write '>='"),
        ("term compliance >= 95", "'95' is not a share between 0 and 1; write 0.95 or 95 %"),
        ("tern compliance >= 95 %", "there is no measure 'tern compliance'; did you mean 'term compliance'"),
        ("p95_days of aid/provider <= 3 minutes", "'3 minutes' is no value of 'p95_days of aid/provider'; write such as '3 working days'"),
        ("utilisation of town.chief <= 85 % every month", "'utilisation of town.chief' is not known month by month"),
    ],
)  # fmt: skip
def test_a_target_that_cannot_be_meant_says_what_would_do(text: str, fault: str, model: Model) -> None:
    with pytest.raises(InputError) as error:
        read_target(text, model)
    assert fault in str(error.value)


def test_all_faults_of_several_targets_are_told_and_the_scenario_has_the_default(model: Model) -> None:
    with pytest.raises(InputError) as error:
        read_targets(["95 %", "term compliance > 95 %"], model)
    assert len(error.value.faults) == 2
    assert [str(target) for target in read_targets([], model)] == ["in_time >= 95 %"]


def test_what_is_taken_straight_from_the_log_equals_the_figures_of_a_run(model: Model) -> None:
    texts = [
        "in_time >= 95 %",
        "late of aid/provider <= 3",
        "in_time of aid/portal >= 90 %",
        "p95_days of aid/provider <= 3",
    ]
    drawn, log = replicate(model, 2)
    figures = measure(log, drawn)
    conditions = Conditions([read_target(text, model) for text in texts[:3]], model)
    expected = [condition.target.measure.value_and_size(figures) for condition in conditions.each]
    assert np.allclose(conditions.values(log, drawn)[:, 0], [value for value, _ in expected])
    with_days = Conditions([read_target(text, model) for text in texts], model).values(log, drawn)
    assert with_days[3, 0] == figures.routes["aid", "provider"]["p95_days"]
    by_month = Conditions([read_target("in_time of aid/provider >= 95 % every month", model)], model)
    assert [condition.name[-7:] for condition in by_month.each] == ["2018-05", "2018-06"]
    share, size = by_month.values(log, drawn).T
    assert size.sum() == figures.routes["aid", "provider"]["cohort"]
    assert share @ size / size.sum() == pytest.approx(figures.routes["aid", "provider"]["in_time"])


def test_a_target_is_met_by_the_one_sided_bound_that_holds_for_all_targets_together(model: Model) -> None:
    """Student's t with 9 degrees of freedom: 1.833 for one target at 95 %, 2.262 for each of two; these values have no skewness."""
    values = np.array([0.96, 0.98] * 5)
    error = 0.01 * (10 / 9) ** 0.5 / 10**0.5
    for count, deviate in ((1, 1.8331), (2, 2.2622)):
        targets = [
            read_target(text, model) for text in ("in_time >= 96.3 %", "in_time of aid/portal >= 96.3 %")[:count]
        ]
        judged = Conditions(targets, model).judged(
            np.stack([np.stack([values] * count, 1), np.full((10, count), 100.0)], 2)
        )
        assert [one.bound for one in judged] == pytest.approx([0.97 - deviate * error] * count, abs=1e-4)
        assert {one.met for one in judged} == {count == 1}
        assert not any(one.missed for one in judged)
