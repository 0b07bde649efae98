"""`sim check` tells what it read of a register, and what it did not, in tables and as JSON; a run takes it with its hash."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from sim.study.loading import load_scenario
from tests.cli.test_commands import invoke
from tests.register.reading import workbook

SCENARIO = """\
extends: west_kazakhstan_social_aid
scenario: From the register
replications: 2
arrivals:
  registered:
    service: social_aid
    route: provider
    office: department
    history: {file: past.xlsx}
    profile: {hours: {"09:00-11:00": 3}}
"""
ROWS = [
    ("Журнал за 2018 год",),
    ("№", "Дата поступления", "Канал [b]"),
    (1, "03.09.2018", "ЦОН"),
    (3, "05.09.2018", "портал"),
    (2, "04.09.2018", "ЦОН"),
    (2, "04.09.2018", "ЦОН"),
    ("Всего", 3, None),
]


def scenario(folder: Path) -> Path:
    workbook(folder, {"Журнал 2018": ROWS})
    path = folder / "mine.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


def test_check_tells_what_was_read_within_eighty_columns(tmp_path: Path) -> None:
    result = invoke("check", str(scenario(tmp_path)))
    assert result.exit_code == 0
    text = " ".join(result.stdout.split())
    for said in (
        "Register of 'registered': past.xlsx",
        "file workbook, sheet 'Журнал 2018'",
        "columns days: Дата поступления; numbers: №; channels: Канал [b]",
        "applications 3, from 2018-09-03 to 2018-09-05",
        "rows left out 1 with totals, 1 doubled (alike in all columns)",
        "without a time all of them; their times are drawn over the hours of the office",
        "values Канал [b]: ЦОН 2, портал 1",
        "has a day without a time for all of the 3 applications; when on that day they come is drawn in each replication",
    ):
        assert said in text
    lines = result.stdout.splitlines()
    assert max(len(line) for line in lines[1:]) <= 80


def test_check_gives_the_same_as_data(tmp_path: Path) -> None:
    (report,) = json.loads(invoke("check", str(scenario(tmp_path)), "--format", "json").stdout)
    assert report["registers"] == [
        {
            "stream": "registered",
            "history": "past.xlsx",
            "kind": "workbook",
            "sheets": ["Журнал 2018"],
            "columns": {"days": "Дата поступления", "numbers": "№", "channels": "Канал [b]"},
            "rows": 3,
            "first": "2018-09-03 00:00:00",
            "last": "2018-09-05 00:00:00",
            "left_out": {"totals": 1, "doubled": 1},
            "unsorted": 1,
            "days_without_time": 3,
            "at_midnight": 0,
            "with_time_zone": 0,
            "time_zone": None,
            "date_order": None,
            "values": {"Канал [b]": {"ЦОН": 2, "портал": 1}},
        }
    ]


def test_a_run_knows_the_workbook_by_its_hash(tmp_path: Path) -> None:
    study = load_scenario(scenario(tmp_path))
    assert study.hashes["past.xlsx"] == sha256((tmp_path / "past.xlsx").read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("sheet: Журналы", "past.xlsx:1:1: there is no sheet 'Журналы'; did you mean 'Журнал 2018'?"),
        ("date_order: day", "'day' is not known for 'date_order'; known here: day_first, month_first"),
        ("time_zone: Asia/Almati", "did you mean 'Asia/Almaty'?"),
        ("encoding: cp1251", "'cp1251' is not known for 'encoding'"),
        ("only: {Канал: []}", "at least one entry is needed here"),
        ("only: {Канел: почта}", "there is no column 'Канел'; known here: Дата поступления, Канал [b], №"),
        ("number_column: Номер", "there is no column 'Номер'"),
        ("midnight: never", "'never' is not known for 'midnight'"),
    ],
)
def test_what_is_stated_wrongly_is_a_fault(tmp_path: Path, keys: str, said: str) -> None:
    path = scenario(tmp_path)
    path.write_text(SCENARIO.replace("file: past.xlsx", f"file: past.xlsx, {keys}"), encoding="utf-8")
    result = invoke("check", str(path))
    assert result.exit_code == 2
    assert said in result.stderr
