"""Exports of step logs: time and memory of whole commands, for one replication and for a million steps.

Each command runs in a process of its own, whose memory is the most that it held; what a million steps take more than one
replication shows whether memory stays flat. Beside the whole command stands its processor time. Run: make bench
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SCENARIO, REPLICATIONS = "karaganda_department", 26
"""About a million steps."""
FORMS = ("parquet", "csv", "xes", "ocel", "json")
PACKED = ("xes",)
"""Forms that are measured packed too."""


def measured(folder: str, *words: str) -> tuple[float, float, float]:
    """The time on the clock and on the processor of a command, and its memory [s, s, MB]."""
    begin = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "sim", *words], cwd=folder, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, words
    return time.perf_counter() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    """Print a line for each form and number of replications."""
    print(f"{platform.machine()}, Python {platform.python_version()}, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory(prefix="sim-") as folder:
        run = ("run", SCENARIO, "--replications", str(REPLICATIONS), "--no-strengthen", "--out", "run")
        measured(folder, *run)
        # What a command does before it reads any step.
        start, busy, _ = measured(folder, "export", "run", "--help")
        print(f"help of the command: {start:.1f} s, {busy:.1f} s of the processor")
        print(
            f"{'form':10}{'replications':>13}{'clock [s]':>11}{'processor [s]':>15}{'memory [MB]':>13}{'file [MB]':>11}"
        )
        for form in (*FORMS, *(f"{form}.gz" for form in PACKED)):
            for replications in ("1", "all"):
                out = Path(folder, f"log.{form}")
                words = ("--to", form.removesuffix(".gz"), "--replication", replications, "--out", out.name)
                clock, processor, memory = measured(folder, "export", "run", *words)
                size = out.stat().st_size / 1e6
                out.unlink()
                print(
                    f"{form:10}{replications:>13}{clock:11.1f}{processor:15.1f}{memory:13.0f}{size:11.1f}", flush=True
                )


if __name__ == "__main__":
    main()
