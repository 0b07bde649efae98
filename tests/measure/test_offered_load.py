"""Expected load against hours worked out by hand, with branches, rework and a backlog, and against simulated work."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.engine.simulate import simulate
from sim.measure.offered_load import PoolLoad, offered_load
from sim.model.draw_workload import draw_workload
from sim.model.expected_passes import expected_passes
from sim.model.model import Model, build_model
from sim.model.route import Kind
from sim.quantities import HOUR
from tests import people
from tests.minimal import loaded, regulation_text, scenario_text, service

REPLICATIONS = 200
# Chosen once: with another seed each of the tests by chance below fails at odds of one in a thousand.
SEED = 7
SIGNIFICANT = 3.29
"""A standard normal variable lies farther from zero once in a thousand times."""

REGULATION = regulation_text(
    roles=("clerk", "expert", "chief"),
    provider="""
        - {n: 1, role: clerk, action: takes it in, source: "5.1"}
        - {n: 2, role: clerk, action: gives it back, source: "5.2", branch: {when: damaged, outcome: returned}}
        - {n: 3, role: expert, action: works it out, source: "5.3"}
        - {n: 4, role: chief, action: decides, source: "5.4"}
    """,
    terms="provider: {limit: 9 working days, source: {text: the standard}}",
)
# June and July 2018 have 21 working days each.
SCENARIO = scenario_text(
    "Load",
    period="{start: 2018-06-01, warm_up_until: 2018-06-01, end: 2018-08-01, run_out: 100 working days}",
    seed=str(SEED),
    services=service("""
        provider:
          steps:
            1: {work: 12 minutes}
            2: {work: 5 minutes}
            3: {work: {distribution: lognormal, mean: 90 minutes, p90: 150 minutes}, hold: 2 hours}
            4: {work: {distribution: exponential, mean: 20 minutes}}
          branches: {2: {probability: 10 %}}
          missing_documents: {1: {probability: 20 %, brought_after: 30 hours, back_to: '1'}}
          refusals: {3: {probability: 15 %}}
          rework: {4: {probability: 30 %, back_to: '3', at_most: 2}}
    """),
    offices="""
        town: {hours: department, staff: {clerk: 1, expert: 4, chief: 1}}
        village: {names: {alpha: {}, beta: {}}, hours: rural_akim, sends_to: town, staff: {clerk: 1}}
    """,
    arrivals="""
        in_town: {service: aid, route: provider, office: town, rate: 4 per working day}
        villages: {service: aid, route: provider, office: village, rate: 6 per working day, weights: [1, 2]}
    """,
    backlog="""
        before: {service: aid, route: provider, office: town, files: [
          {step: '3', count: 5, age: 3 working days}, {step: '4', count: 2, age: 5 working days}, {step: '1', count: 1, age: 1 working day}]}
    """,
)
# How often a step is passed. Step 1: once, and once more by the fifth whose documents are missing. 10 % are returned by
# step 2 at each end of step 1: 0.1 + 0.2 x 0.1. The others go on: 0.7 + 0.2 x 0.9 = 0.88. From step 3 and 4 on 30 % and then
# 30 % of these go round again: 1 + 0.3 + 0.09. A refusal changes nothing: the chief signs it.
ROUNDS = 1.39
OUTSIDE = {1: 1.2, 2: 0.12, 3: 0.88 * ROUNDS, 4: 0.88 * ROUNDS}
AT_3, AT_4 = {3: ROUNDS, 4: ROUNDS}, {3: ROUNDS - 1, 4: ROUNDS}
BACKLOG = {step: 5 * AT_3.get(step, 0) + 2 * AT_4.get(step, 0) + OUTSIDE[step] for step in OUTSIDE}


def model_of(folder: Path, *changes: str, scenario: str = SCENARIO) -> Model:
    return build_model(loaded(folder, scenario, REGULATION, changes))


def by_pool(loads: tuple[PoolLoad, ...]) -> dict[tuple[str, str], PoolLoad]:
    return {(load.office, load.role): load for load in loads}


def hours(passes: dict[int, float]) -> dict[str, float]:
    """Expected work of each role for an application that passes its steps so often [h]."""
    return {
        "clerk": (passes[1] * 12 + passes[2] * 5) / 60,
        "expert": passes[3] * 1.5,
        "chief": passes[4] / 3,
    }


def test_passes_are_those_worked_out_by_hand(tmp_path: Path) -> None:
    (plan,) = model_of(tmp_path).routes
    of_key = dict(zip((step.key for step in plan.steps), expected_passes(plan), strict=True))
    assert {int(key): passes for key, passes in of_key.items() if key.isdigit()} == pytest.approx(OUTSIDE)
    assert of_key["documents after 1"] == pytest.approx(0.2)
    at = {step.key: expected_passes(plan, k) for k, step in enumerate(plan.steps)}
    for start, expected in (("3", AT_3), ("4", AT_4)):
        found = dict(zip(of_key, at[start], strict=True))
        assert found == pytest.approx({key: expected.get(int(key), 0) if key.isdigit() else 0 for key in found})


def test_work_by_month_is_that_of_the_passes_and_the_backlog_comes_in_the_first(tmp_path: Path) -> None:
    loads = by_pool(offered_load(model_of(tmp_path)))
    each, waiting = hours(OUTSIDE), hours(BACKLOG)
    assert each["clerk"] == pytest.approx(0.25)
    assert waiting == pytest.approx({"clerk": 0.25, "expert": 1.5 * 8.9532, "chief": 10.9532 / 3})
    june = july = {
        ("town", "clerk"): 84 * each["clerk"],
        ("town", "expert"): 210 * each["expert"],
        ("town", "chief"): 210 * each["chief"],
        ("alpha", "clerk"): 42 * each["clerk"],
        ("beta", "clerk"): 84 * each["clerk"],
    }
    june = {(office, role): work + waiting[role] * (office == "town") for (office, role), work in june.items()}
    assert loads.keys() == june.keys()
    for key, load in loads.items():
        assert load.months == ("2018-06", "2018-07")
        assert load.work_by_month == pytest.approx((june[key], july[key])), key
        # 21 days of 8 h.
        assert load.on_duty_by_month == pytest.approx((168 * load.members,) * 2), key
        assert load.load == pytest.approx((june[key] + july[key]) / (336 * load.members)), key
    # 385.308 h a month for four, and 13.4298 h of the backlog.
    assert loads["town", "expert"].load == pytest.approx((2 * 385.308 + 13.4298) / 1344)
    assert loads["town", "expert"].at_least == 3


def test_without_branches_every_step_is_passed_once(tmp_path: Path) -> None:
    start = SCENARIO.index("        branches:")
    plain = SCENARIO[:start] + SCENARIO[SCENARIO.index("offices:") :]
    plain = plain.replace("          2: {work: 5 minutes}\n", "")
    loads = by_pool(offered_load(model_of(tmp_path, scenario=plain)))
    # 420 in two months; of the backlog six files come to the expert, all eight to the chief.
    assert loads["town", "expert"].work_h == pytest.approx((420 + 6) * 1.5)
    assert loads["town", "chief"].work_h == pytest.approx((420 + 8) / 3)
    assert loads["town", "clerk"].work_h == pytest.approx((168 + 1) * 0.2)


def test_expected_work_is_the_mean_of_the_simulated_work(tmp_path: Path) -> None:
    """Of all that is handed in until the end, and of the backlog: what people did for it, be it afterwards."""
    fewer = ("arrivals.in_town.rate=1 per working day", "arrivals.villages.rate=1.5 per working day")
    model = model_of(tmp_path, *fewer, "period.end=2018-06-16")
    work_by_replication = []
    for replication in range(1, REPLICATIONS + 1):
        workload = draw_workload(model, replication)
        log = simulate(workload, model.capacity)
        awaited = log.applications.counted | log.applications.inherited
        assert (log.applications.ended[awaited] >= 0).all()
        assert (log.visits.work_s[workload.kind[log.visits.row] == Kind.APPLICANT] == 0).all()
        staffed = awaited[log.visits.application] & (log.visits.pool >= 0)
        work_by_replication.append(
            np.bincount(log.visits.pool[staffed], log.visits.work_s[staffed], minlength=len(model.capacity.pools))
            / HOUR
        )
    simulated = np.array(work_by_replication)
    error = simulated.std(axis=0, ddof=1) / np.sqrt(REPLICATIONS)
    loads = offered_load(model)
    for load, mean, width in zip(loads, simulated.mean(axis=0).tolist(), error.tolist(), strict=True):
        assert width < 0.05 * load.work_h, load.role
        assert abs(mean - load.work_h) < SIGNIFICANT * width, (load.office, load.role, mean, load.work_h)


def staffed_load(folder: Path, **staff: str) -> dict[str, PoolLoad]:
    """The expected load by role of an office with other staff than that of the tests by default."""
    model = build_model(people.study(folder, staff=staff, start="2018-06-01", end="2018-08-01"))
    return {load.role: load for load in offered_load(model)}


def test_a_stand_in_has_the_time_of_who_is_ill(tmp_path: Path) -> None:
    """One member who is ill for a share s of his days, with a stand-in of the same hours: (1 - s) + s of his time. Two members
    are both ill for s^2 of it, and one stand-in brings half of their time then. Nobody stands in for whoever is ill beside a
    colleague."""
    ill = "sickness: {episodes: 4 per year, length: 6 working days}"
    away = 6 / (6 + 246 / 4)  # the mean length over itself and the working days between two illnesses
    alone = staffed_load(tmp_path, executor="{count: 1}")["executor"].on_duty_h
    found = {
        name: staffed_load(tmp_path, executor=text)["executor"].on_duty_h / alone
        for name, text in {
            "nobody": f"{{count: 1, {ill}}}",
            "stand-in": f"{{count: 1, {ill}, stand_in: head}}",
            "two": f"{{count: 2, {ill}, stand_in: head}}",
            "on leave": "{count: 1, stand_in: head, absences: [{first_day: 2018-06-04, last_day: 2018-06-15}]}",
        }.items()
    }
    assert found == pytest.approx(
        {"nobody": 1 - away, "stand-in": 1.0, "two": 2 * (1 - away) + away**2, "on leave": 1.0}, rel=1e-9
    )


def test_a_stand_in_who_may_be_ill_himself_has_less_time(tmp_path: Path) -> None:
    """Executor and head are ill for s of their days each; the head stands in for s (1 - s), and behind him the employee for s^2."""
    ill = "sickness: {episodes: 4 per year, length: 6 working days}"
    away = 6 / (6 + 246 / 4)
    alone = staffed_load(tmp_path, executor="{count: 1}")["executor"].on_duty_h
    head = f"{{count: 1, {ill}}}"
    one = staffed_load(tmp_path, executor=f"{{count: 1, {ill}, stand_in: head}}", head=head)
    both = staffed_load(tmp_path, executor=f"{{count: 1, {ill}, stand_in: [head, employee]}}", head=head)
    assert one["executor"].on_duty_h / alone == pytest.approx(1 - away + away * (1 - away))
    assert both["executor"].on_duty_h / alone == pytest.approx(1 - away + away * (1 - away) + away**2)
