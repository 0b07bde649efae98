"""Helps and faults of command lines speak the language in use, with every word that typer adds."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from sim.cli.help_texts import fault_in_words, paragraphs
from sim.cli.main import app
from sim.translations.in_use import LANGUAGES, in_language
from tests.translation.pseudo import told_in_signs, untranslated

COMMANDS = [command.name or command.callback.__name__ for command in app.registered_commands]  # type: ignore[union-attr]
VALUES = (
    *("table", "json", "csv", "parquet", "auto", "all", "compiled", "simpy", "strengthen", "front", "department", "kz"),
    *("late answers", "late", "answers", "scenario", "regulation", "ID"),
)
"""What may be written, and defaults, which are the same in every language."""


@pytest.mark.parametrize("command", COMMANDS)
def test_a_help_has_no_english_words(command: str) -> None:
    result = told_in_signs(command, "--help")
    assert result.exit_code == 0
    without_choices = re.sub(r"<\w+(\|\w+)+>", "", result.stdout)
    assert not untranslated(without_choices, (*VALUES, command))


def test_the_list_of_commands_has_no_english_words() -> None:
    for words in (["--help"], []):
        assert not untranslated(told_in_signs(*words).output, COMMANDS)


@pytest.mark.parametrize("words", [
    ["run"], ["run", "x", "--nosuch"], ["run", "x", "--repplications"], ["run", "x", "-q"], ["rum"], ["nosuch"],
    ["run", "x", "--replications", "1"], ["run", "x", "--replications", "q"], ["run", "x", "--only", "q"],
    ["run", "x", "--only", "0"], ["run", "--only", "9" * 99], ["run", "x", "--seed", "-1"], ["schema"], ["schema", "x"],
    ["run", "a", "b"], ["run", "x", "--out"], ["run", "x", "--no-logs=3"], ["timeline", "x"], ["quick", "--minutes", "q"],
    ["services", "--format", "xml"], ["run", "x", "--seed", "1", "--seed", "2"], ["run", ""], ["run", "x", "--variant", " "],
    ["--nosuch"], ["--lang", "kz"], ["run", "x", "--lang", "kz"], ["--version", "--version"],
])  # fmt: skip
def test_faults_of_a_command_line_have_no_english_words(words: list[str]) -> None:
    result = told_in_signs(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    allowed = (*VALUES, *COMMANDS, "rum", "nosuch", "xml", "kz", "int")
    assert not untranslated(result.stderr, allowed)


@pytest.mark.parametrize(("said", "told"), [
    ("No such option '--repl'. Did you mean '--replications'?", "Нет такого параметра: --repl; есть --replications."),
    ("No such option: --repl Did you mean --replications?", "Нет такого параметра: --repl; есть --replications."),
    ("No such option: --out (Possible options: --route, --routes)", "Нет такого параметра: --out; есть --route, --routes."),
    ("No such option: -q", "Нет такого параметра: -q."),
    ("Missing argument 'SCENARIO'.", "Не указан аргумент «СЦЕНАРИЙ»."),
    ("Got unexpected extra argument (b)", "Команда не принимает других аргументов: b"),
    ("Got unexpected extra arguments (b c)", "Команда не принимает других аргументов: b c"),
    ("something else", "something else"),
])  # fmt: skip
def test_faults_are_known_as_other_releases_of_typer_word_them(said: str, told: str) -> None:
    with in_language("ru"):
        assert fault_in_words(said) == told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_help_is_wider_than_a_terminal(lang: str) -> None:
    for command in COMMANDS:
        shown = CliRunner(env={"COLUMNS": "80"}).invoke(app, ["--lang", lang, command, "--help"]).stdout
        assert max(map(cell_len, shown.splitlines())) <= 80


def test_a_language_alone_shows_the_help() -> None:
    for words in (["--lang", "ru"], ["--lang=ru"]):
        result = CliRunner().invoke(app, words)
        assert result.exit_code == 2
        assert "Команды:" in result.stderr


def test_paragraphs_are_what_empty_lines_part() -> None:
    assert paragraphs("One\ntwo.\n\n  Three.") == ["One two.", "Three."]
