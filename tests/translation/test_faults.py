"""Faults of files in Kazakh and Russian: some word for word, and of a sample of broken files whether anything stays English."""

from __future__ import annotations

import re
import string
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from typer.testing import CliRunner, Result

from sim.cli.main import app
from sim.translations import in_use
from tests.broken_input.answers import REFUSED, answer_in_place
from tests.broken_input.corpus import few_files
from tests.minimal import REGULATION, SCENARIO
from tests.translation.pseudo import LANGUAGE, in_signs, untranslated

SLIPS = {
    "  end: 2018-06-01": "  end: 01.06.2018",
    "replications: 3": "replications: several",
    "target: 95 %": "target: 950 %",
    "work: 10 minutes": "work: 10 минут",
    "response: 5 seconds": "response: [5]",
    "  town:\n    hours: department": "  town:\n    hurs: department",
    "count: 2\n        hours: short_day": "count: 0\n        hours: short_day",
    "rate: 4 per week": "rate: 0 per week",
}
"""What a planner may have written instead."""
FAULTS = {
    "ru": (
        "broken.yaml:6:8: «01.06.2018» — это не день; напишите 2018-06-01",
        "broken.yaml:7:15: «several» — это не целое число и не слово «auto»; напишите 100 или auto",
        "broken.yaml:9:9: «950 %» — это не доля от 0 до 1; напишите 0.95 или 95 %",
        "broken.yaml:19:21: «10 минут» не подходит, требуется длительность; возможно, имелось в виду «10 minutes»?",
        "broken.yaml:25:20: список здесь не подходит; требуется длительность, например «25 minutes»",
        "broken.yaml:28:5: неизвестный ключ «hurs»; возможно, имелось в виду «hours»?",
        "broken.yaml:32:16: «0» вне допустимых значений; требуется не меньше 1",
        "broken.yaml:50:11: интенсивность «0 per week» не больше нуля; если никто не приходит, уберите поток",
    ),
    "kk": (
        "broken.yaml:6:8: «01.06.2018» күн емес; 2018-06-01 деп жазыңыз",
        "broken.yaml:7:15: «several» бүтін сан да, «auto» сөзі де емес; 100 немесе auto деп жазыңыз",
        "broken.yaml:9:9: «950 %» 0 мен 1 арасындағы үлес емес; 0.95 немесе 95 % деп жазыңыз",
        "broken.yaml:19:21: «10 минут» сәйкес келмейді, қажеті: ұзақтық; мүмкін, «10 minutes» болар?",
        "broken.yaml:25:20: тізім мұнда сәйкес келмейді; қажеті: ұзақтық, мысалы «25 minutes»",
        "broken.yaml:28:5: белгісіз кілт: «hurs»; мүмкін, «hours» болар?",
        "broken.yaml:32:16: «0» шектен тыс; ең кіші мүмкін мән: 1",
        "broken.yaml:50:11: «0 per week» қарқындылығы нөлден үлкен емес; ешкім келмесе, ағынды алып тастаңыз",
    ),
}
QUOTED = {"en": "'hurs'", "ru": "«hurs»", "kk": "«hurs»"}


def told(lang: str, *words: str) -> Result:
    return CliRunner().invoke(app, ["--lang", lang, *words])


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    text = SCENARIO
    for right, wrong in SLIPS.items():
        assert right in text
        text = text.replace(right, wrong)
    (tmp_path / "small.yaml").write_text(REGULATION, encoding="utf-8")
    (tmp_path / "broken.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return "broken.yaml"


@pytest.mark.parametrize("lang", FAULTS)
def test_faults_of_a_scenario_are_told_in_the_language(broken: str, lang: str) -> None:
    result = told(lang, "check", broken)
    assert (result.exit_code, result.stderr.splitlines()) == (REFUSED, list(FAULTS[lang]))


def test_a_language_does_not_outlive_its_command(broken: str) -> None:
    """What was read is kept from one command to the next, but not the words in which it was told."""
    for lang in ("ru", "en", "kk", "ru"):
        assert QUOTED[lang] in told(lang, "check", broken).stderr


def told_in_one_sign(*words: str) -> Result:
    """What a command prints when each letter of every text that is asked for is one sign, also of the names in its fields."""

    def signs(template: str, fields: dict[str, Any]) -> str:
        return template.format(**fields).translate(dict.fromkeys(map(ord, string.ascii_letters), "ა"))

    with in_signs(), patch.object(in_use, "_filled", signs):
        return CliRunner().invoke(app, ["--lang", LANGUAGE, *words])


def test_no_fault_of_a_sample_of_broken_files_stays_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused, left = 0, []
    for number, given in enumerate(few_files()):
        here = tmp_path / str(number)
        here.mkdir()
        monkeypatch.chdir(here)
        answer = answer_in_place(given, here, told_in_one_sign)
        refused += answer.code == REFUSED
        left += [f"{given}: {line}" for line in untranslated(answer.errors)] if answer.code == REFUSED else []
    assert not left
    assert refused >= 50


@pytest.mark.parametrize("lang", FAULTS)
def test_faults_of_broken_files_have_a_place_and_two_halves_in_every_language(
    lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every third of the sample: as many faults at the same places, each with words of the language, and as many repairs."""
    for number, given in enumerate(list(few_files())[::3]):
        answers = {}
        for other in ("en", lang):
            here = tmp_path / f"{number}-{other}"
            here.mkdir()
            monkeypatch.chdir(here)
            answers[other] = answer_in_place(given, here, lambda *words, other=other: told(other, *words))
        assert answers[lang].code == answers["en"].code, given
        if answers["en"].code == REFUSED:
            english, other_lines = (answers[name].errors.splitlines() for name in ("en", lang))
            assert [place_of(line) for line in other_lines] == [place_of(line) for line in english], given
            assert all(re.search("[а-яәғқңөұүһі]", line) for line in other_lines), given
            assert [line.count("; ") for line in other_lines] == [line.count("; ") for line in english], given


def place_of(line: str) -> str:
    """File, line and column of a fault, or its option."""
    found = re.match(r"(?:--[a-z-]+|.*?:\d+:\d+):", line)
    return found[0] if found else line
