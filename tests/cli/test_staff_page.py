"""The page that the command staff writes beside its data."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sim.cli.main import app
from tests.planning.staffing.enumerated import small_study
from tests.translation.pseudo import texts_of_page, told_in_signs, untranslated

POSTS = "posts: {town: {clerk: fixed, expert: {at_most: 4}, board: fixed, chief: {at_most: 3}}}"
TARGET = ("--target", "in_time of aid/provider >= 90 %", "--replications", "8", "--workers", "1")
NAMES = ("clerk", "expert", "chief", "board", "town", "aid", "small", "office", "offices", "staff")
"""Names of the scenario, which has no others in any language, and keys of its settings."""


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    staff = {"clerk": "1", "expert": "2", "board": "1", "chief": "1"}
    small_study(folder, staff, POSTS, rates=(4, 3), minutes={"chief": 50})
    return folder / "question.yaml"


def invoke(*words: str) -> Result:
    return CliRunner(env={"COLUMNS": "80"}).invoke(app, ["staff", *words], catch_exceptions=False)


def cells(page: str, table: str) -> list[list[str]]:
    """The cells of the first table of a key, row by row, without tags."""
    body = re.search(rf'class="t-{table}.*?<tbody[^>]*>(.*?)</tbody>', page, re.DOTALL)
    assert body, table
    rows = re.findall(r"<tr.*?</tr>", body[1], re.DOTALL)
    return [
        [" ".join(re.sub(r"<[^>]+>", "", cell).split()) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
        for row in rows
    ]


@pytest.mark.charts
def test_the_page_has_the_numbers_of_the_data_and_nothing_from_outside(scenario: Path, tmp_path: Path) -> None:
    file = tmp_path / "answer.json"
    result = invoke(str(scenario), *TARGET, "--out", str(file))
    assert f"Written to {file} and {tmp_path / 'answer.html'}" in " ".join(result.stdout.split())
    data, page = json.loads(file.read_text("utf-8")), (tmp_path / "answer.html").read_text("utf-8")
    assert not re.search(r"""(?:src|href)=["'](?!#)|url\((?!#)|@import""", page)
    assert f"The cheapest staffing that does: {data['winner']['cost']:g} posts" in page
    assert [row[3] for row in cells(page, "staffing")] == [f"{one['posts']:g}" for one in data["winner"]["staffing"]]
    front = cells(page, "front")
    assert [row[1] for row in front] == [f"{one['cost']:g}" for one in data["front"]]
    assert [float(row[2].split()[0]) for row in front] == [round(one["late"]["mean"]) for one in data["front"]]
    assert [row[4] for row in front[1:]] == ["yes" if one["sure"] else "no" for one in data["front"][1:]]
    (target,) = cells(page, "targets")
    assert target[1].startswith(f"{100 * data['winner']['targets'][0]['mean']:.1f} %")
    assert target[3] == "yes"
    typed = cells(page, "settings")
    assert [row[1] for row in typed[:-1]] == [f"--set {setting}" for setting in data["winner"]["settings"]]
    chart = re.search(r'<svg[^>]*aria-label="([^"]*)"', page)
    assert chart
    assert all(f"{one['cost']:g} posts: late answers" in chart[1] for one in data["front"])


def test_a_file_of_others_in_the_place_of_the_page_stays_and_an_earlier_page_goes(
    scenario: Path, tmp_path: Path
) -> None:
    file, page = tmp_path / "answer.json", tmp_path / "answer.html"
    page.write_text("<p>my own notes</p>")
    result = invoke(str(scenario), *TARGET, "--no-front", "--out", str(file))
    assert result.exit_code == 2
    assert "the page goes here, and a file lies here that no command has written" in " ".join(result.stderr.split())
    assert page.read_text() == "<p>my own notes</p>"
    assert not file.exists()
    page.unlink()
    for _ in range(2):
        assert invoke(str(scenario), *TARGET, "--no-front", "--out", str(file)).exit_code == 0
    assert "<svg" not in page.read_text("utf-8"), "without a cost front there is no chart of it"


def test_data_cannot_have_the_name_of_the_page(scenario: Path, tmp_path: Path) -> None:
    result = invoke(str(scenario), *TARGET, "--out", str(tmp_path / "answer.html"))
    assert result.exit_code == 2
    assert "name a file that ends in .json" in " ".join(result.stderr.split())
    assert not list(tmp_path.iterdir())


@pytest.mark.charts
@pytest.mark.parametrize("more", [(), ("--no-front", "--target", "in_time >= 99.99 % every month")], ids=["met", "not"])
def test_staff_leaves_no_text_untranslated(scenario: Path, tmp_path: Path, more: tuple[str, ...]) -> None:
    result = told_in_signs("staff", str(scenario), *TARGET, *more, "--out", str(tmp_path / "answer.json"))
    assert result.exit_code == 0
    assert not untranslated(result.stdout, NAMES)
    assert not untranslated(texts_of_page((tmp_path / "answer.html").read_text("utf-8")), NAMES)


@pytest.mark.charts
def test_a_roster_has_a_page_with_its_days_waits_and_settings(tmp_path: Path) -> None:
    file = tmp_path / "roster.json"
    words = ("commission_weekly_vs_daily", "--roster", "--replications", "3", "--workers", "1", "--out", str(file))
    assert invoke(*words).exit_code == 0
    data, page = json.loads(file.read_text("utf-8")), (tmp_path / "roster.html").read_text("utf-8")
    assert [row[2] for row in cells(page, "roster")] == [one["choice"] for one in data["best"]["roster"]]
    assert {row[1] for row in cells(page, "counters")} <= {f"{one['now']['per_hour']:.2g}" for one in data["counters"]}
    result = told_in_signs("staff", *words)
    assert result.exit_code == 0
    assert not untranslated(texts_of_page((tmp_path / "roster.html").read_text("utf-8")), ("set",))
