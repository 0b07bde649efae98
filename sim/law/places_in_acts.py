"""Places in an act, in words."""

from __future__ import annotations

from sim.translations.in_use import marked, translated

_PARTS_OF_ACTS = {
    "clause": marked("clause {number}"),
    "annex": marked("annex {number}"),
    "table": marked("table {number}"),
    "action": marked("action {number}"),
}


def clause_text(source: str) -> str:
    """A place in an act, such as `annex 2, table 1, action 5`, in the language in use; what is no such place is left as it is."""
    parts = []
    for part in source.split(", "):
        kind, _, number = part.partition(" ")
        template = _PARTS_OF_ACTS.get(kind)
        parts.append(part if template is None or " " in number else translated(template, number=number))
    return ", ".join(parts)
