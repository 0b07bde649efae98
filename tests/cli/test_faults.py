"""The command on bad input: exit code 2, one line per fault on standard error, and nothing of the user's is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import sim.experiment.replications
from sim.cli.main import app
from tests.minimal import REGULATION, changed, written


def invoke(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def assert_refused(result: Result, *lines: str) -> None:
    """The command ends with 2, prints nothing but faults, and these begin as given, in this order."""
    assert result.exit_code == 2, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    found = result.stderr.splitlines()
    assert len(found) == len(lines), result.stderr
    for line, expected in zip(found, lines, strict=True):
        assert line.startswith(expected), f"{line}\nexpected: {expected}"


def snapshot(folder: Path) -> dict[str, str]:
    """The content of every file below a folder, hidden ones too."""
    return {str(p.relative_to(folder)): sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    written(tmp_path, name="good.yaml")
    written(tmp_path, changed("seed: 7", "sede: 7").replace("4 per week", "4"), name="bad.yaml")
    return tmp_path


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts the replications that are simulated."""
    calls: list[int] = []
    real = sim.experiment.replications.simulate

    def counted(*given: Any) -> Any:
        calls.append(1)
        return real(*given)

    monkeypatch.setattr(sim.experiment.replications, "simulate", counted)
    return calls


def failing(error: BaseException, after: int) -> Callable[..., Any]:
    """An engine that fails in a later replication."""
    real, calls = sim.experiment.replications.simulate, []

    def simulate(*given: Any) -> Any:
        calls.append(1)
        if len(calls) > after:
            raise error
        return real(*given)

    return simulate


def test_run_on_a_bad_scenario_names_every_fault_and_writes_nothing(folder: Path) -> None:
    before = snapshot(folder)
    result = invoke("run", folder / "bad.yaml", "--out", folder / "out")
    bad = folder / "bad.yaml"
    assert_refused(result, f"{bad}:8:1: unknown key 'sede'; did you mean", f"{bad}:50:11: '4' has no unit; write")
    assert snapshot(folder) == before
    assert not (folder / "out").exists()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "1:1: the file is empty"),
        (b"# only this\n", "1:1: the file is empty"),
        (b"- a\n", "1:1: the file does not hold a block of keys"),
        (b"a:\n\tb: 1\n", "2:1: a tab stands here"),
        ("scenario: вопрос\n".encode("cp1251"), "1:11: not UTF-8: byte 0xe2"),
        (b"a: &x [*x]\n", "1:4: an alias stands inside its own anchor"),
        (b"scenario: a\n---\nscenario: b\n", "2:1: a second document begins here"),
    ],
)
def test_run_on_what_is_no_scenario_ends_with_one_line(tmp_path: Path, content: bytes, fault: str) -> None:
    path = tmp_path / "odd.yaml"
    path.write_bytes(content)
    assert_refused(invoke("run", path, "--out", tmp_path / "out"), f"{path}:{fault}")


def test_run_on_a_missing_file_a_folder_and_an_unknown_name(folder: Path) -> None:
    assert_refused(
        invoke("run", folder / "god.yaml"), f"{folder}/god.yaml:1:1: there is no such file; did you mean 'good.y"
    )
    assert_refused(
        invoke("run", folder), f"{folder}/bad.yaml:8:1: unknown key", f"{folder}/bad.yaml:50:11: '4' has no unit"
    )
    assert_refused(
        invoke("run", "nosuch"), "nosuch:1:1: there is no such file and no such shipped scenario; known here:"
    )
    assert_refused(
        invoke("run", folder / "small.yaml"), f"{folder}/small.yaml:1:1: this is a regulation, not a scenario"
    )


def test_a_process_on_a_bad_file_ends_with_two_and_no_traceback(folder: Path) -> None:
    command = [sys.executable, "-c", "from sim.cli.main import app; app()", "run", "bad.yaml", "--out", "out"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert [line.split(": ")[0] for line in done.stderr.splitlines()] == ["bad.yaml:8:1", "bad.yaml:50:11"]


def test_one_replication_gives_no_interval_and_is_refused(folder: Path, engine: list[int]) -> None:
    result = invoke("run", folder / "good.yaml", "--replications", "1", "--out", folder / "out")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "--replications" in result.stderr
    assert "Traceback" not in result.stderr
    assert not engine
    assert not (folder / "out").exists()


def test_an_unwritable_folder_ends_the_run_before_any_simulation(folder: Path, engine: list[int]) -> None:
    for out in (folder / "good.yaml" / "out", folder / "good.yaml", Path("/proc/nowhere/out")):
        assert_refused(invoke("run", folder / "good.yaml", "--out", out), f"{out}:1:1: cannot be written: ")
    (folder / "out" / "steps.parquet").mkdir(parents=True)
    result = invoke("run", folder / "good.yaml", "--out", folder / "out")
    assert_refused(result, f"{folder}/out/steps.parquet:1:1: a folder lies where a result goes")
    assert not engine


@pytest.mark.parametrize(("error", "code"), [(RuntimeError("broken"), 1), (KeyboardInterrupt(), 130)])
def test_a_run_that_ends_in_the_middle_leaves_the_earlier_result(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
) -> None:
    out = folder / "out"
    good = ("run", folder / "good.yaml", "--out", out, "--replications", "5", "--workers", "1")
    assert invoke(*good).exit_code == 0
    before = snapshot(folder)
    monkeypatch.setattr(sim.experiment.replications, "simulate", failing(error, after=3))
    result = invoke(*good, "--seed", "8")
    assert result.exit_code == code
    assert result.stdout.splitlines() == [
        "Expected bottleneck: town / chief, 27 % busy with 2 members (27 % in 2018-05)"
    ]
    assert snapshot(folder) == before, "nothing changed and nothing left behind"
    if code == 130:
        assert "interrupted; earlier results are as they were" in result.stderr


def test_a_run_that_is_interrupted_leaves_no_files_in_a_new_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sim.experiment.replications, "simulate", failing(KeyboardInterrupt(), after=2))
    assert invoke("run", folder / "good.yaml", "--out", folder / "out").exit_code == 130
    assert not list((folder / "out").glob("*"))


def test_a_bad_scenario_leaves_the_earlier_result(folder: Path) -> None:
    out = folder / "out"
    assert invoke("run", folder / "good.yaml", "--out", out, "--no-strengthen").exit_code == 0
    before = snapshot(out)
    assert invoke("run", folder / "bad.yaml", "--out", out).exit_code == 2
    assert snapshot(out) == before


def test_check_of_good_and_bad_files_reports_each_and_ends_with_two(folder: Path) -> None:
    (folder / "law.yaml").write_text(changed("role: chief", "role: cheff", REGULATION), encoding="utf-8")
    names = [str(folder / name) for name in ("good.yaml", "bad.yaml", "small.yaml", "law.yaml", "none.yaml")]
    result = invoke("check", *names)
    assert result.exit_code == 2
    assert [line.removeprefix(f"{folder}/").split(": ")[0] for line in result.stderr.splitlines()] == [
        "bad.yaml:8:1",
        "bad.yaml:50:11",
        "law.yaml:16:22",
        "none.yaml:1:1",
    ]
    assert "in order" not in result.stdout


def test_check_as_json_gives_every_file_with_its_faults(folder: Path) -> None:
    names = [str(folder / name) for name in ("good.yaml", "bad.yaml", "small.yaml")]
    result = invoke("check", *names, "--format", "json")
    assert result.exit_code == 2
    good, bad, small = json.loads(result.stdout)
    assert [report["file"] for report in (good, bad, small)] == names
    assert (good["faults"], small["faults"]) == ([], [])
    first = {
        "file": names[1],
        "line": 8,
        "column": 1,
        "message": "unknown key 'sede'",
        "repair": "did you mean 'seed'?",
    }
    assert bad["faults"][0] == first
    assert bad["faults"][1]["message"] == "'4' has no unit"
    assert bad["faults"][1]["repair"] == "write '4 per working day'"


def test_check_refuses_a_million_people_and_a_million_offices(folder: Path) -> None:
    for old, new, fault in (
        ("      clerk: 1\n", "      clerk: 1000000\n", "30:14: '1000000' is out of range; at most 10000 is possible"),
        ("    count: 2\n    hours", "    count: 1000000\n    hours", "35:12: '1000000' is out of range"),
    ):
        (folder / "many.yaml").write_text(changed(old, new), encoding="utf-8")
        assert_refused(invoke("check", folder / "many.yaml"), f"{folder}/many.yaml:{fault}")


@pytest.mark.parametrize(
    ("words", "faults"),
    [
        (["--from", "2018-13-01"], ["--from: there is no day '2018-13-01'; check the month and the day"]),
        (["--to", "31.12.2018"], ["--to: '31.12.2018' is not a day; write 2018-12-31"]),
        (["--from", "soon"], ["--from: 'soon' is not a day; write 2018-07-02"]),
        (["--from", "2018-02-01", "--to", "2018-01-01"], ["--to: 2018-01-01 lies before 2018-02-01; exchange them"]),
        (["--from", "1999-01-01"], ["--from: 1999-01-01 lies outside the calendar 'kz'; it covers 2012-01-01 to"]),
        (["--to", "2040-01-01"], ["--to: 2040-01-01 lies outside the calendar 'kz'"]),
        (["--hours", "departmnt"], ["--hours: no hours are called 'departmnt'; did you mean 'department'?"]),
        (["kzz"], ["kzz:1:1: there is no calendar 'kzz'; did you mean 'kz'?"]),
        (["/none/kz.csv"], ["/none/kz.csv:1:1: there is no such file; nothing of the kind lies there"]),
        (["kzz", "--from", "x"], ["--from: 'x' is not a day", "kzz:1:1: there is no calendar 'kzz'"]),
    ],
    ids=" ".join,
)  # fmt: skip
def test_calendar_of_what_there_is_not(words: list[str], faults: list[str]) -> None:
    assert_refused(invoke("calendar", *words), *faults)


def test_calendar_of_a_file_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes("# from: қашан\n".encode("cp1251", "replace"))
    assert_refused(invoke("calendar", path), f"{path}:1:1")
    path.write_text("# from: 2018-01-01\n# to: 2018-12-31\ndate,working\n", encoding="utf-8")
    assert_refused(invoke("calendar", path), f"{path}:3:1: the calendar lacks the columns")


def test_services_of_an_unknown_regulation() -> None:
    assert_refused(invoke("services", "nosuch"), "nosuch:1:1: there is no regulation 'nosuch'; known here: ")
    close = invoke("services", "west_kazakhstan_2018_social_ad")
    assert_refused(
        close, "west_kazakhstan_2018_social_ad:1:1: there is no regulation 'west_kazakhstan_2018_social_ad'; did"
    )
    assert_refused(invoke("services", "../x"), "../x:1:1: there is no regulation '../x'")


def test_a_fault_in_line_100_keeps_its_number(folder: Path) -> None:
    (folder / "long.yaml").write_text("\n" * (99 - 7) + changed("seed: 7", "sede: 7"), encoding="utf-8")
    assert_refused(invoke("check", folder / "long.yaml"), f"{folder}/long.yaml:100:1: unknown key 'sede'")
