"""How flows run: from the right side of one node to the left side of the next, going up and down between columns."""

from __future__ import annotations

from itertools import pairwise

from sim.export.bpmn.flow_graph import Flow, RouteProcess
from sim.export.bpmn.geometry import Box, PagePoint
from sim.export.bpmn.grid import Grid

_BEFORE_COLUMN = 20
"""How far before a column flows go up and down [px]."""

Edges = dict[str, tuple[PagePoint, ...]]
"""Points of flows by id."""


def sequence_flows(process: RouteProcess, grid: Grid, shapes: dict[str, Box], lefts: tuple[int, ...]) -> Edges:
    """The points of all sequence flows between nodes; `lefts` are the left sides of the columns [px]."""
    edges: Edges = {}
    for source, target in pairwise(process.ordinary):
        turn = lefts[grid.column[target.id]] - _BEFORE_COLUMN
        edges[Flow.between(source.id, target.id).id] = _across(shapes[source.id], shapes[target.id], turn)
    for branch in process.branches:
        leaves, first = shapes[branch.decision], shapes[branch.nodes[0].id]
        edges[Flow.between(branch.decision, branch.nodes[0].id).id] = _out_of_decision(leaves, first)
        for source, target in pairwise(branch.nodes):
            left, right = shapes[source.id], shapes[target.id]
            edges[Flow.between(source.id, target.id).id] = ((left.right, left.center[1]), (right.x, right.center[1]))
        if branch.rejoins is not None:
            last = branch.nodes[-1].id
            edges[Flow.between(last, branch.rejoins).id] = _into_merge(shapes[last], shapes[branch.rejoins])
    return edges


def message_flows(process: RouteProcess, shapes: dict[str, Box], outside: Box) -> Edges:
    """The points of the message flows between an applicant outside the process, who is drawn above it, and its events."""
    edges: Edges = {}
    for node in process.nodes:
        if node.kind.sends_or_receives:
            shape = shapes[node.id]
            up: tuple[PagePoint, PagePoint] = (shape.center[0], shape.y), (shape.center[0], outside.bottom)
            edges[f"Message_{node.id}"] = up if node.kind == "message_end" else up[::-1]
    return edges


def _across(source: Box, target: Box, turn: int) -> tuple[PagePoint, ...]:
    begin, end = (source.right, source.center[1]), (target.x, target.center[1])
    if begin[1] == end[1]:
        return begin, end
    return begin, (turn, begin[1]), (turn, end[1]), end


def _out_of_decision(decision: Box, first: Box) -> tuple[PagePoint, ...]:
    """Down or up out of a gateway, then into the left side of a branch."""
    x, y = decision.center[0], first.center[1]
    return (x, decision.bottom if y > decision.center[1] else decision.y), (x, y), (first.x, y)


def _into_merge(last: Box, merge: Box) -> tuple[PagePoint, ...]:
    """Out of the right side of a branch, then down or up into a gateway."""
    x, y = merge.center[0], last.center[1]
    return (last.right, y), (x, y), (x, merge.y if y < merge.center[1] else merge.bottom)
