"""The terms of a scenario: what limits the service as a whole on each route in use, and where that comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sim.law.audit import TermKind, route_term
from sim.law.regulation import Channel, Regulation
from sim.quantities import Limit
from sim.scenario.scenario import Scenario

RouteKey = tuple[str, Channel]
"""Short name of a service, and the channel by which its applications come."""

_WITHOUT_TERM = 20
"""Stands for the longest term where no route has one in days [working days]."""


@dataclass(frozen=True)
class RouteTerm:
    """The term of one route in use."""

    limit: Limit | None
    """The overall term; None without one."""
    kind: TermKind | Literal["scenario"]
    """Where the term comes from: the scenario, the text, the standard, derived from the steps, or nowhere."""
    extended: Limit | None
    """The longer term that is printed for missing documents; None without one."""
    delivered_before: int
    """How many working days before its end the result has to be delivered; 0 without such a deadline."""
    day_of_receipt: Literal["excluded", "included"]
    """Whether the day of receipt is the first day of the term."""
    received_until: int | None
    """Up to when on its day a receipt counts on that day, later on the next working day [s of the day]; None: all of the day."""


def route_terms(scenario: Scenario, regulations: Mapping[str, Regulation]) -> dict[RouteKey, RouteTerm]:
    """The terms of all routes in use, by service and channel; a scenario may state others, and how the day of receipt counts."""
    terms = {}
    for key, service in scenario.services.items():
        regulation = regulations[key]
        day_of_receipt = scenario.day_of_receipt or regulation.legal_clock.day_of_receipt
        until = scenario.received_until
        until = regulation.legal_clock.received_until if until is None else until
        for channel, use in service.routes.items():
            limit: Limit | None
            kind: TermKind | Literal["scenario"]
            limit, kind = route_term(regulation, channel, use.reading)
            if use.term is not None:
                limit, kind = use.term, "scenario"
            extended, stated = regulation.extended_term(channel), regulation.terms.get(channel)
            terms[key, channel] = RouteTerm(
                limit,
                kind,
                extended.limit if extended else None,
                _delivered_before(limit, stated.delivered_before if stated else 0),
                day_of_receipt,
                until,
            )
    return terms


def longest_days(scenario: Scenario, terms: Mapping[RouteKey, RouteTerm]) -> int:
    """The longest term in days of all routes in use [working days, at least 1]; 20 where no route has one in days.

    An extended term is one of them where documents may be missing; so is that of objections where applicants object.
    """
    limits = [term.limit for term in terms.values()]
    limits += [
        term.extended
        for (key, channel), term in terms.items()
        if scenario.services[key].routes[channel].missing_documents
    ]
    limits += [
        use.objections.term
        for service in scenario.services.values()
        for use in service.routes.values()
        if use.objections
    ]
    days = (max(limit.value, 1) for limit in limits if limit is not None and limit.unit.endswith("days"))
    return max(days, default=_WITHOUT_TERM)


def _delivered_before(term: Limit | None, days: int) -> int:
    """How many working days before the end of a term the result has to be delivered; 0 where the term has no more than these."""
    longer = term is not None and (term.unit != "working_days" or term.value > days)
    return days if longer else 0
