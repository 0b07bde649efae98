"""Names of routes, offices, steps and branches in the words of the regulations and of the scenario, never by their keys alone."""

from __future__ import annotations

from sim.experiment.overview import PoolRow
from sim.experiment.results import Results
from sim.law.regulation import Channel
from sim.measure.figures import Key
from sim.measure.in_words import role_name, route_name, several_services, step_in_words
from sim.model.objection_names import answers_of
from sim.model.route import RoutePlan
from sim.report.people_names import office_words, role_words
from sim.schema.in_words import limit_text
from sim.study.study import Study
from sim.translations.in_use import ORIGINAL, language, translated


def route_title(results: Results, key: Key, lang: str) -> str:
    """A route as its regulation calls it where there is one service; of several services the service and the channel in short."""
    if several_services(results.figures):
        return route_name(key, several=True)
    title = results.study.regulations[key[0]].routes[results.model.plan(key).route].title.text(lang)
    return title if answers_of(key[1]) is None else translated("{channel}: objection", channel=title)


def office_title(study: Study, kind: str, lang: str) -> str:
    """What a scenario calls an office or the offices of a kind; their short name without its underscores where it has no title."""
    office = study.scenario.offices.get(kind)
    return (office.title.text(lang) if office is not None else "") or kind.replace("_", " ")


def pool_title(results: Results, pool: PoolRow, lang: str) -> str:
    """Title of the office of a pool, or of its kind with how many there are."""
    office = results.study.scenario.offices[pool.kind]
    named = (office.names or {}).get(pool.office_names[0]) if pool.offices == 1 else None
    title = named.title if named is not None and named.title is not None else office.title
    text = title.text(lang) or pool.kind.replace("_", " ")
    if pool.offices > 1:
        return f"{text} × {pool.offices}"
    single_of_several = office.size > 1 and (named is None or named.title is None)
    return f"{text} ({pool.office_names[0].replace('_', ' ')})" if single_of_several else text


def place_names(study: Study, office: str, role: str) -> tuple[str, str]:
    """An office and a role: by the short names of the scenario in English, by which settings are typed, else by their titles."""
    if language() == ORIGINAL:
        return office, role.replace("_", " ")
    return office_words(study, office), role_words(study, role)


def step_name(results: Results, key: Key, lang: str) -> str:
    """A step with its role, `step 5: responsible executor of the provider`; a way between offices has no role."""
    role = results.model.plan(key).step(key[2]).role
    who = role_name(results.study.regulations, role, lang) if role else translated("under way")
    return step_in_words(key[2], who)


def channel_title(study: Study, service: str, channel: Channel, lang: str) -> str:
    """A route of a service, with the service before it where there are several."""
    regulation = study.regulations[service]
    title = regulation.routes[channel].title.text(lang)
    return f"{regulation.title.text(lang)}: {title}" if len(study.regulations) > 1 else title


def term_text(plan: RoutePlan) -> str:
    """The term of a route as tables show it; a derived one says so, and a dash stands where there is none."""
    if plan.term is None:
        return "–"
    text = limit_text(plan.term)
    return translated("{term} (derived)", term=text) if plan.term_kind == "derived" else text
