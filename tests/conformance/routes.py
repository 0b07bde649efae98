"""The routes of a case: their steps and terms, and the way that an application takes through them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from sim.law.act import ClockRule
from sim.model.outcomes import ApplicationOutcome
from sim.model.route import Kind, RoutePlan, StepPlan
from sim.quantities import Limit, parse_clock, parse_limit

_ROUTE_KEYS = {"term", "extended_term", "delivered_before", "day_of_receipt", "received_until", "ready", "steps"}
_STEP_KEYS = {
    "step", "office", "role", "kind", "limit", "limit_from", "way", "system", "applicant_deadline", "clock",
    "same_member", "assign", "people",
}  # fmt: skip
_ENDINGS = ("assigned", "refused", "stopped_before_receipt", "returned")
_KINDS = {
    "counter": Kind.COUNTER,
    "desk": Kind.DESK,
    "system": Kind.SYSTEM,
    "transfer": Kind.TRANSFER,
    "applicant": Kind.APPLICANT,
}


def route_of(name: str, route: Mapping[str, Any], systems: Sequence[str]) -> RoutePlan:
    """The plan of one route."""
    for block, keys in ((route, _ROUTE_KEYS), *((step, _STEP_KEYS) for step in route["steps"])):
        check_keys(block, keys)
    keys = [step["step"] for step in route["steps"]]
    steps = tuple(
        StepPlan(
            str(step["step"]),
            "" if step["kind"] == "transfer" else step["role"],
            _KINDS[step["kind"]],
            _limit(step, "limit"),
            "",
            limit_from=keys.index(step["limit_from"]) if "limit_from" in step else None,
            system=systems.index(step["system"]) if "system" in step else None,
            applicant_deadline=_limit(step, "applicant_deadline"),
            clock=step.get("clock", "runs"),
            people=step.get("people", 1),
            same_member=step.get("same_member", False),
            assign=step.get("assign", "when_free"),
        )
        for step in route["steps"]
    )
    if any(step.clock not in get_args(ClockRule) for step in steps):
        raise ValueError(f"{name}: a clock is one of {get_args(ClockRule)}")
    staffed = [i for i, step in enumerate(steps) if step.kind in (Kind.COUNTER, Kind.DESK)]
    ready = keys.index(route["ready"]) if "ready" in route else staffed[-1]
    included = {"included": True, "excluded": False}[route.get("day_of_receipt", "excluded")]
    return RoutePlan(
        name,
        "provider",
        steps,
        staffed[0],
        ready,
        _limit(route, "term"),
        included,
        parse_clock(route["received_until"]) if "received_until" in route else None,
        extended_term=_limit(route, "extended_term"),
        delivered_before=route.get("delivered_before", 0),
    )


def _limit(block: Mapping[str, Any], key: str) -> Limit | None:
    """The limit under a key, or None where the block has none."""
    return parse_limit(block[key]) if key in block else None


def positions(application: Mapping[str, Any], steps: Sequence[Mapping[str, Any]]) -> list[int]:
    """Positions in the route of the steps that an application passes, in the order in which it passes them."""
    keys = [step["step"] for step in steps]
    return [keys.index(key) for key in application.get("way", keys)]


def ending(application: Mapping[str, Any]) -> ApplicationOutcome:
    """How an application ends that goes its whole way."""
    given = application.get("ending", "assigned")
    if given not in _ENDINGS:
        raise ValueError(f"an ending is one of {_ENDINGS}, not {given}")
    return ApplicationOutcome[given]


def ways_taken(falls_away: Sequence[str], steps: Sequence[Mapping[str, Any]], ways: Sequence[str]) -> list[int]:
    """By step of one application: the way of a transfer, -2 where it falls away, -1 for another step."""
    if unknown := set(falls_away) - {step["step"] for step in steps if step["kind"] == "transfer"}:
        raise ValueError(f"{sorted(unknown)} are no transfers of the route")
    return [
        -1 if step["kind"] != "transfer" else -2 if step["step"] in falls_away else ways.index(step["way"])
        for step in steps
    ]


def check_keys(block: Mapping[str, Any], known: set[str]) -> None:
    """Raise ValueError where a block has keys that nobody reads."""
    if unknown := block.keys() - known:
        raise ValueError(f"unknown keys {sorted(unknown)} in {dict(block)}")
