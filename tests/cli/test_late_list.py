"""`sim trace --late` lists the late applications of a replication, in three languages and 80 columns."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest
from typer.testing import CliRunner, Result

from sim.cli.main import app
from sim.cli.run_late import LateBy
from sim.measure.late_applications import LateOrder


def invoke(*words: object) -> Result:
    return CliRunner(env={"COLUMNS": "80"}).invoke(app, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("late") / "results"
    run = invoke("run", "west_kazakhstan_social_aid", "--replications", 2, "--no-strengthen", "--out", out)
    assert run.exit_code == 0, run.output
    return out


def listed(results: Path, *words: object) -> dict[str, Any]:
    result = invoke("trace", results, "--late", "--format", "json", *words)
    assert result.exit_code == 0, result.output
    data: dict[str, Any] = json.loads(result.stdout)
    return data


def test_the_latest_come_first_and_each_is_what_its_life_tells(results: Path) -> None:
    data = listed(results, "--top", 5)
    (group,) = data["groups"]
    assert len(group["applications"]) == min(5, data["late"])
    assert all(a["lateness_s"] >= b["lateness_s"] for a, b in pairwise(group["applications"]))
    for row in group["applications"]:
        life = json.loads(invoke("trace", results, row["application"], "--format", "json").stdout)
        assert (life["lateness_s"], life["received"], life["deadline"], life["ready"]) == (
            row["lateness_s"],
            row["received"],
            row["due"],
            row["ready"],
        )
        assert -life["spare_days"] == row["late_by"]
        most = life["blame"][0]
        assert (most["step"], most["seconds"]) == (row["step"], row["step_s"])
        assert {name: round(seconds) for name, seconds in most["reasons_s"].items() if round(seconds)} == row[
            "reasons_s"
        ]


def test_filters_and_groups_part_the_same_list(results: Path) -> None:
    whole = listed(results)["late"]
    for by in ("month", "office", "step"):
        data = listed(results, "--by", by)
        assert data["late"] == whole == sum(group["late"] for group in data["groups"])
    months = {group["group"][0]: group["late"] for group in listed(results, "--by", "month")["groups"]}
    for month, late in months.items():
        assert listed(results, "--month", month)["late"] == late
    routes = [listed(results, "--route", route)["late"] for route in ("provider", "akim", "social_aid.portal")]
    assert sum(routes) == whole
    assert listed(results, "--office", "department")["late"] < whole


def test_the_orders_of_the_option_are_those_of_the_list() -> None:
    assert [order.value for order in LateBy] == list(get_args(LateOrder))


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            (
                "late by",
                "1 working day",
                "Cost most: ",
                "responsible executor of the provider: ",
                "waiting for people ",
            ),
        ),
        ("ru", ("опоздание", "1 рабочий день", "Больше всего времени потеряно: ", "ожидание сотрудника ")),
        ("kk", ("кешігуі", "1 жұмыс күні", "Уақыт ең көп жоғалған жер: ", "қызметкерді күту ")),
    ],
)
def test_the_list_is_told_in_the_language_of_the_reader_in_80_columns(
    results: Path, lang: str, words: tuple[str, ...]
) -> None:
    result = invoke("trace", results, "--late", "--by", "step", "--lang", lang)
    assert result.exit_code == 0
    *lines, last = result.stdout.rstrip().split("\n")
    assert max(map(len, lines)) <= 80
    told = " ".join(result.stdout.split())
    assert all(" ".join(part.split()) in told for part in words)
    number = last.split()[-3]
    assert f"sim trace {results} {number} --replication 1" in last
    assert invoke("trace", results, number).exit_code == 0


def test_where_nothing_was_late_the_list_says_so(tmp_path: Path) -> None:
    out = tmp_path / "in_time"
    assert invoke("run", "aktogay_2013", "--replications", 2, "--no-strengthen", "--out", out).exit_code == 0
    assert listed(out, "--route", "akim") == {"replication": 1, "late": 0, "by": "lateness", "groups": []}
    shown = invoke("trace", out, "--late", "--route", "akim", "--lang", "ru")
    assert shown.stdout == "Заявлений с опозданием нет (прогон 1).\n"


@pytest.mark.parametrize(
    ("words", "faults"),
    [
        ((), ["--late: neither an application nor --late is given"]),
        (("3", "--late", "--out", "life.svg"), ["--late: --late lists applications", "--out: a list of late"]),
        (("3", "--top", "2", "--by", "month"), ["--by: it says which late", "--top: it says which late"]),
        (
            ("--late", "--route", "akin", "--office", "nowhere", "--month", "May"),
            [
                "--month: 'May' is no month; months with late",
                "--office: there is no office 'nowhere'",
                "did you mean 'akim'?",
            ],
        ),
        (("--late", "--month", "1999-01"), ["--month: no term that was missed ended in 1999-01"]),
        (("--late", "--replication", "9"), ["--replication: the run has no replication 9"]),
    ],
)
def test_what_does_not_fit_is_told_at_once(results: Path, words: tuple[str, ...], faults: list[str]) -> None:
    result = invoke("trace", results, *words)
    assert result.exit_code == 2
    assert all(fault in result.stderr for fault in faults), result.stderr
