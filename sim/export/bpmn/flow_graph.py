"""A route as flow nodes in lanes, before anything has a place or is XML.

The ordinary way is one row of nodes, and each branch leaves it at a decision and ends by itself or rejoins it at a merge.
The words are those of BPMN 2.0.2 (OMG formal/2013-12-09).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, auto


class NodeKind(StrEnum):
    """What a flow node is."""

    start = auto()
    """A none start event: the process begins by itself, with the applicant's own first step."""
    message_start = auto()
    """A start event that the message of somebody outside triggers."""
    user_task = auto()
    """A task that people do."""
    service_task = auto()
    """A task that an information system does."""
    decision = auto()
    """An exclusive gateway with several ways out."""
    merge = auto()
    """An exclusive gateway with several ways in."""
    milestone = auto()
    """An intermediate throw event without a trigger: something has been reached."""
    wait_for_message = auto()
    """An intermediate catch event that waits for a message."""
    wait_for_round = auto()
    """An intermediate timer event: files wait until they are collected, or sent on."""
    end = auto()
    """A none end event."""
    message_end = auto()
    """An end event that sends a message to somebody outside."""

    @property
    def is_task(self) -> bool:
        """Whether the node is an activity, drawn as a rectangle with its name inside."""
        return self in (NodeKind.user_task, NodeKind.service_task)

    @property
    def is_gateway(self) -> bool:
        """Whether the node is a gateway, drawn as a diamond."""
        return self in (NodeKind.decision, NodeKind.merge)

    @property
    def sends_or_receives(self) -> bool:
        """Whether a message flow connects the node with somebody outside."""
        return self in (NodeKind.message_start, NodeKind.wait_for_message, NodeKind.message_end)


@dataclass(frozen=True)
class Fact:
    """What the regulation says beyond BPMN, as an extension element in the namespace of the project."""

    tag: str
    """Name of the element."""
    attributes: tuple[tuple[str, str], ...] = ()
    """Names and values of its attributes."""
    text: str = ""
    """Its text."""


@dataclass(frozen=True)
class Timer:
    """A limit or a timetable as a timer event definition."""

    name: str
    """What is shown beside the event, such as `3 working days`."""
    duration: str | None
    """The duration as ISO 8601 has it; None where what counts begins elsewhere than the event, so that no duration says it."""
    sentence: str
    """What the timer waits for, in words; the expression of a timer without a duration."""
    documentation: str
    """How the limit counts."""
    facts: tuple[Fact, ...]
    """The limit as the regulation has it."""


@dataclass(frozen=True)
class Node:
    """One flow node."""

    id: str
    """Its id in the document."""
    kind: NodeKind
    """What it is."""
    name: str
    """What is shown in it or beside it; empty for a merge."""
    lane: str
    """The role in whose lane it lies."""
    documentation: str = ""
    """What the regulation says about it, in sentences."""
    facts: tuple[Fact, ...] = ()
    """What the regulation says about it, for programs."""
    timer: Timer | None = None
    """Of a task its limit, which becomes a boundary event; of a round its timetable."""


@dataclass(frozen=True)
class ProcessBranch:
    """Nodes beside the ordinary way, which are passed on a condition."""

    decision: str
    """Id of the gateway at which the branch leaves the ordinary way."""
    condition: str
    """On what condition it is taken, in words."""
    nodes: tuple[Node, ...]
    """Its nodes in order."""
    rejoins: str | None
    """Id of the merge at which it rejoins the ordinary way; None where it ends by itself."""


@dataclass(frozen=True)
class Flow:
    """A sequence flow."""

    id: str
    """Its id in the document."""
    source: str
    """Id of the node that it leaves."""
    target: str
    """Id of the node that it enters."""
    name: str = ""
    """What is shown beside it."""
    condition: bool = False
    """Whether its name is the condition on which it is taken."""
    default: bool = False
    """Whether it is taken where no condition of its source holds."""

    @classmethod
    def between(
        cls, source: str, target: str, name: str = "", *, condition: bool = False, default: bool = False
    ) -> Flow:
        """A flow between two nodes, named after both."""
        return cls(f"Flow_{source}_{target}", source, target, name, condition, default)


@dataclass(frozen=True)
class Lane:
    """Somebody who acts."""

    role: str
    """The key of the role."""
    name: str
    """The name of the role."""
    facts: tuple[Fact, ...]
    """What the regulation says about the role, for programs."""


@dataclass(frozen=True)
class Labels:
    """Short texts that every diagram has, in its language."""

    otherwise: str
    """At the flow that leaves a decision where no condition holds."""
    limit_passed: str
    """At the event to which a limit leads that has passed."""
    term: str
    """Over the event sub-process of the term."""
    term_passed: str
    """At the event to which a term leads that has passed."""
    application: str
    """The message of an applicant who stands outside the process."""
    answer: str
    """The message to him."""


@dataclass(frozen=True)
class RouteProcess:
    """One route as a process, with what is shown around it."""

    id: str
    """Name of the regulation and of the route, such as `social_aid.portal`."""
    name: str
    """Name of the route, which stands at the pool."""
    documentation: str
    """What the regulation says about the route as a whole, in sentences."""
    facts: tuple[Fact, ...]
    """What the regulation says about the route as a whole, for programs."""
    lanes: tuple[Lane, ...]
    """Who acts, in the order in which they first do."""
    ordinary: tuple[Node, ...]
    """The nodes of the ordinary way in order, from the start to the end."""
    branches: tuple[ProcessBranch, ...]
    """What leaves the ordinary way, in the order of the text."""
    term: Timer | None
    """The overall term; None where nobody gives one."""
    applicant: str
    """The name of the applicant where he stands outside the process, as a pool of his own; empty where he has a lane."""
    labels: Labels
    """Short texts that every diagram has."""
    notes: tuple[str, ...]
    """Texts that stand above the pools."""

    @property
    def nodes(self) -> tuple[Node, ...]:
        """All nodes: the ordinary way, then branch by branch."""
        return (*self.ordinary, *(node for branch in self.branches for node in branch.nodes))

    def flows(self) -> Iterator[Flow]:
        """All sequence flows between nodes: the ordinary way, then branch by branch."""
        for node, following in zip(self.ordinary, self.ordinary[1:], strict=False):
            is_default = node.kind is NodeKind.decision
            yield Flow.between(node.id, following.id, self.labels.otherwise if is_default else "", default=is_default)
        for branch in self.branches:
            yield Flow.between(branch.decision, branch.nodes[0].id, branch.condition, condition=True)
            for node, following in zip(branch.nodes, branch.nodes[1:], strict=False):
                yield Flow.between(node.id, following.id)
            if branch.rejoins is not None:
                yield Flow.between(branch.nodes[-1].id, branch.rejoins)
