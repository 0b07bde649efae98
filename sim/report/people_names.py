"""Who people are, in the words of the regulations and of the scenario: a role, with its office where several kinds have it."""

from __future__ import annotations

from sim.measure.in_words import role_name
from sim.scenario.office_titles import titles_of_offices
from sim.scenario.scenario import Office
from sim.study.study import Study
from sim.translations.in_use import ORIGINAL, language, translated


def people_title(study: Study, kind: str, role: str, lang: str) -> str:
    """The full name of a role, with the title of its kind of offices where other kinds have the role too."""
    name = role_name(study.regulations, role, lang)
    name = name.replace("_", " ") if name == role else name
    having = [office for office, one in study.scenario.offices.items() if role in _roles_of(one)]
    if len(having) < 2:
        return name
    office = study.scenario.offices.get(kind)
    title = (office.title.text(lang) if office is not None else "") or kind.replace("_", " ")
    return translated("{role}, {office}", role=name, office=title)


def _roles_of(office: Office) -> set[str]:
    """The roles that an office, or one of its names, has people of."""
    return {*office.staff, *(role for named in (office.names or {}).values() for role in named.staff)}


def role_words(study: Study, role: str, *, short: bool = True) -> str:
    """A role in the language in use, as the regulations call it; `short`: in English as files have it, in words."""
    if short and language() == ORIGINAL:
        return _words(role)
    name = role_name(study.regulations, role, language())
    return _words(name) if name == role else name


def office_words(study: Study, office: str, *, short: bool = True) -> str:
    """An office or a kind of offices as the scenario calls it; `short`: in English as files have it, in words."""
    if short and language() == ORIGINAL:
        return _words(office)
    kind = study.scenario.offices.get(office)
    titles = titles_of_offices(study.scenario, language())
    return titles.get(office) or (kind.title.text(language()) if kind is not None else "") or _words(office)


def _words(name: str) -> str:
    """A short name as words, so that it can be broken into lines."""
    return name.replace("_", " ")
