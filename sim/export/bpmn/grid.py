"""Which node lies in which column and row: the ordinary way in the middle row of each lane, branches in rows beside it.

Each node of the ordinary way has a column of its own, so that nothing lies between two that follow each other. A branch lies in
the column behind its decision, above or below the middle row of its lane, on the side that the ordinary way does not take.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sim.export.bpmn.flow_graph import ProcessBranch, RouteProcess

MIDDLE = 0
"""The row of a lane in which the ordinary way runs; rows above it have negative numbers."""
LaneRow = tuple[str, int]
"""A role and the number of a row in its lane."""


@dataclass(frozen=True)
class Grid:
    """Columns of the ordinary way, and rows of everything."""

    column: dict[str, int]
    """By node of the ordinary way: its column."""
    row: dict[str, LaneRow]
    """By node: its row."""
    rows: tuple[LaneRow, ...]
    """All rows from the top to the bottom."""
    side: dict[str, int]
    """By decision: 1 where branches leave it downwards alone, -1 where upwards alone, 0 where both or neither."""


def grid_of(process: RouteProcess) -> Grid:
    """The columns and rows of a process."""
    column = {node.id: number for number, node in enumerate(process.ordinary)}
    row: dict[str, LaneRow] = {node.id: (node.lane, MIDDLE) for node in process.ordinary}
    order = [lane.role for lane in process.lanes]
    taken: dict[LaneRow, list[tuple[int, int]]] = {}
    sides: dict[str, set[int]] = {}
    for branch in process.branches:
        leaves = column[branch.decision]
        side = _side(process, branch, order, leaves)
        lane = branch.nodes[0].lane
        span = (leaves + 1, leaves + 1 if branch.rejoins is None else column[branch.rejoins])
        number = side
        while _overlaps(span, taken.get((lane, number), ())):
            number += side
        taken.setdefault((lane, number), []).append(span)
        row |= {node.id: (lane, number) for node in branch.nodes}
        downwards = order.index(lane) > order.index(process.ordinary[leaves].lane) or (
            lane == process.ordinary[leaves].lane and side > 0
        )
        sides.setdefault(branch.decision, set()).add(1 if downwards else -1)
    numbers = {(lane, MIDDLE) for lane in order} | set(taken)
    rows = tuple(sorted(numbers, key=lambda one: (order.index(one[0]), one[1])))
    return Grid(column, row, rows, {decision: sum(found) for decision, found in sides.items()})


def _side(process: RouteProcess, branch: ProcessBranch, order: list[str], leaves: int) -> int:
    """Whether a branch lies below (1) or above (-1) the middle row of its lane: where the ordinary way does not run."""
    here, ahead = order.index(process.ordinary[leaves].lane), order.index(process.ordinary[leaves + 1].lane)
    there = order.index(branch.nodes[0].lane)
    if there == here:
        return -1 if ahead > here else 1
    return 1 if there > here else -1


def _overlaps(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(span[0] <= last and first <= span[1] for first, last in others)
