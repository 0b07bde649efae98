"""What a command says where the machine does not give what it needs: a sentence, exit code 2, and nothing is left over."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import sim.experiment.replications
import sim.experiment.workers
from sim.cli.main import app
from tests.cli.ended_command import ALONE, PATIENCE, RUN, SCENARIO, environment, unfinished
from tests.forked import run_forked

LIMITED = """
import resource, signal, sys
from sim.cli.main import command

if __name__ == "__main__":
    import sim.experiment.workers
    sim.experiment.workers.WORTH_WORKERS = 0.0
    kind, limit, *words = sys.argv[1:]
    resource.setrlimit(getattr(resource, kind), (int(limit), int(limit)))
    sys.argv = ["sim", *words]
    command()
"""
"""A limit on the size of files is felt as a full disk is; Python does not let it end the process."""
ONE = ("run", SCENARIO, "--only", "1", "--out", "out")
"""One replication alone."""
TIMELINE = (
    "timeline", "west_kazakhstan_2018_social_aid", "--route", "akim", "--submitted", "2018-03-06 15:40", "--plot", "a.svg",
)  # fmt: skip


def limited(folder: Path, kind: str, limit: int, *words: str) -> subprocess.CompletedProcess[str]:
    return run_forked(LIMITED, (kind, str(limit), *words), folder, environment(folder), PATIENCE)


@pytest.mark.parametrize(
    ("limit", "words", "place"),
    [
        (20_000, ALONE, "out/steps.parquet"),
        (350_000, (*ALONE, "--no-logs"), "out/report.html"),
        (1000, ONE, "out/steps.parquet"),
        (
            5000,
            ("compare", SCENARIO, "head_on_leave", "--replications", "2", "--workers", "1", "--out", "out"),
            "out/report.html",
        ),
        (1000, TIMELINE, "a.svg"),
        (1000, ("new", "a.yaml", "--scenario", SCENARIO), "a.yaml"),
    ],
)
def test_a_full_disk_is_told_and_nothing_is_left(
    limit: int, words: tuple[str, ...], place: str, tmp_path: Path
) -> None:
    done = limited(tmp_path, "RLIMIT_FSIZE", limit, *words)
    assert done.returncode == 2
    (line,) = [line for line in done.stderr.splitlines() if not line.startswith("Warning: ")]
    assert line.startswith(f"{place}:1:1: cannot be written: {os.strerror(errno.EFBIG)}; ")
    assert unfinished(tmp_path) == ()
    assert {path.name for path in tmp_path.iterdir()} <= {"tmp", "mpl"}


def test_a_full_disk_leaves_the_earlier_picture(tmp_path: Path) -> None:
    earlier = b"an earlier picture"
    (tmp_path / "a.svg").write_bytes(earlier)
    assert limited(tmp_path, "RLIMIT_FSIZE", 1000, *TIMELINE).returncode == 2
    assert (tmp_path / "a.svg").read_bytes() == earlier


def test_no_place_for_the_model_of_several_processes_is_told(tmp_path: Path) -> None:
    done = limited(tmp_path, "RLIMIT_FSIZE", 1000, *RUN, "--no-logs")
    assert done.returncode == 2
    assert done.stderr.endswith("name another folder in TMPDIR, or do all in one process with --workers 1\n")
    assert done.stderr.startswith(f"{tmp_path / 'tmp'}/sim-drafts-")
    assert unfinished(tmp_path) == ()


def test_too_many_open_files_are_told(tmp_path: Path) -> None:
    done = limited(tmp_path, "RLIMIT_NOFILE", 14, *RUN)
    assert done.returncode == 2
    assert done.stderr == (
        f"sim: no processes can share the work: {os.strerror(errno.EMFILE)}; do it in one with --workers 1\n"
    )
    assert unfinished(tmp_path) == ()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "sim: the memory does not suffice; name fewer with --workers, or ask for less at once\n"),
        (OSError(errno.EMFILE, "Too many open files", "letters.ttf"), "sim: letters.ttf: Too many open files\n"),
        (ImportError("libarrow.so: failed to map segment"), "sim: libarrow.so: failed to map segment\n"),
    ],
)
def test_what_fails_in_the_midst_of_the_work_is_a_sentence(
    error: Exception, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*given: object) -> object:
        raise error

    monkeypatch.setattr(sim.experiment.replications, "simulate", failing)
    result = CliRunner().invoke(app, ["run", SCENARIO, "--replications", "2", "--out", str(tmp_path / "out")])
    assert (result.exit_code, result.stderr) == (2, words)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("limit", [100_000, 200_000])
def test_too_little_memory_for_the_libraries_is_a_sentence(limit: int, tmp_path: Path) -> None:
    """Some of them would end the process in their own words, or as if somebody had interrupted it."""
    line = f'ulimit -v {limit}; "{sys.executable}" -m sim check {SCENARIO}'  # [kB]
    done = subprocess.run(["bash", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert done.stderr == "sim: the memory does not suffice; name fewer with --workers, or ask for less at once\n"


@pytest.mark.parametrize("words", [("--help",), ("run", "--help"), ("services",), ("schema", "scenario")])
@pytest.mark.parametrize(
    ("ending", "code", "errors"), [("| true", 0, False), ("> /dev/full", 2, True), (">&-", 0, False)]
)
def test_what_cannot_be_printed(words: tuple[str, ...], ending: str, code: int, errors: bool) -> None:
    line = f'"{sys.executable}" -m sim {" ".join(words)} {ending}; exit ${{PIPESTATUS[0]}}'
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == code
    assert (len(done.stderr.splitlines()) == 1) == errors
    assert os.strerror(errno.ENOSPC) in done.stderr or not errors
    assert errors or not done.stderr


@pytest.mark.parametrize(
    ("ending", "words", "record"),
    [(">&-", ONE, "replication.json"), ("| true", ONE, "replication.json"), ("> /dev/full", ALONE, "run.json")],
)
def test_a_run_that_cannot_print_writes_its_results(
    ending: str, words: tuple[str, ...], record: str, tmp_path: Path
) -> None:
    line = f'"{sys.executable}" -m sim {" ".join(words)} {ending}'
    subprocess.run(["bash", "-c", line], cwd=tmp_path, env=environment(tmp_path), check=False, timeout=120)
    assert (tmp_path / "out" / record).exists()
