"""How steps and ways between offices are called: never by their keys alone."""

from __future__ import annotations

import pytest

from sim.measure.in_words import step_in_words, way_in_words
from sim.translations.in_use import in_language


@pytest.mark.parametrize(
    ("way", "told"),
    [
        ("5 to 11", "step 5 → step 11"),
        ("provider.5 to 11", "step 5 of “provider” → step 11"),
        ("provider.5 to provider.6", "step 5 of “provider” → step 6 of “provider”"),
    ],
)
def test_a_way_is_told_by_the_steps_between_which_it_lies(way: str, told: str) -> None:
    assert way_in_words(way) == told
    assert step_in_words(way, "under way") == f"{told}: under way"


def test_a_way_has_the_words_of_the_language_in_use() -> None:
    with in_language("ru"):
        assert step_in_words("provider.5 to 11", "в пути") == "шаг 5 маршрута «услугодатель» → шаг 11: в пути"
    with in_language("kk"):
        assert way_in_words("5 to provider.6") == "5-қадам → «көрсетілетін қызметті беруші» маршрутының 6-қадамы"


def test_a_step_is_told_with_its_route_where_that_is_followed() -> None:
    assert step_in_words("3", "head") == "step 3: head"
    assert step_in_words("provider.3", "head") == "step 3 of “provider”: head"
