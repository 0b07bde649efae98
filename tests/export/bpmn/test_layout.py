"""Where everything is drawn: nothing lies over anything else, flows begin and end on borders, lanes fill their pool."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.export.bpmn.flow_graph import RouteProcess
from sim.export.bpmn.geometry import Box, Diagram, PagePoint
from sim.export.bpmn.layout import lay_out
from sim.export.bpmn.route_process import route_process
from sim.export.bpmn.text_size import line_count, narrowest, shortened, text_height, text_width
from sim.law.regulation import Channel, Regulation
from sim.translations.in_use import LANGUAGES, in_language
from tests.export.bpmn.documents import regulation_of, routes
from tests.export.bpmn.own_regulation import own_regulation


def laid_out(name: str, channel: Channel, lang: str) -> tuple[RouteProcess, Diagram]:
    with in_language(lang):
        process = route_process(regulation_of(name), channel)
    return process, lay_out(process)


def overlap(one: Box, other: Box) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


def within(inner: Box, outer: Box) -> bool:
    return outer.x <= inner.x and inner.right <= outer.right and outer.y <= inner.y and inner.bottom <= outer.bottom


def on_border(point: PagePoint, box: Box) -> bool:
    """In the middle of a side of a box."""
    x, y = box.center
    return point in ((box.x, y), (box.right, y), (x, box.y), (x, box.bottom))


def crosses(begin: PagePoint, end: PagePoint, box: Box) -> bool:
    """Whether a part of a flow runs through the inside of a box."""
    (left, right), (top, bottom) = sorted((begin[0], end[0])), sorted((begin[1], end[1]))
    return (
        left < box.right
        and box.x < right + 1
        and top < box.bottom
        and box.y < bottom + 1
        and not (right <= box.x or left >= box.right or bottom <= box.y or top >= box.bottom)
    )


def check(process: RouteProcess, diagram: Diagram) -> None:
    nothing_overlaps(diagram)
    flows_are_docked(process, diagram)
    lanes_hold_their_nodes(process, diagram)


def nothing_overlaps(diagram: Diagram) -> None:
    inside = {name for name in diagram.shapes if name.startswith("Term_")}
    apart = {name: box for name, box in diagram.shapes.items() if name not in inside}
    for (a, one), (b, other) in combinations(apart.items(), 2):
        assert not overlap(one, other) or f"Limit_{a}" == b or f"Limit_{b}" == a, f"{a} lies over {b}"
    assert all(within(diagram.shapes[name], diagram.shapes["Term"]) for name in inside)
    for name, label in diagram.labels.items():
        assert within(label, diagram.pool), f"the label of {name} leaves the pool"
        for other, box in apart.items():
            assert not overlap(label, box) or (other == "Term" and name in inside), (
                f"the label of {name} lies over {other}"
            )
    for (a, one), (b, other) in combinations(diagram.labels.items(), 2):
        assert not overlap(one, other), f"the label of {a} lies over that of {b}"


def flows_are_docked(process: RouteProcess, diagram: Diagram) -> None:
    ends = {flow.id: (flow.source, flow.target) for flow in process.flows()}
    for name, points in diagram.edges.items():
        assert all((x == u) != (y == v) for (x, y), (u, v) in pairwise(points)), f"{name} runs aslant, or stands still"
        if name in ends:
            source, target = ends[name]
            assert on_border(points[0], diagram.shapes[source]), name
            assert on_border(points[-1], diagram.shapes[target]), name
        if name.startswith("Message_"):
            assert diagram.outside is not None
            assert {points[0][1], points[-1][1]} & {diagram.outside.bottom}
        for other, box in diagram.shapes.items():
            for begin, end in pairwise(points):
                hit = crosses(begin, end, box)
                assert not hit or other == "Term", f"{name} runs through {other}"
    assert set(ends) <= set(diagram.edges)


def lanes_hold_their_nodes(process: RouteProcess, diagram: Diagram) -> None:
    for node in process.nodes:
        assert within(diagram.shapes[node.id], diagram.lanes[node.lane]), f"{node.id} leaves its lane"
    lanes = list(diagram.lanes.values())
    assert lanes[0].y == diagram.pool.y
    assert lanes[-1].bottom == diagram.pool.bottom
    assert all(above.bottom == below.y for above, below in pairwise(lanes))
    assert all(note.bottom < (diagram.outside or diagram.pool).y for note in diagram.notes)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("name", "channel"), routes())
def test_every_route_is_laid_out_well(name: str, channel: Channel, lang: str) -> None:
    check(*laid_out(name, channel, lang))


@pytest.mark.parametrize("channel", ["provider", "portal"])
def test_a_route_with_every_kind_of_branch_is_laid_out_well(tmp_path: Path, channel: Channel) -> None:
    process = route_process(own_regulation(tmp_path), channel)
    check(process, lay_out(process))


OUTCOMES = ["stopped_before_receipt", "refused", "returned", "missing_documents", "alternative"]
WORDS = st.integers(1, 20).map(lambda count: " ".join(["words"] * count))
BRANCHES = st.fixed_dictionaries({"when": WORDS, "outcome": st.sampled_from(OUTCOMES)})
TIMETABLES = st.fixed_dictionaries({"times_per_day": st.just(2), "way": st.sampled_from(["from", "to"])})


@st.composite
def steps(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Steps of a route, the first of which is one of the staff that is always taken."""
    result = []
    for number in range(1, draw(st.integers(1, 9)) + 1):
        step: dict[str, Any] = {"n": number, "role": "clerk", "action": draw(WORDS), "source": "clause"}
        if number > 1:
            step["role"] = draw(st.sampled_from(["clerk", "head", "commission", "system", "applicant"]))
            step["branch"] = draw(st.none() | BRANCHES)
        step["limit"] = draw(st.none() | st.just("3 working days"))
        step["timetable"] = draw(st.none() | TIMETABLES)
        result.append(step)
    return result


@settings(max_examples=150)
@given(steps=steps(), term=st.booleans())
def test_any_route_is_laid_out_well(steps: list[dict[str, Any]], term: bool) -> None:
    kinds = {
        "clerk": "staff",
        "head": "staff",
        "commission": "commission",
        "system": "system",
        "applicant": "applicant",
    }
    stated = {"provider": {"limit": "9 working days", "source": {"text": "clause"}}}
    regulation = Regulation.model_validate(
        {
            "regulation": "region_2020_service", "title": "Service", "region": "Region", "year": 2020,
            "act": {"document": "act.txt", "issuer": "Akimat", "number": "1", "date": "2020-01-01"},
            "roles": {role: {"kk": role, "kind": kind} for role, kind in kinds.items()},
            "routes": {"provider": {"title": "Route", "source": "clause", "steps": steps}},
            "terms": stated if term else {},
        }
    )  # fmt: skip
    process = route_process(regulation, "provider")
    check(process, lay_out(process))


def test_the_ordinary_way_runs_from_left_to_right() -> None:
    process, diagram = laid_out("west_kazakhstan_2018_social_aid", "portal", "kk")
    middles = [diagram.shapes[node.id].center[0] for node in process.ordinary]
    assert middles == sorted(middles)
    assert len(set(middles)) == len(middles)


def test_tasks_grow_with_their_text_and_lanes_with_their_name() -> None:
    process, diagram = laid_out("aktogay_2013_targeted_assistance", "akim", "kk")
    for node in process.ordinary:
        if node.kind.is_task:
            box = diagram.shapes[node.id]
            assert text_height(node.name, 12, box.width - 14) <= box.height - 48
    for lane in process.lanes:
        assert line_count(lane.name, 12, diagram.lanes[lane.role].height) <= 2


def test_widths_of_text() -> None:
    assert text_width("", 12) == 0
    assert text_width("мм", 10) == 2 * text_width("м", 10)
    assert text_width("Щ", 12) > text_width("і", 12)
    assert line_count("one two three", 10, 1000) == 1
    assert line_count("one\ntwo", 10, 1000) == 2
    assert line_count("wwwwwwwwww", 10, text_width("www", 10)) == 4
    width = narrowest("some words in a row", 11, 2, 10, 500)
    assert line_count("some words in a row", 11, width) <= 2 < line_count("some words in a row", 11, width - 1)


def test_long_names_are_cut_between_words() -> None:
    assert shortened("a  b\nc", 10) == "a b c"
    assert shortened("process 1 - enters", 40) == "process 1 – enters"
    assert shortened("one two three four", 12) == "one two…"
    assert len(shortened("x" * 10_000, 400)) == 400
