"""A worker as the server sees it: a child process, and the conversation with it."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from contextlib import suppress
from typing import IO, Any

from sim.web.simulation.worker import WorkerSetUp, read_frame, write_frame

_BEGIN = """\
import json, sys
sys.path[:] = json.loads(sys.stdin.buffer.raw.readline())
from sim.web.simulation.worker import work
work()
"""
"""What the process begins with: modules lie where its parent finds them."""
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""Variables that keep libraries of linear algebra from threads of their own: there is a process for every processor core."""


class WorkerChild:
    """A worker process; its methods block, so that they are called in a thread."""

    def __init__(self, set_up: WorkerSetUp) -> None:
        """Start the process and tell it what it is to know; raises OSError where none can be started."""
        # In a group of its own, so that an interruption from the keyboard does not reach it: ending it is up to its parent.
        own_group: dict[str, Any] = {"process_group": 0}
        if sys.platform == "win32":
            own_group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
        self._process = subprocess.Popen(
            [sys.executable, "-c", _BEGIN],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=dict.fromkeys(_ONE_THREAD, "1") | dict(os.environ),
            **own_group,
        )
        self._to, self._from = _piped(self._process.stdin), _piped(self._process.stdout)
        self._to.write(json.dumps(sys.path).encode() + b"\n")
        self._to.flush()
        write_frame(self._to, pickle.dumps(set_up))

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def answer(self, lang: str, task: bytes) -> Any:
        """What a task gives, or a TaskFailure; the task is a pickle. Raises EOFError where the process has ended."""
        try:
            write_frame(self._to, pickle.dumps((lang, task)))
        except OSError:
            raise EOFError from None
        return pickle.loads(read_frame(self._from))

    def kill(self) -> None:
        """End the process at once, whatever it is at; whoever waits for its answer gets an EOFError."""
        self._process.kill()

    def gone(self) -> None:
        """End the process at once, and leave nothing of it behind; nobody waits for an answer."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._to, self._from):
            with suppress(OSError):  # what was not written yet is for nobody
                pipe.close()


def _piped(pipe: IO[bytes] | None) -> Any:
    if pipe is None:
        raise EOFError
    return pipe
