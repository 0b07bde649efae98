"""What a process does that shares the replications, beside simulating: it ends with the process for which it works."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker

from sim.files.uninterrupted import ENDING_SIGNALS
from sim.translations.in_use import use_language

_EVERY = 0.5
"""How often a worker looks whether its parent still lives [s]."""


@contextmanager
def signals_held() -> Iterator[None]:
    """Hold back the signals that ask a process to end, in this process and in those that are started within the block.

    Those get a signal of their terminal or group as well, and would answer it with a traceback before they are ready to
    leave it to their parent. This process gets what came as the block ends.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # started within, it would let the signals through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def serve(parent: int, lang: str) -> None:
    """Begin the work of a process for another: it speaks its language, leaves signals to it, and ends as soon as it is gone."""
    use_language(lang)
    for number in ENDING_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING_SIGNALS)
    threading.Thread(target=_end_with, args=(parent,), name="parent", daemon=True).start()


def _end_with(parent: int) -> None:
    """Wait for the end of the parent, and end this process."""
    if sys.platform == "win32":
        import ctypes

        synchronize, forever = 0x00100000, 0xFFFFFFFF
        handle = ctypes.windll.kernel32.OpenProcess(synchronize, False, parent)
        if handle:
            ctypes.windll.kernel32.WaitForSingleObject(handle, forever)
    else:
        while os.getppid() == parent:
            time.sleep(_EVERY)
    os._exit(1)
