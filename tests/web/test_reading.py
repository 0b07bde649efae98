"""A case is the very study that a command has of the same scenario, variant and settings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.schema.setting_paths import REASON
from sim.study.loading import load_scenario
from sim.web.cases import ScenarioCase
from sim.web.reading import CHANGED, study_of


@pytest.mark.parametrize(
    ("name", "variants", "settings"),
    [
        ("west_kazakhstan_social_aid", (), ("offices.department.staff.executor.count=3", "seed=5")),
        ("commission_weekly_vs_daily", ("daily",), ()),
        ("head_on_leave", (), ("replications=7",)),
    ],
)
def test_a_case_is_the_study_of_a_command(name: str, variants: tuple[str, ...], settings: tuple[str, ...]) -> None:
    variant = variants[0] if variants else None
    study, expected = study_of(ScenarioCase(name, variants, settings)), load_scenario(name, variant, settings)
    told = study.scenario.model_dump_json()
    assert (CHANGED in told) == any("executor" in setting for setting in settings), (
        "the report says where a number was set"
    )
    assert told.replace(CHANGED, REASON) == expected.scenario.model_dump_json()
    assert replace(study, scenario=expected.scenario) == expected
