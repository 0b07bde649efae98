"""What the cases of a comparison are called: short names in tables, and titles in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from sim.study.study import Study
from sim.translations.in_use import marked

AS_IT_IS = marked("the scenario as it is")
"""What the scenario is called beside its own variants and readings."""
OTHER_READING = "reading "
"""What stands before the name of another reading of a route."""


def case_names(studies: Sequence[Study]) -> tuple[str, ...]:
    """Short names of studies, each another one.

    It is that of the variant where all are of one scenario, else that of the study; with the settings that the first has
    not, if there are any.
    """
    scenarios = {_scenario(study) for study in studies}
    names = [study.variant if study.variant and len(scenarios) == 1 else study.name for study in studies]
    for i, study in enumerate(studies):
        added = dict.fromkeys(_setting(change) for change in study.changes if change not in studies[0].changes)
        names[i] += f" ({', '.join(added)})" if added else ""
    return tuple(
        name if names.index(name) == i else f"{name} [{names[: i + 1].count(name)}]" for i, name in enumerate(names)
    )


def case_title(study: Study, name: str, studies: Sequence[Study]) -> str:
    """What a case is called in sentences: the title of its variant and what else is set, or its name as words."""
    plain, bracket, rest = name.partition(" (")
    if any(_scenario(other) != _scenario(study) for other in studies) or not (study.variant or bracket):
        alone = study.variant is None and all(_scenario(other) == name for other in studies)
        return AS_IT_IS if alone else name.replace("_", " ")
    title = study.scenario.variants[study.variant].title if study.variant else None
    in_words = (title.text("en") if title else "") or (plain.replace("_", " ") if study.variant else "")
    return ", ".join(part for part in (in_words, rest.replace(")", "", 1)) if part)


def _setting(change: str) -> str:
    """A setting in short: the reading of a route, or the end of its path with its value."""
    path, _, value = change.partition("=")
    last = path.split(".")[-1]
    return f"{OTHER_READING}{value}" if last == "reading" else f"{last}={value}"


def _scenario(study: Study) -> str:
    """Name of the scenario without its variant."""
    return study.name.removesuffix(f"-{study.variant}") if study.variant else study.name
