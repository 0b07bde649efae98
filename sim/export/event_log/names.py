"""What the short names of a log stand for in one language: activities and roles, and the time zone of each service."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from sim.model.model import Model
from sim.model.route import Kind, StepPlan
from sim.register.zone_names import WITHOUT_REGION, zone_of_region
from sim.translations.in_use import translated

Meeting = Literal["sitting", "visits"]
"""When members of a pool take files together: at a sitting, or on a day of visits to households."""
StepKey = tuple[str, str, str]
"""A step by its service, route and name."""


class RegulationNames(Protocol):
    """What the regulations of a study call roles and steps in a language."""

    def role(self, service: str, role: str) -> str:
        """Full name of a role."""

    def action(self, service: str, route: str, step: str) -> str:
        """What is done in a step; empty where no regulation says it."""


@dataclass(frozen=True)
class EventNames:
    """What the short names of a log stand for in one language."""

    activities: Mapping[StepKey, str]
    """The activity of each step."""
    roles: Mapping[tuple[str, str], str]
    """The name of each role, by service and short name."""
    systems: frozenset[tuple[str, str]]
    """The roles that are information systems, by service and short name."""
    together: Mapping[tuple[str, str], Meeting]
    """The pools whose members take files together, by office and role, and whether at sittings or on days of visits."""
    zones: Mapping[str, str]
    """The time zone of each service, by its name in the IANA database."""
    without_region: tuple[str, ...] = ()
    """The services whose region is not known, in order."""

    @property
    def distinct_zones(self) -> tuple[str, ...]:
        """The time zones of all services, each once, that of the first service first."""
        return tuple(dict.fromkeys(self.zones.values()))

    @classmethod
    def of(cls, model: Model, names: RegulationNames, zone: str | None = None) -> EventNames:
        """The names of a model's steps and roles; `zone` holds for all services, else each has that of its region.

        The activity is what the regulation says of the step. In a route that has the same words twice the name of the step
        stands behind them, in brackets.
        """
        activities: dict[StepKey, str] = {}
        for plan in model.routes:
            words = [_words(plan.key, step, names) for step in plan.steps]
            often = Counter(words)
            for step, text in zip(plan.steps, words, strict=True):
                activities[(*plan.key, step.key)] = text if often[text] == 1 else f"{text} ({step.key})"
        roles = {
            (plan.service, step.role): names.role(plan.service, step.role)
            for plan in model.routes
            for step in plan.steps
            if step.role
        }
        of_region = {
            service: zone_of_region(regulation.region.text("en"))
            for service, regulation in model.study.regulations.items()
        }
        zones = {service: zone or found or WITHOUT_REGION for service, found in of_region.items()}
        unknown = tuple(service for service, found in of_region.items() if zone is None and found is None)
        systems = frozenset(
            (service, name)
            for service, regulation in model.study.regulations.items()
            for name, role in regulation.roles.items()
            if role.kind == "system"
        )
        together: dict[tuple[str, str], Meeting] = {}
        for pool in model.capacity.pools:
            if pool.sittings is not None or pool.visits_per_day is not None:
                office = model.capacity.offices[pool.office].name
                together[office, pool.role] = "visits" if pool.sittings is None else "sitting"
        return cls(activities, roles, systems, together, zones, unknown)


def _words(route: tuple[str, str], step: StepPlan, names: RegulationNames) -> str:
    """What is done in a step, in the words of its regulation, or in ours where it is none of a regulation."""
    if step.kind is Kind.TRANSFER:
        return translated("file under way, {step}", step=step.key)
    return names.action(*route, step.key) or step.key.replace("_", " ")
