"""`sim serve` as a process of its own, for tests and benchmarks that look at it from outside."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 60.0
"""How long to wait for what must come, on a machine that other tests keep busy as well [s]."""
_ADDRESS = re.compile(r"http://\S+")


@dataclass
class SimServe:
    """A server, which may be killed and come back."""

    folder: Path
    """The folder in which it was started, where it puts what is saved."""
    words: tuple[str, ...]
    """The words behind `sim serve`."""
    process: subprocess.Popen[str] | None = None
    address: str = ""
    """The address that it printed."""
    told: list[str] = field(default_factory=list)
    """What it has printed, line by line, on both outputs."""

    def start(self, port: int = 0) -> None:
        """Start it and wait for its address."""
        command = [sys.executable, "-m", "sim", "serve", *self.words, "--port", str(port)]
        self.process = subprocess.Popen(
            command,
            cwd=self.folder,
            env=_environment(),
            text=True,
            encoding="utf-8",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        known = threading.Event()
        threading.Thread(target=self._listen, args=(self.process, known), daemon=True).start()
        if not known.wait(PATIENCE) or not self.address:
            self.kill()
            raise AssertionError("\n".join(["sim serve has not told its address", *self.told]))

    def _listen(self, process: subprocess.Popen[str], known: threading.Event) -> None:
        assert process.stdout is not None
        self.address = ""
        for line in process.stdout:
            self.told.append(line.rstrip())
            if not self.address and (found := _ADDRESS.search(line)):
                self.address = found[0]
                known.set()
        known.set()
        process.stdout.close()

    @property
    def port(self) -> int:
        """The port on which it listens."""
        return int(self.address.rstrip("/").rpartition(":")[2])

    def end(self) -> int:
        """End it as Ctrl+C does; gives its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        """End it and its workers at once, so that it can tidy nothing."""
        assert self.process is not None
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(PATIENCE)

    def processes(self) -> list[int]:
        """It and everything that it has started."""
        assert self.process is not None
        found = [self.process.pid]
        for pid in found:
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                found += [int(child) for child in task.read_text().split()]
        return found

    def memory(self) -> float:
        """The memory of it and its workers, what they share counted once [bytes]."""
        return sum(map(_own_share, self.processes()))


@contextmanager
def sim_serve(folder: Path, *words: str) -> Iterator[SimServe]:
    """A server for some scenarios, on a port that the system chooses."""
    server = SimServe(folder, words)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def _environment() -> dict[str, str]:
    """The environment of a user, whose interpreter keeps the byte code of modules, and who has set no language."""
    left_out = ("PYTHONDONTWRITEBYTECODE", "SIM_LANG")
    return {name: value for name, value in os.environ.items() if name not in left_out} | {"PYTHONUNBUFFERED": "1"}


def _own_share(pid: int) -> float:
    """The proportional set size of a process [bytes]; 0 where it has ended meanwhile."""
    try:
        rolled_up = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return sum(1024.0 * float(size) for size in re.findall(r"^Pss:\s+(\d+) kB", rolled_up, flags=re.MULTILINE))
