"""The command `sim serve` as a process, for tests that end it or look at it from outside."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

READY_WITHIN = 60.0
"""How long a server may take to be ready on a machine that has other things to do [s]."""


@dataclass
class ServedProcess:
    """A server in a process of its own."""

    process: subprocess.Popen[str]
    url: str
    """The address of the page, as it was printed."""
    seconds: float
    """How long it took until the page could be looked at [s]."""
    folder: Path = Path()
    """Where pages save scenarios."""

    @property
    def port(self) -> int:
        """The port on which it listens."""
        return int(re.search(r":(\d+)/", self.url)[1])  # type: ignore[index]

    def end(self, number: int = signal.SIGINT) -> tuple[int, str, str]:
        """Ask it to end, and give its exit code, the rest of what it printed and what it told on standard error."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out, err


@contextmanager
def sim_serve(*words: str, folder: Path | None = None, **environment: str) -> Iterator[ServedProcess]:
    """A server of the command line, which is ended in any case."""
    begin = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", "serve", "--no-open", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env=os.environ | {"PYTHONUNBUFFERED": ""} | environment,
    )
    # Whoever waits for a line of a process that never prints one waits for ever.
    too_long = threading.Timer(READY_WITHIN, process.kill)
    too_long.start()
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        too_long.cancel()
        found = re.search(r"http://\S+", line)
        if found is None:
            raise AssertionError(f"{line}{process.communicate()[1]}")
        yield ServedProcess(process, found[0], time.monotonic() - begin, folder or Path.cwd())
    finally:
        too_long.cancel()
        if process.poll() is None:
            process.kill()
        process.communicate()
