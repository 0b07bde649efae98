"""The command staff as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sim.cli.main import app
from tests.planning.staffing.enumerated import small_study

POSTS = "posts: {town: {clerk: fixed, expert: {at_most: 4}, board: fixed, chief: {at_most: 3}}}"
TARGET = "in_time of aid/provider >= 90 %"


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    small_study(
        folder, {"clerk": "1", "expert": "2", "board": "1", "chief": "1"}, POSTS, rates=(4, 3), minutes={"chief": 50}
    )
    return folder / "question.yaml"


def invoke(*words: str) -> Result:
    return CliRunner(env={"COLUMNS": "80"}).invoke(app, ["staff", *words, "--workers", "1"], catch_exceptions=False)


def test_staff_prints_what_is_enough_why_less_is_not_and_what_it_costs(scenario: Path) -> None:
    result = invoke(str(scenario), "--target", TARGET, "--replications", "8")
    assert result.exit_code == 0
    order = ["Wanted: share in time, aid/provider at least 90 %.", "7 posts; now 5; nothing cheaper does.", "Staffing"]
    order += [
        "With it (8 replications)",
        "Why not less",
        "expert 2",
        "What cheaper and dearer staffings bring",
        "To run it: --set offices.town.staff.expert=3 --set",
        "Simulated:",
    ]
    places = [result.stdout.index(words) for words in order]
    assert places == sorted(places)
    lines = [line.strip() for line in result.stdout.splitlines()]
    assert max(map(len, result.stdout.splitlines())) <= 80
    parts = [next(i for i, line in enumerate(lines) if line.startswith(words)) for words in order if words[0] in "STW"]
    assert len(parts) == 7
    assert not any(lines[i - 1] for i in parts), "an empty line stands between parts"


def test_the_answer_as_data_is_the_file_that_is_written_and_its_settings_bring_the_staffing(
    scenario: Path, tmp_path: Path
) -> None:
    file = tmp_path / "answer.json"
    words = ("--target", TARGET, "--replications", "8", "--no-front", "--format", "json", "--out", str(file))
    result = invoke(str(scenario), *words)
    data = json.loads(result.stdout)
    assert json.loads(file.read_text("utf-8")) == data
    assert data["winner"]["settings"] == ["offices.town.staff.expert=3", "offices.town.staff.chief=2"]
    assert data["winner"]["met"]
    assert data["front"] == []
    assert [one["less_of"] for one in data["one_less"]] == ["posts of town.expert", "posts of town.chief"]


def test_a_target_that_cannot_be_read_ends_with_a_fault_of_its_option(scenario: Path) -> None:
    result = invoke(str(scenario), "--target", "in_time > 90 %")
    assert result.exit_code == 2
    assert "--target: the sign '>' is not known here; write '>='" in result.stderr
    assert not result.stdout


def test_what_is_met_on_average_alone_is_not_said_to_be_impossible(scenario: Path) -> None:
    result = invoke(
        str(scenario), "--target", "in_time of aid/provider >= 99.99 %", "--replications", "4", "--no-front"
    )
    assert "Wanted: share in time, aid/provider at least 99.99 %." in result.stdout
    assert "cannot be told from 4 replications" in " ".join(result.stdout.split())
    assert "No staffing can" not in result.stdout


def test_a_file_that_cannot_be_written_is_told_before_anything_is_simulated(
    scenario: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.planning.staffing.find_staffing.find_staffing", lambda *_, **__: pytest.fail("simulated"))
    result = invoke(str(scenario), "--target", TARGET, "--out", str(tmp_path / "nowhere" / "answer.json"))
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


def test_a_target_of_utilisation_is_not_said_to_be_out_of_reach(scenario: Path) -> None:
    result = invoke(str(scenario), "--target", "utilisation of town.expert <= 1 %", "--replications", "2", "--no-front")
    assert result.exit_code == 0
    assert "still more would be less busy" in " ".join(result.stdout.split())
    assert "No staffing can" not in result.stdout
