"""What the shipped scenario must show, and what its results must be: reproducible, and recomputable from the tables."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.experiment.results import Results
from sim.experiment.run import run_study
from sim.export.folder import ResultFolder
from sim.export.results import summary
from sim.model.route import Kind
from sim.study.loading import load_scenario
from sim.study.study import Study
from sim.visible_text import as_json

SCENARIO = "west_kazakhstan_social_aid"
FEW = 6


@pytest.fixture(scope="module")
def whole() -> Results:
    """Thirty replications of the scenario, with its paired runs."""
    return run_study(load_scenario(SCENARIO, changes=["replications=30"]))


@pytest.fixture(scope="module")
def few() -> Study:
    """The scenario with few replications."""
    study = load_scenario(SCENARIO)
    return replace(study, scenario=study.scenario.model_copy(update={"replications": FEW}))


def _written(study: Study, folder: Path) -> tuple[Results, tuple[Path, ...]]:
    with ResultFolder(folder) as results_folder:
        results = run_study(study, on_log=results_folder.add_log)
        results_folder.add_text("summary.json", as_json(summary(results)))
        return results, results_folder.publish({})


def test_some_pool_is_between_70_and_90_percent_busy(whole: Results) -> None:
    busy = {key: row["utilisation"].mean for key, row in whole.figures.pools.items()}
    assert 0.70 < busy["department", "executor"] < 0.90


def test_one_person_more_at_the_named_bottleneck_moves_a_share_by_more_than_its_interval(whole: Results) -> None:
    assert whole.tried
    best = whole.tried[0]
    assert (best.lever.kind, best.lever.office, best.lever.name) == ("member", "department", "executor")
    shown = []
    for key, row in whole.figures.routes.items():
        value = row["in_time"]
        width = value.high - value.low
        if 0.60 < value.mean < 0.99 and width < 0.04 and best.effect.routes[key].mean > width:
            shown.append(key)
    assert shown


def test_the_lever_named_first_gains_most_of_those_tried(whole: Results) -> None:
    assert whole.tried
    gains = [one.effect.whole.mean for one in whole.tried if one.finalist]
    assert len(whole.tried) >= 9
    assert gains == sorted(gains, reverse=True)
    assert whole.tried[0].effect.helps


def test_every_counted_application_is_accounted_for(whole: Results) -> None:
    for figures in whole.replications:
        for row in figures.routes.values():
            assert row["applications"] == row["cohort"] + row["left_out"]
            assert row["open"] == 0
        assert figures.whole["applications"] == sum(row["applications"] for row in figures.routes.values())


def test_blame_by_step_sums_to_the_lateness_of_each_route(whole: Results) -> None:
    for figures in whole.replications:
        for route, row in figures.routes.items():
            steps = [step for key, step in figures.steps.items() if key[:2] == route]
            assert sum(step["blame_h"] for step in steps) == pytest.approx(row["lateness_h"], abs=1e-6)
            for step in steps:
                reasons = [step[f"blame_{reason}_h"] for reason in ("people", "closed", "service")]
                assert sum(reasons) + step.get("blame_officer_h", 0.0) == pytest.approx(step["blame_h"], abs=1e-6)


@pytest.mark.charts
def test_the_same_seed_gives_the_same_bytes(few: Study, tmp_path: Path) -> None:
    first, second = (_written(few, tmp_path / name)[1] for name in "ab")
    for one, other in zip(first, second, strict=True):
        assert one.name == other.name
        if one.suffix == ".parquet":
            left, right = pd.read_parquet(one), pd.read_parquet(other)
            for column in left.columns:
                pd.testing.assert_series_equal(left[column], right[column], check_exact=True)
        else:
            assert one.read_bytes() == other.read_bytes()


def test_another_seed_gives_other_results(few: Study) -> None:
    other = replace(few, scenario=few.scenario.model_copy(update={"seed": 1}))
    results = [summary(run_study(study, strengthen=False))["whole"]["applications"] for study in (few, other)]
    assert results[0] != results[1]


def test_the_summary_can_be_recomputed_from_the_tables_with_pandas(few: Study, tmp_path: Path) -> None:
    results, _ = _written(few, tmp_path)
    found = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    clock = results.model.capacity.offices[0].clock
    # --- twenty lines of pandas ---
    applications = pd.read_parquet(tmp_path / "applications.parquet")
    steps = pd.read_parquet(tmp_path / "steps.parquet")
    counted = applications[applications.counted].copy()
    seconds = {name: counted[name].astype("datetime64[s]").astype("int64").to_numpy() for name in ("received", "ready")}
    counted["days"] = clock.working_days(seconds["received"], seconds["ready"])
    steps["queue_s"] = steps.wait_people_s + steps.wait_officer_s
    queue = steps.groupby(["replication", "application"]).queue_s.sum().rename("queue") / 3600
    counted = counted.join(queue, on=["replication", "application"])
    by = counted.groupby(["service", "route", "replication"], observed=True)
    table = pd.DataFrame(
        {
            "applications": by.size().astype(float),
            "in_time": by.in_time.mean().astype(float),
            "queue_median_h": by.queue.median(),
            "queue_p95_h": by.queue.quantile(0.95),
        }
    )
    means = table.groupby(["service", "route"], observed=True).mean()
    errors = table.groupby(["service", "route"], observed=True).sem() * stats.t.ppf(0.975, FEW - 1)
    # --- end ---
    for route in found["routes"]:
        key = (route["service"], route["route"])
        for name in table.columns:
            assert route[name]["mean"] == pytest.approx(means.loc[key, name], rel=1e-8), (key, name)
            if name != "in_time":
                # Skewness moves both ends of Student's interval, and neither of them far.
                students = errors.loc[key, name]
                assert students * 0.5 < route[name]["high"] - means.loc[key, name] < students * 2, (key, name)
                assert students * 0.5 < means.loc[key, name] - route[name]["low"] < students * 2, (key, name)
        answered = counted[(counted.service == key[0]) & (counted.route == key[1])].groupby("replication").days
        for name, part in (("median_days", 0.5), ("p95_days", 0.95)):
            by_day = (answered.apply(lambda days, day=day: (days <= day).mean()).mean() for day in range(100))
            assert route[name]["mean"] == next(day for day, share in enumerate(by_day) if share >= part), (key, name)


def test_utilisation_can_be_recomputed_from_the_step_table(few: Study, tmp_path: Path) -> None:
    results, _ = _written(few, tmp_path)
    steps = pd.read_parquet(tmp_path / "steps.parquet")
    model = results.model
    pools = {(model.capacity.offices[p.office].name, p.role): p for p in model.capacity.pools}
    desk = {(str(r.route), s.key) for r in model.routes for s in r.steps if s.kind is Kind.DESK}
    begin, end = model.window.warm_up_end, model.window.horizon
    for key in (("department", "executor"), ("department", "precinct_commission"), ("rural_akim 3", "akim")):
        duty = pools[key].duty
        mine = steps[(steps.office == key[0]) & (steps.role == key[1]) & steps.started.notna()]
        assert set(zip(mine.route, mine.step, strict=True)) <= desk
        started = mine.started.astype("datetime64[s]").astype("int64").to_numpy()
        ended = duty.add_many(started, mine.work_s.to_numpy())
        work = duty.elapsed_many(np.clip(started, begin, end), np.clip(ended, begin, end))
        hours = pd.Series(work).groupby(mine.replication.to_numpy()).sum() / 3600
        value = results.figures.pools[key]["work_h"].mean
        assert hours.sum() / FEW == pytest.approx(value, rel=1e-9)


def test_the_summary_holds_no_clock_time_path_or_version(few: Study) -> None:
    text = as_json(summary(run_study(few, strengthen=False)))
    for word in ("2026", "/", "version", "python", "\\"):
        found = [
            line
            for line in text.splitlines()
            if re.search(rf"(?<!\d){re.escape(word)}", line) and '"numbers"' not in line and '"reason"' not in line
        ]
        assert not found, (word, found[:3])


def test_every_number_without_a_source_is_listed_as_an_assumption(few: Study) -> None:
    listed: dict[str, Any] = {a["where"]: a for a in summary(run_study(few, strengthen=False))["assumptions"]}
    assert all(a["reason"] and a["reason"] != "no reason given" for a in listed.values())
    scenario = few.scenario
    for channel, route in scenario.services["social_aid"].routes.items():
        for number in route.steps:
            assert f"services.social_aid.routes.{channel}.steps.{number}" in listed
    for stream in scenario.arrivals:
        assert f"arrivals.{stream}" in listed
    assert "offices.department.staff.executor" in listed
    assert "offices.department.staff.head" not in listed  # the act speaks of one head


def test_the_work_of_no_step_is_its_limit(few: Study) -> None:
    results = run_study(few, strengthen=False)
    for plan in results.model.routes:
        for step in plan.steps:
            limit = step.limit.working_seconds if step.limit else None
            mean = results.figures.steps[plan.service, str(plan.route), step.key]["work_mean_h"].mean * 3600
            assert limit is None or mean != pytest.approx(limit, rel=0.05), step


def test_queue_time_has_exactly_one_reason_for_every_second(few: Study, tmp_path: Path) -> None:
    _written(few, tmp_path)
    steps = pd.read_parquet(tmp_path / "steps.parquet")
    begun = steps[steps.started.notna()]
    waited = (begun.started - begun.queued).dt.total_seconds()
    reasons = begun.filter(regex="^wait_").sum(axis=1)
    assert (waited == reasons).all()
