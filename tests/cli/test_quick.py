"""A first answer out of five numbers: given as options, asked for, and from the scenario that is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sim.cli.main import app
from sim.law.load import load_regulation
from sim.measure.offered_load import offered_load
from sim.measure.work_per_file import work_per_file
from sim.model.model import build_model
from sim.quantities import Limit
from sim.shipped import shipped_regulations
from sim.study.few_numbers import FewNumbers, FromFewNumbers
from sim.study.loading import load_scenario
from sim.study.new import scenario_text

CARE = "karaganda_2016_home_care"
FIVE = ("--applications", "90", "--people", "1", "--minutes", "105", "--hold", "1", "--term", "6")


def quick(*words: str, answers: str = "") -> Result:
    words = ("quick", *words, "--workers", "1")
    return CliRunner(env={"COLUMNS": "80"}).invoke(app, list(words), input=answers, catch_exceptions=False)


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_five_numbers_give_one_sentence_and_the_scenario_that_was_run() -> None:
    result = quick(CARE, *FIVE, "--format", "json")
    answer = json.loads(result.stdout)
    study = load_scenario("quick.yaml")
    assert (answer["file"], answer["in_time"]["replications"]) == ("quick.yaml", study.scenario.replications)
    assert study.terms["home_care", "provider"].limit == Limit(6, "working_days")
    assert (answer["term"], study.scenario.offices["department"].staff["executor"].count) == ("6 working days", 1)
    in_time = answer["in_time"]
    assert in_time["low"] < in_time["mean"] < in_time["high"]
    assert f"{100 * in_time['mean']:.0f} %" in answer["sentence"]


def test_what_is_not_given_is_asked_for_and_bad_answers_are_asked_again() -> None:
    answers = "nothing\n" + CARE + "\n-3\n1,5\n40\n1.5\n\n1\n60\n0\n\n"
    result = quick("--format", "json", answers=answers)
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert (answer["applications_per_month"], answer["people"], answer["minutes_per_file"], answer["hold_days"]) == (
        40,
        1,
        60,
        0,
    )
    assert answer["term"] == "14 working days"  # the regulation's, which was offered
    for words in (
        "there is no regulation 'nothing'",
        "-3 is out of range",
        "'1,5' has a comma",
        "'1.5' is no whole number",
    ):
        assert words in result.stderr


def test_where_nobody_answers_it_says_which_option_would_do() -> None:
    result = quick(CARE, "--people", "2")
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1].startswith("--applications: ")
    assert not Path("quick.yaml").exists()
    result = quick()
    assert result.exit_code == 2
    assert "regulation" in result.stderr.splitlines()[-1], "which is no option"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--applications", "0"), "'--applications'"),
        (("--people", "1.5"), "'--people'"),
        (("--hold", "soon"), "'--hold'"),
        (("--term", "10 bananas"), "10 bananas"),
        (("--route", "portals"), "--route: 'karaganda_2016_home_care' has no route 'portals'"),
        (("--role", "exekutor"), "did you mean 'executor'?"),
    ],
)
def test_what_cannot_be_is_refused(words: tuple[str, ...], said: str) -> None:
    result = quick(CARE, *words)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.replace("│", " ").split())


def test_no_file_is_overwritten() -> None:
    Path("quick.yaml").write_text("mine", encoding="utf-8")
    assert quick(CARE, *FIVE).exit_code == 0
    assert Path("quick.yaml").read_text(encoding="utf-8") == "mine"
    assert Path("quick_2.yaml").exists()
    result = quick(CARE, *FIVE, "--out", "quick.yaml")
    assert (result.exit_code, Path("quick.yaml").read_text(encoding="utf-8")) == (2, "mine")


@pytest.mark.parametrize("name", sorted(shipped_regulations()))
def test_every_route_makes_a_scenario_whose_people_have_the_stated_work_and_nobody_else_much(name: str) -> None:
    regulation = load_regulation(name)
    for channel in regulation.routes:
        made = FromFewNumbers(regulation, channel, FewNumbers(400, 3, 75, 2))
        Path("made.yaml").write_text(scenario_text(regulation, made), encoding="utf-8")
        model = build_model(load_scenario("made.yaml"))
        assert work_per_file(model)[made.main_role] / 60 == pytest.approx(75, abs=0.05)
        months = sum(plan.expected(model.window.warm_up_end, model.window.horizon) for plan in model.streams) / 6
        assert months == pytest.approx(400, rel=0.02)
        others = [load for load in offered_load(model) if load.role != made.main_role]
        assert all(load.load < 0.6 for load in others), [(load.role, load.load) for load in others]


def test_the_sentence_repeats_numbers_as_they_were_stated() -> None:
    words = ("--applications", "1", "--people", "1", "--minutes", "2.25", "--hold", "0.25", "--term", "6")
    sentence = json.loads(quick(CARE, *words, "--format", "json").stdout)["sentence"]
    assert "1 application a month, 2.25 minutes of work and 0.25 working days of hold a file" in sentence
