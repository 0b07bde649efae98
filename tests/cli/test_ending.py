"""A command that is asked to end, or ended by force, at moments of its work: what it says, its exit code, and what is left."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.ended_command import ALONE, BROKEN, MOMENTS, RUN, WITH_WORKERS, Left, ended

OLD, NEW = 7, 8
EARLIER = "; earlier results are as they were\n"
NOTHING = "; no results were written\n"
LATER = "; the results lie in out\n"
SAID = {
    "as commands are imported": "\n",
    "as a calendar is read": "\n",
    "as results are about to be moved": LATER,
    "as results are moved": LATER,
    "as conclusions are printed": LATER,
}


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the results of an earlier run."""
    folder = tmp_path_factory.mktemp("earlier")
    assert ended(folder, "never ended", 0, *ALONE, "--seed", str(OLD)) == Left(0, "", OLD, ())
    return folder


@pytest.fixture
def folder(earlier: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(earlier, tmp_path / "folder"))


@pytest.mark.parametrize("moment", MOMENTS)
def test_asked_to_end_it_says_what_became_of_the_results_and_leaves_nothing(moment: str, folder: Path) -> None:
    words = RUN if moment in WITH_WORKERS else ALONE
    left = ended(folder, MOMENTS[moment], signal.SIGTERM, *words, "--seed", str(NEW))
    if moment == "at exit":
        assert left == Left(0, "", NEW, ())
        return
    said = SAID.get(moment, EARLIER)
    assert left == Left(143, f"sim: ended from outside (SIGTERM){said}", NEW if said == LATER else OLD, ())


@pytest.mark.parametrize(("number", "run", "code", "words"), [
    (signal.SIGINT, RUN, 130, "interrupted"),
    (signal.SIGHUP, ALONE, 129, "ended from outside (SIGHUP)"),
])  # fmt: skip
def test_other_requests_are_heeded_too(number: int, run: tuple[str, ...], code: int, words: str, folder: Path) -> None:
    left = ended(folder, MOMENTS["while processes work"], number, *run, "--seed", str(NEW))
    assert left == Left(code, f"sim: {words}{EARLIER}", OLD, ())


def test_where_nothing_was_there_nothing_is_left(tmp_path: Path) -> None:
    left = ended(tmp_path, MOMENTS["while processes work"], signal.SIGTERM, *ALONE)
    assert left == Left(143, f"sim: ended from outside (SIGTERM){NOTHING}", None, ())


@pytest.mark.parametrize(
    ("moment", "results", "drafts"), [("while processes work", OLD, 2), ("as results are moved", BROKEN, 1)]
)
def test_after_an_end_by_force_the_processes_end_and_the_next_command_clears(
    moment: str, results: int, drafts: int, folder: Path
) -> None:
    words = RUN if moment in WITH_WORKERS else ALONE
    left = ended(folder, MOMENTS[moment], signal.SIGKILL, *words, "--seed", str(NEW))  # its processes have ended too
    assert (left.code, left.results) == (-signal.SIGKILL, results)
    assert len(left.unfinished) == drafts, "of the folder, and the model for processes that are at work"
    told = ended(folder, "never ended", 0, "trace", "out", "3")
    assert told.code == 0
    assert told.results == OLD
    assert ended(folder, "never ended", 0, *words, "--seed", str(NEW)) == Left(0, "", NEW, ())


def test_a_comparison_ends_likewise(tmp_path: Path) -> None:
    words = ("compare", "portal_outage", "portal_outage:random_failures", "--replications", "4", "--out", "out")
    left = ended(tmp_path, "sim.report.comparison.page render_comparison", signal.SIGTERM, *words)
    assert left == Left(143, f"sim: ended from outside (SIGTERM){NOTHING}", None, ())


WITHIN = """
import os, signal, time
from sim.cli.ending import ended_by_signals

def ask():
    os.kill(os.getpid(), signal.SIGTERM)

class Thing:
    def __del__(self):
        ask()

with ended_by_signals():
{0}
"""
TAKEN_FOR_ANOTHER = """
    try:
        ask()
    except BaseException:
        raise ValueError("what compiled code makes of it") from None
"""
NOT_PASSED_ON = """
    thing = Thing()
    del thing
    time.sleep(60)
"""
ASKED_TWICE = """
    try:
        ask()
    finally:
        ask()
        time.sleep(0.2)
"""


@pytest.mark.parametrize("work", [TAKEN_FOR_ANOTHER, NOT_PASSED_ON, ASKED_TWICE])
def test_a_request_is_heeded_wherever_it_comes(work: str) -> None:
    words = [sys.executable, "-c", WITHIN.format(work)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=30)
    assert (done.returncode, done.stderr) == (143, "sim: ended from outside (SIGTERM)\n")


def test_what_was_ignored_before_still_is() -> None:
    """As a closed terminal is under `nohup`."""
    work = "    ask()"
    words = [
        sys.executable,
        "-c",
        "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + WITHIN.format(work),
    ]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=30)
    assert (done.returncode, done.stderr) == (0, "")
