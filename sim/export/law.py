"""Regulations, audits and timelines as plain data for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.law.act import FrontDesk
from sim.law.regulation import Channel, Join, Regulation, Route, Step
from sim.quantities import Limit, civil
from sim.schema.in_words import clock_time

if TYPE_CHECKING:
    from sim.law.audit import RegulationAudit, RouteAudit, ServiceComparison
    from sim.law.timeline import Chain


def as_data(regulation: Regulation) -> dict[str, Any]:
    """A regulation as dicts and lists.

    Keys: id, document, annex, region, year, title (kk, ru, en), front_desk, offices, notes and routes; a route has channel,
    source, steps (n, role, limit, source, and where the text has one branch), term, legal_clock, and join where the text does
    not say how it goes on.
    """
    return {
        "id": regulation.regulation,
        "document": regulation.act.document,
        "annex": regulation.act.annex,
        "region": regulation.region.model_dump(),
        "year": regulation.year,
        "title": regulation.title.model_dump(),
        "routes": [
            description
            for channel, route in regulation.routes.items()
            for description in _descriptions(channel, route, _term(regulation, channel), _clock(regulation, channel))
        ],
        "front_desk": _front_desk(regulation.front_desk),
        "offices": [office.model_dump() for office in regulation.offices],
        "notes": list(regulation.notes),
    }


def audit_data(audit: RegulationAudit) -> dict[str, Any]:
    """An audit as dicts and lists: id, and per route and reading sum, chain, term, verdict, steps without limit."""
    return {
        "id": audit.regulation.regulation,
        "routes": [_audit_route(route) for route in audit.routes],
        "contradictions": [
            {"route": d.channel, "step": d.step, "used": d.used, "other": d.other, "source": d.source}
            for d in audit.differences
        ],
        "notes": list(audit.regulation.notes),
    }


def service_comparison_data(comparison: ServiceComparison) -> dict[str, Any]:
    """The same service in several regulations as dicts and lists."""
    pairs = zip(comparison.regulations, comparison.audits, strict=True)
    return {
        "service": comparison.service,
        "regulations": [
            {"id": r.regulation, "region": r.region.model_dump(), "year": r.year} | _audit_route(a) for r, a in pairs
        ],
    }


def chain_data(chain: Chain) -> dict[str, Any]:
    """The latest lawful chain of one application as dicts and lists; instants are ISO texts of local civil time."""
    term = chain.term
    rows = zip(chain.steps, chain.step_received[0].tolist(), chain.step_deadlines[0].tolist(), strict=True)
    return {
        "id": chain.regulation.regulation,
        "route": chain.channel,
        "submitted": civil(int(chain.submitted[0])).isoformat(),
        "received": civil(int(chain.received[0])).isoformat(),
        "steps": [
            {
                "step": step.key,
                "role": step.role,
                "limit": None if step.limit is None else _limit(step.limit),
                "received": civil(received).isoformat(),
                "deadline": civil(deadline).isoformat(),
            }
            for step, received, deadline in rows
        ],
        "working_days": int(chain.days[0]),
        "term": None if term is None else _limit(term) | {"deadline": civil(int(chain.term_deadlines[0])).isoformat()},
        "lawful": None if term is None else bool(chain.lawful[0]),
    }


def _audit_route(route: RouteAudit) -> dict[str, Any]:
    derived = {"value": route.derived_days, "unit": "working_days", "kind": "derived"}
    return {
        "route": route.channel,
        "reading": route.reading,
        "sum": {
            "working_days": route.sum.working_days,
            "minutes": route.sum.minutes,
            "calendar_days": route.sum.calendar_days,
            "over_term": route.sum.over(route.term),
        },
        "chain": {
            "shortest_days": route.shortest_days,
            "longest_days": route.longest_days,
            "moments_tried": route.dates_tried,
            "moments_met": route.dates_met,
        },
        "term": None if route.term is None else _limit(route.term) | {"kind": route.term_source},
        "derived_term": None if route.term else derived,
        "verdict": route.verdict,
        "sum_and_chain_disagree": route.disagree,
        "without_limit": list(route.without_limit),
    }


def _descriptions(
    channel: Channel, route: Route, term: dict[str, Any] | None, clock: dict[str, Any]
) -> list[dict[str, Any]]:
    """The description in use first, then the others."""
    used: dict[str, Any] = {
        "channel": channel,
        "source": route.source,
        "steps": [_step(step) for step in route.steps],
        "term": term,
        "legal_clock": clock,
    }
    if route.join is not None:
        used["join"] = _join(route.join)
    others = [
        {
            "channel": channel,
            "source": other.source,
            "steps": [_step(step) for step in other.steps],
            "term": term,
            "not_used_because": other.not_used_because,
        }
        for other in route.other_descriptions
    ]
    return [used, *others]


def _term(regulation: Regulation, channel: Channel) -> dict[str, Any] | None:
    """The term of a route with its source; one worked out from the steps says that it is derived."""
    term = regulation.terms.get(channel)
    if term is None:
        from sim.law.audit import derived_term

        derived = derived_term(regulation, channel)
        if derived is None:
            return None
        text = f"derived: the longest lawful chain of the steps over the working days of {regulation.year}"
        return _limit(derived) | {"source": text, "kind": "derived"}
    source = term.source
    known = {"source": source.text, "kind": source.kind, "confidence": source.confidence}
    return _limit(term.limit) | known | {"counted_from": term.counted_from, "delivered_before": term.delivered_before}


def _clock(regulation: Regulation, channel: Channel) -> dict[str, Any]:
    """How the legal clock of a route runs: the day of receipt, and what missing documents do to the term."""
    extended, until = regulation.extended_term(channel), regulation.legal_clock.received_until
    longer = None
    if extended is not None:
        longer = _limit(extended.limit) | {"when": extended.when.model_dump(), "source": extended.source.text}
    return {
        "day_of_receipt": regulation.legal_clock.day_of_receipt,
        "received_until": None if until is None else clock_time(until),
        "missing_documents": regulation.clock_rule(channel),
        "source": regulation.legal_clock.source,
        "extended_term": longer,
    }


def _front_desk(desk: FrontDesk) -> dict[str, Any]:
    limits = {name: getattr(desk, name) for name in ("queue_wait", "queue_wait_per_person", "serving")}
    stated: dict[str, Any] = {name: None if limit is None else _limit(limit) for name, limit in limits.items()}
    return stated | {"source": desk.source}


def _join(join: Join) -> dict[str, Any]:
    place = f"the steps of '{join.route}' from {join.meets} on follow step {join.step}"
    if not join.after:
        place = f"step {join.step} stands for step {join.meets} of '{join.route}', whose later steps follow"
    return {
        "rule": f"{place}; {join.readings[join.used].note}",
        "readings": {name: reading.note for name, reading in join.readings.items()},
        "used": join.used,
        "source": "interpretation: " + join.interpretation,
    }


def _step(step: Step) -> dict[str, Any]:
    data: dict[str, Any] = {
        "n": step.n,
        "role": step.role,
        "limit": None if step.limit is None else _limit(step.limit),
        "source": step.source,
    }
    if step.limit is not None and step.limit_from is not None:
        data["limit"]["from"] = {"step": step.limit_from}
    if step.timetable is not None:
        data["timetable"] = step.timetable.model_dump()
    if step.interpretation:
        data["interpretation"] = step.interpretation
    if step.branch is not None:
        data["branch"] = {"when": step.branch.when.model_dump(), "outcome": step.branch.outcome}
    return data


def _limit(limit: Limit) -> dict[str, Any]:
    return {"value": limit.value, "unit": limit.unit}
