"""What the short names of a log stand for in one language: activities and roles, and the time zone of each service."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from sim.model.model import Model
from sim.model.route import Kind, StepPlan
from sim.register.zone_names import WITHOUT_REGION, zone_of_region

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
        return cls(activities, roles, zones, unknown)


def _words(route: tuple[str, str], step: StepPlan, names: RegulationNames) -> str:
    """What is done in a step, in the words of its regulation, or in ours where it is none of a regulation."""
    if step.kind is Kind.TRANSFER:
        return f"way {step.key}"
    return names.action(*route, step.key) or step.key.replace("_", " ")
