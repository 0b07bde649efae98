"""Files that ask for too much or for what is elsewhere are refused before any work, in words that say which bound it was."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sim.schema.size_caps import MOST_FILES, MOST_VARIANTS
from tests.cli.test_commands import invoke
from tests.minimal import SCENARIO, changed, faults_of, written

REGISTERED = """\
extends: west_kazakhstan_social_aid
scenario: From the register
arrivals: {past: {service: social_aid, route: provider, office: department, history: {file: FILE}}}
"""


def errors(*words: str) -> list[str]:
    """What a command that is refused says on standard error."""
    result = invoke(*words)
    assert result.exit_code == 2
    return result.stderr.splitlines()


def test_twenty_faults_are_told_and_the_rest_are_counted(tmp_path: Path) -> None:
    lines = faults_of(tmp_path, SCENARIO + "".join(f"key{i}: 1\n" for i in range(50)))
    assert len(lines) == 21
    first = SCENARIO.count("\n") + 1
    assert lines[0].startswith(f"question.yaml:{first}:1: unknown key 'key0'")
    assert lines[-1] == f"question.yaml:{first + 20}:1: 30 more faults from here on; mend those above first"


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero")], ids=["a pipe", "a device"])
@pytest.mark.parametrize("name", ["mine.yaml", "own.csv"])
def test_a_pipe_or_a_device_is_no_file(make: object, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    make(path)  # type: ignore[operator]  # one of those above
    (line,) = errors("check" if name == "mine.yaml" else "calendar", str(path))
    assert line.startswith(f"{path}:1:1: this is a pipe, a device or the like and no file")


@pytest.mark.parametrize("length", [MOST_FILES, MOST_FILES + 1])
def test_a_chain_has_ten_files_at_most(length: int, tmp_path: Path) -> None:
    written(tmp_path, name=f"l{length}.yaml")
    for i in range(1, length):
        (tmp_path / f"l{i}.yaml").write_text(f"extends: l{i + 1}.yaml\nscenario: layer {i}\n", encoding="utf-8")
    result = invoke("check", str(tmp_path / "l1.yaml"))
    assert result.exit_code == (0 if length == MOST_FILES else 2)
    assert length == MOST_FILES or "l10.yaml:1:10: so many files extend each other; at most 10" in result.stderr


@pytest.mark.parametrize("number", [MOST_VARIANTS, MOST_VARIANTS + 1])
def test_a_scenario_has_a_hundred_variants_at_most(number: int, tmp_path: Path) -> None:
    variants = "".join(f"  v{i}: {{title: x, changes: {{seed: {i}}}}}\n" for i in range(number))
    found = faults_of(tmp_path, f"{SCENARIO}variants:\n{variants}")
    line = SCENARIO.count("\n") + 1
    expected = [f"question.yaml:{line}:1: 101 variants are too many; at most 100 are possible"]
    assert found == (expected if number > MOST_VARIANTS else [])


@pytest.mark.parametrize(
    ("link", "text", "place"),
    [
        ("out.yaml", changed("small.yaml", "out.yaml"), "15:17: 'out.yaml'"),
        ("out.yaml", "extends: out.yaml\nscenario: x\n", "1:10: 'out.yaml'"),
        ("out.csv", changed("calendar: kz", "calendar: out.csv"), "2:11: 'out.csv'"),
        ("own_overrides.csv", changed("calendar: kz", "calendar: own.csv"), "2:11: 'own_overrides.csv'"),
        ("out.csv", REGISTERED.replace("FILE", "out.csv"), "3:93: 'out.csv'"),
    ],
)
def test_a_link_leads_to_nothing_outside_of_the_folder(link: str, text: str, place: str, tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "own.csv").write_text("", encoding="utf-8")
    (inside / link).symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").write_text("", encoding="utf-8")
    found = [line for line in faults_of(inside, text) if link in line]
    assert len(found) == 1
    assert found[0].startswith(f"question.yaml:{place} does not lie beside this file or below its folder")


@pytest.mark.parametrize(
    "tag", ["!!binary aGk=", "!!python/object/apply:os.system ['touch harm']", "!include /etc/passwd", "!!set {a}"]
)
def test_a_tag_is_told_and_does_nothing(tag: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = faults_of(tmp_path, changed("seed: 7", f"seed: {tag}"))
    known = tag.partition(" ")[0]
    assert f"question.yaml:8:7: the tag '{known}' is not known here; take it out, or put the text in quotes" in found
    assert sorted(path.name for path in tmp_path.iterdir()) == ["question.yaml", "small.yaml"]


def test_a_name_that_no_file_can_have_is_told_where_it_stands(tmp_path: Path) -> None:
    name = "x" * 300 + ".csv"
    (line,) = faults_of(tmp_path, REGISTERED.replace("FILE", name))
    assert line.startswith("question.yaml:3:93: there is no file 'xxx")
    (line,) = errors("trace", "x" * 300, "1")
    assert line.endswith(":1:1: there is no such folder; name the folder of a run's results")


def test_a_tag_without_end_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """The parser would take the square of its length: ten seconds for as much as a file may hold."""
    assert faults_of(tmp_path, changed("seed: 7", f"seed: {'!' * 700_000}")) == [
        "question.yaml:8:7: a text cannot begin with '!'; put it in quotes"
    ]
