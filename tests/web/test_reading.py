"""A case is the very study that a command has of the same scenario, variant and settings."""

from __future__ import annotations

import pytest

from sim.study.loading import load_scenario
from sim.web.cases import ScenarioCase
from sim.web.reading import study_of


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
    assert study_of(ScenarioCase(name, variants, settings)) == load_scenario(name, variant, settings)
