"""Names that users give may be Kazakh and Russian words, from the file to the page; and keys in these languages are understood."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from sim.cli.main import app
from sim.random_streams import generator, uniforms
from sim.study.loading import load_scenario
from tests.minimal import REGULATION, SCENARIO, changed

NAMES = {
    "clerk": "қызметкер", "chief": "бастық", "gate": "портал_жүйесі", "aid": "көмек", "town": "қала", "village": "ауыл_ақжайық",
    "in_town": "в_городе", "in_villages": "ауылдарда", "online": "сайт_арқылы", "short_day": "короткий_день",
    "small": "регламент_көмек",
}  # fmt: skip
VARIANTS = """\
variants:
  ещё_қызметкер:
    title: one clerk more
    changes: {offices: {қала: {staff: {қызметкер: 2}}}}
assumptions:
  работа_қызметкер:
    paths: services.көмек.routes.provider.steps.1.work
    range: [8 minutes, 12 minutes]
"""
LAW = "регламент_көмек.yaml"
QUESTION = "сұрақ.yaml"


def in_cyrillic(text: str) -> str:
    for name, word in NAMES.items():
        text = re.sub(rf"(?<![\w.]){name}(?![\w])", word, text)
    return text


TEXT = changed("        count: 2\n", "        members: [айгерім, ерлан]\n", in_cyrillic(SCENARIO)) + VARIANTS


def written(folder: Path, text: str = TEXT, law: str = in_cyrillic(REGULATION)) -> Path:
    (folder / LAW).write_text(law, encoding="utf-8")
    path = folder / QUESTION
    path.write_text(text, encoding="utf-8")
    return path


def invoke(*words: str | Path) -> Result:
    return CliRunner(env={"COLUMNS": "80"}).invoke(app, [str(word) for word in words], catch_exceptions=False)


@pytest.mark.parametrize("engine", ["simpy", pytest.param("compiled", marks=pytest.mark.charts)])
def test_a_run_has_its_names_in_tables_page_and_trace(tmp_path: Path, engine: str) -> None:
    path, out = written(tmp_path), tmp_path / "нәтиже"
    words = ("--replications", "2", "--uncertain", "--engine", engine, "--out", out, "--variant", "ещё_қызметкер")
    result = invoke("run", path, *words, "--set", "offices.қала.staff.бастық.hours=короткий_день")
    assert result.exit_code == 0, result.output
    assert "қызметкер" in result.stdout
    steps = pd.read_parquet(out / "steps.parquet")
    assert set(steps["office"].dropna()) == {"қала", "ауыл_ақжайық 1", "ауыл_ақжайық 2"}
    assert {"айгерім", "ерлан"} & set(steps["member"].dropna())
    assert set(pd.read_parquet(out / "applications.parquet")["stream"]) == {"в_городе", "ауылдарда", "сайт_арқылы"}
    page = (out / "report.html").read_text(encoding="utf-8")
    assert all(word in page for word in ("ауылдарда", "бастық", "работа қызметкер"))
    life = invoke("trace", out, "2", "--out", tmp_path / "өмір.svg")
    assert life.exit_code == 0, life.output
    assert (tmp_path / "өмір.svg").exists()


def test_other_commands_take_such_files_and_names(tmp_path: Path) -> None:
    path = written(tmp_path)
    out = tmp_path / "салыстыру"
    hours = ("--hours", "короткий_день", "--from", "2018-05-03", "--to", "2018-05-03", "--format", "csv")
    for words in (
        ("check", path), ("check", tmp_path / LAW), ("load", path), ("services", tmp_path / LAW), ("audit", tmp_path / LAW),
        ("compare", path, f"{path}:ещё_қызметкер", "--replications", "2", "--out", out),
        ("calendar", path, *hours),
        ("new", "--service", tmp_path / LAW, tmp_path / "жаңа.yaml"),
    ):  # fmt: skip
        result = invoke(*words)
        assert result.exit_code == 0, (words, result.output)
    assert "ещё_қызметкер" in (out / "comparison.json").read_text(encoding="utf-8")


def test_letters_with_marks_are_the_same_however_a_keyboard_writes_them(tmp_path: Path) -> None:
    """`й` and `ё` are one sign or two; both spellings name one office, and draw the same numbers."""
    text = TEXT.replace("короткий_день", "қайың_ёлка")
    apart = unicodedata.normalize("NFD", text)
    assert apart != text
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, other = (load_scenario(written(tmp_path / folder, given)) for folder, given in (("a", text), ("b", apart)))
    assert one.scenario == other.scenario
    settings = ("services.көмек.routes.provider.steps.1.work=9 minutes", "hours.қайың_ёлка.monday=09:00-10:00")
    path = tmp_path / "a" / QUESTION
    one, other = (
        load_scenario(
            path, unicodedata.normalize(form, "ещё_қызметкер"), [unicodedata.normalize(form, s) for s in settings]
        )
        for form in ("NFC", "NFD")
    )
    assert one.scenario == other.scenario


def test_random_numbers_have_addresses_of_any_letters() -> None:
    drawn = uniforms(3, 7, 1, "ауылдарда", "қызметкер")
    assert list(drawn) == list(generator(7, 1, "ауылдарда", "қызметкер").random(3))
    assert list(drawn) != list(uniforms(3, 7, 1, "ауылдарда", "қызметкет"))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("    office: қала\n    rate: 2", "    office: қaла\n    rate: 2",
         "there is no office 'қaла'; did you mean 'қала', with the Cyrillic 'а' instead of the Latin 'a'?"),
        ("  сайт_арқылы:", "  сaйт_арқылы:",
         "'сaйт_арқылы' has the Latin letter 'a' beside the Cyrillic 'с'; write all letters between underscores in one alphabet"),
        ("  сайт_арқылы:", "  Сайт арқылы:",
         "a short name has small letters, digits and underscores only, not 'Сайт арқылы'; write 'сайт_арқылы'"),
        ("replications: 3", "повторы: 3", "unknown key 'повторы'; did you mean 'replications'?"),
        ("period:\n", "период:\n", "unknown key 'период'; did you mean 'period'?"),
        ("    weekdays: 09", "    дүйсенбі: 09", "unknown key 'дүйсенбі'; did you mean 'monday'?"),
        ("    rate: 2 per working day", "    rate: 2 per working day\n    profile: {months: {қаңтар: 2}}",
         "unknown key 'қаңтар'; did you mean 'january'?"),
        ("    route: provider\n    office: қала\n", "    route: услугодатель\n    office: қала\n",
         "'услугодатель' is not known for 'route'; did you mean 'provider'?"),
        ("    staff:\n      қызметкер: 1\n", "    қызметкерлер:\n      қызметкер: 1\n",
         "unknown key 'қызметкерлер'; did you mean 'staff'?"),
    ],
)  # fmt: skip
def test_one_slip_is_one_fault_and_says_what_was_meant(tmp_path: Path, old: str, new: str, fault: str) -> None:
    result = invoke("check", written(tmp_path, changed(old, new, TEXT)))
    assert result.exit_code == 2
    told = [line.split(": ", 1)[1] for line in result.stderr.splitlines()]
    assert told[0] == fault
    assert len(told) == 1, told


@pytest.mark.parametrize(
    ("setting", "hint"),
    [
        ("offices.қала.staff.қызметкр=2", "did you mean 'қызметкер'?"),
        ("offices.қала.штат.қызметкер=2", "did you mean 'staff'?"),
        ("период.end=2018-06-02", "did you mean 'period'?"),
    ],
)
def test_a_setting_is_found_by_its_word_too(tmp_path: Path, setting: str, hint: str) -> None:
    result = invoke("check", written(tmp_path), "--set", setting)
    assert result.exit_code == 2
    assert hint in result.stderr
