"""One piece of long work in a process of its own, from its start to an end that is sure."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from sim.experiment.worker_process import signals_held
from sim.web.jobs.in_process import ToldOfWork, work_in_process
from sim.web.jobs.request import JobRequest

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

_LEAVES_WITHIN = 10.0
"""A killed process is waited for so long [s]; the system takes away what is left of one that is stuck in a device."""


class JobProcess:
    """A process that does one piece of work; :meth:`run` blocks a thread, :meth:`kill` may be called from any other."""

    def __init__(self, request: JobRequest) -> None:
        self._request = request
        self._lock = threading.Lock()
        self._process: SpawnProcess | None = None
        self._killed = False

    def run(self, tell: Callable[[ToldOfWork], None]) -> None:
        """Start the process, hand on each of its messages, and leave nothing of it; one that was killed before does not begin.

        Raises OSError where no process can be started.
        """
        context = multiprocessing.get_context("spawn")
        reader, writer = context.Pipe(duplex=False)
        process = context.Process(target=work_in_process, args=(writer, self._request, os.getpid()), name="sim job")
        try:
            with self._lock:
                if self._killed:
                    return
                with signals_held():
                    process.start()
                self._process = process
            writer.close()  # else nobody would see that the process has closed its end
            with suppress(EOFError, OSError):
                while True:
                    tell(reader.recv())
        finally:
            reader.close()
            writer.close()
            self._end()

    def kill(self) -> None:
        """End the process and those that work for it, whatever they are at, or let it never begin."""
        with self._lock:
            self._killed = True
            if self._process is not None:
                _kill(self._process)

    def _end(self) -> None:
        """See to it that the process is gone; nobody kills it later, when its number may be another's."""
        with self._lock:
            process, self._process = self._process, None
            self._killed = True
            if process is not None:
                _kill(process)
        if process is not None:
            process.join(_LEAVES_WITHIN)
            with suppress(ValueError):  # it is stuck, and has not yet gone
                process.close()


def _kill(process: SpawnProcess) -> None:
    if hasattr(os, "killpg") and process.pid is not None:
        with suppress(ProcessLookupError, PermissionError):  # it has not yet made a group of its own
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
