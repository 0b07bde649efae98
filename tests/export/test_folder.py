"""A folder of results: who may write into it, what becomes of it when nothing comes of a command, and what is said then."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from sim.errors import OutputError
from sim.export.folder import (
    COMPARISON_FILES,
    FORECAST_FILES,
    HEADROOM_FILES,
    REGION_FILES,
    REPLICATION_FILES,
    RUN_FILES,
    SWEEP_FILES,
    TORNADO_FILES,
    ResultFolder,
)
from sim.files.publishing import UNFINISHED, new_files
from sim.files.results_record import RECORDS


def publish(folder: Path, text: str) -> None:
    with ResultFolder(folder) as results:
        results.add_text("summary.json", text)
        results.publish({"seed": 7})


def broken_off(folder: Path, error: BaseException, *, after: bool = False) -> None:
    """Results that are broken off, before they are published or after."""
    with ResultFolder(folder) as results:
        results.add_text("summary.json", "new")
        if after:
            results.publish({})
        raise error


def content(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def test_the_record_has_the_hashes_of_the_other_files(tmp_path: Path) -> None:
    publish(tmp_path, "figures")
    record = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    # By `printf figures | sha256sum`.
    known = "dc2e3999e6b3e23f3327c0e6cb9a3d6cde4ab7cc16a46ec0fe716df8ce2717b9"
    assert record == {"seed": 7, "results": {"summary.json": known}}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run.json", "summary.json"]


def test_two_commands_do_not_write_into_one_folder_at_once(tmp_path: Path) -> None:
    with ResultFolder(tmp_path) as first:
        with pytest.raises(
            OutputError, match="another command writes its results here; wait until it has ended, or name"
        ):
            ResultFolder(tmp_path).__enter__()
        first.add_text("summary.json", "of the first")
        first.publish({})
    assert content(tmp_path)["summary.json"] == "of the first"


def test_every_kind_of_results_has_one_record_of_its_own() -> None:
    of_kinds = [
        [name for name in files if name in RECORDS]
        for files in (
            RUN_FILES,
            COMPARISON_FILES,
            REPLICATION_FILES,
            HEADROOM_FILES,
            SWEEP_FILES,
            TORNADO_FILES,
            FORECAST_FILES,
            REGION_FILES,
        )
    ]
    assert of_kinds == [[name] for name in RECORDS]


@pytest.mark.parametrize(
    ("record", "words"),
    [("run.json", "a run"), ("comparison.json", "a comparison"), ("replication.json", "a single replication")],
)
def test_results_of_another_kind_are_not_mixed(record: str, words: str, tmp_path: Path) -> None:
    (tmp_path / record).write_text("{}", encoding="utf-8")
    others = [files for files in (COMPARISON_FILES, REPLICATION_FILES) if record not in files]
    for files in others:
        with pytest.raises(OutputError, match=f"the results of {words} lie here; name another folder with --out"):
            ResultFolder(tmp_path, files).__enter__()
    assert content(tmp_path) == {record: "{}"}


def test_folders_that_were_made_go_again_and_those_that_were_there_stay(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    for place in (there, there / "new" / "newer"):
        with pytest.raises(RuntimeError):
            broken_off(place, RuntimeError())
        assert list(tmp_path.rglob("*")) == [there]
    with ResultFolder(there / "new"):
        (there / "new" / "notes.txt").write_text("mine", encoding="utf-8")
    assert [path.name for path in (there / "new").iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit])
def test_who_is_interrupted_is_told_what_became_of_the_results(
    interruption: type[BaseException], tmp_path: Path
) -> None:
    publish(tmp_path, "earlier")
    with pytest.raises(interruption) as before:
        broken_off(tmp_path, interruption())
    assert before.value.__notes__ == ["earlier results are as they were"]
    assert content(tmp_path)["summary.json"] == "earlier"
    with pytest.raises(interruption) as after:
        broken_off(tmp_path, interruption(), after=True)
    assert after.value.__notes__ == [f"the results lie in {tmp_path}"]
    assert content(tmp_path)["summary.json"] == "new"


def test_what_an_ended_process_left_is_cleared(tmp_path: Path) -> None:
    publish(tmp_path, "earlier")
    new_files(tmp_path).mkdir(parents=True)
    (new_files(tmp_path) / "steps.parquet").write_bytes(bytes(1000))
    publish(tmp_path, "new")
    assert not (tmp_path / UNFINISHED).exists()
    assert content(tmp_path)["summary.json"] == "new"


def test_a_folder_that_is_taken_away_meanwhile_is_a_fault(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with ResultFolder(out) as results:
        results.add_text("summary.json", "lost")
        shutil.rmtree(out)
        with pytest.raises(OutputError, match="cannot be written: No such file or directory"):
            results.publish({})
    assert not out.exists()


def test_what_users_keep_beside_results_stays(tmp_path: Path) -> None:
    publish(tmp_path, "earlier")
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "pictures").mkdir()
    here = Path.cwd()
    os.chdir(tmp_path)  # a folder in which a terminal stands
    try:
        publish(Path(), "new")
    finally:
        os.chdir(here)
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "pictures").is_dir()
    assert (tmp_path / "summary.json").read_text(encoding="utf-8") == "new"
