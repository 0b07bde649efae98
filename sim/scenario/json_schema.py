"""The JSON Schema of the two languages, for editors that complete and check while one types."""

from __future__ import annotations

from typing import Any, Literal

from sim.law.regulation import Regulation
from sim.scenario.scenario import Scenario

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DEFINITIONS = "#/$defs/"
_PART = "Part"
_NOTHING = {"type": "null"}


def json_schema(kind: Literal["scenario", "regulation"]) -> dict[str, Any]:
    """The schema of scenario or regulation files; the text under a field is the one that its model has.

    A scenario that extends another one is asked for no key, since the other has them; so are the changes of a variant.
    """
    model = Scenario if kind == "scenario" else Regulation
    schema = model.model_json_schema(mode="validation")
    return {"$schema": DIALECT, **(_with_overlays(schema) if kind == "scenario" else schema)}


def _with_overlays(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a scenario beside that of what is laid over one, which has every block a second time."""
    blocks = {**schema["$defs"], "Scenario": {key: value for key, value in schema.items() if key != "$defs"}}
    counted = {name for name, block in blocks.items() if "count" in block.get("properties", {})}
    parts = {f"{name}{_PART}": _part(block, counted) for name, block in blocks.items()}
    changes = blocks["Variant"]["properties"]["changes"]
    laid_over = {"$ref": f"{_DEFINITIONS}Scenario{_PART}", "description": changes["description"], "minProperties": 1}
    for variant in (blocks["Variant"], parts[f"Variant{_PART}"]):
        variant["properties"]["changes"] = laid_over
    return {
        "title": schema["title"],
        "description": schema["description"],
        "if": {"required": ["extends"]},
        "then": {"$ref": f"{_DEFINITIONS}Scenario{_PART}"},
        "else": {"$ref": f"{_DEFINITIONS}Scenario"},
        "$defs": blocks | parts,
    }


def _part(schema: Any, counted: set[str]) -> Any:
    """A schema as an overlay needs it: no key has to be there, an empty one takes out, a number stands for its count."""
    if isinstance(schema, list):
        return [_part(entry, counted) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    result: dict[str, Any] = {}
    for key, value in schema.items():
        if key in ("required", "discriminator"):
            continue
        if key == "$ref":
            name = value.removeprefix(_DEFINITIONS)
            block = {"$ref": f"{value}{_PART}"}
            result |= {"anyOf": [block, {"type": "integer"}]} if name in counted else block
        elif key in ("properties", "patternProperties"):
            result[key] = {name: _or_nothing(_part(inner, counted)) for name, inner in value.items()}
        elif key == "additionalProperties" and isinstance(value, dict):
            result[key] = _or_nothing(_part(value, counted))
        else:
            result["anyOf" if key == "oneOf" else key] = _part(value, counted)
    return result


def _or_nothing(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema that also lets a key be empty; its description stays outside, where editors look for it."""
    if "const" in schema:
        return schema  # the word that tells one block from another
    described = {key: schema[key] for key in ("description",) if key in schema}
    return {**described, "anyOf": [{key: value for key, value in schema.items() if key not in described}, _NOTHING]}
