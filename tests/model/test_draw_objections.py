"""Objections are drawn at addresses of their own, on a route of their own, behind all first applications."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from sim.model.draw_workload import draw_workload
from sim.model.expected_objections import ending_shares, expected_objections
from sim.model.model import Model, build_model
from sim.model.outcomes import ApplicationOutcome
from sim.model.workload import Workload
from sim.quantities import HOUR, UNSET
from tests.minimal import loaded, regulation_text, scenario_text, service

REGULATION = regulation_text(
    roles=("clerk", "expert", "chief", "gate"),
    provider="""
        - {n: 1, role: clerk, action: takes it in, applicant_present: true, source: "5.1"}
        - {n: 2, role: clerk, action: gives it back, source: "5.2", branch: {when: damaged, outcome: returned}}
        - {n: 3, role: expert, action: works it out, limit: 2 working days, source: "5.3"}
        - {n: 4, role: chief, action: decides, limit: 4 working days, limit_from: 1, source: "5.4"}
        - {n: 5, role: clerk, action: hands it out, applicant_present: true, source: "5.5"}
    """,
    terms="provider: {limit: 9 working days, source: {text: the standard}}",
)
OBJECTIONS = "{chance: 20 %, after: {distribution: uniform, minimum: 0 hours, maximum: 200 hours}, back_to: 3, term: 5 working days}"
SCENARIO = scenario_text(
    "Objections",
    period="{start: 2018-06-01, warm_up_until: 2018-06-01, end: 2018-08-01}",
    seed="11",
    services=service(f"""
        provider:
          steps:
            1: {{work: 12 minutes}}
            2: {{work: 5 minutes}}
            3: {{work: {{distribution: lognormal, mean: 90 minutes, p90: 150 minutes}}, hold: 2 hours}}
            4: {{work: {{distribution: exponential, mean: 20 minutes}}}}
            5: {{work: 5 minutes}}
          branches: {{2: {{probability: 10 %}}}}
          refusals: {{3: {{probability: 30 %}}}}
          rework: {{4: {{probability: 20 %, back_to: '3', at_most: 2}}}}
          objections: {OBJECTIONS}
    """),
    offices="""
        town: {hours: department, staff: {expert: {count: 4, visits_per_day: 2}, chief: {count: 1, discipline: priority}, clerk: 1}}
        village: {count: 2, hours: rural_akim, sends_to: town, staff: {clerk: 1}}
    """,
    transfers="""
        out: {sender: village, receiver: town, lag: 2 hours}
        back: {sender: town, receiver: village, lag: 1 hour}
    """,
    arrivals="""
        in_town: {service: aid, route: provider, office: town, rate: 6 per working day, priority: 2}
        villages: {service: aid, route: provider, office: village, rate: 6 per working day, settlements: {a: 0.3, b: 0.7}}
    """,
    backlog="""
        before: {service: aid, route: provider, office: town, files: [{step: '4', count: 40, age: 3 working days}]}
    """,
)
WHERE = "services.aid.routes.provider.objections"


def model_of(folder: Path, *changes: str, scenario: str = SCENARIO) -> Model:
    return build_model(loaded(folder, scenario, REGULATION, changes))


def without_objections(folder: Path) -> Model:
    lines = [line for line in SCENARIO.splitlines(keepends=True) if not line.strip().startswith("objections:")]
    return model_of(folder, scenario="".join(lines))


def objections(w: Workload) -> dict[int, tuple[int, tuple[int, ...], tuple[int, ...]]]:
    """By parent: how long after it an objection comes, which steps it passes, and their work."""
    assert w.parent is not None
    assert w.objects_after is not None
    rows = [slice(int(w.first[n]), int(w.first[n + 1])) for n in range(w.size)]
    return {
        int(w.parent[n]): (
            int(w.objects_after[n]), tuple(w.position[rows[n]].tolist()), tuple(w.work[rows[n]].tolist()),
        )
        for n in range(w.first_objection, w.size)
    }  # fmt: skip


def test_who_objects_to_nothing_is_drawn_as_without_the_rule(tmp_path: Path) -> None:
    """Only what stands behind the first applications is new."""
    before, after = draw_workload(without_objections(tmp_path), 1), draw_workload(model_of(tmp_path), 1)
    assert before.parent is None
    assert after.first_objection == before.size < after.size
    n, rows = before.size, len(before.work)
    for name in ("submitted", "stream", "office", "settlement", "priority", "ending", "inherited"):
        np.testing.assert_array_equal(getattr(after, name)[:n], getattr(before, name), name)
    for name in ("pool", "work", "hold", "transfer", "step"):
        np.testing.assert_array_equal(getattr(after, name)[:rows], getattr(before, name), name)
    np.testing.assert_array_equal(after.first[: n + 1], before.first)


def test_objections_stand_behind_all_in_the_order_of_their_parents_and_have_what_these_have(tmp_path: Path) -> None:
    w = draw_workload(model_of(tmp_path, f"{WHERE}.chance=80%", f"{WHERE}.at_most=3"), 1)
    assert w.parent is not None
    assert w.inherited is not None
    assert w.ending is not None
    numbers = np.arange(w.first_objection, w.size)
    parents = w.parent[numbers]
    generation = np.zeros(w.size, dtype=int)
    for number, parent in zip(numbers.tolist(), parents.tolist(), strict=True):
        assert parent < number
        generation[number] = generation[parent] + 1
    assert (w.parent[: w.first_objection] == UNSET).all()
    assert generation.max() == 3
    assert (np.diff(generation) >= 0).all()
    for times in (1, 2, 3):
        assert (np.diff(w.parent[generation == times]) > 0).all()
    assert (w.submitted[numbers] == UNSET).all()
    for name in ("stream", "office", "settlement", "priority"):
        column = getattr(w, name)
        np.testing.assert_array_equal(column[numbers], column[parents], name)
    assert not w.inherited[numbers].any()
    assert w.inherited[parents].any(), "the answer to a file from before the start can be objected to"
    answered = (ApplicationOutcome.assigned, ApplicationOutcome.refused)
    assert np.isin(w.ending[parents], answered).all()
    assert (w.ending[: w.first_objection] == ApplicationOutcome.returned).any()


def test_a_higher_chance_adds_objections_and_moves_none(tmp_path: Path) -> None:
    few, more = (objections(draw_workload(model_of(tmp_path, f"{WHERE}.chance={p}%"), 1)) for p in (10, 30))
    assert len(few) < len(more)
    assert {parent: more[parent] for parent in few} == few


def test_another_time_or_step_to_go_back_to_moves_nobody_elses_numbers(tmp_path: Path) -> None:
    usual = objections(draw_workload(model_of(tmp_path), 1))
    later = objections(draw_workload(model_of(tmp_path, f"{WHERE}.after=3 hours"), 1))
    again = objections(draw_workload(model_of(tmp_path, f"{WHERE}.at_most=4"), 1))
    assert {parent: what[1:] for parent, what in later.items()} == {parent: what[1:] for parent, what in usual.items()}
    assert {after for after, _, _ in later.values()} == {3 * HOUR}
    assert max(after for after, _, _ in usual.values()) <= 200 * HOUR
    assert {parent: again[parent] for parent in usual} == usual


def test_refusals_may_be_objected_to_more_often(tmp_path: Path) -> None:
    model = model_of(tmp_path, f"{WHERE}.chance=0%", f"{WHERE}.chance_if_refused=100%")
    w = draw_workload(model, 1)
    assert w.parent is not None
    assert w.ending is not None
    refused = np.flatnonzero(w.ending[: w.first_objection] == ApplicationOutcome.refused)
    np.testing.assert_array_equal(w.parent[w.first_objection :], refused)


def test_the_route_has_the_steps_from_the_one_gone_back_to_and_a_term_of_its_own(tmp_path: Path) -> None:
    model = model_of(tmp_path)
    plan, of = model.routes
    assert [step.key for step in of.steps if step.role] == ["3", "4", "5"]
    assert [(step.key, str(step.limit)) for step in of.steps if step.limit] == [("3", "2 working days")]
    assert str(of.term) == "5 working days"
    assert (of.key, of.term_text, of.steps[of.receipt].key, of.steps[of.ready].key) == (
        ("aid", "provider: objection"), "5 working days", "3", "4",
    )  # fmt: skip
    assert {branch.name for branch in of.branches} == {"refusal 3", "rework 4"}
    assert [plan.steps[k].key for k in plan.ordinary_path if plan.steps[k].role] == ["1", "3", "4", "5"]
    assert [of.steps[k].key for k in of.ordinary_path] == ["3", "4", "5"]
    w = draw_workload(model, 1)
    first = {of.steps[w.position[w.first[n]]].key for n in range(w.first_objection, w.size)}
    assert first == {"3"}
    taken = Counter(of.steps[k].key for k in w.position[w.first[w.first_objection] :].tolist())
    assert taken["4 to 5"] > 0, "a village's answer travels back"
    assert taken["1 to 3"] == 0


def test_a_rework_may_lead_to_before_the_step_gone_back_to(tmp_path: Path) -> None:
    model = model_of(tmp_path, f"{WHERE}.back_to=4", f"{WHERE}.chance=100%")
    of = model.routes[1]
    assert [step.key for step in of.steps if step.role] == ["3", "4", "5"]
    assert of.steps[of.entry].key == of.steps[of.receipt].key == "4"
    assert [of.steps[k].key for k in of.ordinary_path] == ["4", "5"]
    w = draw_workload(model, 1)
    assert {of.steps[w.position[w.first[n]]].key for n in range(w.first_objection, w.size)} == {"4"}
    assert "3" in {of.steps[k].key for k in w.position[w.first[w.first_objection] :].tolist()}


def test_expected_objections_are_those_worked_out_by_hand(tmp_path: Path) -> None:
    """10 % are returned. A refusal is decided anew at each passing of step 3: 30 % of what is answered, 27 % of all."""
    model = model_of(tmp_path, f"{WHERE}.chance_if_refused=50%", f"{WHERE}.at_most=2")
    shares = ending_shares(model.routes[0], model.routes[0].entry)
    assert shares == pytest.approx(
        {ApplicationOutcome.returned: 0.1, ApplicationOutcome.refused: 0.27, ApplicationOutcome.assigned: 0.63}
    )
    of_first, of_objection = 0.63 * 0.2 + 0.27 * 0.5, 0.7 * 0.2 + 0.3 * 0.5
    streams = {stream.name: stream for stream in model.streams}
    assert expected_objections(model.routes, streams["in_town"]) == pytest.approx(of_first * (1 + of_objection))
    # A file that lies at step 4 has not been refused, but by the 20 % that go back, and of these again 20 %: 0.2 x 0.3.
    waiting = 0.94 * 0.2 + 0.06 * 0.5
    assert expected_objections(model.routes, streams["before"]) == pytest.approx(waiting * (1 + of_objection))


def test_as_many_are_drawn_as_are_expected(tmp_path: Path) -> None:
    model = model_of(tmp_path, f"{WHERE}.chance_if_refused=50%", f"{WHERE}.at_most=2")
    streams = {stream.name: expected_objections(model.routes, stream) for stream in model.streams}
    expected = drawn = variance = 0.0
    for replication in range(1, 21):
        w = draw_workload(model, replication)
        for k, name in enumerate(w.streams):
            first = int((w.stream[: w.first_objection] == k).sum())
            expected += first * streams[name]
            variance += first * streams[name]
        drawn += w.size - w.first_objection
    assert abs(drawn - expected) < 3.29 * variance**0.5
