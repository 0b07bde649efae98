"""The command as a user meets it, on good input."""

from __future__ import annotations

import csv
import html
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

import sim
from sim.cli.main import app
from sim.engine.log_tables import APPLICATION_COLUMNS, STEP_COLUMNS
from sim.export.folder import RUN_FILES
from tests.charts import charts_drawn

SCENARIO = "west_kazakhstan_social_aid"


def invoke(*words: str) -> Result:
    return CliRunner(env={"COLUMNS": "80"}).invoke(app, list(words), catch_exceptions=False)


@pytest.fixture(scope="module")
def run_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    folder = tmp_path_factory.mktemp("results")
    with charts_drawn():
        return invoke("run", SCENARIO, "--replications", "4", "--out", str(folder)), folder


def test_run_prints_routes_side_by_side_pools_files_and_what_to_strengthen(run_once: tuple[Result, Path]) -> None:
    result, folder = run_once
    assert result.exit_code == 0
    text = result.stdout
    order = [
        "Late answers",
        "provider",
        "late answers",
        "share in time",
        "19 in 20",
        "queue time",
        "costs most",
        "utilisation",
        "Written to",
    ]
    places = [text.index(word) for word in order]
    assert places == sorted(places)
    assert "with 4 paired replications: " in " ".join(text.split()), "what pooling brings is last"
    assert max(len(line) for line in text.splitlines() if str(folder) not in line) <= 80


def test_run_writes_the_five_files_and_nothing_else(run_once: tuple[Result, Path]) -> None:
    _, folder = run_once
    assert sorted(path.name for path in folder.iterdir()) == sorted(RUN_FILES)


def test_the_tables_have_the_columns_of_the_model(run_once: tuple[Result, Path]) -> None:
    _, folder = run_once
    assert tuple(pd.read_parquet(folder / "steps.parquet").columns) == STEP_COLUMNS
    assert tuple(pd.read_parquet(folder / "applications.parquet").columns) == APPLICATION_COLUMNS


def test_provenance_is_in_run_json_and_only_there(run_once: tuple[Result, Path]) -> None:
    _, folder = run_once
    facts = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert set(facts["files"]) >= {
        f"{SCENARIO}.yaml",
        "west_kazakhstan_2018_social_aid.yaml",
        "kz.csv",
        "kz_overrides.csv",
    }
    assert facts["packages"]["simpy"].startswith("4.")
    assert facts["seed"] == 20180522


def test_the_report_is_self_contained_and_names_every_assumption(run_once: tuple[Result, Path]) -> None:
    _, folder = run_once
    page = (folder / "report.html").read_text(encoding="utf-8")
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?!#)""", page.replace("xlink:href", ""))
    assert not re.search(r"<(?:link|iframe|img)\b", page)
    assert re.findall(r"<script\b[^>]*>", page) == ["<script>"], "one script, of the page itself"
    for title in (
        "Routes in figures",
        "How long answers take",
        "The late answers",
        "People and commissions",
        "Work in progress",
    ):
        chapter = re.search(rf"<h2[^>]*>{title}[^<]*</h2>(.*?)</details>", page, re.DOTALL)
        assert chapter is not None, title
        assert title == "Routes in figures" or "<svg" in chapter[1], title
    text = html.unescape(page)
    listed = re.search(r"<h2[^>]*>Assumptions and their reasons</h2>(.*?)</details>", text, re.DOTALL)
    assert listed is not None
    for assumption in summary["assumptions"]:
        assert assumption["reason"] in listed[1]
        assert assumption["where"] not in listed[1], "places stand in words"
    for ending in ("8 working days", "confidence medium", "reading 'release' of the join"):
        assert ending in text


def test_json_output_is_the_summary_the_engine_and_the_files(run_once: tuple[Result, Path], tmp_path: Path) -> None:
    _, folder = run_once
    result = invoke("run", SCENARIO, "--replications", "4", "--out", str(tmp_path), "--format", "json")
    data = json.loads(result.stdout)
    files = data.pop("files")
    assert [Path(name).name for name in files] == list(RUN_FILES)
    assert data.pop("engine") == json.loads((folder / "run.json").read_text(encoding="utf-8"))["engine"]
    assert data == json.loads((folder / "summary.json").read_text(encoding="utf-8"))


def test_a_second_run_replaces_the_results_of_the_first_and_keeps_other_files(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    for seed in ("1", "2"):
        words = ("--replications", "2", "--no-strengthen", "--seed", seed)
        assert invoke("run", SCENARIO, *words, "--out", str(tmp_path)).exit_code == 0
        assert json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))["seed"] == int(seed)
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_no_progress_bar_is_drawn_when_piped(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from sim.cli.main import app; app()", "run", SCENARIO]
    options = ["--replications", "2", "--no-strengthen", "--out", str(tmp_path)]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=True, timeout=120)
    assert done.stderr == ""
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize(("options", "shown"), [([], ""), (["-W", "default"], "UserWarning: a font")])
def test_what_a_library_warns_of_does_not_reach_the_terminal(options: list[str], shown: str) -> None:
    code = (
        "import logging, warnings\nfrom sim.cli import all_commands, main\n"
        "def app(**_):\n    warnings.warn('a font')\n    logging.getLogger('library').warning('a font')\n"
        "all_commands.app = app\nmain.command()"
    )
    done = subprocess.run(
        [sys.executable, *options, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert shown in done.stderr
    assert bool(done.stderr) == bool(shown)


def test_check_says_what_to_expect_before_anything_is_simulated() -> None:
    result = invoke("check", SCENARIO)
    assert result.exit_code == 0
    assert "at_the_department" in result.stdout
    assert re.search(r"executor\s+2\s+87", result.stdout)
    data = json.loads(invoke("check", SCENARIO, "--format", "json").stdout)
    streams = {row["stream"]: row["expected"] for row in data[0]["streams"]}
    # 125 working days from 2 July to 31 December 2018, the worked Saturdays of 25 August and 29 December among them.
    assert streams == pytest.approx({"at_the_akims": 250.0, "at_the_department": 256.25, "on_the_portal": 43.75})


def test_calendar_as_csv_has_a_line_a_day_with_open_seconds() -> None:
    result = invoke("calendar", "kz", "--from", "2018-01-01", "--to", "2018-12-31", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert result.stdout.startswith("date,working,open,name\n")
    assert len(rows) == 365
    assert sum(int(row["working"]) for row in rows) == 246
    by_date = {row["date"]: row for row in rows}
    assert (by_date["2018-03-03"]["working"], by_date["2018-03-03"]["open"]) == ("1", "28800")
    assert (by_date["2018-03-09"]["working"], by_date["2018-03-09"]["open"]) == ("0", "0")
    assert by_date["2018-03-22"]["name"] == "Nowruz Holiday"


def test_calendar_speaks_three_languages() -> None:
    names = [
        json.loads(
            invoke("calendar", "--from", "2018-12-16", "--to", "2018-12-16", "--lang", lang, "--format", "json").stdout
        )[0]["name"]
        for lang in ("kk", "ru", "en")
    ]
    assert names == ["Тәуелсіздік күні", "День Независимости", "Independence Day"]


def test_services_lists_routes_and_shows_clauses_in_kazakh_and_russian() -> None:
    name = "west_kazakhstan_2018_social_aid"
    assert name in invoke("services").stdout
    assert "көрсетілетін" in invoke("services", name, "--lang", "kk").stdout
    assert "участковая" in invoke("services", name, "--lang", "ru").stdout
    data = json.loads(invoke("services", name, "--format", "json").stdout)[0]
    assert (data["id"], data["document"], data["annex"], data["year"]) == (name, "000_4e9e1995ff053ca0.txt", 2, 2018)
    routes = {route["channel"]: route for route in data["routes"]}
    assert [len(routes[c]["steps"]) for c in ("provider", "akim", "portal")] == [8, 11, 11]
    assert routes["provider"]["steps"][3]["limit"] == {"value": 2, "unit": "working_days"}
    assert routes["portal"]["join"]["used"] == "release"
    assert routes["portal"]["term"]["value"] == 8


def test_everything_announced_by_the_package_is_there() -> None:
    assert sorted(sim.__all__) == list(sim.__all__)
    for name in sim.__all__:
        assert getattr(sim, name) is not None
    with pytest.raises(AttributeError):
        sim.no_such_thing  # noqa: B018  # the look-up is what is tested


def test_help_is_there_for_every_command() -> None:
    for command in ("run", "check", "calendar", "services"):
        result = invoke(command, "--help")
        assert result.exit_code == 0
        assert "Usage" in result.stdout
    assert invoke("--version").stdout.startswith("sim ")


def test_a_run_leaves_no_files_in_the_working_directory(tmp_path: Path) -> None:
    out = tmp_path / "out"
    before = set(os.listdir())
    invoke("run", SCENARIO, "--replications", "2", "--no-strengthen", "--out", str(out))
    assert set(os.listdir()) == before
