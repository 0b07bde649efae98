"""What is said of studies besides faults, in the language in use: first scenarios, defaults, reasons; data stay English."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

import sim.scenario
from sim.calendar.opening_hours import OfficeHours
from sim.law.load import load_regulation
from sim.schema.field_docstrings import field_docstrings
from sim.shipped import shipped_regulations
from sim.study.assumption_list import assumptions
from sim.study.default_words import DEFAULTS, NOTHING, default_in_words
from sim.study.explain import explained
from sim.study.few_numbers import FewNumbers, FromFewNumbers
from sim.study.loading import Reader, load_scenario
from sim.study.new import begun, only_placeholders, scenario_text
from sim.study.own_reasons import reason_in_words
from sim.translations.in_use import LANGUAGES, in_language
from tests.minimal import loaded, written

SERVICE = "west_kazakhstan_2018_social_aid"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_first_scenario_has_its_comments_in_the_language_and_its_keys_as_ever(tmp_path: Path, lang: str) -> None:
    heading = {
        "kk": "«west_kazakhstan_2018_social_aid» қызметінің тек регламенті бойынша жасалған алғашқы сценарийі.",
        "ru": "Первый сценарий услуги «west_kazakhstan_2018_social_aid», составленный по одному её регламенту.",
        "en": "A first scenario for the service 'west_kazakhstan_2018_social_aid', made from its regulation alone.",
    }
    with in_language(lang):
        text, _ = begun(scenario=None, service=SERVICE)
    assert text.startswith(f"# {heading[lang]}\n")
    english, _ = begun(scenario=None, service=SERVICE)
    keys = [
        [line.partition(":")[0] for line in made.splitlines() if line[0:1] not in ("#", "")] for made in (text, english)
    ]
    assert keys[0] == keys[1]
    (tmp_path / "first.yaml").write_text(text, encoding="utf-8")
    assert only_placeholders(load_scenario(tmp_path / "first.yaml").scenario), (
        "whoever began it, and in whichever language"
    )


@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_every_regulation_gives_a_scenario_that_is_in_order(tmp_path: Path, lang: str) -> None:
    for name in shipped_regulations():
        with in_language(lang):
            (tmp_path / f"{name}.yaml").write_text(begun(scenario=None, service=name)[0], encoding="utf-8")
        assert load_scenario(tmp_path / f"{name}.yaml").scenario.arrivals


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_scenario_of_few_numbers_has_its_assumptions_whole(tmp_path: Path, lang: str) -> None:
    regulation = load_regulation(SERVICE)
    with in_language(lang):
        numbers = FromFewNumbers(regulation, "provider", FewNumbers(100, 2, 30.0, 1.0))
        (tmp_path / "few.yaml").write_text(scenario_text(regulation, numbers), encoding="utf-8")
    staff = load_scenario(tmp_path / "few.yaml").scenario.offices["department"].staff
    assert {people.assumption for people in staff.values()} == {
        "kk": {"sim quick пәрменінде көрсетілгендей", "Бұл рөлді ешкім күтпейтін шартты мән"},
        "ru": {"Как указано в sim quick", "Условное значение, при котором эту роль никто не ждёт"},
        "en": {"As stated to sim quick", "Placeholder with which nobody waits for this role"},
    }[lang]


def models() -> Iterator[type[BaseModel]]:
    """The blocks of a scenario."""
    names = [module.name for module in pkgutil.walk_packages(sim.scenario.__path__, "sim.scenario.")]
    for name in (*names, OfficeHours.__module__):
        for found in vars(importlib.import_module(name)).values():
            if isinstance(found, type) and issubclass(found, BaseModel) and found.__module__ == name:
                yield found


RESOLVED = {("MissingDocuments", "clock"), ("RoleUse", "same_member")}
"""Fields whose default is worked out from the regulation before anybody sees the words of their docstring."""


def test_every_default_that_a_docstring_says_can_be_translated() -> None:
    said = {
        default_in_words(field_docstrings(model).get(name, ""))
        for model in models()
        for name, field in model.model_fields.items()
        if field.default is None and (model.__name__, name) not in RESOLVED
    }
    assert said <= {NOTHING, *DEFAULTS}
    assert {*DEFAULTS} <= said, "defaults that no docstring says any more"


def test_a_default_is_explained_in_the_language_in_use(tmp_path: Path) -> None:
    study, file = Reader(written(tmp_path)).study()
    for lang, run_out, note in (
        ("ru", "9 working days", "утроенный наибольший срок: 3 рабочих дня"),
        ("kk", "9 working days", "ең ұзақ мерзімнің үш еселігі: 3 жұмыс күні"),
    ):
        with in_language(lang):
            settings = {setting.path: setting for setting in explained(study, file)}
        assert (settings["period.run_out"].value, settings["period.run_out"].note) == (run_out, note)
        assert settings["offices.town.staff.chief.caseload"].value == {"ru": "без предела", "kk": "шексіз"}[lang]


def test_reasons_that_the_package_wrote_are_translated_and_others_stand_as_they_are() -> None:
    with in_language("ru"):
        assert reason_in_words("changed by variant two_executors") == "изменено вариантом two_executors"
        assert reason_in_words("As steps 1, 2 of small, split by the limits") == (
            "Как шаги 1, 2 регламента small, разделено по срокам выполнения"
        )
        assert reason_in_words("Placeholder, as the office has it") == "Placeholder, as the office has it"
        for own in ("As step 2 of the provider's route", "As step 2 of the provider's route, split by the limits"):
            assert reason_in_words(own) == own
    assert reason_in_words("changed in {own}.yaml") == "changed in {own}.yaml"


def test_assumptions_are_told_in_the_language_in_use(tmp_path: Path) -> None:
    study = loaded(tmp_path, changes=["offices.town.staff.clerk=2"])
    with in_language("kk"):
        told = {assumption.where: assumption for assumption in assumptions(study)}
    assert told["offices.town.staff.clerk"].reason == "пәрмен жолында берілген"
    assert told["services.aid.routes.provider.steps.2"].reason == "себебі көрсетілмеген"
    assert {assumption.reason for assumption in assumptions(study)} >= {"set on the command line", "no reason given"}
