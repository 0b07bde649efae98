"""How much more the staff bears, where it can be counted by hand, and as a user meets it."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sim.cli.main import app
from sim.errors import InputError
from sim.planning.headroom.find_headroom import Headroom, find_headroom
from sim.planning.staffing.find_staffing import find_staffing
from sim.report.headroom.contents import present_sentence
from sim.report.headroom.sentences import headroom_sentences
from sim.study.study import Study
from tests.minimal import loaded, regulation_text, scenario_text, service, written

REGULATION = regulation_text(
    roles=("clerk", "chief"),
    provider="""
        - {n: 1, role: clerk, action: takes it in, limit: 1 working day, source: "5.1"}
        - {n: 2, role: chief, action: decides, limit: 1 working day, source: "5.2"}
    """,
    terms="provider: {limit: 2 working days, source: {text: the standard}}",
)
SCENARIO = scenario_text(
    "Four a day",
    period="{start: 2018-05-14, warm_up_until: 2018-05-21, end: 2018-06-18}",
    replications="3",
    target="90 %",
    services=service("provider:\n  steps: {1: {work: 60 minutes}, 2: {work: 12 minutes}}"),
    offices="{town: {hours: department, staff: {clerk: 1, chief: 1}}}",
    arrivals="{in_town: {service: aid, route: provider, office: town, rate: 4 per working day, process: deterministic}}",
)
"""A clerk who is there for eight hours a day has four hours of work, evenly spread; a chief has 48 minutes."""


def study_of(folder: Path) -> Study:
    return loaded(folder, SCENARIO, REGULATION)


def by_name(headroom: Headroom) -> dict[str, tuple[float, float, float]]:
    return {
        each.increase.name: (each.crossing.times, each.crossing.low, each.crossing.high) for each in headroom.bearable
    }


def test_utilisation_bears_what_division_says(tmp_path: Path) -> None:
    found = find_headroom(study_of(tmp_path), ["utilisation of town.clerk <= 80 %"], workers=1)
    times = by_name(found)
    assert times[""] == pytest.approx((1.6, 1.6, 1.6), rel=0.02)  # 6.4 hours a day instead of 4
    assert times["clerk"] == pytest.approx((1.6, 1.6, 1.6), rel=0.02)
    assert times["chief"] == (math.inf, math.inf, math.inf)  # his work changes nothing about the clerk
    demand, clerk, chief = found.bearable
    assert (clerk.now, chief.now) == (3600, 720)
    assert demand.now == pytest.approx(4 * 20 / 28 * 365.25 / 12, rel=0.01)  # twenty working days in the four weeks


def test_what_is_missed_has_to_fall(tmp_path: Path) -> None:
    found = find_headroom(study_of(tmp_path), ["utilisation of town.clerk <= 40 %"], roles=["clerk"], workers=1)
    assert by_name(found)["clerk"] == pytest.approx((0.8, 0.8, 0.8), rel=0.02)
    assert not found.met
    (sentence,) = headroom_sentences(found)
    assert "would have to fall from 60 minutes a file to 48" in sentence


def test_answers_in_time_bear_what_the_clerk_has_time_for(tmp_path: Path) -> None:
    (demand,) = find_headroom(study_of(tmp_path), all_roles=False, workers=1).bearable
    assert (
        1.9 < demand.crossing.times < 2.2
    )  # eight files a day fill eight hours; the few days of four weeks bear little more


def test_of_several_targets_it_is_said_that_not_all_are_met_and_a_name_given_twice_is_one_row(tmp_path: Path) -> None:
    met, missed = "utilisation of town.chief <= 80 %", "utilisation of town.clerk <= 40 %"
    found = find_headroom(study_of(tmp_path), [met, missed], streams=["in_town", "in_town"], workers=1)
    assert len(found.bearable) == 1
    assert " are not all met: " in present_sentence(found)
    (sentence,) = headroom_sentences(found)
    assert "are not all met as things are" in sentence
    assert "to meet all of them (" in sentence


def test_a_target_whose_measure_no_replication_has_is_refused(tmp_path: Path) -> None:
    nobody = SCENARIO.replace("rate: 4 per working day, process: deterministic", "rate: 0.000001 per working day")
    study = loaded(tmp_path, nobody, REGULATION)
    for find in (find_headroom, find_staffing):
        with pytest.raises(InputError, match="--target: no replication has 'median_days'; choose another measure"):
            find(study, ["median_days <= 3"], workers=1)


def test_names_that_are_not_there_are_told_together(tmp_path: Path) -> None:
    with pytest.raises(InputError) as faults:
        find_headroom(study_of(tmp_path), streams=["in_twon"], roles=["clark"], workers=1)
    assert [str(fault) for fault in faults.value.faults] == [
        "--role: there is no role 'clark'; did you mean 'clerk'?",
        "--stream: there is no stream 'in_twon'; did you mean 'in_town'?",
    ]


def headroom(folder: Path, *words: str) -> Result:
    path = written(folder, SCENARIO, REGULATION)
    words = ("headroom", str(path), *words, "--out", str(folder / "results"), "--workers", "1")
    return CliRunner(env={"COLUMNS": "80"}).invoke(app, list(words), catch_exceptions=False)


@pytest.mark.charts
def test_the_command_prints_table_and_sentence_and_writes_a_page_that_says_the_same(tmp_path: Path) -> None:
    result = headroom(tmp_path, "--target", "utilisation of town.clerk <= 80 %")
    text = " ".join(result.stdout.split())
    sentence = "The present staff bears 60 % more applications and still meets the target"
    assert sentence in text.replace("59 %", "60 %")
    assert "басшы" in text
    assert "> tenfold" in text
    assert max(map(len, result.stdout.splitlines())) <= 80 + len(str(tmp_path))
    page = (tmp_path / "results" / "report.html").read_text(encoding="utf-8")
    assert "<svg" in page
    titles = [
        f"{what} that the present staff bears" for what in ("Applications a month", "Minutes of work with a file")
    ]
    assert [page.count(title) for title in titles] == [1, 1], "the headings of the two tables are the same"
    assert sentence in page.replace("59 %", "60 %").replace("&#39;", "'")
    data = json.loads((tmp_path / "results" / "headroom.json").read_text(encoding="utf-8"))
    assert [row["name"] for row in data["bearable"]] == ["", "clerk", "chief"]
    assert data["findings"][0] in text


def test_rows_are_printed_as_csv(tmp_path: Path) -> None:
    result = headroom(tmp_path, "--target", "utilisation of town.clerk <= 80 %", "--only-demand", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(result.stdout))
    assert (row["what"], row["unit"], row["beyond"]) == ("demand", "applications per month", "")
    assert float(row["times"]) == pytest.approx(1.6, rel=0.02)


@pytest.mark.parametrize("words", [("--target", "term compliance"), ("--stream", "x"), ("--role", "x")])
def test_what_cannot_be_asked_ends_with_exit_code_2_and_leaves_nothing(tmp_path: Path, words: tuple[str, str]) -> None:
    result = headroom(tmp_path, *words)
    assert (result.exit_code, (tmp_path / "results").exists()) == (2, False)
    assert result.stderr.startswith(f"{words[0]}: ")
