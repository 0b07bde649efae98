"""In which language a command speaks: `--lang` before it or behind it, the variable of the environment, and English."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner, Result

from sim.cli.language import VARIABLE, speak, spoken
from sim.cli.main import app
from sim.translations.in_use import LANGUAGES, in_language, language

COMMANDS = [command.name or command.callback.__name__ for command in app.registered_commands]  # type: ignore[union-attr]


def run(*words: str, variable: str | None = None) -> Result:
    return CliRunner(env={"COLUMNS": "80", VARIABLE: variable}).invoke(app, list(words))


def title_in(words: tuple[str, ...], variable: str | None = None) -> str:
    """The language in which a regulation's region stands in the answer of a command."""
    regions = {"kk": "Батыс Қазақстан облысы", "ru": "Западно-Казахстанская область", "en": "West Kazakhstan region"}
    answer = run(*words, variable=variable).stdout
    found = [lang for lang, region in regions.items() if region in answer]
    assert len(found) == 1, answer
    return found[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_language_stands_before_a_command_behind_it_or_in_the_environment(lang: str) -> None:
    service = "west_kazakhstan_2018_social_aid"
    assert title_in(("--lang", lang, "services", service)) == lang
    assert title_in(("services", service, "--lang", lang)) == lang
    assert title_in(("services", f"--lang={lang}", service)) == lang
    assert title_in(("services", service), variable=lang) == lang
    assert title_in(("services", service, "--lang", lang), variable="ru") == lang
    assert title_in(("--lang", "ru", "services", service, "--lang", lang)) == lang


def test_english_is_spoken_where_nothing_is_said() -> None:
    assert title_in(("services", "west_kazakhstan_2018_social_aid")) == "en"
    assert title_in(("services", "west_kazakhstan_2018_social_aid"), variable="") == "en"


def test_the_language_of_one_command_is_not_that_of_the_next() -> None:
    run("--lang", "kk", "services")
    assert language() == "en"
    run("run", "--lang", "ru", "nosuch")
    assert language() == "en"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_takes_a_language(command: str) -> None:
    assert "--lang <kk|ru|en>" in run(command, "--help").stdout


def test_a_language_that_there_is_not_is_told() -> None:
    for words in (("--lang", "kz", "services"), ("services", "--lang", "kz")):
        result = run(*words)
        assert result.exit_code == 2
        assert "'--lang'" in result.stderr
        assert "'kk', 'ru', 'en'" in result.stderr


def test_a_variable_that_names_no_language_is_told_in_one_line() -> None:
    result = run("services", variable="kz")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "SIM_LANG: there is no language 'kz'; name one of kk, ru, en\n"
    assert run("services", "--lang", "en", variable="kz").exit_code == 0


@pytest.mark.parametrize(
    "words", [("--lang", "ru", "--lang", "kk", "services"), ("services", "--lang", "ru", "--lang", "kk")]
)
def test_two_languages_are_refused(words: tuple[str, ...]) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert "--lang" in result.stderr


def test_a_name_behind_two_dashes_names_no_language() -> None:
    with spoken(["run", "--", "--lang", "ru"]):
        assert language() == "en"
    with spoken([]), spoken(["run", "--lang"]):
        assert language() == "en"


def test_what_is_said_before_the_command_is_read_has_the_language_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "no language")
    with in_language("ru"):
        speak(["run", "--lang", "kk"])
        assert language() == "kk"
        speak(["run"])
        assert language() == "en"


def test_the_command_itself_speaks_a_language() -> None:
    words = [sys.executable, "-m", "sim", "services", "west_kazakhstan_2018_social_aid"]
    done = subprocess.run(words, env=os.environ | {VARIABLE: "ru"}, capture_output=True, encoding="utf-8", check=True)
    assert "Западно-Казахстанская область" in done.stdout


@pytest.mark.parametrize("lang", LANGUAGES)
def test_schemas_and_data_of_regulations_are_the_same_in_every_language(lang: str) -> None:
    for words in (("schema", "scenario"), ("services", "--format", "json"), ("audit", "--format", "json")):
        assert json.loads(run(*words, "--lang", lang).stdout) == json.loads(run(*words).stdout)
