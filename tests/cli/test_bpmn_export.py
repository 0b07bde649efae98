"""`sim export SERVICE --to bpmn`: which files are written, what is refused, and that nobody's drawing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sim.cli.all_commands import app
from tests.export.bpmn.documents import document
from tests.export.bpmn.own_regulation import own_regulation

SERVICE = "west_kazakhstan_2018_social_aid"


def export(*words: str) -> Result:
    return CliRunner().invoke(app, ["export", *words, "--to", "bpmn"])


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("**/*.bpmn")}


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_every_route_is_a_file_in_the_language_that_is_asked_for(tmp_path: Path) -> None:
    answer = export(SERVICE, "--lang", "kk", "--out", "a/b")
    assert answer.exit_code == 0
    assert written(tmp_path / "a/b") == {
        f"{SERVICE}.{channel}.bpmn": document(SERVICE, channel, "kk")  # type: ignore[arg-type]
        for channel in ("provider", "akim", "portal")
    }
    assert answer.stdout.count("Жазылды: ") == 3


def test_routes_and_a_reading_can_be_chosen(tmp_path: Path) -> None:
    assert export(SERVICE, "--route", "portal", "--route", "akim", "--reading", "signature").exit_code == 0
    assert written(tmp_path) == {
        f"{SERVICE}.portal.bpmn": document(SERVICE, "portal", "en", "signature"),
        f"{SERVICE}.akim.bpmn": document(SERVICE, "akim"),
    }


def test_a_file_of_the_users_own_is_exported_as_a_shipped_regulation_is(tmp_path: Path) -> None:
    own_regulation(tmp_path)
    assert export("own.yaml", "--out", "drawn").exit_code == 0
    assert set(written(tmp_path / "drawn")) == {
        "my_region_2024_my_service.provider.bpmn",
        "my_region_2024_my_service.portal.bpmn",
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([f"{SERVICE}s"], f"there is no regulation '{SERVICE}s'; did you mean '{SERVICE}'?"),
        ([SERVICE, "--route", "portl"], "--route: the regulation has no route 'portl'; did you mean 'portal'?"),
        (
            [SERVICE, "--route", "x", "--route", "y"],
            "--route: the regulation has no route 'y'; known here: akim, portal, provider",
        ),
        ([SERVICE, "--reading", "signatures"], "has a reading 'signatures'; did you mean 'signature'?"),
        ([SERVICE, "--route", "akim", "--reading", "release"], "leave it out, as none of them joins another one"),
        ([SERVICE, "--out", "file.txt"], "file.txt:1:1: this is a file, not a folder; name another folder with --out"),
        ([SERVICE, "--out", "file.txt/deeper"], "cannot be written: Not a directory; name another folder with --out"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(words: list[str], said: str, tmp_path: Path) -> None:
    (tmp_path / "file.txt").write_text("mine")
    answer = export(*words)
    assert answer.exit_code == 2
    assert said in answer.stderr
    assert not written(tmp_path)
    assert (tmp_path / "file.txt").read_text() == "mine"


def test_a_diagram_that_somebody_has_changed_in_an_editor_is_not_overwritten(tmp_path: Path) -> None:
    assert export(SERVICE).exit_code == 0
    assert export(SERVICE).exit_code == 0
    edited = tmp_path / f"{SERVICE}.akim.bpmn"
    edited.write_bytes(edited.read_bytes().replace(b'exporter="sim"', b'exporter="Camunda Modeler"'))
    before = written(tmp_path)
    answer = export(SERVICE, "--lang", "ru")
    assert answer.exit_code == 2
    assert f"{edited.name}:1:1: эту диаграмму записала другая программа" in answer.stderr
    assert written(tmp_path) == before


def test_options_of_processes_are_refused_for_a_table_of_steps() -> None:
    answer = CliRunner().invoke(app, ["export", SERVICE, "--to", "csv", "--route", "portal", "--reading", "release"])
    assert answer.exit_code == 2
    assert answer.stderr.count("only processes have this option; leave it out, or write --to bpmn") == 2


def test_options_of_runs_are_refused_for_processes(tmp_path: Path) -> None:
    answer = export(SERVICE, "--replication", "all", "--time-zone", "Asia/Oral", "--engine", "simpy")
    assert answer.exit_code == 2
    assert answer.stderr.count("only runs have this option; leave it out with --to bpmn") == 3
    assert not written(tmp_path)
