"""From a route to its flow graph, held against what the texts say."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.export.bpmn.flow_graph import NodeKind, RouteProcess
from sim.export.bpmn.route_process import route_process
from sim.translations.in_use import in_language
from tests.export.bpmn.documents import regulation_of, routes
from tests.export.bpmn.own_regulation import own_regulation


def ids(process: RouteProcess) -> list[str]:
    return [node.id for node in process.ordinary]


def branches(process: RouteProcess) -> list[tuple[str, list[str], str | None]]:
    return [(branch.decision, [node.id for node in branch.nodes], branch.rejoins) for branch in process.branches]


def test_a_route_that_joins_another_one_goes_on_in_its_steps() -> None:
    process = route_process(regulation_of("west_kazakhstan_2018_social_aid"), "portal")
    met = [f"Task_provider_{number}" for number in range(2, 9)]
    assert ids(process) == [
        "Start", "Task_1", "Task_2", "Task_3", "Decision_3", "Task_5", "Task_6", "Decision_6", "Task_8", "Receipt", "Task_9",
        "Decision_9", *met, "Ready", "Merge_11", "Task_11", "Decision_answer", "End_answer",
    ]  # fmt: skip
    assert branches(process) == [
        ("Decision_3", ["Task_4", "End_4"], None),
        ("Decision_6", ["Task_7", "End_7"], None),
        ("Decision_9", ["Task_10"], "Merge_11"),
        ("Decision_answer", ["End_refused"], None),
    ]
    assert [lane.role for lane in process.lanes][:4] == ["applicant", "portal", "employee", "head"]


def test_a_reading_ends_the_join_where_it_says() -> None:
    regulation = regulation_of("west_kazakhstan_2018_social_aid")
    assert "Task_provider_8" not in ids(route_process(regulation, "portal", "signature"))


def test_limits_are_durations_and_working_days_are_said_to_be_some() -> None:
    process = route_process(regulation_of("west_kazakhstan_2018_social_aid"), "provider")
    timers = [node.timer for node in process.ordinary if node.kind.is_task]
    assert [timer and timer.duration for timer in timers] == ["PT10M", "P1D", "P1D", "P2D", "P1D", "P1D", "P1D", "P1D"]
    two_days = timers[3]
    assert two_days is not None
    assert two_days.name == "2 working days"
    assert "official working days" in two_days.documentation
    assert two_days.facts[0].attributes == (("value", "2"), ("unit", "working_days"))
    assert process.term is not None
    assert process.term.duration == "P8D"


def test_a_limit_from_another_step_is_no_duration_of_its_task() -> None:
    process = route_process(regulation_of("aktogay_2013_targeted_assistance"), "akim")
    (timer,) = [node.timer for node in process.ordinary if node.id == "Task_4"]
    assert timer is not None
    assert (timer.duration, timer.name) == (None, "15 working days from step 1")
    assert ("from", "1") in timer.facts[0].attributes


def test_a_term_that_begins_inside_the_process_is_no_duration_of_the_process() -> None:
    term = route_process(regulation_of("west_kazakhstan_2018_social_aid"), "portal").term
    assert term is not None
    assert (term.duration, term.name) == (None, "8 working days after receipt")


def test_timetables_are_waits_between_tasks() -> None:
    process = route_process(regulation_of("south_kazakhstan_2012_child_allowance"), "psc")
    assert ids(process)[1:6] == ["Task_1", "Round_2", "Task_2", "Task_3", "Round_3"]
    assert [node.name for node in process.ordinary if node.kind is NodeKind.wait_for_round] == [
        "3 times a day", "at least 2 times a day",
    ]  # fmt: skip


def test_every_outcome_of_a_branch_leads_where_a_simulation_leads_it(tmp_path: Path) -> None:
    process = route_process(own_regulation(tmp_path), "provider")
    assert ids(process) == [
        "Start", "Task_1", "Decision_1", "Merge_4", "Task_4", "Decision_4", "Merge_6", "Round_6", "Task_6", "Ready", "Decision_6",
        "Task_7", "Decision_answer", "End_answer",
    ]  # fmt: skip
    assert branches(process) == [
        ("Decision_1", ["Task_2", "Documents_2"], "Merge_4"),
        ("Decision_1", ["Task_3", "End_3"], None),
        ("Decision_4", ["Task_5"], "Merge_6"),
        ("Decision_6", ["Task_8", "End_8"], None),
        ("Decision_answer", ["End_refused"], None),
    ]
    assert process.applicant == "applicant"
    assert "stands still" in process.documentation


def test_applicants_who_act_have_a_lane_and_others_a_pool() -> None:
    for name, channel in routes():
        regulation = regulation_of(name)
        process = route_process(regulation, channel)
        acts = any(regulation.kind(lane.role) == "applicant" for lane in process.lanes)
        kinds = {node.kind for node in process.nodes}
        assert bool(process.applicant) != acts
        assert bool(kinds & {NodeKind.start, NodeKind.end}) == acts
        assert bool(kinds & {NodeKind.message_start, NodeKind.message_end}) != acts


@pytest.mark.parametrize(("name", "channel"), routes())
def test_every_step_of_the_path_and_every_branch_is_a_task_of_its_role(name: str, channel: str) -> None:
    regulation = regulation_of(name)
    tasks = {node.id: node for node in route_process(regulation, channel).nodes if node.kind.is_task}  # type: ignore[arg-type]
    steps = {step.key: step for step in (*regulation.path(channel), *regulation.branch_steps(channel).values())}  # type: ignore[arg-type]
    assert len(tasks) == len(steps)
    for key, step in steps.items():
        task = tasks["Task_" + key.replace(".", "_")]
        assert task.lane == step.role
        assert (task.timer is None) == (step.limit is None)
        assert (task.kind is NodeKind.service_task) == (regulation.kind(step.role) == "system")


@pytest.mark.parametrize(("name", "channel"), routes())
def test_every_node_is_reached_and_comes_to_an_end(name: str, channel: str) -> None:
    process = route_process(regulation_of(name), channel)  # type: ignore[arg-type]
    follows: dict[str, set[str]] = {node.id: set() for node in process.nodes}
    for flow in process.flows():
        follows[flow.source].add(flow.target)
    reached, waiting = set(), ["Start"]
    while waiting:
        node = waiting.pop()
        if node not in reached:
            reached.add(node)
            waiting += follows[node]
    assert reached == set(follows)
    assert {node.id for node in process.nodes if not follows[node.id]} == {
        node.id for node in process.nodes if node.kind in (NodeKind.end, NodeKind.message_end)
    }


@pytest.mark.parametrize(("lang", "limit", "lane"), [
    ("kk", "1 жұмыс күні", "көрсетілетін қызметті берушінің басшысы"),
    ("ru", "1 рабочий день", "руководитель услугодателя"),
    ("en", "1 working day", "head of the provider"),
])  # fmt: skip
def test_a_diagram_speaks_the_language_in_use(lang: str, limit: str, lane: str) -> None:
    with in_language(lang):
        process = route_process(regulation_of("west_kazakhstan_2018_social_aid"), "provider")
    (task,) = [node for node in process.ordinary if node.id == "Task_2"]
    assert task.timer is not None
    assert task.timer.name == limit
    assert lane in [one.name for one in process.lanes]
