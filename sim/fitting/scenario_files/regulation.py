"""The regulation of a fitted route: its roles, its steps in order, and the term that its due dates show."""

from __future__ import annotations

from typing import Any

from sim.fitting.fitted import FittedOffice, FittedRoute

FITTED_CHANNEL = "provider"
"""The channel under which a fitted route stands."""
APPLICANT_ROLE = "applicant"
"""Who hands in, at any time: the first step of a fitted route."""
_OUTSIDE = "outside_{}"
_LONGEST_TEXT = 300


def fitted_regulation(office: FittedOffice, route: FittedRoute, name: str) -> dict[str, Any]:
    """The content of the regulation of a route, under a short name."""
    register = office.source.split(",")[0]
    roles: dict[str, Any] = {APPLICANT_ROLE: {"kk": "өтініш беруші", "ru": "заявитель", "en": "applicant"}}
    roles[APPLICANT_ROLE]["kind"] = "applicant"
    steps: list[dict[str, Any]] = [
        {"n": 1, "role": APPLICANT_ROLE, "action": "hands in", "source": "before the first event"}
    ]
    titles = {role.name: role.name for role in office.roles}
    for step in route.steps:
        role = role_of_step(step.number, step.role)
        if role not in roles:
            roles[role] = {"kk": titles.get(role, _text(step.activity))}
            if step.role is None:
                roles[role]["kind"] = "system"
        steps.append({"n": number_in_scenario(step.number), "role": role, "action": _text(step.activity),
                      "source": f"activity {_text(step.activity)!r}"})  # fmt: skip
    content: dict[str, Any] = {
        "regulation": name,
        "title": _text(route.title),
        "region": register,
        "year": office.last_day.year,
        "act": {"document": register, "issuer": register, "number": "0", "date": office.first_day},
        "roles": roles,
        "routes": {FITTED_CHANNEL: {"title": _text(route.title), "source": office.source, "steps": steps}},
    }
    if route.term is not None:
        source = {"text": f"{route.term.agreement:.0%} of {route.term.count} due dates"}
        content["terms"] = {FITTED_CHANNEL: {"limit": route.term.limit, "source": source}}
    return content


def number_in_scenario(step: int) -> int:
    """Number of a fitted step in its regulation, whose first step is the applicant's."""
    return step + 1


def role_of_step(number: int, role: str | None) -> str:
    """The role that does a fitted step, also where nobody of the office does."""
    return _OUTSIDE.format(number) if role is None else role


def _text(words: str) -> str:
    return " ".join(words.split())[:_LONGEST_TEXT] or "?"
