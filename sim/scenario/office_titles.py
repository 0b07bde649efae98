"""What the offices of a scenario are called."""

from __future__ import annotations

from sim.scenario.office_list import Offices
from sim.scenario.scenario import Scenario


def titles_of_offices(scenario: Scenario, lang: str) -> dict[str, str]:
    """By its short name, what each office is called in a language (`kk`, `ru` or `en`).

    It is the title of its own that an office has, or that of its kind; where the kind has several, with what tells it from the
    others, `Office of a rural akim (3)`. Offices without a title have their short names, in words.
    """
    titles: dict[str, str] = {}
    for kind, names in Offices.of(scenario).kinds.items():
        office = scenario.offices[kind]
        of_kind = office.title.text(lang)
        for name in names:
            own = (office.names or {}).get(name)
            title = own.title.text(lang) if own is not None and own.title is not None else ""
            if not title and of_kind:
                title = of_kind if len(names) == 1 else f"{of_kind} ({_apart(kind, name)})"
            titles.setdefault(name, title or name.replace("_", " "))
    return titles


def _apart(kind: str, name: str) -> str:
    """What tells an office from the others of its kind: its number, or its name."""
    return name.removeprefix(f"{kind} ").replace("_", " ")
