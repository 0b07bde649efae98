"""Sweeps: which points there are, that each is what a run with its settings gives, and what is said of them."""

from __future__ import annotations

import json
import math
import pickle
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from sim.errors import InputError
from sim.experiment.run import run_study
from sim.experiment.workers import Workers
from sim.measure.chosen import read_measure
from sim.model.model import build_model
from sim.planning.points import PointRow, PointRows, readable
from sim.planning.sweep.axes import Axis, read_axes
from sim.planning.sweep.folder import UNDER_WAY, SweepFolder
from sim.planning.sweep.journal import rows_in
from sim.planning.sweep.plan import plan_sweep
from sim.planning.sweep.sweep import run_sweep
from sim.report.planning.sweep import sweep_page
from sim.report.planning.words import short_names
from sim.study.loading import load_scenario
from sim.study.study import Study
from tests.minimal import SCENARIO, changed, loaded, written
from tests.planning.sweeping import contents, swept

ASSUMED = (
    SCENARIO
    + """
assumptions:
  reviews: {paths: [services.aid.routes.provider.steps.2.work.mean, services.aid.routes.provider.steps.2.work.p90],
            factor: {distribution: uniform, minimum: 0.8, maximum: 1.2}}
  clerks: {paths: offices.town.staff.clerk, range: [1, 3]}
"""
)


def axes_of(study: Study, *grid: str, ranges: tuple[str, ...] = ()) -> tuple[Axis, ...]:
    return read_axes(study, readable(study), grid, ranges)


@pytest.mark.parametrize(
    ("text", "unit", "values"),
    [
        ("offices.town.staff.clerk=1:3", "", (1, 2, 3)),
        ("offices.town.staff.clerk.count=2,5", "", (2, 5)),
        ("arrivals.in_town.rate=0.5:2:0.5", "per working day", (0.5, 1, 1.5, 2)),
        ("arrivals.in_town.rate=3,4 per week", "per week", (3, 4)),
        ("arrivals.in_town.rate=0.8,1,1.1 x", "x", (0.8, 1, 1.1)),
        ("services.aid.routes.provider.steps.1.work=0.1:0.3:0.1 hours", "hour", (0.1, 0.2, 0.3)),
        ("reviews=0.9,1.1", "x", (0.9, 1.1)),
    ],
)
def test_values_of_a_grid_are_read_with_the_unit_of_their_setting(
    text: str, unit: str, values: tuple[float, ...], tmp_path: Path
) -> None:
    (axis,) = axes_of(loaded(tmp_path, ASSUMED), text)
    assert (axis.unit, axis.values, axis.ends) == (unit, values, None)


def test_what_is_multiplied_keeps_its_unit_and_several_settings_change_together(tmp_path: Path) -> None:
    study = loaded(tmp_path, ASSUMED)
    both, reviews = axes_of(study, "arrivals.in_town.rate+arrivals.in_villages.rate=1.5 x", "reviews=0.9")
    assert both.changes(1.5) == ("arrivals.in_town.rate=3 per working day", "arrivals.in_villages.rate=6 per week")
    assert [change.split("=")[1] for change in reviews.changes(0.9)] == ["54 minutes", "81 minutes"]


def test_an_assumption_has_its_range_and_people_come_whole(tmp_path: Path) -> None:
    clerks, rate = axes_of(loaded(tmp_path, ASSUMED), ranges=("clerks", "arrivals.in_town.rate=1..2"))
    assert (clerks.ends, clerks.whole) == ((1, 3), True)
    assert [clerks.at(u) for u in (0, 0.33, 0.34, 0.66, 0.67, 0.999)] == [1, 1, 2, 2, 3, 3]
    assert rate.at(1 / 3) == 1.33333


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("offices.town.staff.clark=1:3", "there is no 'clark' in 'offices.town.staff'; did you mean 'clerk'?"),
        ("offices.town.staff.clerk=a", "'a' is no number; write 1,2,3 or 1:4 or 60:120:15 minutes"),
        ("offices.town.staff.clerk=0.5,1", "at 0.5: "),
        ("offices.town.staff.clerk=3:1", "there are no steps of 1 from 3 to 1; write LOW:HIGH:STEP, such as 1:4"),
        ("offices.town.staff.clerk=1,1", "a value stands there twice"),
        ("offices.town.staff.clerk", "no values are given; write PATH=1:4"),
        ("offices.town.hours=1", "'offices.town.hours' is 'department', which is no number"),
        ("seed=1:3", "'seed' is no number of the offices or of the demand"),
        ("arrivals.in_town.rate=1 per week, 2 per day", "the values have different units: per week, per day"),
        ("arrivals.in_town.rate=1,2 per fortnight", "'2 per fortnight' has no unit that a setting has"),
    ],
)
def test_what_cannot_be_varied_is_told_with_the_words_that_were_given(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        axes_of(loaded(tmp_path), text)
    assert str(error.value).startswith(f"--grid {text}: {said}")


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        axes_of(loaded(tmp_path), "offices.town.staff.clerk=0,9", "x=1", ranges=("arrivals.in_town.rate=3..2",))
    assert len(error.value.faults) == 3


def test_a_grid_has_every_combination_and_a_hypercube_one_point_in_every_stratum(tmp_path: Path) -> None:
    study = loaded(tmp_path)
    measures = [read_measure("late", build_model(study))]
    axes = axes_of(study, "offices.town.staff.clerk=1,2", "arrivals.in_town.rate=1,3")
    assert plan_sweep(study, axes, measures).values == ((1, 1), (1, 3), (2, 1), (2, 3))
    axes = axes_of(
        study, "offices.town.staff.clerk=1,2", ranges=("arrivals.in_town.rate=1..3", "arrivals.online.rate=1..11")
    )
    values = np.array(plan_sweep(study, axes, measures, points=10).values)
    assert values[:, 0].tolist() == [1] * 10 + [2] * 10
    for column, low, width in ((1, 1, 2), (2, 1, 10)):
        strata = np.floor((values[:10, column] - low) / width * 10).tolist()
        assert sorted(strata) == list(range(10)), "McKay, Beckman and Conover: each tenth of each range has one point"
    assert (values[:10, 1:] == values[10:, 1:]).all(), "the same hypercube at every point of the grid"
    with pytest.raises(InputError, match="at most 1,000,000 are simulated"):
        plan_sweep(study, axes, measures, points=200_000)


def test_a_point_is_what_a_run_with_its_settings_gives(tmp_path: Path) -> None:
    study = loaded(tmp_path)
    model = build_model(study)
    measures = [
        read_measure(text, model) for text in ("in_time", "p95_days of aid/portal", "utilisation of town.chief")
    ]
    axes = axes_of(study, "offices.town.staff.chief.count=1,3", "arrivals.in_town.rate=2,4")
    sweep = run_sweep(plan_sweep(study, axes, measures), workers=1)
    changes = ["offices.town.staff.chief.count=3", "arrivals.in_town.rate=4 per working day"]
    run = run_study(loaded(tmp_path, changes=changes), workers=1, strengthen=False)
    expected = [[chosen.value(figures) for chosen in measures] for figures in run.replications]
    assert sweep.found.values[3].tolist() == expected
    of_all = run_sweep(plan_sweep(study, axes, measures[:1]), workers=1)
    assert (of_all.found.values[:, :, 0] == sweep.found.values[:, :, 0]).all(), (
        "no other figures are worked out for these"
    )
    assert sweep.estimate(3, 0) == run.figures.whole["in_time"]
    assert sweep.estimate(3, 2).mean == pytest.approx(run.figures.pools["town", "chief"]["utilisation"].mean)


def test_the_table_has_a_row_per_point_and_replication(tmp_path: Path) -> None:
    result = swept(tmp_path, "--measure", "term compliance", "--measure", "late of aid")
    assert result.exit_code == 0, result.stderr
    table = pq.read_table(tmp_path / "out" / "sweep.parquet")
    assert table.column_names == [
        "point", "offices.town.staff.chief.count", "arrivals.in_town.rate", "replication", "in_time", "size of in_time", "late of aid",
    ]  # fmt: skip
    assert table.column("point").to_pylist() == [point for point in range(1, 7) for _ in range(3)]
    assert table.column("replication").to_pylist() == [1, 2, 3] * 6
    assert table.schema.field("arrivals.in_town.rate").metadata == {b"unit": b"per working day"}
    data = json.loads((tmp_path / "out" / "sweep.json").read_text(encoding="utf-8"))
    rows = table.to_pylist()
    assert [point["measures"]["late of aid"]["mean"] for point in data["points"]] == pytest.approx(
        [sum(row["late of aid"] for row in rows if row["point"] == point) / 3 for point in range(1, 7)]
    )
    assert "data:" not in contents(tmp_path / "out")["report.html"].decode()


def test_no_difference_is_told_that_cannot_be_told_from_none(tmp_path: Path) -> None:
    """A rate that is changed by a thousandth changes nearly nothing, while one chief more is felt by everybody."""
    study = loaded(tmp_path)
    measures = [read_measure("utilisation of town.chief", build_model(study))]
    plan = plan_sweep(study, axes_of(study, "arrivals.online.rate=1,1.001"), measures)
    (said,) = sweep_page(run_sweep(plan, workers=1)).answers
    assert said.startswith("Utilisation, басшы: no point can be told from another.")
    plan = plan_sweep(study, axes_of(study, "offices.town.staff.chief.count=1,2"), measures)
    (said,) = sweep_page(run_sweep(plan, workers=1)).answers
    assert said.startswith("Utilisation, басшы: lowest, ")
    assert "with town, басшы, how many: 2; highest, " in said


def test_a_combination_that_cannot_be_is_told_with_its_values(tmp_path: Path) -> None:
    text = changed("chief:\n        count: 2", "chief:\n        count: 4")
    text = changed("          2:\n            work", "          2:\n            people: 2\n            work", text)
    study = loaded(tmp_path, text)
    axes = axes_of(study, "offices.town.staff.chief.count=2,4", "services.aid.routes.provider.steps.2.people=2,4")
    plan = plan_sweep(study, axes, [read_measure("late", build_model(study))])
    with pytest.raises(InputError, match=r"with offices.town.staff.chief.count at 2, .*steps.2.people at 4: "):
        run_sweep(plan, workers=1)


def test_several_processes_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert swept(tmp_path, out="alone").exit_code == 0
    monkeypatch.setattr("sim.experiment.workers.WORTH_WORKERS", 0.0)
    assert swept(tmp_path, out="shared", workers=2).exit_code == 0
    assert contents(tmp_path / "alone") == contents(tmp_path / "shared")


def test_a_scenario_can_be_read_again_wherever_its_base_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bases").mkdir()
    written(tmp_path / "bases")
    (tmp_path / "mine.yaml").write_text("extends: bases/question.yaml\nscenario: Mine\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    study = load_scenario("mine.yaml")
    assert set(study.hashes) >= {"mine.yaml", "bases/question.yaml", "bases/small.yaml"}
    assert readable(study).with_settings(["seed=8"]).hashes == study.hashes


def test_machines_that_have_not_the_files_give_the_same_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a cluster does, which gets the studies themselves, and whose rows are kept where the command was given."""
    study = loaded(tmp_path)
    measures = [read_measure("utilisation of town.chief", build_model(study))]
    plan = plan_sweep(study, axes_of(study, "offices.town.staff.chief.count=1,2"), measures)
    here = run_sweep(plan, workers=1)
    run = Workers.run

    def elsewhere(self: Workers, task: PointRows, numbers: range) -> Iterator[tuple[PointRow, ...]]:
        sent = pickle.dumps(task)
        (tmp_path / "question.yaml").unlink()
        return run(self, pickle.loads(sent), numbers)

    monkeypatch.setattr(Workers, "is_here", False)
    monkeypatch.setattr(Workers, "run", elsewhere)
    with SweepFolder(tmp_path / "out", plan) as kept:
        there = run_sweep(plan, folder=kept, workers=1)
        assert len(list(rows_in(tmp_path / "out" / UNDER_WAY, plan.digest))) == 6
    assert (there.found.values == here.found.values).all()


def test_short_names_tell_numbers_apart() -> None:
    paths = [
        "offices.town.staff.chief.count",
        "services.aid.routes.provider.steps.2.work.mean",
        "demand",
        "a.b.rate+a.c.rate",
    ]
    assert short_names(paths) == ("town.chief", "aid.provider.2.work.mean", "demand", "b.rate and others")
    assert short_names(["offices.town.rate", "arrivals.town.rate"]) == ("offices.town.rate", "arrivals.town.rate")


def test_missing_values_stay_missing(tmp_path: Path) -> None:
    """Without applications nothing is in time or late."""
    result = swept(tmp_path, "--measure", "in_time of aid/portal", varied=("--grid", "arrivals.online.rate=0.0001,1"))
    assert result.exit_code == 0, result.stderr
    values = pq.read_table(tmp_path / "out" / "sweep.parquet").column("in_time of aid/portal").to_pylist()
    assert values[:3] == [None] * 3
    assert all(not math.isnan(value) for value in values[3:])


def test_a_measure_named_twice_is_one_column_and_one_point_is_no_plural(tmp_path: Path) -> None:
    words = ("--replications", "2", "--measure", "late answers", "--measure", "late", "--format", "json")
    result = swept(tmp_path, *words, varied=("--grid", "offices.town.staff.chief.count=1"))
    assert result.exit_code == 0
    assert len(json.loads(result.stdout)["measures"]) == 1
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "at 1 point<" in page
    assert "1 points" not in page
