"""The XML document of a process and its diagram, as BPMN 2.0 (ISO/IEC 19510) has it.

Source: the schemas `BPMN20.xsd`, `Semantic.xsd`, `BPMNDI.xsd`, `DI.xsd` and `DC.xsd` of the OMG.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from sim.export.bpmn.diagram_part import add_diagram
from sim.export.bpmn.flow_graph import Fact, Flow, Node, NodeKind, RouteProcess, Timer
from sim.export.bpmn.geometry import Diagram
from sim.export.bpmn.layout import late_id, limit_id
from sim.export.bpmn.xml_text import clean

FACTS_NAMESPACE = "urn:sim:regulation"
"""The namespace of what a regulation says beyond BPMN."""
EXPORTER = "sim"
"""What documents name as the program that wrote them."""
_NAMESPACES = {
    "xmlns:bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "xmlns:bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "xmlns:dc": "http://www.omg.org/spec/DD/20100524/DC",
    "xmlns:di": "http://www.omg.org/spec/DD/20100524/DI",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xmlns:sim": FACTS_NAMESPACE,
}
_TAGS = {
    NodeKind.start: "startEvent",
    NodeKind.message_start: "startEvent",
    NodeKind.user_task: "userTask",
    NodeKind.service_task: "serviceTask",
    NodeKind.decision: "exclusiveGateway",
    NodeKind.merge: "exclusiveGateway",
    NodeKind.milestone: "intermediateThrowEvent",
    NodeKind.wait_for_message: "intermediateCatchEvent",
    NodeKind.wait_for_round: "intermediateCatchEvent",
    NodeKind.end: "endEvent",
    NodeKind.message_end: "endEvent",
}
_LIMIT_PASSED, _TERM_PASSED = "Escalation_limit", "Escalation_term"
_APPLICATION, _ANSWER = "Message_application", "Message_answer"


def bpmn_document(process: RouteProcess, diagram: Diagram) -> bytes:
    """The document, in UTF-8."""
    root = Element(
        "bpmn:definitions", {**_NAMESPACES, "id": "Definitions", "targetNamespace": f"{FACTS_NAMESPACE}:{process.id}"}
    )
    root.set("exporter", EXPORTER)
    _add_collaboration(root, process)
    _Process(root, process).add()
    _add_globals(root, process)
    add_diagram(root, process, diagram)
    ElementTree.indent(root)
    text: str = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _add_collaboration(root: Element, process: RouteProcess) -> None:
    """The pools, the messages between them, and the texts above them."""
    collaboration = SubElement(root, "bpmn:collaboration", {"id": "Collaboration"})
    if process.applicant:
        SubElement(collaboration, "bpmn:participant", {"id": "Applicant", "name": clean(process.applicant)})
    pool = {"id": "Pool", "name": clean(process.name), "processRef": "Process"}
    SubElement(collaboration, "bpmn:participant", pool)
    for node in process.nodes:
        if node.kind.sends_or_receives:
            sends = node.kind is NodeKind.message_end
            ends = (node.id, "Applicant") if sends else ("Applicant", node.id)
            SubElement(
                collaboration,
                "bpmn:messageFlow",
                {"id": f"Message_{node.id}", "sourceRef": ends[0], "targetRef": ends[1]},
            )
    for number, note in enumerate(process.notes):
        annotation = SubElement(collaboration, "bpmn:textAnnotation", {"id": f"Note_{number}"})
        SubElement(annotation, "bpmn:text").text = clean(note)


def _add_globals(root: Element, process: RouteProcess) -> None:
    """Messages and escalations that events refer to, and no others."""
    kinds = {node.kind for node in process.nodes}
    if kinds & {NodeKind.message_start, NodeKind.wait_for_message}:
        SubElement(root, "bpmn:message", {"id": _APPLICATION, "name": clean(process.labels.application)})
    if NodeKind.message_end in kinds:
        SubElement(root, "bpmn:message", {"id": _ANSWER, "name": clean(process.labels.answer)})
    if any(node.timer is not None and node.kind.is_task for node in process.nodes):
        name = {"id": _LIMIT_PASSED, "name": clean(process.labels.limit_passed), "escalationCode": "limit_passed"}
        SubElement(root, "bpmn:escalation", name)
    if process.term is not None:
        name = {"id": _TERM_PASSED, "name": clean(process.labels.term_passed), "escalationCode": "term_passed"}
        SubElement(root, "bpmn:escalation", name)


class _Process:
    """The process element of a document."""

    def __init__(self, root: Element, process: RouteProcess) -> None:
        self._process = process
        self._flows = tuple(process.flows())
        self._element = SubElement(
            root, "bpmn:process", {"id": "Process", "name": clean(process.name), "isExecutable": "false"}
        )

    def add(self) -> None:
        """Add everything that the process has."""
        _describe(self._element, self._process.documentation, self._process.facts)
        self._add_lanes()
        for node in self._process.nodes:
            self._add_node(node)
            if node.timer is not None and node.kind.is_task:
                self._add_limit(node, node.timer)
        if self._process.term is not None:
            self._add_term(self._process.term)
        for flow in self._flows:
            self._add_flow(flow)
        for node in self._process.nodes:
            if node.timer is not None and node.kind.is_task:
                self._add_flow(Flow.between(limit_id(node), late_id(node)))

    def _add_lanes(self) -> None:
        lanes = SubElement(self._element, "bpmn:laneSet", {"id": "Lanes"})
        for number, lane in enumerate(self._process.lanes, start=1):
            element = SubElement(lanes, "bpmn:lane", {"id": f"Lane_{number}", "name": clean(lane.name)})
            _describe(element, "", lane.facts)
            for node in self._process.nodes:
                if node.lane == lane.role:
                    limits = (limit_id(node), late_id(node)) if node.timer is not None and node.kind.is_task else ()
                    for name in (node.id, *limits):
                        SubElement(element, "bpmn:flowNodeRef").text = name
            if self._process.term is not None and lane.role == self._process.ordinary[0].lane:
                SubElement(element, "bpmn:flowNodeRef").text = "Term"

    def _add_node(self, node: Node) -> None:
        """A task, an event or a gateway with the flows into it and out of it."""
        attributes = {"id": node.id}
        if node.name:
            attributes["name"] = clean(node.name)
        default = next((flow.id for flow in self._flows if flow.source == node.id and flow.default), None)
        if default is not None:
            attributes["default"] = default
        element = SubElement(self._element, f"bpmn:{_TAGS[node.kind]}", attributes)
        timer = None if node.kind.is_task else node.timer
        said = "\n".join(filter(None, (node.documentation, "" if timer is None else timer.documentation)))
        _describe(element, said, (*node.facts, *(() if timer is None else timer.facts)))
        for tag, end in (("incoming", "target"), ("outgoing", "source")):
            for flow in self._flows:
                if getattr(flow, end) == node.id:
                    SubElement(element, f"bpmn:{tag}").text = flow.id
        if timer is not None:
            _add_timer(element, node.id, timer, "timeCycle")
        elif node.kind.sends_or_receives:
            message = _ANSWER if node.kind is NodeKind.message_end else _APPLICATION
            SubElement(element, "bpmn:messageEventDefinition", {"id": f"{node.id}_message", "messageRef": message})

    def _add_limit(self, node: Node, timer: Timer) -> None:
        """The limit of a task as a boundary event that lets the task go on, and the event to which it leads."""
        flow = Flow.between(limit_id(node), late_id(node)).id
        attributes = {
            "id": limit_id(node),
            "name": clean(timer.name),
            "cancelActivity": "false",
            "attachedToRef": node.id,
        }
        limit = SubElement(self._element, "bpmn:boundaryEvent", attributes)
        _describe(limit, timer.documentation, timer.facts)
        SubElement(limit, "bpmn:outgoing").text = flow
        _add_timer(limit, limit_id(node), timer, "timeDate")
        _add_escalation(self._element, late_id(node), self._process.labels.limit_passed, _LIMIT_PASSED, flow)

    def _add_term(self, term: Timer) -> None:
        """The term as an event sub-process that lets the process go on."""
        name = {"id": "Term", "name": clean(self._process.labels.term), "triggeredByEvent": "true"}
        inside = SubElement(self._element, "bpmn:subProcess", name)
        _describe(inside, term.documentation, term.facts)
        flow = Flow.between("Term_start", "Term_end")
        attributes = {"id": "Term_start", "name": clean(term.name), "isInterrupting": "false"}
        start = SubElement(inside, "bpmn:startEvent", attributes)
        SubElement(start, "bpmn:outgoing").text = flow.id
        _add_timer(start, "Term_start", term, "timeDate")
        _add_escalation(inside, "Term_end", self._process.labels.term_passed, _TERM_PASSED, flow.id)
        self._add_flow(flow, inside)

    def _add_flow(self, flow: Flow, parent: Element | None = None) -> None:
        attributes = {"id": flow.id, "sourceRef": flow.source, "targetRef": flow.target}
        if flow.name:
            attributes["name"] = clean(flow.name)
        element = SubElement(self._element if parent is None else parent, "bpmn:sequenceFlow", attributes)
        if flow.condition:
            SubElement(element, "bpmn:conditionExpression").text = clean(flow.name)


def _add_escalation(parent: Element, name: str, text: str, escalation: str, incoming: str) -> None:
    """An end event that tells somebody above that a limit has passed."""
    end = SubElement(parent, "bpmn:endEvent", {"id": name, "name": clean(text)})
    SubElement(end, "bpmn:incoming").text = incoming
    SubElement(end, "bpmn:escalationEventDefinition", {"id": f"{name}_escalation", "escalationRef": escalation})


def _add_timer(event: Element, name: str, timer: Timer, in_words: str) -> None:
    """What a timer waits for: an ISO 8601 duration, or an expression in words (`in_words` names its element)."""
    definition = SubElement(event, "bpmn:timerEventDefinition", {"id": f"{name}_timer"})
    if timer.duration is None:
        SubElement(definition, f"bpmn:{in_words}").text = clean(timer.sentence)
        return
    duration = SubElement(definition, "bpmn:timeDuration", {"xsi:type": "bpmn:tFormalExpression"})
    duration.text = timer.duration


def _describe(element: Element, documentation: str, facts: Iterable[Fact]) -> None:
    """Documentation and extension elements, which come first in every element."""
    if documentation:
        SubElement(element, "bpmn:documentation").text = clean(documentation)
    facts = tuple(facts)
    if facts:
        extension = SubElement(element, "bpmn:extensionElements")
        for fact in facts:
            attributes = {name: clean(value) for name, value in fact.attributes}
            SubElement(extension, f"sim:{fact.tag}", attributes).text = clean(fact.text) or None
