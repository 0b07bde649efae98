"""Start-up: how long whole commands take, each in a process of its own, beside an interpreter that does nothing.

Run with: python tests/bench/bench_startup.py. Rounds go over all commands in turn; the median and the fastest are shown.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence

ROUNDS = 7
SCENARIO = "west_kazakhstan_social_aid"
COMMANDS = {
    "python alone": ("-c", "pass"),
    "sim --help": ("-m", "sim", "--help"),
    "sim services": ("-m", "sim", "services"),
    f"sim check {SCENARIO}": ("-m", "sim", "check", SCENARIO),
    "sim check karaganda_department": ("-m", "sim", "check", "karaganda_department"),
    f"sim run {SCENARIO}, 2 replications": ("-m", "sim", "run", SCENARIO, "--replications", "2", "--no-strengthen"),
}


def seconds(words: Sequence[str], folder: str) -> tuple[float, float]:
    """How long a command takes until the share of answers in time stands on the terminal, and as a whole [s]."""
    started = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder, env=_environment()
    ) as process:
        assert process.stdout is not None
        shown = None
        while line := process.stdout.readline():
            if shown is None and b"share in time" in line:
                shown = time.perf_counter() - started
        process.wait()
    whole = time.perf_counter() - started
    assert process.returncode == 0, words
    return shown or whole, whole


def _environment() -> dict[str, str]:
    """The environment of a user, whose interpreter keeps the byte code of modules."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def main() -> None:
    """Print a table of medians and minima."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory(prefix="sim-") as folder:
        for round_ in range(ROUNDS + 1):
            for name, words in COMMANDS.items():
                measured = seconds(words, folder)
                if round_:  # the first one fills the caches
                    times[name].append(measured)
    print(f"{'command':50}{'median [s]':>12}{'fastest [s]':>12}{'table [s]':>20}")
    for name, pairs in times.items():
        shown, whole = zip(*pairs, strict=True)
        print(f"{name:50}{statistics.median(whole):12.2f}{min(whole):12.2f}{statistics.median(shown):20.2f}")


if __name__ == "__main__":
    main()
