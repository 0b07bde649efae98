"""Names of roles and offices in tables: in English as files have them, in words; else as regulations and scenarios call them."""

from __future__ import annotations

from sim.cli.terminal.tables import words
from sim.measure.in_words import role_name
from sim.scenario.office_titles import titles_of_offices
from sim.study.study import Study
from sim.translations.in_use import ORIGINAL, language


def role_words(study: Study, role: str) -> str:
    """A role."""
    if language() == ORIGINAL:
        return words(role)
    name = role_name(study.regulations, role, language())
    return words(name) if name == role else name


def office_words(study: Study, office: str) -> str:
    """An office or a kind of offices."""
    if language() == ORIGINAL:
        return words(office)
    kind = study.scenario.offices.get(office)
    titles = titles_of_offices(study.scenario, language())
    return titles.get(office) or (kind.title.text(language()) if kind is not None else "") or words(office)
