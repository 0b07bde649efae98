"""The JSON Schema of the two languages, for editors that complete and check while one types."""

from __future__ import annotations

from typing import Any, Literal

from sim.regulation import Regulation
from sim.scenario import Scenario

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(kind: Literal["scenario", "regulation"]) -> dict[str, Any]:
    """The schema of scenario or regulation files; the text under a field is the one that its model has."""
    model = Scenario if kind == "scenario" else Regulation
    return {"$schema": DIALECT, **model.model_json_schema(mode="validation")}
