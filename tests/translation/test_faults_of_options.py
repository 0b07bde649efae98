"""Faults of options and of what is compared: no word of them stays English, and some in Kazakh and Russian word for word."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli.main import app
from tests.translation.pseudo import told_in_signs, untranslated

SCENARIO = "west_kazakhstan_social_aid"
COUNT = "offices.department.staff.executor.count"
TYPED = (
    *COUNT.split("."),
    SCENARIO,
    "in_time",
    "late",
    "nobody",
    "nowhere",
    "two",
    "minutes",
    "minute",
    "applications",
    "seed",
    "PATH",
)
"""What is to be typed, or was typed, and so stands as it is."""
REFUSED = [
    ("sweep", SCENARIO, "--grid", "x"),
    ("sweep", SCENARIO, "--grid", f"{COUNT}=1,two"),
    ("sweep", SCENARIO, "--grid", f"{COUNT}=1:2000"),
    ("sweep", SCENARIO, "--grid", f"{COUNT}=1,1"),
    ("sweep", SCENARIO, "--grid", f"{COUNT}=4:1"),
    ("sweep", SCENARIO, "--grid", f"{COUNT}=1:2", "--grid", f"{COUNT}=1:3"),
    ("sweep", SCENARIO, "--grid", f"{COUNT}=1 minutes"),
    ("sweep", SCENARIO, "--grid", f"{COUNT}=-1"),
    ("sweep", SCENARIO, "--grid", "seed=1:4"),
    ("sweep", SCENARIO, "--range", f"{COUNT}=4..1"),
    ("sweep", SCENARIO, "--range", f"{COUNT}=two"),
    ("staff", SCENARIO, "--target", "late"),
    ("staff", SCENARIO, "--target", "in_time > 3"),
    ("staff", SCENARIO, "--target", "in_time >= 300"),
    ("staff", SCENARIO, "--target", "in_time <= 95 %"),
    ("staff", SCENARIO, "--target", "late >= 3"),
    ("staff", SCENARIO, "--target", "late <= two"),
    ("compare", SCENARIO),
    ("compare", SCENARIO, SCENARIO),
    ("compare", SCENARIO, "--variants"),
    ("compare", f"{SCENARIO}:nobody", SCENARIO),
    ("run", SCENARIO, "--uncertain", "--only", "1"),
]
TOLD = {
    "ru": (
        "--grid x: значения не указаны; напишите PATH=1:4",
        "--target: показатель «late» лучше, когда он меньше, а «late >= 3» требует обратного; напишите «<=»",
        f"{SCENARIO}:1:1: для сравнения нужны хотя бы два варианта; укажите ещё один сценарий или добавьте --variants или --readings",
        f"{SCENARIO}:1:1: он сравнивается сам с собой; укажите каждый вариант один раз",
        "--uncertain: один прогон не показывает разброса; уберите --only или --uncertain",
    ),
    "kk": (
        "--grid x: мәндер көрсетілмеген; PATH=1:4 деп жазыңыз",
        "--target: «late» көрсеткіші аз болғаны жақсы, ал «late >= 3» керісінше талап етеді; «<=» деп жазыңыз",
        f"{SCENARIO}:1:1: салыстыру үшін кемінде екі нұсқа қажет; тағы бір сценарийді көрсетіңіз немесе --variants не --readings қосыңыз",
        f"{SCENARIO}:1:1: ол өзімен-өзі салыстырылады; әр нұсқаны бір рет көрсетіңіз",
        "--uncertain: бір қайталау шашырауды көрсетпейді; --only немесе --uncertain параметрін алып тастаңыз",
    ),
}  # fmt: skip
ASKED = (REFUSED[0], REFUSED[15], REFUSED[17], REFUSED[18], REFUSED[21])


@pytest.mark.parametrize("words", REFUSED, ids=" ".join)
def test_no_word_of_a_fault_is_left_in_english(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = told_in_signs(*words)
    assert result.exit_code == 2
    assert result.stderr
    assert not untranslated(result.stderr, allowed=TYPED)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("lang", TOLD)
def test_faults_are_told_in_the_language(lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = [CliRunner().invoke(app, ["--lang", lang, *words]).stderr.strip() for words in ASKED]
    assert told == list(TOLD[lang])
