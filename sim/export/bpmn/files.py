"""Routes of a regulation as files of BPMN."""

from __future__ import annotations

from sim.export.bpmn.document import EXPORTER, bpmn_document
from sim.export.bpmn.layout import lay_out
from sim.export.bpmn.route_process import route_process
from sim.law.regulation import Channel, Regulation

_HEAD = 2000
"""How much of a document its first element takes at most [bytes]."""


def route_as_bpmn(regulation: Regulation, channel: Channel, reading: str | None = None) -> bytes:
    """One route as a BPMN 2.0 document with its diagram, in the language in use; `reading` names a reading of its join."""
    process = route_process(regulation, channel, reading)
    return bpmn_document(process, lay_out(process))


def bpmn_file_name(regulation: Regulation, channel: Channel) -> str:
    """Name of the file of a route, such as `west_kazakhstan_2018_social_aid.portal.bpmn`."""
    return f"{regulation.regulation}.{channel}.bpmn"


def is_from_here(document: bytes) -> bool:
    """Whether a document is as :func:`route_as_bpmn` writes them; an editor puts its own name in the place of the exporter."""
    begin = document[:_HEAD]
    return b"<bpmn:definitions" in begin and f'exporter="{EXPORTER}"'.encode() in begin
