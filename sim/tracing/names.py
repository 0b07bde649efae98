"""What roles and steps of a life are called in a language, by the names that the regulations give them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from sim.law.regulation import Channel, Regulation
from sim.measure.in_words import channel_name, role_name
from sim.model.objection_names import answers_of
from sim.model.route import Kind
from sim.scenario.office_titles import titles_of_offices
from sim.study.study import Study
from sim.tracing.life import VisitLife
from sim.translations.in_use import ORIGINAL, translated


@dataclass(frozen=True)
class Names:
    """What roles and steps are called in a language; by their short names where there is no regulation."""

    lang: str = "en"
    regulations: Mapping[str, Regulation] | None = None
    readings: Mapping[tuple[str, str], str | None] | None = None
    offices: Mapping[str, str] | None = None
    """Titles of the offices by their short names."""

    @classmethod
    def of(cls, study: Study | None, lang: str = "en") -> Names:
        """The names that a study's regulations give."""
        if study is None:
            return cls(lang)
        readings = {
            (service, str(channel)): use.reading
            for service, stated in study.scenario.services.items()
            for channel, use in stated.routes.items()
        }
        return cls(lang, dict(study.regulations), readings, titles_of_offices(study.scenario, lang))

    def service(self, service: str) -> str:
        """Title of a service in Kazakh and Russian, in English its short name in words."""
        regulation = (self.regulations or {}).get(service)
        if regulation is None or self.lang == ORIGINAL:
            return service.replace("_", " ")
        return regulation.title.text(self.lang)

    def office(self, name: str) -> str:
        """Title of an office."""
        return (self.offices or {}).get(name) or name.replace("_", " ")

    def role(self, service: str, role: str) -> str:
        """Full name of a role."""
        if self.regulations is None or not role:
            return role.replace("_", " ")
        regulation = self.regulations.get(service)
        of_service = {service: regulation} if regulation is not None and role in regulation.roles else None
        name = role_name(of_service or dict(self.regulations), role, self.lang)
        return name.replace("_", " ") if name == role else name

    def action(self, service: str, route: str, step: str) -> str:
        """What is done in a step, as the text has it; empty where there is none."""
        regulation = (self.regulations or {}).get(service)
        route = answers_of(route) or route
        channel = next((c for c in regulation.routes if c == route), None) if regulation else None
        if regulation is None or channel is None:
            return ""
        path = regulation.path(channel, (self.readings or {}).get((service, route)))
        known = {step_of_path.key: step_of_path for step_of_path in path} | regulation.branch_steps(channel)
        return known[step].step.action.text(self.lang) if step in known else ""


def step_label(visit: VisitLife, service: str, names: Names) -> str:
    """A step with the role that does it: `step 3, head of the provider`."""
    step = visit.step
    if step.kind is Kind.TRANSFER:
        first, _, last = step.key.partition(" to ")
        return translated("way {first} to {last}", first=step_number(first), last=step_number(last))
    if step.kind is Kind.APPLICANT:
        return step.key
    return translated("step {step}, {role}", step=step_number(step.key), role=names.role(service, step.role))


def step_number(key: str) -> str:
    """A step by its short name; one of another route that is followed, such as `provider.5`, is said to be so."""
    route, _, number = key.rpartition(".")
    if route not in get_args(Channel):
        return key
    return translated("{number} as on the route “{route}”", number=number, route=channel_name(route))
