"""What the page offers to change: of every shipped scenario and variant each single value is allowed, and does what it says."""

from __future__ import annotations

import random
from functools import cache

import pytest

from sim.errors import InputError
from sim.schema.yaml_file import YamlFile
from sim.shipped import shipped_scenarios
from sim.study.loading import Reader
from sim.study.study import Study
from sim.translations.in_use import LANGUAGES, in_language
from sim.web.choice import choice_cases
from sim.web.controls.adjustable import Adjustable
from sim.web.controls.words import value_in_words
from sim.web.served import MOST_SERVED_APPLICATIONS, controls_of
from tests.web.choosing import any_choice
from tests.web.served import shipped


@cache
def reader(name: str) -> Reader:
    """A shipped scenario, read once."""
    return Reader(name, (), MOST_SERVED_APPLICATIONS)


def with_settings(name: str, variant: str | None, settings: tuple[str, ...]) -> tuple[Study, YamlFile]:
    """A shipped scenario with settings; raises InputError where it does not allow them."""
    return reader(name).with_values((variant,) if variant else (), settings)


def faults_of(name: str, variant: str | None, settings: tuple[str, ...]) -> list[str]:
    """What a scenario says of settings that it does not allow."""
    try:
        with_settings(name, variant, settings)
    except InputError as error:
        return [fault.message for fault in error.faults]
    return []


def scaled(one: Adjustable, value: float, before: Study, after: Study) -> tuple[float, float]:
    """What a control of durations has changed: the mean that it should have, and the one that it has."""
    service, channel, step = one.where
    blocks = [
        getattr(each.scenario.services[service].routes[channel].steps[step], one.kind) for each in (before, after)
    ]  # type: ignore[call-overload]
    return value * blocks[0].mean_seconds, blocks[1].mean_seconds


@pytest.mark.parametrize("name", shipped_scenarios())
def test_every_value_that_is_offered_is_a_study(name: str) -> None:
    """Least and most of every control of every variant; durations, which are apart from each other, all of them at once."""
    chosen = random.Random(name)
    (scenario,) = shipped(name)
    assert not scenario.left_out
    for variant, case in scenario.cases.items():
        before, _ = with_settings(name, variant, ())
        durations = [one for one in case.adjustable.values() if one.form == "mean"]
        for pick in (min, max, chosen.choice):
            values = [(one, pick(one.values)) for one in durations]
            after, _ = with_settings(
                name, variant, tuple(text for one, value in values for text in one.settings(value))
            )
            for one, value in values:
                wanted, has = scaled(one, value, before, after)
                assert has == pytest.approx(wanted, rel=0.02, abs=1)
        for one in case.adjustable.values():
            assert one.stated in one.values
            assert one.settings(one.stated) == ()
            for value in {one.least, one.most} - {one.stated} if one not in durations else ():
                after, _ = with_settings(name, variant, one.settings(value))
                assert after.scenario != before.scenario


@pytest.mark.parametrize(
    "name", ["commission_weekly_vs_daily", "karaganda_department", "reception_days", "aktobe_home_schooling"]
)
def test_several_values_are_a_study_or_refused_in_words(name: str) -> None:
    chosen, served = random.Random(name), shipped(name)
    studies = 0
    for _ in range(25):
        choice = any_choice(chosen, served)
        _, alternative = choice_cases(choice, served)
        told = faults_of(name, choice.variant, alternative.settings)
        assert all(told)
        studies += not told
    assert studies >= 20


def test_labels_are_in_the_three_languages_and_tell_controls_apart() -> None:
    for name in shipped_scenarios():
        (scenario,) = shipped(name)
        for variant in scenario.cases:
            for lang in LANGUAGES:
                controls, _ = controls_of(scenario, variant, lang)
                names = [(one.kind, one.group, one.label) for one in controls]
                assert all(group and label for _, group, label in names)
                assert len(set(names)) == len(names)
                assert [one.key for one in controls] == [*scenario.cases[variant].adjustable]


def test_a_control_says_what_comes_of_a_value() -> None:
    (scenario,) = shipped("west_kazakhstan_social_aid")
    told = {}
    for lang in LANGUAGES:
        controls = {one.key: one for one in controls_of(scenario, None, lang)[0]}
        with in_language(lang):
            told[lang] = [
                value_in_words(controls[key], value)
                for key, value in (
                    ("posts.department.executor", 3),
                    ("arrivals.at_the_department", 1.4),
                    ("work.social_aid.provider.3", 0.5),
                    ("hold.social_aid.provider.4", 2),
                )
            ]
    assert told["en"] == ["3", "140 % (2.87 per working day)", "50 % (30 minutes)", "200 % (25.3 hours)"]
    assert told["ru"] == ["3", "140\xa0% (2,87 в рабочий день)", "50\xa0% (30 минут)", "200\xa0% (25,3 ч)"]
    assert told["kk"][0] == "3"
