"""The scenarios that a server offers: read and checked once, with everything that a page needs of them at hand.

Two cases are held against each other replication by replication, so they need the same period, calendar and seed. A variant with
others is a question of its own: it is kept with the reason why it is not offered, and can be served as a file that extends the
scenario.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.errors import Fault, InputError
from sim.schema.document import Translated
from sim.schema.yaml_file import YamlFile
from sim.study.checks.demand_size import applications_of
from sim.study.context import CheckContext
from sim.study.loading import Reader, find_scenario
from sim.study.study import Study
from sim.translations.in_use import LANGUAGES, in_language, localized_number, marked, translated
from sim.web.cases import ScenarioCase
from sim.web.controls.adjustable import Adjustable, Unchangeable
from sim.web.controls.changeable import changeable
from sim.web.controls.control import Control, NotOffered
from sim.web.controls.tried import allowed_by
from sim.web.controls.words import control_of, not_offered

MOST_SERVED_APPLICATIONS = 20_000
"""Applications that one replication may have, so that figures come while somebody looks."""
_DIFFERS = {
    "period": marked(
        "it has another period than the scenario, so the two cannot be held against each other day by day"
    ),
    "calendar": marked(
        "it has another calendar than the scenario, so the two cannot be held against each other day by day"
    ),
    "seed": marked("it has another seed than the scenario, so the two would not have the same random numbers"),
}


@dataclass(frozen=True)
class ServedCase:
    """The scenario itself or one of its variants, with what may be changed of it."""

    study: Study
    """The study, checked."""
    adjustable: Mapping[str, Adjustable]
    """What may be changed, by the keys of the controls, in the order of the page."""
    applications: Mapping[str, float]
    """How many applications each stream may bring to one replication; those of backlogs under the empty name."""
    words: Mapping[str, tuple[tuple[Control, ...], tuple[NotOffered, ...]]]
    """By language, the controls and what is not offered."""


@dataclass(frozen=True)
class VariantLeftOut:
    """A variant that cannot be held against the scenario."""

    name: str
    """Its short name."""
    title: Translated
    """What it is called."""
    differs: str
    """In what it differs: `period`, `calendar` or `seed`."""

    def reason(self, lang: str) -> str:
        """Why it is not offered, in a language (`kk`, `ru` or `en`)."""
        with in_language(lang):
            return translated(_DIFFERS[self.differs])


@dataclass(frozen=True, eq=False)
class ServedScenario:
    """A scenario that the server offers."""

    key: str
    """Short name in links, which no other scenario of the server has."""
    path: str
    """The file as it was given, or the name of a shipped scenario."""
    titles: Translated
    """What it is called."""
    descriptions: Translated
    """What it shows, in a sentence or two; may be empty."""
    variants: tuple[tuple[str, Translated], ...]
    """The variants that can be chosen, by short name, with what they are called."""
    left_out: tuple[VariantLeftOut, ...]
    """Variants that cannot be held against the scenario."""
    cases: Mapping[str | None, ServedCase]
    """What may be changed of each variant, and under None of the scenario itself."""

    @property
    def base(self) -> ScenarioCase:
        """The scenario as it is."""
        return ScenarioCase(self.path)

    def title(self, lang: str) -> str:
        """What it is called in a language (`kk`, `ru` or `en`)."""
        return self.titles.text(lang)

    def description(self, lang: str) -> str:
        """What it shows in a language; may be empty."""
        return self.descriptions.text(lang)


def controls_of(
    served: ServedScenario, variant: str | None, lang: str
) -> tuple[tuple[Control, ...], tuple[NotOffered, ...]]:
    """What may be changed of a scenario or one of its variants, and what not, in a language (`kk`, `ru` or `en`)."""
    return served.cases[variant].words[lang]


def serve_scenarios(given: Sequence[str]) -> tuple[ServedScenario, ...]:
    """Read scenarios by their files or shipped names, each with all of its variants; what is given twice is served once.

    Raises InputError with the faults of all, and for what is too large to be simulated while somebody looks.
    """
    faults: list[Fault] = []
    served: list[ServedScenario] = []
    for path in dict.fromkeys(given):
        try:
            served.append(_served(path, [other.key for other in served]))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    return tuple(served)


def _served(path: str, taken: Sequence[str]) -> ServedScenario:
    reader = Reader(path)
    studies = reader.studies()
    base = studies[0][0]
    kept = [(study, file) for study, file in studies if _difference(base, study) is None]
    if faults := [fault for study, file in kept for fault in _too_large(path, study, file)]:
        raise InputError(faults)
    titles = {
        name: variant.title or Translated(en=name.replace("_", " ")) for name, variant in base.scenario.variants.items()
    }
    out = [(study.variant, _difference(base, study)) for study, _ in studies]
    return ServedScenario(
        key=_key(path, taken),
        path=path,
        titles=base.scenario.scenario,
        descriptions=base.scenario.description,
        variants=tuple((study.variant, titles[study.variant]) for study, _ in kept if study.variant is not None),
        left_out=tuple(VariantLeftOut(name, titles[name], differs) for name, differs in out if name and differs),
        cases={study.variant: _case(reader, study, file) for study, file in kept},
    )


def _case(reader: Reader, study: Study, file: YamlFile) -> ServedCase:
    """A scenario or a variant with what may be changed of it, in all languages."""
    allowed = allowed_by(reader, () if study.variant is None else (study.variant,))
    expected = _applications(study, file)
    found = changeable(study, file, allowed, expected, MOST_SERVED_APPLICATIONS)
    words = {}
    for lang in LANGUAGES:
        with in_language(lang):
            words[lang] = (
                tuple(control_of(study, one, lang) for one in found if isinstance(one, Adjustable)),
                tuple(not_offered(study, one, lang) for one in found if isinstance(one, Unchangeable)),
            )
    return ServedCase(study, {one.key: one for one in found if isinstance(one, Adjustable)}, expected, words)


def _applications(study: Study, file: YamlFile) -> dict[str, float]:
    """How many applications each stream may bring to one replication, and the backlogs."""
    context = CheckContext(file, study.scenario, study.regulations, study.days, study.hours)
    return applications_of(context, {name: register.instants for name, register in study.histories.items()})


def _too_large(path: str, study: Study, file: YamlFile) -> list[Fault]:
    total = sum(_applications(study, file).values())
    if total <= MOST_SERVED_APPLICATIONS:
        return []
    message = translated(
        "{total} applications could be in one replication, and a page simulates at most {most}, so that nobody has to wait",
        total=localized_number(total),
        most=localized_number(MOST_SERVED_APPLICATIONS),
    )
    if study.variant is not None:
        message = translated("in variant '{variant}' {message}", variant=study.variant, message=message)
    repair = translated("shorten the period, take fewer offices, or simulate it with 'sim run'")
    return [Fault(path, 0, 0, message, repair)]


def _difference(base: Study, study: Study) -> str | None:
    """In what a variant differs so that it cannot be held against the scenario; None where it can."""
    if base.scenario.period != study.scenario.period:
        return "period"
    if base.days is not study.days:
        return "calendar"
    return "seed" if base.scenario.seed != study.scenario.seed else None


def _key(path: str, taken: Sequence[str]) -> str:
    """A short name for links out of that of the file, with a number behind it where it is taken."""
    stem = re.sub(r"[^\w-]+", "_", find_scenario(path).stem).strip("_") or "scenario"
    number = 1
    while (key := stem if number == 1 else f"{stem}_{number}") in taken:
        number += 1
    return key
