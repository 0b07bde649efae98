"""The diagram of a process as BPMN DI: a shape for every node, an edge for every flow, and the bounds of all labels."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from sim.export.bpmn.flow_graph import RouteProcess
from sim.export.bpmn.geometry import Box, Diagram


def add_diagram(root: Element, process: RouteProcess, diagram: Diagram) -> None:
    """Add the diagram to the definitions of a document."""
    element = SubElement(root, "bpmndi:BPMNDiagram", {"id": "Diagram"})
    plane = SubElement(element, "bpmndi:BPMNPlane", {"id": "Plane", "bpmnElement": "Collaboration"})
    if diagram.outside is not None:
        _add_shape(plane, "Applicant", diagram.outside, isHorizontal="true")
    _add_shape(plane, "Pool", diagram.pool, isHorizontal="true")
    for number, lane in enumerate(process.lanes, start=1):
        _add_shape(plane, f"Lane_{number}", diagram.lanes[lane.role], isHorizontal="true")
    gateways = {node.id for node in process.nodes if node.kind.is_gateway}
    for name, box in diagram.shapes.items():
        more = {"isMarkerVisible": "true"} if name in gateways else {"isExpanded": "true"} if name == "Term" else {}
        _add_shape(plane, name, box, diagram.labels.get(name), **more)
    for number, box in enumerate(diagram.notes):
        _add_shape(plane, f"Note_{number}", box)
    for name, points in diagram.edges.items():
        edge = SubElement(plane, "bpmndi:BPMNEdge", {"id": f"{name}_di", "bpmnElement": name})
        for x, y in points:
            SubElement(edge, "di:waypoint", {"x": str(x), "y": str(y)})
        _add_label(edge, diagram.labels.get(name))


def _add_shape(plane: Element, name: str, box: Box, label: Box | None = None, **more: str) -> None:
    shape = SubElement(plane, "bpmndi:BPMNShape", {"id": f"{name}_di", "bpmnElement": name, **more})
    _add_bounds(shape, box)
    _add_label(shape, label)


def _add_label(parent: Element, label: Box | None) -> None:
    if label is not None:
        _add_bounds(SubElement(parent, "bpmndi:BPMNLabel"), label)


def _add_bounds(parent: Element, box: Box) -> None:
    sides = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    SubElement(parent, "dc:Bounds", {name: str(value) for name, value in sides.items()})
