"""The page on BPMN names every element that a document can have, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from sim.export.bpmn.files import route_as_bpmn
from tests.export.bpmn.documents import NAMESPACES, document, routes, tree
from tests.export.bpmn.own_regulation import own_regulation

PAGE = next(folder for folder in Path(__file__).parents if (folder / "pyproject.toml").is_file()) / "docs/bpmn.md"
PARTS = {
    "definitions",
    "collaboration",
    "message",
    "escalation",
    "extensionElements",
    "text",
    "flowNodeRef",
    "incoming",
    "outgoing",
}
PARTS |= {
    "sequenceFlow",
    "conditionExpression",
    "timerEventDefinition",
    "messageEventDefinition",
    "escalationEventDefinition",
}
"""What elements that the page names consist of."""


def test_the_page_names_what_documents_have(tmp_path: Path) -> None:
    regulation = own_regulation(tmp_path)
    contents = [document(*route) for route in routes()] + [
        route_as_bpmn(regulation, channel) for channel in regulation.routes
    ]
    own = f"{{{NAMESPACES['bpmn']}}}"
    used = {
        element.tag.removeprefix(own)
        for content in contents
        for element in tree(content).iter()
        if element.tag.startswith(own)
    }
    page = PAGE.read_text("utf-8")
    table = page[page.index("## What becomes what") : page.index("## Limits as timers")]
    named = set(re.findall(r"`([a-z]+[A-Za-z]*)`", table))
    assert named == {name for name in used - PARTS if not name.startswith("time")}
