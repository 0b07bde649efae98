"""Chosen measures: values counted by hand, the same figures as elsewhere, and words for what is not known."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.experiment.replications import replicate
from sim.experiment.run import run_study
from sim.measure.chosen import read_measure, usual_measures
from sim.measure.figures import ReplicationFigures, measure
from sim.measure.measures import MEASURES, measured
from sim.model.model import Model, build_model
from tests.minimal import SCENARIO, changed, loaded


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Model, ReplicationFigures]:
    model = build_model(loaded(tmp_path_factory.mktemp("chosen")))
    drawn, log = replicate(model, 1)
    return model, measure(log, drawn)


def test_of_several_rows_shares_and_waits_are_weighed_and_what_is_counted_is_summed() -> None:
    routes = [{"in_time": 0.9, "cohort": 10.0, "late": 1.0}, {"in_time": 0.5, "cohort": 30.0, "late": 15.0}]
    assert measured(routes, "routes", "in_time") == (1 - 16 / 40, 40)
    assert measured(routes, "routes", "late")[0] == 16
    pools = [{"work_h": 10.0, "on_duty_h": 40.0}, {"work_h": 50.0, "on_duty_h": 60.0}]
    assert measured(pools, "pools", "utilisation") == (0.6, 100)
    halls = [
        {"visits": 12.0, "gave_up": 0.25, "turned_away": 1.0, "wait_min": 10.0},  # 8 are served
        {"visits": 2.0, "gave_up": 0.0, "turned_away": 0.0, "wait_min": 30.0},
        {"visits": 0.0, "gave_up": math.nan, "turned_away": 0.0, "wait_min": math.nan},
    ]
    assert measured(halls, "halls", "wait_min") == ((8 * 10 + 2 * 30) / 10, 10)
    assert measured(halls, "halls", "gave_up") == (3 / 14, 14)
    with pytest.raises(ValueError, match="cannot be taken of several rows"):
        measured([{"p95_days": 3.0}, {"p95_days": 5.0}], "routes", "p95_days")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("term compliance", "in_time"),
        ("Late Answers", "late"),
        ("lateness of aid", "lateness_h of aid"),
        ("p95 of aid/portal", "p95_days of aid/portal"),
        ("utilisation of town.chief", "utilisation of town.chief"),
        ("in_time of aid/provider/2", "in_time of aid/provider/2"),
        ("backlog", "backlog"),
    ],
)
def test_words_and_names_are_read(small: tuple[Model, ReplicationFigures], words: str, text: str) -> None:
    chosen = read_measure(words, small[0])
    assert chosen.text == text
    assert read_measure(chosen.text, small[0]) == chosen
    assert not math.isnan(chosen.value(small[1]))


def test_its_value_is_the_figure_of_its_place(small: tuple[Model, ReplicationFigures]) -> None:
    model, figures = small
    routes = figures.routes
    assert read_measure("late", model).value(figures) == figures.whole["late"]
    assert read_measure("lateness_h of aid", model).value(figures) == sum(row["lateness_h"] for row in routes.values())
    assert (
        read_measure("in_time of aid/provider/2", model).value(figures)
        == figures.steps["aid", "provider", "2"]["in_time"]
    )
    clerks = [figures.pools[f"village {i}", "clerk"] for i in (1, 2)]
    together = sum(row["work_h"] for row in clerks) / sum(row["on_duty_h"] for row in clerks)
    assert read_measure("utilisation of village.clerk", model).value(figures) == pytest.approx(together)
    assert read_measure("utilisation of village 2.clerk", model).value(figures) == pytest.approx(
        clerks[1]["utilisation"]
    )


def test_a_measure_of_a_kind_of_offices_finds_those_that_are_added(
    small: tuple[Model, ReplicationFigures], tmp_path: Path
) -> None:
    text = SCENARIO.replace("    count: 2\n    hours: rural_akim", "    count: 3\n    hours: rural_akim")
    text = changed("    weights: [1, 2.5]\n", "", text)
    drawn, log = replicate(build_model(loaded(tmp_path, text)), 1)
    figures = measure(log, drawn)
    rows = [figures.pools[f"village {i}", "clerk"] for i in (1, 2, 3)]
    chosen = read_measure("overtime_h of village.clerk", small[0])
    assert chosen.value(figures) == sum(row["overtime_h"] for row in rows)
    duty = sum(row["on_duty_h"] for row in rows)
    assert read_measure("utilisation of village.clerk", small[0]).value_and_size(figures)[1] == duty


def test_of_a_run_it_is_the_estimate_that_the_run_shows(tmp_path: Path) -> None:
    results = run_study(loaded(tmp_path), workers=1)
    routes = [plan.key for plan in results.model.routes]
    for text, expected in (
        ("in_time", results.figures.whole["in_time"]),
        ("late", results.figures.whole["late"]),
        ("p95_days of aid/portal", results.figures.routes["aid", "portal"]["p95_days"]),
        ("lateness_h of aid/portal", results.figures.routes["aid", "portal"]["lateness_h"]),
    ):
        shown = read_measure(text, results.model).of_run(results.replications, routes)
        assert (shown.mean, shown.low, shown.high) == (expected.mean, expected.low, expected.high), text


def test_the_usual_measures_have_values_in_every_replication(small: tuple[Model, ReplicationFigures]) -> None:
    usual = usual_measures(small[0])
    assert [chosen.text for chosen in usual[:4]] == ["in_time", "late", "lateness_h", "in_time of aid/provider"]
    assert all(not math.isnan(chosen.value(small[1])) for chosen in usual)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("term complianc", "there is no measure 'term complianc'; did you mean 'term compliance'?"),
        ("late of aid/prvider", "there is no place 'aid/prvider'; did you mean 'aid/provider'?"),
        ("median_days of aid", "'aid' has no 'median_days'; it has: in_time, late, lateness_h, in_progress, backlog"),
        (
            "wait_min of town.clerk",
            "'town.clerk' has no 'wait_min'; it has: utilisation, queue_mean_h, overtime_h, waiting",
        ),
        ("utilisation", "'utilisation' is taken at one place; write one of: utilisation of town.clerk, "),
        ("wait", "nothing in this scenario has 'wait_min'"),
    ],
)
def test_what_is_not_known_is_said_with_what_would_do(
    small: tuple[Model, ReplicationFigures], words: str, said: str
) -> None:
    with pytest.raises(InputError) as error:
        read_measure(words, small[0], "--target")
    assert str(error.value).startswith(f"--target: {said}")


def test_shares_are_shown_of_a_hundred_and_no_words_mean_two_measures(small: tuple[Model, ReplicationFigures]) -> None:
    assert read_measure("in_time", small[0]).scale == 100
    assert read_measure("late", small[0]).scale == 1
    said = [words for about in MEASURES.values() for words in (about.name, *about.also)]
    assert len(said) == len(set(said))
