"""What happens when a command is asked to end, from the keyboard or from outside, whatever it is at."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from sim.files.uninterrupted import ENDING_SIGNALS
from sim.translations.in_use import translated

_PATIENCE = 5.0
"""How long after a request to end another one ends the process at once, with whatever it is clearing away [s]."""

_SOON = 0.02
"""After this time a request is repeated that came where it could not be heeded [s]."""


class EndedError(SystemExit):
    """The command is to end because of a signal; the exit code is 128 and the number of the signal, as shells have it."""

    def __init__(self, number: int) -> None:
        super().__init__(128 + number)
        self.number = number


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let signals that ask a process to end clear away what is unfinished, and end it with a sentence and its exit code.

    What was ignored before, such as a closed terminal under `nohup`, still is.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    since: list[float] = []
    asked: list[int] = []

    def end(number: int, frame: FrameType | None) -> None:
        if not since:
            since.append(time.monotonic())
            asked.append(number)
            raise EndedError(number)
        if time.monotonic() - since[0] > _PATIENCE:
            os._exit(128 + number)

    def unraisable(fault: Any) -> None:
        """Ask again where the request came inside of something that passes no exception on."""
        if isinstance(fault.exc_value, EndedError):
            since.clear()
            threading.Timer(_SOON, _ask, (fault.exc_value.number,)).start()
        else:
            before(fault)

    before, sys.unraisablehook = sys.unraisablehook, unraisable
    atexit.register(_ignore)  # is called last, when nothing is left that could take long
    for number in ENDING_SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, end)
    try:
        yield
    except BaseException as error:  # compiled code may make another exception of the request
        if not asked or (isinstance(error, SystemExit) and not error.code):
            raise
        say_ended(error, signal.Signals(asked[0]))
        raise SystemExit(128 + asked[0]) from None
    finally:
        since.append(time.monotonic())  # all is done; who is at its end needs no request to end


def _ask(number: int) -> None:
    """Send a signal to the main thread, which wakes it where it waits."""
    if sys.platform == "win32":
        signal.raise_signal(number)
    else:
        signal.pthread_kill(threading.main_thread().ident or 0, number)


def _ignore() -> None:
    """Let no signal break into the last moments, in which Python would not pass it on."""
    for number in ENDING_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def say_ended(error: BaseException, number: signal.Signals) -> None:
    """Say on standard error that a command was ended, and what became of its results."""
    from sim.cli.consoles import stderr

    if number is signal.SIGINT:
        ended = translated("interrupted")
    else:
        ended = translated("ended from outside ({signal})", signal=number.name)
    stderr.print("; ".join([f"sim: {ended}", *getattr(error, "__notes__", ())]), soft_wrap=True)
