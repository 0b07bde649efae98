"""Faults of demand and branches in files that extend another, in variants and with --set; and changes at random."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import sim.study.loading
import sim.study.references
from sim.cli.main import app
from sim.errors import InputError
from sim.schema.read_yaml import read_yaml
from sim.study.loading import load_scenario
from tests.minimal import with_changes
from tests.study.faulty_demand import DEMAND, written
from tests.study.random_change import TIMES, paths


def faults_with(path: Path, variant: str | None = None, *changes: str) -> list[str]:
    """The faults of a scenario, one of its variants, or of it with some settings, without the name of the folder."""
    try:
        load_scenario(path, variant, changes)
    except InputError as error:
        return [str(fault).replace(f"{path.parent}/", "") for fault in error.faults]
    return []


BRANCHES = "services: {aid: {routes: {"
IN_BLOCKS = [
    ("arrivals: {plain: {growth: 5}}", 28, "'5' has no per cent sign; write '5 % per year'"),
    ("arrivals: {plain: {bulk: 0}}", 26, "'0' is out of range; a batch has from 1 to 1000000 applications"),
    ("arrivals: {plain: {rate: 4 per day}}", 26, "'per day' is unclear for a channel that is not open every day; "
     "write 'per working day', or 'per month' for a count that is spread over open time"),
    ("arrivals: {plain: {profile: {hours: {'9-11': 3}}}}", 38, "'9-11' is not an interval of hours; write 09:00-13:00"),
    ("arrivals: {plain: {profile: {hours: {'08:00-10:00': 3}}}}", 38,
     "'08:00-10:00' and '09:00-11:00' share hours; give each hour one weight"),
    ("arrivals: {plain: {profile: {weekdays: {monday: 0}, hours: {'00:00-09:00, 13:00-24:00': 0, '09:00-11:00': 0, "
     "'11:00-13:00': 0}}}}", 20,
     "the profile gives no weight to any time at which 'town' takes applications; give an open hour a weight above zero"),
    ("arrivals: {plain: {campaigns: {surge: {last_day: 2018-05-01}}}}", 50,
     "'last_day' lies before 'first_day', 2018-05-14; exchange them"),
    ("arrivals: {plain: {campaigns: {surge: {times: 2}}}}", 32,
     "both 'rate' and 'times' are given; say with one of them how many more come"),
    ("arrivals: {plain: {campaigns: {growth: {first_day: 2018-05-14, last_day: 2018-05-14, times: 2}}}}", 32,
     "'growth' stands for what the growth of the stream adds; give the campaign another name"),
    ("arrivals: {plain: {rate: ~}}", 12, "nothing says how many come; give 'rate', 'instants' or 'history'"),
    ("arrivals: {plain: {instants: [2018-05-03 09:00]}}", 30, "both 'rate' and 'instants' say how many come; keep one of them"),
    ("arrivals: {people: {channels: {portal: {share: 50 %}}}}", 21,
     "the shares of the channels sum to 110 %; make them 100 %"),
    ("arrivals: {people: {route: portal}}", 28, "'route' is said for each of the 'channels'; take it out here"),
    ("arrivals: {listed: {instants: [2018-05-04 09:00, 2018-05-03 09:00]}}", 50,
     "2018-05-03 09:00 is earlier than 2018-05-04 09:00 before it; write the earlier ones first"),
    ("arrivals: {past: {history: {file: pst.csv}}}", 35, "there is no file 'pst.csv'; did you mean 'past.csv'?"),
    ("arrivals: {past: {history: {use: resample}}}", 34,
     "'past.csv' has fewer than two whole weeks, so there is nothing to choose from; give a longer history, the 'first_day' "
     "and 'last_day' of the register, or 'use: replay'"),
    ("arrivals: {past: {history: {usage: resample}}}", 29, "unknown key 'usage'; did you mean 'use'?"),
    ("backlog: {plain: {service: aid, route: portal, office: town, files: [{step: '3', count: 1, age: 1 working day}]}}", 11,
     "'plain' is a stream of 'arrivals' too; give one another name"),
    ("backlog: {left: {files: [{step: '5', count: 1, age: 1 working day}]}}", 33,
     "no step '5' is passed on the route 'provider'; its steps are 1, 4, 6, 7"),
    ("backlog: {left: {files: [{step: '4', count: 1, age: 9000 working days}]}}", 53,
     "9000 working days before 2018-05-02 lies before the calendar, which begins on 2012-01-01; write a lower age"),
    ("period: {warm_up_until: 2018-05-09}", 25, "a backlog and a warm-up are both given, and the one stands for the other; "
     "make 'warm_up_until' the start, 2018-05-02, or take the backlog out"),
    ("undisturbed: clam", 14, "there is no variant 'clam'; did you mean 'calm'?"),
    (f"{BRANCHES}provider: {{refusals: {{4: {{probability: 71 %}}}}}}}}}}}}", 66,
     "what may happen at the end of step 4 has 101 % together (branch 5: 10 %, missing documents: 10 %, rework: 10 %, "
     "refusal: 71 %); make it 100 % at most"),
    (f"{BRANCHES}provider: {{rework: {{4: {{back_to: '6'}}}}}}}}}}}}", 60,
     "no file can go back from step 4 to step '6'; known here: 1, 4"),
    (f"{BRANCHES}provider: {{branches: {{6: {{probability: 1 %}}}}}}}}}}}}", 49,
     "the route 'provider' has no branch '6'; known here: 2, 3, 5, 8"),
    (f"{BRANCHES}portal: {{missing_documents: {{3: {{clock: extended}}}}}}}}}}}}", 67,
     "the regulation prints no extended term for the route 'portal'; write 'runs' or 'stops', or take 'clock' out"),
    (f"{BRANCHES}portal: {{collection: {{after: 1 hour}}}}}}}}}}", 36,
     "no result is handed out at a counter on the route 'portal', so nobody comes for it; take it out"),
]  # fmt: skip
"""A block that is laid over the scenario, and the column and the sentence of the fault that it brings."""


@pytest.mark.parametrize(("block", "column", "sentence"), IN_BLOCKS)
def test_a_fault_of_a_file_that_extends_another_is_told_there(
    tmp_path: Path, block: str, column: int, sentence: str
) -> None:
    written(tmp_path).rename(tmp_path / "base.yaml")
    path = tmp_path / "question.yaml"
    path.write_text(f"extends: base.yaml\n{block}\n", encoding="utf-8")
    assert faults_with(path) == [f"question.yaml:2:{column}: {sentence}"]


@pytest.mark.parametrize(("block", "column", "sentence"), IN_BLOCKS)
def test_a_fault_of_a_variant_is_told_there(tmp_path: Path, block: str, column: int, sentence: str) -> None:
    before = "  other: {changes: {"
    path = written(tmp_path, f"{DEMAND}{before}{block}}}}}\n")
    assert faults_with(path, "other") == [f"question.yaml:85:{column + len(before)}: {sentence}"]


def test_a_history_of_a_file_that_is_extended_lies_beside_that_file(tmp_path: Path) -> None:
    below = tmp_path / "below"
    below.mkdir()
    written(below).rename(below / "base.yaml")
    path = tmp_path / "question.yaml"
    path.write_text("extends: below/base.yaml\n", encoding="utf-8")
    assert faults_with(path) == []
    path.write_text("extends: below/base.yaml\narrivals: {past: {history: {file: past.csv}}}\n", encoding="utf-8")
    assert faults_with(path) == ["question.yaml:2:35: there is no file 'past.csv'; nothing of the kind lies there"]
    (below / "past.csv").unlink()
    path.write_text("extends: below/base.yaml\n", encoding="utf-8")
    assert faults_with(path) == ["below/base.yaml:71:71: there is no file 'past.csv'; there lie: weeks.csv"]


PROVIDER = "services.aid.routes.provider"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("arrivals.plain.growth=5 %", "'5 %' is not said to be per year; write '5 % per year'"),
        ("arrivals.plain.bulk={few: 1}", "a whole number is needed here, not 'few'"),
        ("arrivals.plain.profile.hours={closed: 3}", "'closed' names no hours; write hours such as 09:00-13:00"),
        ("arrivals.plain.campaigns.surge.last_day=2018-05-01", "'last_day' lies before 'first_day', 2018-05-14; exchange them"),
        ("arrivals.plain.campaigns.surge.first_dy=2018-05-01",
         "there is no 'first_dy' in 'arrivals.plain.campaigns.surge'; did you mean 'first_day'?"),
        ("arrivals.plain.rate=null", "nothing says how many come; give 'rate', 'instants' or 'history'"),
        ("arrivals.people.channels.portal.share=50 %", "the shares of the channels sum to 110 %; make them 100 %"),
        ("arrivals.past.history.file=pst.csv", "there is no file 'pst.csv'; did you mean 'past.csv'?"),
        ("arrivals.listed.instants.1=2018-05-02 09:00",
         "2018-05-02 09:00 is earlier than 2018-05-03 09:00 before it; write the earlier ones first"),
        ("backlog.left.files.0.age=3 hours", "'3 hours' is no age in days; write '3 working days'"),
        ("backlog.left.files.1.count=0", "'0' is out of range; at least 1 is needed"),
        ("period.warm_up_until=2018-05-03", "a backlog and a warm-up are both given, and the one stands for the other; "
         "make 'warm_up_until' the start, 2018-05-02, or take the backlog out"),
        ("undisturbed=clam", "there is no variant 'clam'; did you mean 'calm'?"),
        (f"{PROVIDER}.refusals.4.probability=2", "'2' is not a share between 0 and 1; write 0.95 or 95 %"),
        (f"{PROVIDER}.rework.6.at_most=0", "'0' is out of range; at least 1 is needed"),
        (f"{PROVIDER}.missing_documents.4.brought_after=3 working days",
         "'3 working days' is no time on the clock; write '30 hours', or '3 calendar days' of 24 hours"),
    ],
)  # fmt: skip
def test_a_fault_of_a_setting_is_told_with_the_setting(tmp_path: Path, change: str, sentence: str) -> None:
    assert faults_with(written(tmp_path), None, change) == [f"--set {change}: {sentence}"]


def test_what_a_variant_makes_too_likely_together_is_told_once_for_the_variant(tmp_path: Path) -> None:
    text = f"{DEMAND}  other: {{changes: {{services: {{aid: {{routes: {{provider: {{rework: {{4: {{probability: 75 %}}}}}}}}}}}}}}}}\n"
    path = written(tmp_path, text)
    result = CliRunner().invoke(app, ["check", str(path)])
    assert result.exit_code == 2
    assert [line.removeprefix(f"{path}:") for line in result.stderr.splitlines()] == [
        "85:84: what may happen at the end of step 4 has 105 % together "
        "(branch 5: 10 %, missing documents: 10 %, rework: 75 %, refusal: 10 %); make it 100 % at most"
    ]


SLIPS = (
    ("5: {probability: 10 %}", "4: {probability: 10 %}"),
    ('back_to: "4", at_most: 2', 'back_to: "5", at_most: 2'),
    ("clock: runs", "clock: extended"),
    ("2018-05-18, rate: 3 per working day", "2018-05-18, rate: 3 per day"),
    ("rate: 40 per month", "rate: 40 per day"),
    ("2018-05-04 10:30", "2018-05-01 10:30"),
    ("file: past.csv", "file: pst.csv"),
    ("received: 2018-04-20", "received: 2018-05-20"),
    ("undisturbed: calm", "undisturbed: calmer"),
)
"""Slips that no single block shows."""


def test_the_command_names_every_fault_in_the_order_of_the_file_and_ends_with_two(tmp_path: Path) -> None:
    path = written(tmp_path, with_changes(DEMAND, *SLIPS))
    (tmp_path / "weeks.csv").write_text("submitted\nsoon\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["check", str(path)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.exception is None or isinstance(result.exception, SystemExit)
    lines = result.stderr.splitlines()
    places = [line.removeprefix(f"{path}:").split(": ")[0] for line in lines if line.startswith(str(path))]
    assert places == ["14:11", "20:11", "30:43", "37:66", "62:66", "69:11", "70:84", "71:71", "81:41", "82:14"]
    other = [line for line in lines if not line.startswith(str(path))]
    assert other == [f"{tmp_path}/weeks.csv:2:1: 'soon' is not an instant; write 2018-09-10 09:15"]


JUNK = (
    "~", "[]", "{}", "''", "0", "-1", "3", "1.5", "1e308", ".nan", "-.inf", "true", "text", "town", "rural", "portal", "akim",
    "'4'", "'6'", "provider.4", "Қазақша атау", "2018-05-14", "2030-01-01", "9999-12-31", "'2018-05-14 10:00'", "120 %", "0 %",
    "100 %", "2 hours", "3 working days", "9000 working days", "3 calendar days", "2 per day", "2 per week", "1000000 per hour",
    "-5 % per year", "1000 % per year", "[1, 2]", "[~]", "[[1]]", "{a: b}", "{1: {b: {c: 1}}}", "{north: 0}", "{may: 0}",
    "{5: 0}", "{'00:00-24:00': 0}", "{probability: 1}", "{probability: 50 %, back_to: '4'}", "{file: past.csv}", "replay",
    "resample", "{share: 1, office: town}", "{first_day: 2018-05-14, last_day: 2018-05-14, times: 2}", "calm", "extended",
    '"\\t\\u202e"', "9" * 400, "x" * 3000,
)  # fmt: skip
"""Values as they may stand in a file, most of them in the wrong place."""
SHORT_CALENDAR = (
    "# from: 2018-03-01\n# to: 2018-09-30\ndate,working,kind,name_en,name_kk,name_ru\n2018-05-07,0,holiday,,,\n"
)
"""A calendar of some months, so that the model is made quickly."""
OWN = ("arrivals", "backlog", "services", "undisturbed", "variants", "period")
"""Sections in which the language of demand and branches stands."""


def pick(rng: random.Random, data: dict[str, Any]) -> tuple[Any, Any]:
    """A block or list of the scenario, and the key or position of something in it."""
    *around, last = rng.choice([path for path in paths(data) if path[0] in OWN])
    block = data
    for key in around:
        block = block[key]
    return block, last


def take_out(rng: random.Random, data: dict[str, Any]) -> None:
    """Take a value out."""
    block, key = pick(rng, data)
    del block[key]


def double(rng: random.Random, data: dict[str, Any]) -> None:
    """Let a value stand twice in its list or, under another name or that of a neighbour, in its block."""
    block, key = pick(rng, data)
    if isinstance(block, list):
        block.insert(key, deepcopy(block[key]))
    else:
        block[rng.choice((f"{key}_again", f"{key}", "7", *block))] = deepcopy(block[key])


def retype(rng: random.Random, data: dict[str, Any]) -> None:
    """Put something else in the place of a value."""
    block, key = pick(rng, data)
    block[key] = f"junk {rng.randrange(len(JUNK))} ends"


def swap(rng: random.Random, data: dict[str, Any]) -> None:
    """Exchange two values, neither of which lies in the other."""
    (block, key), (other, name) = pick(rng, data), pick(rng, data)
    block[key], other[name] = deepcopy(other[name]), deepcopy(block[key])


@pytest.mark.parametrize("change", [take_out, double, retype, swap])
def test_no_random_change_makes_anything_but_a_table_or_faults_with_a_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[random.Random, dict[str, Any]], None]
) -> None:
    # Two files are read more often than this test needs: the regulation does not change, and the kind is known.
    monkeypatch.setattr(sim.study.references, "load_regulation", cache(sim.law.load.load_regulation))
    monkeypatch.setattr(sim.study.loading, "kind_of", lambda name: "scenario")
    path = written(tmp_path, DEMAND.replace("replications: 2\n", "replications: 2\ncalendar: short.csv\n"))
    (tmp_path / "short.csv").write_text(SHORT_CALENDAR, encoding="utf-8")
    whole = read_yaml(path).data
    codes = []
    for seed in range(40 * TIMES):
        rng = random.Random(f"{change.__name__} {seed}")
        data = deepcopy(whole)
        for _ in range(rng.choice((1, 1, 1, 2))):
            change(rng, data)
        text = json.dumps(data, ensure_ascii=False, indent=1)
        text = re.sub(r'"junk ([0-9]+) ends"', lambda match: JUNK[int(match[1])], text)
        path.write_text(text, encoding="utf-8")
        result = CliRunner().invoke(app, ["check", str(path)])
        assert result.exception is None or isinstance(result.exception, SystemExit), (seed, result.exception)
        assert result.exit_code in (0, 2), (seed, result.output)
        codes.append(result.exit_code)
        faults = [line for line in result.stderr.splitlines() if result.exit_code]
        assert len(faults) >= (result.exit_code == 2)
        for fault in faults:
            found = re.fullmatch(rf"{tmp_path}/(question\.yaml|past\.csv|weeks\.csv):([0-9]+):([0-9]+): .+", fault)
            assert found, (seed, fault)
            assert found[1] != "question.yaml" or 1 <= int(found[2]) <= len(text.splitlines())
            assert "Traceback" not in fault
    assert set(codes) == {0, 2}
