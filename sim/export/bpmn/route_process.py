"""From a route of a regulation to its flow graph: the ordinary way with joins followed, and the branches of the text.

Which steps are passed, and where a branch leads, is what a simulation does with the same regulation (`sim/model/build_route.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sim.export.bpmn.flow_graph import Fact, Lane, Node, NodeKind, ProcessBranch, RouteProcess
from sim.export.bpmn.text_size import shortened
from sim.export.bpmn.timers import round_timer, step_timer, term_timer
from sim.export.bpmn.wording import labels, notes, route_documentation, step_documentation
from sim.law.regulation import Channel, PathStep, Regulation
from sim.schema.document import Translated
from sim.translations.in_use import LANGUAGES, language, translated
from sim.visible_text import visible

_STAFF = ("staff", "commission")
_LONGEST_NAME = 400
"""Signs of a task's name at most; all of a longer text stands in the extension elements."""


def route_process(regulation: Regulation, channel: Channel, reading: str | None = None) -> RouteProcess:
    """One route as a process, in the language in use; `reading` names a reading of its join, default the one in use."""
    builder = _Builder(regulation, channel, reading)
    ordinary, branches = builder.nodes()
    term = regulation.terms.get(channel)
    title = regulation.routes[channel].title
    return RouteProcess(
        id=f"{regulation.regulation}.{channel}",
        name=title.text(language()),
        documentation=route_documentation(regulation, channel),
        facts=(
            Fact(
                "route",
                (
                    ("regulation", regulation.regulation),
                    ("channel", channel),
                    ("clock", regulation.clock_rule(channel)),
                ),
            ),
            *_in_all_languages("service", regulation.title),
            *_in_all_languages("title", title),
        ),
        lanes=builder.lanes(),
        ordinary=ordinary,
        branches=branches,
        term=None if term is None else term_timer(term, from_start=builder.received_at_start),
        applicant=builder.applicant_outside,
        labels=labels(),
        notes=notes(regulation, channel, reading),
    )


class _Builder:
    """The nodes of one route."""

    def __init__(self, regulation: Regulation, channel: Channel, reading: str | None) -> None:
        self._regulation, self._channel = regulation, channel
        self._path = regulation.path(channel, reading)
        self._keys = [step.key for step in self._path]
        self._beside = regulation.branch_steps(channel)
        self._receipt, self._ready = regulation.bounds(self._path)
        first = self._path[0]
        self.received_at_start = self._receipt == 0
        """Whether the process begins with the receipt, as nobody outside the staff acts before it."""
        applicants = [name for name, role in regulation.roles.items() if role.kind == "applicant"]
        acts = any(regulation.kind(step.role) == "applicant" for step in (*self._path, *self._beside.values()))
        named = regulation.roles[applicants[0]].text(language()) if applicants else translated("applicant")
        self.applicant_outside = "" if acts else named
        """The name of the applicant where no step of the route is his; else empty."""
        self._first_lane = first.role
        self._merges: dict[str, str] = {}

    def lanes(self) -> tuple[Lane, ...]:
        """Everybody who acts on the route, in the order of the text."""
        steps: list[PathStep] = []
        for step in self._path:
            steps += [step, *self._decided_at(step.key)]
        steps += self._beside.values()
        return tuple(self._lane(role) for role in dict.fromkeys(step.role for step in steps))

    def nodes(self) -> tuple[tuple[Node, ...], tuple[ProcessBranch, ...]]:
        """The nodes of the ordinary way, and the branches that leave it."""
        branches = [branch for key in [None, *self._keys] for branch in self._branches_after(key)]
        refused = self._refused_at_the_end(branches)
        ordinary = [self._start(), *self._decision_before(None, branches)]
        for i, step in enumerate(self._path):
            if step.key in self._merges:
                ordinary.append(Node(self._merges[step.key], NodeKind.merge, "", step.role))
            ordinary += self._milestone_of_receipt(i)
            ordinary += self._round(step, "to")
            ordinary.append(self._task(step))
            ordinary += self._round(step, "from")
            ordinary += self._milestone_of_result(i)
            ordinary += self._decision_before(step.key, branches)
        if refused:
            ordinary.append(
                Node("Decision_answer", NodeKind.decision, translated("Which answer was given?"), self._path[-1].role)
            )
            branches += refused
        ordinary.append(self._end("End_answer", translated("Answer is handed over"), self._path[-1].role))
        return tuple(ordinary), tuple(branches)

    def _decided_at(self, key: str | None) -> list[PathStep]:
        """The branch steps on which the end of a step decides."""
        return [
            step for name, step in self._beside.items() if self._regulation.condition_of(self._channel, name) == key
        ]

    def _branches_after(self, key: str | None) -> Iterator[ProcessBranch]:
        """The branches that leave the ordinary way behind a step; an alternative leaves it before the step that it replaces."""
        following = self._keys[0] if key is None else self._after(key)
        replaceable = () if following is None else self._decided_at(following)
        leaving = [step for step in self._decided_at(key) if _outcome(step) != "alternative" or key is None]
        leaving += [step for step in replaceable if _outcome(step) == "alternative"]
        for step in leaving:
            yield self._branch(step, f"Decision_{_plain(key or 'start')}", following)

    def _branch(self, step: PathStep, decision: str, following: str | None) -> ProcessBranch:
        """One branch of the text: its step, what is waited for, and where it ends or rejoins."""
        assert step.step.branch is not None
        outcome, nodes, back = _outcome(step), [self._task(step)], None
        name = _plain(step.key)
        if outcome == "missing_documents":
            documents = translated("Documents have been brought")
            nodes.append(Node(f"Documents_{name}", NodeKind.wait_for_message, documents, step.role))
            back = following
        elif outcome == "alternative":
            # It replaces the step of its condition.
            condition = self._regulation.condition_of(self._channel, step.key)
            back = following if condition is None else self._after(condition)
        elif outcome == "refused":
            back = self._handed_out_at(step)
        if back is None:
            endings = {
                "refused": translated("Refused with reasons"),
                "returned": translated("Papers are given back"),
                "stopped_before_receipt": translated("Stopped before receipt"),
            }
            ending = endings.get(outcome, translated("Answer is handed over"))
            nodes.append(self._end(f"End_{name}", ending, step.role))
        condition_text = step.step.branch.when.text(language())
        return ProcessBranch(decision, condition_text, tuple(nodes), None if back is None else self._merge_before(back))

    def _handed_out_at(self, refused: PathStep) -> str | None:
        """The step with which a refusal goes on: what the front part itself still has, such as handing it out."""
        numbers = [step.n for step in self._regulation.routes[self._channel].steps if step.branch is None]
        return next((str(number) for number in numbers if number > refused.step.n), None)

    def _refused_at_the_end(self, branches: Sequence[ProcessBranch]) -> list[ProcessBranch]:
        """The end of refusals that were handed out in the ordinary way."""
        outcomes = {f"Task_{_plain(key)}": _outcome(step) for key, step in self._beside.items()}
        handed_out = any(branch.rejoins and outcomes[branch.nodes[0].id] == "refused" for branch in branches)
        if not handed_out:
            return []
        end = self._end("End_refused", translated("Refused with reasons"), self._path[-1].role)
        return [ProcessBranch("Decision_answer", translated("a refusal"), (end,), None)]

    def _merge_before(self, key: str) -> str:
        return self._merges.setdefault(key, f"Merge_{_plain(key)}")

    def _after(self, key: str) -> str | None:
        following = self._keys.index(key) + 1
        return self._keys[following] if following < len(self._keys) else None

    def _start(self) -> Node:
        if self.applicant_outside:
            return Node("Start", NodeKind.message_start, translated("Application is handed in"), self._first_lane)
        return Node("Start", NodeKind.start, translated("Applicant turns to the service"), self._first_lane)

    def _end(self, name: str, text: str, lane: str) -> Node:
        return Node(name, NodeKind.message_end if self.applicant_outside else NodeKind.end, text, lane)

    def _decision_before(self, key: str | None, branches: Sequence[ProcessBranch]) -> list[Node]:
        """The gateway behind a step, where a branch leaves the ordinary way there."""
        name = f"Decision_{_plain(key or 'start')}"
        if not any(branch.decision == name for branch in branches):
            return []
        if key is None:
            return [Node(name, NodeKind.decision, translated("How does it begin?"), self._first_lane)]
        lane = self._path[self._keys.index(key)].role
        return [Node(name, NodeKind.decision, translated("How does step {step} end?", step=key), lane)]

    def _milestone_of_receipt(self, position: int) -> list[Node]:
        if position != self._receipt or self.received_at_start:
            return []
        return [Node("Receipt", NodeKind.milestone, translated("Received: the term begins"), self._path[position].role)]

    def _milestone_of_result(self, position: int) -> list[Node]:
        if position != self._ready or position == len(self._path) - 1:
            return []
        return [
            Node("Ready", NodeKind.milestone, translated("Result is ready: the term ends"), self._path[position].role)
        ]

    def _round(self, step: PathStep, way: str) -> list[Node]:
        timetable = step.step.timetable
        if timetable is None or timetable.way != way:
            return []
        timer = round_timer(timetable)
        return [Node(f"Round_{_plain(step.key)}", NodeKind.wait_for_round, timer.name, step.role, timer=timer)]

    def _task(self, step: PathStep) -> Node:
        """A step as a task with its limit on its border."""
        role = self._regulation.roles[step.role]
        attributes = [("key", step.key), ("number", str(step.step.n)), ("source", visible(step.step.source))]
        attributes += [("role", step.role), ("roleKind", role.kind), ("office", self._regulation.office_of(step.role))]
        if step.counter:
            attributes.append(("applicantPresent", "true"))
        facts = [Fact("step", tuple(attributes)), *_in_all_languages("action", step.step.action)]
        facts += _in_all_languages("result", step.step.result)
        if step.step.branch is not None:
            facts.append(Fact("branch", (("outcome", step.step.branch.outcome),)))
            facts += _in_all_languages("when", step.step.branch.when)
        return Node(
            f"Task_{_plain(step.key)}",
            NodeKind.user_task if role.kind in (*_STAFF, "applicant") else NodeKind.service_task,
            shortened(f"{step.key} · {step.step.action.text(language())}", _LONGEST_NAME),
            step.role,
            step_documentation(step, role.text(language())),
            tuple(facts),
            step_timer(step, step.limit_from if step.limit_from in self._keys else None),
        )

    def _lane(self, role: str) -> Lane:
        described = self._regulation.roles[role]
        known = (("name", role), ("kind", described.kind), ("office", self._regulation.office_of(role)))
        texts = [
            Fact("roleName", (("xml:lang", lang),), visible(text))
            for lang in LANGUAGES
            if (text := getattr(described, lang))
        ]
        return Lane(role, described.text(language()), (Fact("role", known), *texts))


def _outcome(step: PathStep) -> str:
    assert step.step.branch is not None
    return step.step.branch.outcome


def _in_all_languages(tag: str, text: Translated) -> list[Fact]:
    return [Fact(tag, (("xml:lang", lang),), visible(said)) for lang in LANGUAGES if (said := getattr(text, lang))]


def _plain(key: str) -> str:
    """The name of a step as it may stand in an id."""
    return re.sub(r"[^A-Za-z0-9]", "_", key)
