"""A run that is ended at any instant leaves the earlier results or its own, whole, and nothing else."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.ended_command import CODE, PATIENCE, RUN, environment, unfinished, whole_results

TIMES = 25
OLD, NEW = 7, 8
STARTED = 0.5
"""Before that Python itself may be at work, which answers a signal in its own way [s]."""


def command(folder: Path, seed: int) -> subprocess.Popen[str]:
    words = (sys.executable, "-c", CODE, "never ended", "0", *RUN, "--seed", str(seed))
    return subprocess.Popen(
        words, cwd=folder, env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_old_whole_or_new_whole_at_any_instant(number: int, tmp_path: Path, tell: Callable[[str], None]) -> None:
    begin = time.monotonic()
    command(tmp_path, OLD).communicate(timeout=PATIENCE)
    whole = time.monotonic() - begin
    chance, found = random.Random(number), Counter[str]()
    for _ in range(TIMES):
        before = whole_results(tmp_path / "out")
        wanted = NEW if before == OLD else OLD
        process = command(tmp_path, wanted)
        at = chance.uniform(STARTED, whole)
        time.sleep(at)
        process.send_signal(number)
        _, errors = process.communicate(timeout=PATIENCE)  # is at its end when the last of its processes has ended
        if number == signal.SIGKILL:
            found["ended by force" if process.returncode else "done"] += 1
            settled = command(tmp_path, wanted) if chance.random() < 0.5 else None
            if settled is not None:
                settled.communicate(timeout=PATIENCE)
                assert unfinished(tmp_path) == ()
                assert whole_results(tmp_path / "out") == wanted
            continue
        assert unfinished(tmp_path) == (), f"{at:.2f} s"
        after = whole_results(tmp_path / "out")
        if process.returncode == 0 or "the results lie in" in errors:
            assert after == wanted, f"{at:.2f} s: {errors}"
        else:
            assert process.returncode == 128 + number, f"{at:.2f} s: {errors}"
            assert after == before
        assert len(errors.splitlines()) == (process.returncode > 0), f"{at:.2f} s: {errors}"
        found[errors.strip() or "done"] += 1
    tell(f"{signal.Signals(number).name}: {dict(found)}")
