"""A sweep goes on where it was ended: whatever ends it, nothing finished is lost, and its files are those of an undisturbed one."""

from __future__ import annotations

import random
import signal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli.main import app
from sim.files.results_record import hash_of
from sim.planning.sweep.folder import UNDER_WAY
from sim.planning.sweep.journal import Journal, line_of, rows_in
from tests.cli.ended_command import PATIENCE, environment
from tests.forked import run_forked
from tests.minimal import SCENARIO, changed, written
from tests.planning.sweeping import GRID, contents, sweep_words, swept

ROWS = 18
"""Replications of the small sweep."""
KILLED = """
import os, signal, sys
from sim.cli.main import command
from sim.planning.sweep.journal import Journal, line_of

left, half = int(sys.argv[1]), sys.argv[2] == "half"
keep = Journal.keep
def kept(self, row):
    global left
    left -= 1
    if left < 0:
        if half and self._file is not None:
            line = line_of(row, self.sweep)
            os.write(self._file, line[: len(line) // 2])
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))  # either ends a process of Windows by force
    keep(self, row)
Journal.keep = kept
sys.argv = ["sim", *sys.argv[3:]]
command()
"""
"""Runs a command that is ended by force after so many replications, some in the midst of writing one."""
BY_FORCE = -signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM
"""How such a process ends."""


@pytest.fixture
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the small sweep that nothing disturbed, made once."""
    if not _files:
        folder = tmp_path_factory.mktemp("undisturbed")
        assert swept(folder).exit_code == 0
        _files.update(contents(folder / "out"))
    return _files


_files: dict[str, bytes] = {}


@pytest.fixture
def simulated(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The replications that are simulated from now on: points and numbers."""
    found: list[tuple[int, int]] = []
    keep = Journal.keep

    def kept(self: Journal, row: tuple[int, int, tuple[float, ...], tuple[float, ...]]) -> None:
        found.append(row[:2])
        keep(self, row)

    monkeypatch.setattr(Journal, "keep", kept)
    return found


def test_killed_at_any_moment_it_goes_on_and_ends_as_if_undisturbed(
    tmp_path: Path, undisturbed: dict[str, bytes], simulated: list[tuple[int, int]]
) -> None:
    chance = random.Random(16)
    moments = [(chance.randrange(4), chance.random() < 0.5) for _ in range(6)]
    for rows, half in moments:
        words = (str(rows), "half" if half else "whole", *sweep_words(tmp_path))
        done = run_forked(KILLED, words, tmp_path, environment(tmp_path), PATIENCE)
        assert done.returncode == BY_FORCE, done.stderr
    finished = sum(rows for rows, _ in moments)
    result = swept(tmp_path)
    assert result.exit_code == 0, result.stderr
    assert len(simulated) == ROWS - finished, "what is finished is not simulated again, and nothing else is"
    assert f"{finished} of 18 replications were finished already" in " ".join(result.stdout.split())
    assert contents(tmp_path / "out") == undisturbed


def test_a_finished_sweep_is_shown_again_without_simulating(tmp_path: Path, simulated: list[tuple[int, int]]) -> None:
    first = swept(tmp_path)
    before = contents(tmp_path / "out")
    simulated.clear()
    second = swept(tmp_path)
    assert not simulated
    assert "This sweep was finished already; nothing was simulated." in second.stdout
    assert second.stdout.replace("This sweep was finished already; nothing was simulated.\n", "") == first.stdout
    assert contents(tmp_path / "out") == before


@pytest.mark.parametrize("damage", [b"PAR1 and something else"])
def test_a_table_that_was_altered_is_made_again(
    damage: bytes, tmp_path: Path, undisturbed: dict[str, bytes], simulated: list[tuple[int, int]]
) -> None:
    swept(tmp_path)
    (tmp_path / "out" / "sweep.parquet").write_bytes(damage)
    simulated.clear()
    assert swept(tmp_path).exit_code == 0
    assert len(simulated) == ROWS
    assert contents(tmp_path / "out") == undisturbed


def started(folder: Path) -> Path:
    """The journal of the small sweep with all of its replications, as if it had been ended before its table was written."""
    result = CliRunner().invoke(app, sweep_words(folder, "--lang", "en"), catch_exceptions=True)
    assert result.exit_code != 0
    (journal,) = (folder / "out" / UNDER_WAY).glob("rows-*")
    assert len(journal.read_bytes().splitlines()) == ROWS
    return journal


def test_damaged_lines_are_told_from_good_ones_and_done_again(
    tmp_path: Path,
    undisturbed: dict[str, bytes],
    simulated: list[tuple[int, int]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as disturbed:
        disturbed.setattr("sim.export.folder.ResultFolder.publish", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        journal = started(tmp_path)
    lines = journal.read_bytes().splitlines(keepends=True)
    one = lines[3].replace(b"[0,", b"[1,") if b"[0," in lines[3] else lines[3].replace(b"[1,", b"[0,")
    lines[3] = one  # the values of another point
    lines[7] = lines[7][:30] + b"\n"  # cut off
    lines[11] = bytes([lines[11][0] ^ 1]) + lines[11][1:]  # a hash with one bit altered
    lines[12] = b"\xff\xfe\n"  # no line at all
    lines[-1] = lines[-1][:-10]  # written half
    journal.write_bytes(b"".join(lines))
    simulated.clear()
    assert swept(tmp_path).exit_code == 0
    assert len(simulated) == 5
    assert contents(tmp_path / "out") == undisturbed


def test_ended_between_its_results_and_its_last_step_it_is_finished(
    tmp_path: Path, undisturbed: dict[str, bytes], simulated: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as disturbed:
        disturbed.setattr(
            "sim.planning.sweep.folder.SweepFolder.forget", lambda _: (_ for _ in ()).throw(KeyboardInterrupt)
        )
        started(tmp_path)
    simulated.clear()
    assert "nothing was simulated" in swept(tmp_path).stdout
    assert not simulated
    assert contents(tmp_path / "out") == undisturbed


def test_every_way_to_cut_a_line_off_is_found(tmp_path: Path) -> None:
    row = (3, 7, (0.1, float("nan"), float("inf")), (1.0, float("nan"), 1e300))
    line = line_of(row, "sweep")
    journal = tmp_path / "rows-1.jsonl"
    for length in range(len(line)):
        journal.write_bytes(line[:length])
        assert not list(rows_in(tmp_path, "sweep"))
    journal.write_bytes(line)
    assert repr(list(rows_in(tmp_path, "sweep"))) == repr([row])
    assert not list(rows_in(tmp_path, "another sweep")), "lines of another sweep are not taken"


def test_a_second_one_says_that_the_first_is_under_way_and_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = []
    from sim.planning.sweep.sweep import run_sweep

    def meanwhile(*words: object, **more: object) -> object:
        monkeypatch.undo()
        said.append(swept(tmp_path))
        return run_sweep(*words, **more)  # type: ignore[arg-type]  # what the command gives

    monkeypatch.setattr("sim.planning.sweep.sweep.run_sweep", meanwhile)
    assert swept(tmp_path).exit_code == 0
    (second,) = said
    assert second.exit_code == 2
    out = tmp_path / "out"
    assert second.stderr == (
        f"{out}:1:1: another command writes its results here; wait until it has ended, or name another folder with --out\n"
    )


@pytest.mark.parametrize("finished", [True, False])
def test_another_sweep_in_the_same_folder_is_refused_with_the_reason(
    finished: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if finished:
        swept(tmp_path)
    else:
        with monkeypatch.context() as disturbed:
            disturbed.setattr(
                "sim.export.folder.ResultFolder.publish", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt)
            )
            started(tmp_path)
    before = {path: hash_of(path) for path in (tmp_path / "out").rglob("*") if path.is_file()}
    other = {
        "it has another number of replications (3 there, 4 here)": ("--replications", "4"),
        "it has another seed (7 there, 8 here)": ("--seed", "8"),
        "it has other measures": ("--measure", "late"),
        "it has other settings": ("--set", "target=90 %"),
    }
    for reason, more in other.items():
        result = swept(tmp_path, *more)
        assert result.exit_code == 2
        repair = "name another folder with --out, or take that one away"
        assert result.stderr == f"{tmp_path / 'out'}:1:1: another sweep lies here: {reason}; {repair}\n"
    assert "other numbers or values that are varied" in swept(tmp_path, varied=GRID[:2]).stderr
    with monkeypatch.context() as disturbed:
        disturbed.setattr("sim.planning.sweep.plan.version", lambda name: {"sim": "9.9"}.get(name, "1"))
        assert "and this is 9.9" in swept(tmp_path).stderr
    words = sweep_words(tmp_path)
    written(tmp_path, changed("rate: 1 per day", "rate: 1.1 per day"))
    assert "a file has changed since: question.yaml" in CliRunner().invoke(app, words).stderr
    written(tmp_path, SCENARIO)
    assert {path: hash_of(path) for path in (tmp_path / "out").rglob("*") if path.is_file()} == before


def test_results_of_another_kind_are_not_mixed_with_a_sweep(tmp_path: Path) -> None:
    CliRunner().invoke(
        app, ["run", str(written(tmp_path)), "--out", str(tmp_path / "out"), "--no-strengthen", "--workers", "1"]
    )
    before = sorted((tmp_path / "out").iterdir())
    result = swept(tmp_path)
    assert "the results of a run lie here" in result.stderr
    assert sorted((tmp_path / "out").iterdir()) == before


def test_a_full_disk_is_told_and_loses_nothing(
    tmp_path: Path, undisturbed: dict[str, bytes], simulated: list[tuple[int, int]]
) -> None:
    from tests.cli.test_failing_machine import limited

    written(tmp_path)
    full = limited(tmp_path, "RLIMIT_FSIZE", 2500, *sweep_words(tmp_path))
    assert full.returncode == 2
    assert "cannot be written: " in full.stderr
    assert full.stderr.endswith("make room, and give the same command again: what is finished is kept\n")
    (journal,) = (tmp_path / "out" / UNDER_WAY).glob("rows-*")
    kept = journal.read_bytes().count(b"\n")
    assert 0 < kept < ROWS
    assert swept(tmp_path).exit_code == 0
    assert len(simulated) == ROWS - kept
    assert contents(tmp_path / "out") == undisturbed
