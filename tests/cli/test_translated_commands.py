"""What commands print in Kazakh and Russian: nothing in English, nothing broken or cut in 80 columns, and the same data."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner, Result

from sim.calendar.opening_hours import shipped_hours
from sim.cli.main import app
from sim.experiment.workers import Workers
from sim.law.load import load_regulation
from sim.shipped import shipped_regulations
from sim.translations.in_use import LANGUAGES, ORIGINAL, in_language, language
from tests.translation.pseudo import told_in_signs, untranslated

SCENARIO = "west_kazakhstan_social_aid"
REGULATION = "west_kazakhstan_2018_social_aid"
MOMENT = ("--submitted", "2018-03-06 15:40")
ROUTES = tuple({str(channel) for name in shipped_regulations() for channel in load_regulation(name).routes})
READINGS = ("release", "signature")
SERVICES = tuple({load_regulation(name).service for name in shipped_regulations()})
OTHER_LANGUAGES = tuple(lang for lang in LANGUAGES if lang != ORIGINAL)


def told(lang: str, *words: str, columns: int = 80) -> Result:
    return CliRunner(env={"COLUMNS": str(columns)}).invoke(app, ["--lang", lang, *words])


LONG_NAMES = tuple(part for name in shipped_regulations() for part in (name[:38], name[38:]) if len(name) > 38)
"""Both lines of names that are longer than their column."""


@pytest.mark.parametrize(("words", "allowed"), [
    (("check", SCENARIO), (SCENARIO, "at_the_akims", "at_the_department", "on_the_portal")),
    (("check", REGULATION), ()),
    (("load", SCENARIO), ()),
    (("load", "karaganda_department"), ()),
    (("calendar", "--from", "2018-03-01", "--to", "2018-03-10"), ()),
    (("audit",), (*shipped_regulations(), *READINGS, *SERVICES)),
    (("services",), (*shipped_regulations(), *ROUTES, *LONG_NAMES)),
    (("timeline", REGULATION, "--route", "akim", *MOMENT), ROUTES),
    (("timeline", REGULATION, "--route", "portal", *MOMENT), ROUTES),
    (("run", SCENARIO, "--only", "2", "--out", "out"), ()),
])  # fmt: skip
def test_nothing_is_left_in_english(
    words: tuple[str, ...], allowed: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = told_in_signs(*words)
    assert result.exit_code == 0
    assert not untranslated(result.output, allowed)


def test_settings_are_told_by_their_names_and_all_else_is_translated() -> None:
    lines = told_in_signs("check", SCENARIO, "--explain").stdout.splitlines()
    of_defaults = [line for line in lines if line.startswith("  ") and len(line) > 48]
    assert len(of_defaults) > 200
    assert not untranslated("\n".join(line[48:] for line in of_defaults), (*ROUTES, REGULATION, "systems"))


@pytest.mark.parametrize("words", [
    ("timeline", REGULATION, "--route", "nosuch", "--submitted", "x"),
    ("timeline", REGULATION, "--route", "portal", "--reading", "nosuch", *MOMENT),
    ("timeline", REGULATION, "--route", "akim", "--submitted", "2018-03-06T15:40+05:00"),
    ("calendar", "--from", "2040-01-01", "--to", "2018-01-01", "--hours", "nosuch"),
    ("calendar", "--from", "2018-03-02", "--to", "2018-03-01"),
    ("calendar", "nosuch"),
    ("run", SCENARIO, "--only", "2", "--logs", "3"),
    ("run", SCENARIO, "--no-logs", "--logs", "3"),
    ("run", SCENARIO, "--sums-only"),
    ("run", SCENARIO, "--workers", "2", "--cluster", "tcp://host:1"),
    ("compare", SCENARIO, SCENARIO, "--routes", "--variants", "--service", "x"),
    ("compare", SCENARIO, "--service", "x"),
    ("compare", SCENARIO, "--map-route", "a", "--there", "b=1"),
    ("compare", SCENARIO, SCENARIO, "--regulation", REGULATION, "--readings"),
    ("compare", SCENARIO, "--regulation", REGULATION, "--map-route", "a"),
    ("sweep", SCENARIO),
    ("sweep", SCENARIO, "--grid", "a=1", "--points", "4"),
    ("tornado", SCENARIO, "--points", "64"),
    ("tornado", SCENARIO, "--sobol", "--points", "9"),
    ("new", "--scenario", "a", "--service", "b"),
    ("new", "x.yaml"),
    ("new", "--neighbour", "x", "--scenario", "y"),
    ("quick", REGULATION, "--role", "nosuch"),
    ("quick", REGULATION, "--route", "nosuch"),
    ("quick", REGULATION),
    ("quick",),
])  # fmt: skip
def test_faults_of_options_are_translated(words: tuple[str, ...]) -> None:
    result = told_in_signs(*words, input="")
    assert result.exit_code == 2
    names = {
        *ROUTES,
        *READINGS,
        *load_regulation(REGULATION).roles,
        *shipped_hours(),
        REGULATION,
        "ID",
        "NAME",
        "nosuch",
        "kz",
    }
    of_commands = ("quick", "new", "services", "offices", "staff", "count", "executor", "tcp", "host")
    assert not untranslated(result.stderr, (*names, *of_commands))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("words", [
    ("check", "karaganda_department"),
    ("load", "karaganda_department"),
    ("audit",),
    ("services", "karaganda_2016_child_allowance"),
    ("services", "south_kazakhstan_2012_employment_referral"),
    ("timeline", REGULATION, "--route", "portal", *MOMENT),
    ("timeline", "aktobe_2016_home_schooling", "--route", "state_corporation", *MOMENT),
    ("timeline", "south_kazakhstan_2012_child_allowance", "--route", "psc", *MOMENT),
])  # fmt: skip
def test_tables_fit_a_terminal_and_break_no_words(lang: str, words: tuple[str, ...]) -> None:
    narrow, wide = told(lang, *words), told(lang, *words, columns=300)
    assert narrow.exit_code == wide.exit_code == 0
    assert max(map(cell_len, narrow.stdout.splitlines())) <= 80
    shown = set(narrow.stdout.split())
    lost = {word for word in wide.stdout.split() if word not in shown and not set(word) <= set("─")}
    assert not {word for word in lost if "_" not in word and "." not in word}  # behind those, names may be broken


@pytest.mark.parametrize("lang", ["ru"])  # one of them here and the other below, as these take long
def test_data_are_the_same_in_every_language(lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for words in (
        ("check", SCENARIO, "--format", "json"),
        ("check", SCENARIO, "--explain", "--format", "json"),
        ("load", "karaganda_department", "--format", "json"),
        ("timeline", REGULATION, "--route", "akim", *MOMENT, "--format", "json"),
        ("staff", SCENARIO, "--replications", "4", "--no-front", "--format", "json"),
    ):
        english, other = told("en", *words), told(lang, *words)
        assert json.loads(english.stdout) == json.loads(other.stdout)
        assert english.exit_code == other.exit_code == 0


@pytest.mark.parametrize("lang", ["kk"])
def test_results_of_a_run_are_the_same_bytes_in_every_language(
    lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    files = {}
    for spoken in ("en", lang):
        assert told(spoken, "run", SCENARIO, "--replications", "2", "--uncertain", "--out", spoken).exit_code == 0
        files[spoken] = {
            path.name: path.read_bytes()
            for path in Path(spoken).iterdir()
            if path.suffix in (".parquet", ".json") and path.name not in ("provenance.json", "run.json")
        }
    assert len(files["en"]) >= 3
    assert files["en"] == files[lang]


def test_faults_in_data_are_english_and_those_for_people_are_not(tmp_path: Path) -> None:
    result = told("ru", "check", "nosuch", "--format", "json")
    assert result.exit_code == 2
    faults = json.loads(result.stdout)[0]["faults"]
    assert faults == json.loads(told("en", "check", "nosuch", "--format", "json").stdout)[0]["faults"]
    assert not untranslated(result.stderr.partition("1:1: ")[2].partition(": ")[0])


class _Spoken:
    """A task that tells the language in which it is done, after a while, so that other processes are worth it."""

    def prepared(self) -> Callable[[int], str]:
        return _spoken


def _spoken(number: int) -> str:
    time.sleep(1.0)
    return f"{language()} {os.getpid()}"


def test_processes_that_share_the_work_speak_the_language_too() -> None:
    with Workers(2) as workers, in_language("kk"):
        spoken = set(workers.run(_Spoken(), range(1, 9)))
    assert len(spoken) > 1
    assert {text.split()[0] for text in spoken} == {"kk"}
