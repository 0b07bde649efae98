"""Results take the place of earlier ones all at once, wherever the process that moves them is ended."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.files import publishing
from sim.files.draft_folders import DraftFolder
from sim.files.publishing import UNFINISHED, claim_results, move_into_place, new_files, settle
from sim.files.results_record import hash_of, hashes_in, with_hashes
from tests.files.ended import ended_at_each_change

KNOWN = ("applications.parquet", "steps.parquet", "summary.json", "run.json", "report.html")
OLD = {name: f"old {name}" for name in KNOWN if name != "run.json"}
NEW = {name: f"new {name}" for name in KNOWN if name not in ("run.json", "steps.parquet")}
"""The new results have a file less."""
NOTES = {"notes.txt": "mine"}
"""What a user keeps in the folder."""
PUBLISH = f"""
import json
from sim.files.publishing import claim_results, move_into_place, new_files
from sim.files.results_record import with_hashes
watched()
claimed = claim_results(place)
for name, text in {NEW!r}.items():
    (new_files(place) / name).write_text(text)
record = with_hashes({{"which": "new"}}, {{name: new_files(place) / name for name in {list(NEW)!r}}})
(new_files(place) / "run.json").write_text(json.dumps(record))
move_into_place(place, "run.json", {KNOWN!r})
claimed.remove()
"""


def write(folder: Path, files: dict[str, str], which: str) -> None:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    record = with_hashes({"which": which}, {name: folder / name for name in files})
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")


def seen(folder: Path) -> str:
    """Which results lie in a folder whole; what is mixed fails."""
    names = {path.name for path in folder.iterdir()} - {UNFINISHED, *NOTES}
    if not names:
        return "none"
    hashes = hashes_in(folder / "run.json")
    assert names == {"run.json", *hashes}, "nothing but what the record knows"
    assert {name: hash_of(folder / name) for name in hashes} == hashes
    return str(json.loads((folder / "run.json").read_text(encoding="utf-8"))["which"])


@pytest.mark.parametrize("earlier", [True, False])
def test_old_whole_or_new_whole_wherever_it_is_ended(earlier: bool, tmp_path: Path) -> None:
    places = iter(tmp_path / str(number) for number in range(200))

    def prepared() -> Path:
        place = next(places)
        place.mkdir()
        for name, text in NOTES.items():
            (place / name).write_text(text)
        if earlier:
            write(place, OLD, "old")
        return place

    found, told = [], 0
    for _, place in ended_at_each_change(PUBLISH, prepared):
        moving = (place / UNFINISHED / "earlier").is_dir()
        if moving and not (place / "run.json").exists():
            told += 1  # who does not know of `.unfinished` finds no record then
        settle(place)
        found.append(seen(place))
        assert not moving or not (place / UNFINISHED).exists()
        assert (place / "notes.txt").read_text() == "mine"
        claimed = claim_results(place)  # as the next run does
        assert claimed is not None
        claimed.remove()
        assert not (place / UNFINISHED).exists()
        assert seen(place) == found[-1]
    first = "old" if earlier else "none"
    assert found == [first] * found.count(first) + ["new"] * found.count("new")
    assert told == (len(KNOWN) - 1 if earlier else 0) + len(NEW) + 1
    assert found.count("new") > 2, "what is cleared afterwards is a change too"


HALFWAY = f"""
import os
real = os.replace
def replace(source, target):
    if Path(source) == new_files(place) / "run.json":
        os._exit(0)
    real(source, target)
os.replace = replace
{PUBLISH.replace("watched()", "")}
"""
"""Ended when all has been moved but the record."""


def test_what_is_undone_may_be_broken_off_too(tmp_path: Path) -> None:
    halfway = tmp_path / "halfway"
    halfway.mkdir()
    write(halfway, OLD, "old")
    ((_, place),) = ended_at_each_change(HALFWAY, lambda: halfway)
    assert {path.name for path in place.iterdir()} == {UNFINISHED, *NEW}
    places = iter(tmp_path / str(number) for number in range(200))
    undoing = "from sim.files.publishing import settle\nwatched()\nsettle(place)"
    states = []
    for _, place in ended_at_each_change(undoing, lambda: Path(shutil.copytree(halfway, next(places)))):
        states.append({path.name for path in place.iterdir()})
        settle(place)
        assert seen(place) == "old"
        assert not (place / UNFINISHED / "earlier").exists()
    assert len(states) > len(OLD) + len(NEW)
    assert {UNFINISHED} in states, "all new files are back before the first earlier one is"


class FailingReplace:
    """A replacement of files that fails at one call, as one does where another program holds a file open."""

    def __init__(self, fails_at: Callable[[int], bool]) -> None:
        self.calls = 0
        self._fails_at = fails_at
        self._real = os.replace

    def __call__(self, source: Path, target: Path) -> None:
        self.calls += 1
        if self._fails_at(self.calls):
            raise PermissionError(13, "held by another program")
        self._real(source, target)


@pytest.fixture
def claimed(tmp_path: Path) -> DraftFolder:
    """A claim on a folder with earlier results, and new ones that wait."""
    write(tmp_path, OLD, "old")
    claimed = claim_results(tmp_path)
    assert claimed is not None
    write(new_files(tmp_path), NEW, "new")
    return claimed


@pytest.mark.parametrize("call", range(1, len(KNOWN) + len(NEW) + 2))
@pytest.mark.usefixtures("claimed")
def test_a_failure_brings_the_earlier_files_back(call: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "replace", FailingReplace(lambda number: number == call))
    with pytest.raises(PermissionError):
        move_into_place(tmp_path, "run.json", KNOWN)
    assert seen(tmp_path) == "old"
    assert {path.name for path in (tmp_path / UNFINISHED).iterdir()} <= {"new", "sim.lock"}


def test_what_cannot_be_undone_is_kept_and_settled_later(
    claimed: DraftFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", FailingReplace(lambda number: number > 7))
        with pytest.raises(PermissionError):
            move_into_place(tmp_path, "run.json", KNOWN)
        claimed.remove()
        assert (tmp_path / UNFINISHED / "earlier").is_dir(), "what is needed to undo it is no rubbish"
        with pytest.raises(InputError, match=r"was ended while it moved its results.*held by another program"):
            settle(tmp_path)
    settle(tmp_path)
    assert seen(tmp_path) == "old"


@pytest.mark.usefixtures("claimed")
def test_a_reader_waits_for_a_living_process_and_then_tells_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert claim_results(tmp_path) is None, "the folder belongs to who claimed it first"
    (tmp_path / UNFINISHED / "earlier").mkdir()
    monkeypatch.setattr(publishing, "_PATIENCE", 0.1)
    with pytest.raises(InputError, match="another process moves its results into this folder; wait until"):
        settle(tmp_path)
