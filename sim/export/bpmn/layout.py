"""Where everything of a process is drawn: left to right by columns, lane below lane, texts with the room that they need."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from math import ceil

from sim.export.bpmn.flow_graph import Node, NodeKind, ProcessBranch, RouteProcess
from sim.export.bpmn.geometry import Box, Diagram, PagePoint
from sim.export.bpmn.grid import MIDDLE, Grid, LaneRow, grid_of
from sim.export.bpmn.routing import message_flows, sequence_flows
from sim.export.bpmn.text_size import line_widths, narrowest, text_height, text_width

EVENT, GATEWAY = 36, 50
"""Sizes of events and gateways, as viewers draw them [px]."""
NAME_SIZE, LABEL_SIZE = 12, 11
"""Font sizes of names inside shapes, and of labels beside them [px]."""
_TASK_WIDTH, _TASK_HEIGHT, _TASK_PADDING = 200, 80, 14
_ICON = 24
"""Room above the name of a task for the sign of its kind [px]."""
_GAP = 50
"""Room between columns, in which flows go up and down [px]."""
_INSIDE_GAP = 40
"""Room between the nodes of a branch [px]."""
_HEADER = 30
"""Width of the strip with the name of a pool or a lane, which holds two lines [px]."""
_MARGIN = 16
"""Room above and below what lies in a row [px]."""
_COLUMN = {NodeKind.decision: 110, NodeKind.merge: 70}
_EVENT_COLUMN = 100
_BESIDE_LABEL = 6
"""Room at the sides of a label below an event [px]."""
_OTHERWISE = 20
"""More room behind a decision, for what stands at the flow that is taken otherwise [px]."""
_CONDITION_LINES, _WIDEST_CONDITION = 6, 300
_CONDITION_ENDS = 30
"""How far before a column a condition ends, so that no flow that goes up or down there crosses it [px]."""
_LIMIT_X = 30
"""How far from the left side of its task a limit sits [px]."""
_LATE_BELOW = 58
"""How far below the lower side of a task the event lies to which a limit leads [px]."""
_TERM_WIDTH, _TERM_HEIGHT = 250, 130
_NOTE_WIDTH, _NOTE_GAP, _NOTE_PADDING = 380, 40, 12
_OUTSIDE_HEIGHT, _OUTSIDE_GAP = 60, 50
_LEFT, _TOP = 160, 80
_WIDEST_LANE = 1200


def lay_out(process: RouteProcess) -> Diagram:
    """The diagram of a process."""
    return _Layout(process, grid_of(process)).diagram()


def limit_id(node: Node) -> str:
    """Id of the boundary event that is the limit of a task."""
    return f"Limit_{node.id}"


def late_id(node: Node) -> str:
    """Id of the end event to which the limit of a task leads."""
    return f"Late_{node.id}"


@dataclass
class _Layout:
    """The makings of one diagram."""

    process: RouteProcess
    grid: Grid

    def diagram(self) -> Diagram:
        """Everything with its place."""
        process = self.process
        notes = self._notes()
        top = max((note.bottom for note in notes), default=_TOP - _NOTE_GAP) + _NOTE_GAP
        lefts = self._columns()
        width = lefts[-1] - _LEFT
        outside = Box(_LEFT, top, width, _OUTSIDE_HEIGHT) if process.applicant else None
        pool_top = top if outside is None else outside.bottom + _OUTSIDE_GAP
        middles, lanes = self._rows(pool_top, width)
        last = list(lanes.values())[-1]
        pool = Box(_LEFT, pool_top, width, last.bottom - pool_top)
        shapes = self._shapes(lefts, middles)
        edges = sequence_flows(process, self.grid, shapes, tuple(lefts))
        if outside is not None:
            edges |= message_flows(process, shapes, outside)
        labels = self._labels(shapes)
        self._add_limits(shapes, labels, edges)
        self._add_term(shapes, labels, edges, middles)
        return Diagram(shapes, labels, edges, lanes, pool, outside, notes)

    def _notes(self) -> tuple[Box, ...]:
        boxes = []
        for number, note in enumerate(self.process.notes):
            height = text_height(note, NAME_SIZE, _NOTE_WIDTH - _NOTE_PADDING) + _NOTE_PADDING
            boxes.append(Box(_LEFT + number * (_NOTE_WIDTH + _NOTE_GAP), _TOP, _NOTE_WIDTH, height))
        return tuple(boxes)

    def _branches_behind(self, column: int) -> list[ProcessBranch]:
        return [branch for branch in self.process.branches if self.grid.column[branch.decision] == column - 1]

    def _columns(self) -> list[int]:
        """Left sides of the columns, and the right side of the pool behind them [px]."""
        left = _LEFT + 2 * _HEADER + _GAP
        if self.process.term is not None:
            left += _TERM_WIDTH + _GAP
        widths = []
        for number, node in enumerate(self.process.ordinary):
            beside = [
                self._before_branch(number, branch) + self._block_width(branch)
                for branch in self._branches_behind(number)
            ]
            width = self._before_ordinary(number) + column_width(node)
            widths.append(max(width, *beside, 0) + self._gap_behind(number))
        return list(accumulate(widths, initial=left))

    def _before_ordinary(self, column: int) -> int:
        """Room in a column before a node of the ordinary way from which flows go up or down: branches lie on its left [px]."""
        kind = self.process.ordinary[column].kind
        if not kind.is_gateway and not kind.sends_or_receives:
            return 0
        beside = (branch for branch in self._branches_behind(column) if branch.nodes[0].kind.is_task)
        return max(map(self._block_width, beside), default=0)

    def _before_branch(self, column: int, branch: ProcessBranch) -> int:
        """Room in a column before a branch: an end that stands below another one stands on the right of it too [px]."""
        if branch.nodes[0].kind.is_task:
            return 0
        return self._before_ordinary(column) + column_width(self.process.ordinary[column])

    def _block_width(self, branch: ProcessBranch) -> int:
        """Width of the nodes of a branch [px]."""
        gaps = sum(_INSIDE_GAP for node in branch.nodes if node.kind.is_task)
        return sum(map(column_width, branch.nodes)) + gaps + self._aside(branch)

    def _aside(self, branch: ProcessBranch) -> int:
        """How far the events of a branch are moved aside, so that its messages go past the branches of the same decision [px]."""
        if not self.process.applicant:
            return 0
        same = [other for other in self.process.branches if other.decision == branch.decision]
        before = same[: same.index(branch)]
        return sum(column_width(node) for other in before for node in other.nodes if not node.kind.is_task)

    def _gap_behind(self, column: int) -> int:
        """Room behind a column; more where conditions stand in it."""
        behind = self._branches_behind(column + 1)
        if not behind:
            return _GAP
        gap = _GAP + _OTHERWISE
        least = _COLUMN[NodeKind.decision] // 2 + gap - _CONDITION_ENDS
        wanted = [
            narrowest(branch.condition, LABEL_SIZE, _CONDITION_LINES, least, _WIDEST_CONDITION) for branch in behind
        ]
        return gap + max(wanted) - least

    def _rows(self, top: int, width: int) -> tuple[dict[LaneRow, int], dict[str, Box]]:
        """The middle of each row, and the lanes."""
        middles: dict[LaneRow, int] = {}
        lanes: dict[str, Box] = {}
        at = top
        for lane in self.process.lanes:
            rows = [row for row in self.grid.rows if row[0] == lane.role]
            extents = {row: self._extent(row) for row in rows}
            height = sum(map(sum, extents.values()))
            names = (lane.name, self.process.name) if len(self.process.lanes) == 1 else (lane.name,)
            needed = max(_length_for(name, height) for name in names)
            spare = max(0, needed - height)
            y = at + spare // 2
            for row in rows:
                middles[row] = y + extents[row][0]
                y += sum(extents[row])
            lanes[lane.role] = Box(_LEFT + _HEADER, at, width - _HEADER, height + spare)
            at += height + spare
        return middles, lanes

    def _extent(self, row: LaneRow) -> tuple[int, int]:
        """Room that a row needs above and below its middle [px]."""
        above = below = GATEWAY // 2 + _MARGIN
        for node in self.process.nodes:
            if self.grid.row[node.id] == row:
                up, down = self._node_extent(node)
                above, below = max(above, up + _MARGIN), max(below, down + _MARGIN)
        if self.process.term is not None and row == self.grid.row[self.process.ordinary[0].id]:
            above, below = (max(extent, _TERM_HEIGHT // 2 + _MARGIN) for extent in (above, below))
        for branch in self.process.branches:
            if self.grid.row[branch.nodes[0].id] == row:
                label = text_height(branch.condition, LABEL_SIZE, self._condition_width(branch))
                above = max(above, label + 8)
        return above, below

    def _node_extent(self, node: Node) -> tuple[int, int]:
        half = node_size(node)[1] // 2
        if node.kind.is_task:
            return half, half + (_LATE_BELOW + EVENT // 2 if node.timer else 0)
        label = _label_height(node)
        if node.kind is NodeKind.decision and self.grid.side.get(node.id, 0) >= 0:
            return half + 6 + label, half
        return half, half + 6 + label

    def _condition_width(self, branch: ProcessBranch) -> int:
        return self._gap_behind(self.grid.column[branch.decision]) + _COLUMN[NodeKind.decision] // 2 - _CONDITION_ENDS

    def _shapes(self, lefts: list[int], middles: dict[LaneRow, int]) -> dict[str, Box]:
        """Boxes of all nodes but those of limits and terms."""
        shapes: dict[str, Box] = {}
        for number, node in enumerate(self.process.ordinary):
            x = lefts[number] + self._before_ordinary(number) + column_width(node) // 2
            shapes[node.id] = Box.around((x, middles[self.grid.row[node.id]]), *node_size(node))
        for branch in self.process.branches:
            number = self.grid.column[branch.decision] + 1
            x = lefts[number] + self._before_branch(number, branch)
            for node in branch.nodes:
                width = column_width(node)
                shapes[node.id] = Box.around((x + width // 2, middles[self.grid.row[node.id]]), *node_size(node))
                x += width + (_INSIDE_GAP + self._aside(branch) if node.kind.is_task else 0)
        return shapes

    def _labels(self, shapes: dict[str, Box]) -> dict[str, Box]:
        """Boxes of the names beside events, gateways and flows."""
        labels: dict[str, Box] = {}
        for node in self.process.nodes:
            if node.name and not node.kind.is_task:
                labels[node.id] = self._node_label(node, shapes[node.id])
        for flow in self.process.flows():
            source = shapes[flow.source]
            if flow.default:
                width = round(text_width(flow.name, LABEL_SIZE)) + 2
                upwards = self.grid.side.get(flow.source, 0) >= 0
                y = source.center[1] - 17 if upwards else source.center[1] + 4
                labels[flow.id] = Box(source.right + 14, y, width, 14)
        for branch in self.process.branches:
            source, first = shapes[branch.decision], shapes[branch.nodes[0].id]
            width = min(self._condition_width(branch), first.x - source.center[0] - 8)
            height = text_height(branch.condition, LABEL_SIZE, width)
            flow_id = f"Flow_{branch.decision}_{branch.nodes[0].id}"
            labels[flow_id] = Box(source.center[0] + 5, first.center[1] - height - 3, width, height)
        return labels

    def _node_label(self, node: Node, shape: Box) -> Box:
        width, height = column_width(node) - _BESIDE_LABEL, _label_height(node)
        if node.kind is NodeKind.decision and self.grid.side.get(node.id, 0) >= 0:
            return Box(shape.center[0] - width // 2, shape.y - height - 4, width, height)
        return Box(shape.center[0] - width // 2, shape.bottom + 4, width, height)

    def _add_limits(
        self, shapes: dict[str, Box], labels: dict[str, Box], edges: dict[str, tuple[PagePoint, ...]]
    ) -> None:
        """Limits on the lower sides of tasks, and the events below them to which they lead."""
        for node in self.process.nodes:
            if node.timer is None or not node.kind.is_task:
                continue
            task = shapes[node.id]
            x = task.x + _LIMIT_X
            limit = Box.around((x, task.bottom), EVENT, EVENT)
            late = Box.around((x, task.bottom + _LATE_BELOW), EVENT, EVENT)
            shapes[limit_id(node)], shapes[late_id(node)] = limit, late
            width, height = _beside(node.timer.name, task.right - limit.right - 6)
            labels[limit_id(node)] = Box(limit.right + 4, task.bottom + 4, width, height)
            width, height = _beside(self.process.labels.limit_passed, task.right - late.right - 6)
            labels[late_id(node)] = Box(late.right + 4, late.center[1] - height // 2, width, height)
            edges[f"Flow_{limit_id(node)}_{late_id(node)}"] = ((x, limit.bottom), (x, late.y))

    def _add_term(
        self,
        shapes: dict[str, Box],
        labels: dict[str, Box],
        edges: dict[str, tuple[PagePoint, ...]],
        middles: dict[LaneRow, int],
    ) -> None:
        """The event sub-process of the term, before the start."""
        if self.process.term is None:
            return
        y = middles[self.process.ordinary[0].lane, MIDDLE]
        box = Box(_LEFT + 2 * _HEADER + _GAP // 2, y - _TERM_HEIGHT // 2, _TERM_WIDTH, _TERM_HEIGHT)
        start = Box.around((box.x + 65, y - 2), EVENT, EVENT)
        end = Box.around((box.right - 65, y - 2), EVENT, EVENT)
        shapes |= {"Term": box, "Term_start": start, "Term_end": end}
        for name, text, shape in (
            ("Term_start", self.process.term.name, start),
            ("Term_end", self.process.labels.term_passed, end),
        ):
            labels[name] = Box(shape.center[0] - 58, shape.bottom + 4, 116, text_height(text, LABEL_SIZE, 116))
        edges["Flow_Term_start_Term_end"] = ((start.right, start.center[1]), (end.x, end.center[1]))


def node_size(node: Node) -> tuple[int, int]:
    """Width and height of a node [px]."""
    if node.kind.is_task:
        text = text_height(node.name, NAME_SIZE, _TASK_WIDTH - _TASK_PADDING)
        return _TASK_WIDTH, max(_TASK_HEIGHT, -(-(text + 2 * _ICON) // 10) * 10)
    return (GATEWAY, GATEWAY) if node.kind.is_gateway else (EVENT, EVENT)


def column_width(node: Node) -> int:
    """Width that a node takes with the name beside it, in which no word is broken [px]."""
    if node.kind.is_task:
        return _TASK_WIDTH
    words = node.name.split()
    longest = max((ceil(text_width(word, LABEL_SIZE)) for word in words), default=0) + _BESIDE_LABEL
    return max(_COLUMN.get(node.kind, _EVENT_COLUMN), min(longest, _TASK_WIDTH))


def _length_for(name: str, least: int) -> int:
    """How long the strip of a pool or a lane has to be for a name in two lines with room at both ends [px].

    Viewers break a line where their own measure says so; at this length it says the same, though it be somewhat another.
    """
    length = max(least, narrowest(name, NAME_SIZE, 2, 60, _WIDEST_LANE) + _MARGIN)
    while length < _WIDEST_LANE:
        closely, loosely = (line_widths(name, NAME_SIZE, width) for width in (length - _MARGIN, length + _MARGIN))
        if closely == loosely:
            break
        length += 4
    return length


def _beside(text: str, room: int) -> tuple[int, int]:
    """Width and height of a label that begins beside its event; viewers centre it, so it has no more room than it fills."""
    width = min(room, ceil(text_width(text, LABEL_SIZE)) + 2)
    return width, text_height(text, LABEL_SIZE, width)


def _label_height(node: Node) -> int:
    return text_height(node.name, LABEL_SIZE, column_width(node) - _BESIDE_LABEL) if node.name else 0
