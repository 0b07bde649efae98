"""What pooling would bring is reported where files have officers among several members, and nowhere else."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.engine.steplog import StepOutcome
from sim.experiment.replications import replicate
from sim.experiment.run import run_study
from sim.export.results import summary
from sim.measure.figures import measure
from sim.measure.intervals import mean_interval
from sim.measure.officers import officer_figures
from sim.measure.work import WorkSums
from sim.model.model import build_model
from sim.quantities import UNSET
from sim.report.run.contents import run_contents
from sim.report.run.officers import officer_tables, pooling_sentence
from tests.minimal import changed, loaded

STEPS = "        steps:\n          1: {work: 10 minutes}\n"
FEW_AND_BUSY = changed("rate: 2 per working day", "rate: 7 per working day")


def question(chiefs: int = 2, roles: str = "{chief: {same_member: true}}") -> str:
    again = "        rework:\n          2: {probability: 60 %, back_to: '2'}\n"
    text = changed(STEPS, f"        roles: {roles}\n{again}{STEPS}", FEW_AND_BUSY)
    return changed("count: 2\n        hours: short_day", f"count: {chiefs}\n        hours: short_day", text)


def test_officers_are_measured_and_pooling_is_tried(tmp_path: Path) -> None:
    study = loaded(tmp_path, question())
    results = run_study(study, workers=1)
    pooled = results.pooled
    assert pooled is not None
    assert pooled.roles == ("chief",)
    in_common = run_study(loaded(tmp_path, question(roles="{chief: {same_member: false}}")), workers=1)
    gains = [
        b.whole["in_time"] - a.whole["in_time"]
        for a, b in zip(results.replications, in_common.replications, strict=True)
    ]
    assert pooled.whole.mean == pytest.approx(sum(gains) / len(gains))
    figures = results.figures
    assert list(figures.officers) == [("town", "chief", "0"), ("town", "chief", "1")]
    chief = figures.pools["town", "chief"]
    for name in ("work_h", "on_duty_h"):
        assert sum(row[name].mean for row in figures.officers.values()) == pytest.approx(chief[name].mean)
    step = figures.steps["aid", "provider", "2"]
    assert 0 < step["queue_officer_mean_h"].mean < step["queue_mean_h"].mean
    assert step["blame_officer_h"].mean >= 0
    assert "queue_officer_mean_h" not in figures.steps["aid", "provider", "1"]
    data = json.loads(json.dumps(summary(results)))
    assert data["pooling"]["gain_in_time"]["mean"] == pytest.approx(pooled.whole.mean)
    assert [row["member"] for row in data["officers"]] == ["0", "1"]
    (table,) = officer_tables(results)
    assert [row[:3] for row in table.rows] == [("town", "chief", "1"), ("town", "chief", "2")]
    sentence = pooling_sentence(results)
    assert sentence.startswith("Each file has one басшы as its officer. Files waited ")
    assert f"{pooled.whole.replications} paired replications" in sentence
    conclusions = run_contents(results).sections["conclusions"]
    assert any(getattr(part, "text", "") == sentence for part in conclusions.parts)


def test_who_waits_for_his_officer_as_the_period_ends_is_not_left_out(tmp_path: Path) -> None:
    # Of this replication two files wait for their officers then, 5,253 s and 5,544 s of that while a colleague was free.
    short = question().replace("end: 2018-06-01", "end: 2018-06-01\n  run_out: 1 working day")
    model, log = replicate(build_model(loaded(tmp_path, short)), 41)
    visits, window = log.visits, model.window
    of_chief = np.isin(visits.pool, [p for p, plan in enumerate(model.capacity.pools) if plan.role == "chief"])
    left = np.flatnonzero(of_chief & (visits.queued < window.horizon) & (visits.started >= window.horizon))
    left = left[visits.wait_officer_s[left] > 0]
    assert visits.wait_officer_s[left].tolist() == [5253, 5544]
    in_period = of_chief & (visits.started >= window.warm_up_end) & (visits.started < window.horizon)
    expected = {}
    for member in (0, 1):
        his = np.flatnonzero(in_period & (visits.member == member))
        his = np.concatenate((his, left[visits.member[left] == member]))
        expected["town", "chief", str(member)] = visits.wait_officer_s[his].sum() / 3600
    found = measure(log, model).officers
    assert {key: row["queue_h"] for key, row in found.items()} == pytest.approx(expected)

    work = WorkSums.of(log, model)
    # The same where the observation ends before they are begun: then only the assignment says whose files they are.
    for column, value in (("started", UNSET), ("member", UNSET), ("served_by", UNSET), ("outcome", StepOutcome.open)):
        getattr(visits, column)[left] = value
    log.assignments.until[np.isin(log.assignments.application, visits.application[left])] = UNSET
    again = officer_figures(log, model, work)
    assert {key: row["queue_h"] for key, row in again.items()} == pytest.approx(expected)
    # Their waits are in the mean of the step as well, where their own time is still unknown.
    mine = of_chief & log.applications.counted[visits.application] & (visits.outcome != StepOutcome.handed_over)
    mine &= np.array([plan.route == "provider" for plan in model.routes])[log.applications.route[visits.application]]
    assert mine[left].any()
    step = measure(log, model).steps["aid", "provider", "2"]
    assert step["queue_officer_mean_h"] == pytest.approx(visits.wait_officer_s[mine].mean() / 3600)


def test_no_gain_is_told_that_cannot_be_told_from_none(tmp_path: Path) -> None:
    results = run_study(loaded(tmp_path, question()), workers=1)
    assert results.pooled is not None
    few = replace(results, pooled=replace(results.pooled, whole=mean_interval([0.02, -0.01])))
    assert pooling_sentence(few).endswith(
        " Whether more answers would be in time if any member took any file cannot be told with 2 paired replications: "
        "0 points (95 % interval -19 to 20)."
    )


@pytest.mark.parametrize(
    ("chiefs", "roles", "comes_again"),
    [
        (1, "{chief: {same_member: true}}", True),
        (2, "{chief: {same_member: false}}", True),
        (2, "{chief: {same_member: true}}", False),
    ],
    ids=["one member", "any member takes any step", "a single step that no file comes to again"],
)
def test_nothing_is_said_where_nothing_can_be_pooled(
    chiefs: int, roles: str, comes_again: bool, tmp_path: Path
) -> None:
    text = question(chiefs, roles)
    if not comes_again:
        text = changed("        rework:\n          2: {probability: 60 %, back_to: '2'}\n", "", text)
    results = run_study(loaded(tmp_path, text), workers=1)
    assert results.pooled is None
    assert pooling_sentence(results) == ""
    assert "pooling" not in summary(results)
    assert "officers" not in summary(results)
    assert not officer_tables(results)


def test_a_rule_that_changes_nothing_leaves_the_pool_simple(tmp_path: Path) -> None:
    once = changed("        rework:\n          2: {probability: 60 %, back_to: '2'}\n", "", question())
    at_once = once.replace("same_member: true", "same_member: true, assign: at_once")
    officers = [
        {step.role for plan in build_model(loaded(tmp_path, text)).routes for step in plan.steps if step.same_member}
        for text in (question(), once, at_once)
    ]
    assert officers == [{"chief"}, set(), {"chief"}]
