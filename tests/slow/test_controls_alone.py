"""Every value that the page offers, each alone: over all shipped scenarios and their variants a study as `sim run --set` reads it."""

from __future__ import annotations

import pytest

from sim.shipped import shipped_scenarios
from sim.web.cases import ScenarioCase
from sim.web.reading import study_of
from sim.web.served import MOST_SERVED_APPLICATIONS
from tests.web.served import shipped


@pytest.mark.parametrize("name", shipped_scenarios())
def test_least_most_and_a_middle_value_of_every_control_alone_are_studies(name: str) -> None:
    (scenario,) = shipped(name)
    for variant, case in scenario.cases.items():
        variants = () if variant is None else (variant,)
        for one in case.adjustable.values():
            for value in {one.least, one.values[len(one.values) // 2], one.most} - {one.stated}:
                assert study_of(ScenarioCase(name, variants, one.settings(value)), MOST_SERVED_APPLICATIONS)
