"""A regulation as plain data for other programs."""

from __future__ import annotations

from typing import Any

from sim.quantities import Limit
from sim.regulation import Regulation, Route, Step, Term


def as_data(regulation: Regulation) -> dict[str, Any]:
    """A regulation as dicts and lists.

    Keys: id, document, annex, region, year, title (kk, ru, en) and routes; a route has channel, source, steps (n, role,
    limit, source, and where the text has one branch), term, and join where the text does not say how it goes on.
    """
    return {
        "id": regulation.regulation,
        "document": regulation.act.document,
        "annex": regulation.act.annex,
        "region": regulation.region.model_dump(),
        "year": regulation.year,
        "title": regulation.title.model_dump(),
        "routes": [
            _route(channel, route, regulation.terms.get(channel)) for channel, route in regulation.routes.items()
        ],
    }


def _route(channel: str, route: Route, term: Term | None) -> dict[str, Any]:
    data: dict[str, Any] = {
        "channel": channel,
        "source": route.source,
        "steps": [_step(step) for step in route.steps],
        "term": None
        if term is None
        else _limit(term.limit) | {"source": term.source.text, "confidence": term.source.confidence},
    }
    if route.join is not None:
        join = route.join
        data["join"] = {
            "rule": f"step {join.step} stands for the first step of '{join.route}'; {join.readings[join.used].note}",
            "readings": {name: reading.note for name, reading in join.readings.items()},
            "used": join.used,
            "source": "interpretation: " + join.interpretation,
        }
    return data


def _step(step: Step) -> dict[str, Any]:
    data: dict[str, Any] = {
        "n": step.n,
        "role": step.role,
        "limit": None if step.limit is None else _limit(step.limit),
        "source": step.source,
    }
    if step.branch is not None:
        data["branch"] = {"when": step.branch.when.model_dump(), "outcome": step.branch.outcome}
    return data


def _limit(limit: Limit) -> dict[str, Any]:
    return {"value": limit.value, "unit": limit.unit}
