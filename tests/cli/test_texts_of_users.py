"""What users write is text everywhere: on the terminal, in pages, in charts, in data and in faults."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner, Result

from sim.cli.main import app
from tests.charts import charts_drawn
from tests.minimal import written
from tests.texts_of_users import FORMULA, HTML, MARKUP, SEEN, UNSEEN, assert_shown_as_text, with_texts

WRITTEN = f"{MARKUP} {HTML} {FORMULA} {UNSEEN}"
SCENARIO = "commission_weekly_vs_daily.yaml"
REGULATION = "west_kazakhstan_2018_social_aid.yaml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("texts")
    with_texts(made, WRITTEN)
    with charts_drawn():
        assert invoke(made, "run", SCENARIO, "--replications", "2", "--out", str(made / "run")).exit_code == 0
    return made


def invoke(folder: Path, *words: str) -> Result:
    """The command, with the files that it names in a folder; what it shows is nothing but text."""
    given = [
        str(folder / word) if word in (SCENARIO, REGULATION, "run") and i else word for i, word in enumerate(words)
    ]
    result = CliRunner(env={"COLUMNS": "80"}).invoke(app, given, catch_exceptions=False)
    assert_shown_as_text(result.output)
    return result


COMMANDS: tuple[tuple[str, ...], ...] = (
    ("check", SCENARIO),
    ("check", SCENARIO, "--explain"),
    ("check", REGULATION),
    ("services", REGULATION),
    ("services", REGULATION, "--lang", "kk"),
    ("audit", REGULATION),
    ("load", SCENARIO),
    ("timeline", REGULATION, "--route", "akim", "--submitted", "2018-03-06 10:00", "--lang", "ru"),
    ("trace", "run", "3"),
    ("trace", "run", "3", "--lang", "kk"),
)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_the_terminal_shows_every_sign_and_takes_none_for_a_command(folder: Path, words: tuple[str, ...]) -> None:
    result = invoke(folder, *words)
    assert result.exit_code == 0
    if words[0] in ("services", "timeline", "trace") or "--explain" in words:
        shown = "".join(result.stdout.split())
        assert all(
            "".join(part.split()) in shown for part in ("[/b]", "[clause5]" if words[0] != "trace" else "", "[red]")
        )


class _Page(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def assert_page_of_text(page: str) -> None:
    page, _, own = page.rpartition("<script>")  # the page's own, which unfolds what is printed, stands last
    assert not any(text in own for text in (MARKUP, FORMULA, SEEN))
    read = _Page(page)
    assert "script" not in read.tags
    assert not [name for name in read.attributes if name.startswith("on")]
    assert f"{MARKUP} {HTML} {FORMULA} {SEEN}" in " ".join(read.text.split())
    assert_shown_as_text(page)


def test_the_page_of_a_run_holds_texts_as_they_are(folder: Path) -> None:
    page = (folder / "run" / "report.html").read_text(encoding="utf-8")
    assert_page_of_text(page)


@pytest.mark.parametrize("kind", ["--variants", "--routes"])
def test_the_page_of_a_comparison_holds_texts_as_they_are(folder: Path, tmp_path: Path, kind: str) -> None:
    result = invoke(folder, "compare", SCENARIO, kind, "--replications", "2", "--lang", "kk", "--out", str(tmp_path))
    assert result.exit_code == 0
    assert "[/b] [clause 5] [red]" in " ".join(result.stdout.split())
    assert_page_of_text((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert_shown_as_text((tmp_path / "comparison.json").read_text(encoding="utf-8"))


def texts_in(data: Any) -> Iterator[str]:
    """Every text in plain data."""
    if isinstance(data, dict):
        data = list(data.values())
    if isinstance(data, list):
        for part in data:
            yield from texts_in(part)
    elif isinstance(data, str):
        yield data


@pytest.mark.parametrize("name", ["summary.json", "run.json"])
def test_the_data_of_a_run_keep_the_texts_and_show_no_unseen_sign(folder: Path, name: str) -> None:
    text = (folder / "run" / name).read_text(encoding="utf-8")
    assert_shown_as_text(text)
    if name == "summary.json":
        assert any(f"{MARKUP} {HTML} {FORMULA}" in found for found in texts_in(json.loads(text)))


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_charts_draw_texts_letter_by_letter(folder: Path, tmp_path: Path, lang: str) -> None:
    """A formula that is none would end the drawing; the comments of the SVG name what is drawn."""
    life, plan = tmp_path / "life.svg", tmp_path / "plan.svg"
    assert invoke(folder, "trace", "run", "3", "--out", str(life), "--lang", lang).exit_code == 0
    words = ("--route", "akim", "--submitted", "2018-03-06 10:00", "--plot", str(plan), "--lang", lang)
    assert invoke(folder, "timeline", REGULATION, *words).exit_code == 0
    for picture in (life, plan):
        svg = picture.read_text(encoding="utf-8")
        assert_shown_as_text(svg)
        assert "[/b]" in svg
        ElementTree.fromstring(svg.encode())


def test_a_formula_in_a_title_is_a_text_for_whoever_saves_a_chart(tmp_path: Path) -> None:
    from sim.report.chart_style import as_svg, chart

    figure = chart()
    axes = figure.subplots()
    axes.set_title(FORMULA)
    axes.set_yticks([0, 1], [FORMULA, "$x^2$"])
    figure.savefig(tmp_path / "chart.png")
    assert as_svg(figure).count("frac{") == 2


BRACKETS = "[/b] [clause 5]"


def test_days_of_a_calendar_are_called_as_the_file_says(tmp_path: Path) -> None:
    file = tmp_path / "days.csv"
    head = "# from: 2018-01-01\n# to: 2018-12-31\ndate,working,kind,name_en,name_kk,name_ru\n"
    file.write_text(f"{head}2018-03-01,0,holiday,{BRACKETS},{BRACKETS},{BRACKETS}\n", encoding="utf-8")
    result = invoke(tmp_path, "calendar", str(file))
    assert result.exit_code == 0, result.output
    assert BRACKETS in result.stdout


def test_faults_show_what_nobody_would_see(tmp_path: Path) -> None:
    for name, word in (("a\x1b[2J.yaml", r"a\u001b[2J.yaml:1:1: "), ("b\u202e[/b].yaml", r"b\u202e[/b].yaml:1:1: ")):
        result = invoke(tmp_path, "check", str(tmp_path / name))
        assert result.exit_code == 2
        assert word in result.stderr
    bad = written(tmp_path, 'scenario: x\n"a\\e[31m\\u202e": 1\n', name="bad.yaml")
    result = invoke(tmp_path, "check", str(bad))
    assert result.exit_code == 2
    assert_shown_as_text(result.stderr)


def test_an_error_of_usage_shows_what_nobody_would_see(tmp_path: Path) -> None:
    for words in (["\x1b[31m\u202e"], ["check", "--\x1b[31m\u202e"], ["run", "a", "b\x1b[31m\u202e"]):
        assert invoke(tmp_path, *words).exit_code == 2
