"""What the objections to the answers of a route are called in tables."""

from __future__ import annotations

_OBJECTION = ": objection"
"""Ends the name of the objections to the answers of a route."""


def objection_to(route: str) -> str:
    """The name in tables of the objections to the answers of a route."""
    return route + _OBJECTION


def answers_of(route: str) -> str | None:
    """The route to whose answers those of a name in tables object; None where it is a route of first applications."""
    return route.removesuffix(_OBJECTION) if route.endswith(_OBJECTION) else None
