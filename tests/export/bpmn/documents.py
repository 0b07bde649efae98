"""Documents of all routes, and what tests read of them."""

from __future__ import annotations

from functools import cache
from typing import Any
from xml.etree import ElementTree

from sim.export.bpmn.files import route_as_bpmn
from sim.law.load import load_regulation
from sim.law.regulation import Channel, Regulation
from sim.shipped import shipped_regulations
from sim.translations.in_use import LANGUAGES, in_language

NAMESPACES = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "sim": "urn:sim:regulation",
}
REGULATIONS = shipped_regulations()


@cache
def regulation_of(name: str) -> Regulation:
    return load_regulation(name)


def routes() -> list[tuple[str, Channel]]:
    """All routes of the regulations of the package."""
    return [(name, channel) for name in REGULATIONS for channel in regulation_of(name).routes]


@cache
def document(name: str, channel: Channel, lang: str = "en", reading: str | None = None) -> bytes:
    with in_language(lang):
        return route_as_bpmn(regulation_of(name), channel, reading)


def documents_of(name: str) -> dict[str, bytes]:
    """The documents of a regulation, by language and route."""
    return {f"{lang} {c}": document(name, c, lang) for lang in LANGUAGES for c in regulation_of(name).routes}


def tree(content: bytes) -> Any:
    return ElementTree.fromstring(content)


def found(root: Any, path: str) -> list[Any]:
    return list(root.findall(path, NAMESPACES))


def tags(root: Any) -> list[str]:
    """The flow elements of the process, without namespaces."""
    (process,) = found(root, "bpmn:process")
    return [element.tag.split("}")[1] for element in process]
