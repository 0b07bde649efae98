"""Two first scenarios of one service under the regulations of two regions."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli.main import app
from sim.errors import InputError
from sim.experiment.comparison.faults import unlike_first
from sim.study.loading import load_scenario
from sim.study.new import begun_pair

PAIRS = (
    ("west_kazakhstan_2018_social_aid", "south_kazakhstan_2012_social_aid"),
    ("karaganda_2016_medical_social_institutions", "west_kazakhstan_2018_medical_social_institutions"),
    ("aktogay_2013_targeted_assistance", "karaganda_2016_targeted_assistance"),
    ("south_kazakhstan_2012_recipient_certificate", "karaganda_2016_recipient_certificate"),
)


@pytest.mark.parametrize("pair", PAIRS, ids=[first for first, _ in PAIRS])
def test_a_pair_has_the_same_period_and_demand_and_can_be_compared(tmp_path: Path, pair: tuple[str, str]) -> None:
    studies = []
    for text, name in begun_pair(*pair):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        studies.append(load_scenario(tmp_path / f"{name}.yaml"))
    assert unlike_first(studies) == []
    first, second = (
        {name: (stream.route, stream.rate, stream.office) for name, stream in study.scenario.arrivals.items()}
        for study in studies
    )
    assert first == second


def test_regulations_of_other_services_make_no_pair() -> None:
    with pytest.raises(InputError, match="there is: south_kazakhstan_2012_social_aid"):
        begun_pair("west_kazakhstan_2018_social_aid", "karaganda_2016_home_care")


def test_the_command_writes_both_files_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["new", "mine.yaml", "--service", PAIRS[0][0], "--neighbour", PAIRS[0][1]]
    assert CliRunner().invoke(app, words).exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.yaml", "south_kazakhstan_2012_social_aid.yaml"]
    Path("mine.yaml").unlink()
    refused = CliRunner().invoke(app, words)
    assert (refused.exit_code, Path("mine.yaml").exists()) == (2, False)
