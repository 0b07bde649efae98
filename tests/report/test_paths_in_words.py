"""Places of scenario files are told by whom they concern."""

from __future__ import annotations

import pytest

import sim
from sim.report.paths_in_words import path_in_words, place_in_words
from sim.study.assumption_list import assumptions
from sim.study.study import Study
from sim.translations.in_use import LANGUAGES, in_language


@pytest.fixture(scope="module")
def study() -> Study:
    return sim.load_scenario("west_kazakhstan_social_aid", changes=["replications=2"])


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("services.social_aid.routes.provider.steps.1", "Application to the provider, step 1: employee of the provider"),
        (
            "services.social_aid.routes.provider.steps.4.work.p90",
            "Application to the provider, step 4: precinct commission, work, 90th percentile",
        ),
        (
            "offices.department.staff.executor",
            "District department of employment and social programmes, responsible executor of the provider",
        ),
        ("arrivals.at_the_akims.rate", "arrivals, Application to the akim of the rural district, Office of a rural akim, rate"),
        ("systems.portal", "information systems, e-government portal"),
        ("assumptions.visits", "uncertain numbers, visits"),
        ("hours.late_window", "opening hours, late window"),
        ("services.social_aid.routes.provider.refusals.5.probability",
         "Application to the provider, refusal, step 5: responsible executor of the provider, probability"),
        ("nothing.known_here", "nothing, known here"),
    ],
)  # fmt: skip
def test_a_place_is_told_by_whom_it_concerns(study: Study, path: str, words: str) -> None:
    assert path_in_words(study, path, "en") == words


def test_names_are_those_of_the_regulation_in_each_language(study: Study) -> None:
    with in_language("ru"):
        path = "services.social_aid.routes.provider.steps.5"
        assert (
            path_in_words(study, path, "ru")
            == "При обращении к услугодателю, шаг 5: ответственный исполнитель услугодателя"
        )


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["west_kazakhstan_social_aid", "karaganda_department", "asp_surge_april_2019"])
def test_no_assumption_is_told_by_its_path(name: str, lang: str) -> None:
    study = sim.load_scenario(name, changes=["replications=2"])
    with in_language(lang):
        for assumed in assumptions(study):
            owner, what = place_in_words(study, assumed.where, lang)
            assert owner
            assert "_" not in owner + what
            assert not {"routes", "steps", "staff"} & set(f"{owner} {what}".replace(",", "").split())


def test_settings_and_keys_without_words_of_their_own_are_told_by_words_of_files(study: Study) -> None:
    with in_language("ru"):
        assert path_in_words(study, "hours.late_window.appointments.windows", "ru").endswith("запись, окна")
        assert [a.numbers for a in assumptions(study) if a.where == "offices.department"] == [
            "количество 1, часы department"
        ]
