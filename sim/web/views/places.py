"""Routes, steps and people of a scenario by the names that a page gives them, made ready once for all of its figures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sim.measure.figures import Key
from sim.measure.in_words import role_name, route_name, stated_share, step_in_words
from sim.model.model import Model, build_model
from sim.model.objection_names import answers_of
from sim.model.route import STAFF_KINDS, RoutePlan
from sim.report.people_names import people_title
from sim.report.period_names import period_name
from sim.scenario.office_list import Offices
from sim.schema.in_words import limit_text
from sim.translations.in_use import in_language, translated
from sim.web.served import ServedScenario


@dataclass(frozen=True)
class StepPlace:
    """A step at which files wait for people."""

    key: Key
    """Service, route and step."""
    title: str
    """Its number and who does it."""


@dataclass(frozen=True)
class RoutePlace:
    """A route with its steps."""

    key: Key
    """Service and route."""
    title: str
    """What it is called."""
    term: str
    """Its term in words; empty where it has none."""
    steps: tuple[StepPlace, ...]
    """Its steps that people do, in order."""


@dataclass(frozen=True)
class PoolPlace:
    """A role in the offices of one kind."""

    kind: str
    """Short name of the kind of offices."""
    role: str
    """Short name of the role."""
    title: str
    """What the people are called."""
    keys: tuple[Key, ...]
    """Office and role of each office of the kind."""


@dataclass(frozen=True)
class Places:
    """What the figures of a scenario belong to."""

    routes: tuple[RoutePlace, ...]
    """The routes in use."""
    pools: tuple[PoolPlace, ...]
    """The people who have to do with them."""
    target: float | None
    """Share of answers in time that is aimed at; None without a target."""
    target_text: str
    """The target in words; empty without one."""
    period: str
    """What the counted period is called, such as `half-year`."""


@lru_cache(maxsize=256)
def places_of(served: ServedScenario, variant: str | None, lang: str) -> Places:
    """The places of a scenario with one of its variants, named in a language (`kk`, `ru` or `en`)."""
    model = build_model(served.cases[variant].study)
    scenario = model.study.scenario
    with in_language(lang):
        return Places(
            tuple(_route(model, plan, lang) for plan in model.routes),
            tuple(_pools(model, lang)),
            scenario.target,
            "" if scenario.target is None else stated_share(scenario.target),
            period_name(scenario.period, several=False),
        )


def _route(model: Model, plan: RoutePlan, lang: str) -> RoutePlace:
    steps = tuple(
        StepPlace((*plan.key, step.key), step_in_words(step.key, role_name(model.study.regulations, step.role, lang)))
        for step in plan.steps
        if step.kind in STAFF_KINDS
    )
    return RoutePlace(plan.key, _route_title(model, plan, lang), limit_text(plan.term) if plan.term else "", steps)


def _route_title(model: Model, plan: RoutePlan, lang: str) -> str:
    if len({other.service for other in model.routes}) > 1:
        return route_name(plan.key, several=True)
    title = model.study.regulations[plan.service].routes[plan.route].title.text(lang)
    return title if answers_of(plan.key[1]) is None else translated("{channel}: objection", channel=title)


def _pools(model: Model, lang: str) -> list[PoolPlace]:
    kinds = {name: kind for kind, names in Offices.of(model.study.scenario).kinds.items() for name in names}
    keys: dict[tuple[str, str], list[Key]] = {}
    for pool in model.capacity.pools:
        office = model.capacity.offices[pool.office].name
        keys.setdefault((kinds[office], pool.role), []).append((office, pool.role))
    return [
        PoolPlace(kind, role, people_title(model.study, kind, role, lang), tuple(of_kind))
        for (kind, role), of_kind in keys.items()
    ]
