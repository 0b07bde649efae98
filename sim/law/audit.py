"""What the limits of a regulation add up to, and whether every step can be lawful while the answer is late.

Two readings stand side by side: the *sum* (days and minutes added, as a reader of the text would) and the *chain* (the
latest lawful passage on the real calendar, over every working day of a year and the first and last lawful minute of
receipt). The verdict rests on the chain. Source: section 8 of the model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from sim.law.regulation import Channel, PathStep, Regulation
from sim.law.timeline import LawfulOffices, chain
from sim.quantities import DAY, HOUR, MINUTE, NOMINAL_DAY, Instants, Limit, instant

TermKind = Literal["text", "standard", "derived", "none"]
Verdict = Literal["can be met", "cannot be met", "can be met on some dates", "no term"]


@dataclass(frozen=True)
class Sum:
    """Limits of a route added up."""

    working_days: int
    """Working days."""
    minutes: int
    """Minutes, hours among them."""
    calendar_days: int
    """Calendar days."""

    def over(self, term: Limit | None) -> bool | None:
        """Whether the sum exceeds a term, a working day being eight hours; None where they cannot be compared."""
        if term is None or term.working_seconds is None or self.calendar_days:
            return None
        return self.working_days * NOMINAL_DAY + self.minutes * MINUTE > term.working_seconds


@dataclass(frozen=True)
class RouteAudit:
    """The sum of the limits of one route, the chain of its steps, and the verdict."""

    channel: Channel
    """The route."""
    reading: str | None
    """The reading of the join; None without a join."""
    sum: Sum
    """The limits added up."""
    term: Limit | None
    """The overall term."""
    term_source: str
    """Where the term comes from: text, standard, or derived (empty without one)."""
    shortest_days: int
    """Fewest working days of the chain, as the law counts."""
    longest_days: int
    """Most working days of the chain, as the law counts."""
    dates_tried: int
    """Moments of receipt that were tried [count]."""
    dates_met: int
    """Moments of receipt from which the chain ends within the term [count]."""
    verdict: Verdict
    """Whether the term can be met when every step takes its whole limit."""
    without_limit: tuple[str, ...]
    """Steps of staff for which the text sets no limit."""
    disagree: bool
    """True where sum and chain lead to different conclusions."""

    @property
    def derived_days(self) -> int:
        """A term worked out from the steps: the longest chain [working days]; only for routes without a term."""
        return self.longest_days


@dataclass(frozen=True)
class LimitDifference:
    """A numeric contradiction between two descriptions of one route."""

    channel: Channel
    """The route."""
    step: int
    """Number of the step."""
    used: str
    """The limit in use."""
    other: str
    """The limit of the other description."""
    source: str
    """Where the other description stands."""


def audit_route(
    regulation: Regulation, channel: Channel, *, year: int | None = None, reading: str | None = None
) -> RouteAudit:
    """Audit one route over every working day of a year (default the year of the act)."""
    year = regulation.year if year is None else year
    offices = LawfulOffices.of_year(regulation.year)
    steps = regulation.path(channel, reading)
    latest = chain(regulation, channel, _moments(regulation, steps, offices, year), offices, reading=reading)
    added = add_up(steps)
    met = int((latest.lawful == 1).sum())
    tried = len(latest.submitted)
    verdict: Verdict = "no term"
    if latest.term is not None:
        verdict = "can be met" if met == tried else "cannot be met" if met == 0 else "can be met on some dates"
    over = added.over(latest.term)
    staffed = [s for s in steps if regulation.kind(s.role) in ("staff", "commission")]
    join = regulation.routes[channel].join
    term = regulation.terms.get(channel)
    return RouteAudit(
        channel=channel,
        reading=None if join is None else reading or join.used,
        sum=added,
        term=latest.term,
        term_source=term.source.kind if term else "",
        shortest_days=int(latest.days.min()),
        longest_days=int(latest.days.max()),
        dates_tried=tried,
        dates_met=met,
        verdict=verdict,
        without_limit=tuple(s.key for s in staffed if s.limit is None),
        disagree=over is not None and over == (verdict == "can be met"),
    )


def add_up(steps: tuple[PathStep, ...]) -> Sum:
    """Add the limits of steps; a milestone counts as the larger of itself and the steps that it spans."""
    totals: dict[str, tuple[int, int, int]] = {}
    total = (0, 0, 0)
    for step in steps:
        if step.limit is not None:
            add = _amount(step.limit)
            base = totals.get(step.limit_from, (0, 0, 0)) if step.limit_from else None
            total = _plus(total, add) if base is None else max(total, _plus(base, add), key=_weight)
        totals[step.key] = total
    return Sum(*total)


def differences(regulation: Regulation) -> tuple[LimitDifference, ...]:
    """Limits that two descriptions of one route both give and that are not the same, step by step."""
    result = []
    for channel, route in regulation.routes.items():
        used = {step.n: step.limit for step in route.steps}
        for other in route.other_descriptions:
            for step in other.steps:
                limit = used.get(step.n)
                if limit is not None and step.limit is not None and limit != step.limit:
                    result.append(LimitDifference(channel, step.n, str(limit), str(step.limit), other.source))
    return tuple(result)


def _amount(limit: Limit) -> tuple[int, int, int]:
    if limit.unit == "working_days":
        return limit.value, 0, 0
    if limit.unit == "calendar_days":
        return 0, 0, limit.value
    return 0, limit.value * (HOUR // MINUTE if limit.unit == "hours" else 1), 0


def _plus(a: tuple[int, int, int], b: tuple[int, int, int]) -> tuple[int, int, int]:
    return a[0] + b[0], a[1] + b[1], a[2] + b[2]


def _weight(total: tuple[int, int, int]) -> float:
    """Sums in comparable hours; five in seven calendar days are taken to be working days."""
    return (total[0] + total[2] * 5 / 7) * NOMINAL_DAY + total[1] * MINUTE


def _moments(regulation: Regulation, steps: tuple[PathStep, ...], offices: LawfulOffices, year: int) -> Instants:
    """First and last lawful minute of receipt on every working day of a year, at the office that receives."""
    first = next(s for s in steps if regulation.kind(s.role) in ("staff", "commission"))
    clock = offices.clocks[regulation.office_of(first.role)]
    begin, end = instant(date(year, 1, 1)) // DAY, instant(date(year + 1, 1, 1)) // DAY
    inside = (clock.days >= begin) & (clock.days < end)
    opens = clock.hours.next_open_many(clock.days[inside] * DAY)
    return np.sort(np.concatenate([opens, clock.closes[inside] - MINUTE]))


def derived_term(regulation: Regulation, channel: Channel, reading: str | None = None) -> Limit | None:
    """A term worked out from the steps: their longest lawful chain, in working days; None where no step has a limit."""
    if all(step.limit is None for step in regulation.path(channel, reading)):
        return None
    return Limit(audit_route(regulation, channel, reading=reading).longest_days, "working_days")


def route_term(regulation: Regulation, channel: Channel, reading: str | None = None) -> tuple[Limit | None, TermKind]:
    """The term of a route and where it comes from: the text, the standard, or derived from the steps, or nowhere."""
    stated = regulation.terms.get(channel)
    if stated is not None:
        return stated.limit, stated.source.kind
    derived = derived_term(regulation, channel, reading)
    return derived, "derived" if derived else "none"


@dataclass(frozen=True)
class RegulationAudit:
    """All routes of one regulation, and the numeric contradictions of its text."""

    regulation: Regulation
    """The regulation."""
    routes: tuple[RouteAudit, ...]
    """Its routes; a route with a join once per reading."""
    differences: tuple[LimitDifference, ...]
    """Limits in which two descriptions of a route differ."""


def audit_regulation(regulation: Regulation, *, year: int | None = None) -> RegulationAudit:
    """Audit every route of a regulation, in every reading of its join."""
    routes = []
    for channel, route in regulation.routes.items():
        readings = list(route.join.readings) if route.join else [None]
        routes += [audit_route(regulation, channel, year=year, reading=reading) for reading in readings]
    return RegulationAudit(regulation, tuple(routes), differences(regulation))


@dataclass(frozen=True)
class ServiceComparison:
    """The same service as several regulations have it."""

    service: str
    """Short name of the service."""
    regulations: tuple[Regulation, ...]
    """The regulations, by year and name."""
    audits: tuple[RouteAudit, ...]
    """For each regulation the audit of its main route: the provider's, else its first."""


def side_by_side(regulations: Sequence[Regulation]) -> tuple[ServiceComparison, ...]:
    """The services that more than one regulation has, with the audits of their main routes."""
    by_service: dict[str, list[Regulation]] = {}
    for regulation in sorted(regulations, key=lambda r: (r.year, r.regulation)):
        by_service.setdefault(regulation.service, []).append(regulation)
    groups = {service: group for service, group in sorted(by_service.items()) if len(group) > 1}
    return tuple(
        ServiceComparison(service, tuple(group), tuple(audit_route(r, _main_route(r)) for r in group))
        for service, group in groups.items()
    )


def _main_route(regulation: Regulation) -> Channel:
    return "provider" if "provider" in regulation.routes else next(iter(regulation.routes))
