"""A file is written whole or not at all: whatever fails or ends in the middle, the earlier one stays and no draft does."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.errors import OutputError
from sim.files.locks import hold
from sim.files.whole import whole_file, write_whole
from sim.translations.in_use import in_language
from tests.files.ended import ended_at_each_change


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def half_written(path: Path, then: Callable[[], object], *, new: bool = False) -> None:
    with whole_file(path, new=new) as file:
        file.write(b"half" * 10_000)
        then()


def throw(error: BaseException) -> None:
    raise error


def test_it_is_there_when_the_block_has_ended(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with whole_file(path) as file:
        file.write(b"half")
        assert not path.exists()
        file.write(b" and whole")
    assert path.read_bytes() == b"half and whole"
    assert names(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("earlier", [None, "earlier"])
@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError(), OSError(28, "No space left on device")])
def test_what_fails_in_the_middle_leaves_what_was_there(
    earlier: str | None, error: BaseException, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    if earlier:
        path.write_text(earlier)
    told = OutputError if isinstance(error, OSError) else type(error)
    with pytest.raises(told) as raised:
        half_written(path, lambda: throw(error))
    if told is OutputError:
        assert str(raised.value) == f"{path}:1:1: cannot be written: No space left on device; name another file"
    assert names(tmp_path) == (["a.txt"] if earlier else [])
    assert not earlier or path.read_text() == earlier


@pytest.mark.parametrize("new", [True, False])
def test_old_whole_or_new_whole_wherever_it_is_ended(new: bool, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"

    def prepared() -> Path:
        for left in tmp_path.iterdir():
            if left.suffix != ".part":
                left.unlink()
        if not new:
            path.write_text("earlier")
        return tmp_path

    work = "from sim.files.whole import write_whole\nwatched()\n" + (
        f"write_whole(place / 'a.txt', 'later' * 10_000, new={new})"
    )
    seen = []
    for _, place in ended_at_each_change(work, prepared):
        seen.append((place / "a.txt").read_text() if (place / "a.txt").exists() else "")
        assert len(names(place)) <= 2, "of all drafts that were left, the next process has cleared those before it"
    before = "" if new else "earlier"
    assert set(seen) == {before, "later" * 10_000}
    assert sorted(seen, key=lambda text: len(text) > 10) == seen
    assert names(tmp_path) == ["a.txt"]


def test_a_new_file_takes_no_place_that_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with pytest.raises(OutputError, match="there is such a file already; name another"):
        half_written(path, lambda: path.write_text("of somebody who was faster"), new=True)
    assert path.read_text() == "of somebody who was faster"
    for place in (path, tmp_path / "link"):
        if place != path:
            place.symlink_to(tmp_path / "nowhere")
        with pytest.raises(OutputError, match="there is such a file already"):
            write_whole(place, "mine", new=True)
    assert names(tmp_path) == ["a.txt", "link"]


def test_the_draft_of_a_living_process_stays(tmp_path: Path) -> None:
    for name in (".sim-living.part", ".sim-ended.part"):
        (tmp_path / name).write_text("a draft")
    living = hold(tmp_path / ".sim-living.part")
    assert living is not None
    write_whole(tmp_path / "a.txt", "text")
    assert names(tmp_path) == [".sim-living.part", "a.txt"]
    living.close()
    write_whole(tmp_path / "a.txt", "text")
    assert names(tmp_path) == ["a.txt"]


def test_permissions_stay_links_are_followed_and_any_name_will_do(tmp_path: Path) -> None:
    path, link = tmp_path / ("n" * 255), tmp_path / "link"
    path.write_text("earlier")
    path.chmod(0o640)
    link.symlink_to(path)
    write_whole(link, "later")
    assert link.is_symlink()
    assert path.read_text() == "later"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.txt", "text")
    (tmp_path / "b.txt").write_text("text")
    assert (tmp_path / "a.txt").stat().st_mode == (tmp_path / "b.txt").stat().st_mode


def test_what_is_no_ordinary_file_is_written_to(tmp_path: Path) -> None:
    pipe, got = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()
    write_whole(pipe, "text")
    reader.join()
    assert got == ["text"]
    assert names(tmp_path) == ["pipe"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("no/such/folder/a.txt", "cannot be written: No such file or directory"),
        ("", "there is a folder of this name"),
        ("a\0b", "cannot be written: no file can have this name"),
        ("n" * 256, "cannot be written: File name too long"),
    ],
)
def test_places_that_cannot_be_written(name: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=f"{words}; name another file"):
        write_whole(tmp_path / name, "text")
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("ru", "записать нельзя: нет такого файла или папки; укажите другой файл"),
        ("kk", "жазу мүмкін емес: мұндай файл немесе папка жоқ; басқа файлды көрсетіңіз"),
    ],
)
def test_what_the_system_says_is_told_in_the_language_in_use(lang: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "missing" / "deeper" / "a.txt"
    with in_language(lang), pytest.raises(OutputError) as raised:
        half_written(path, lambda: None)
    assert str(raised.value) == f"{path}:1:1: {told}"
