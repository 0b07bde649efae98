"""How a command ends that cannot do what was asked: a line for each fault, and an exit code."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from sim.cli.consoles import stderr
from sim.errors import InputError, ModelError


@contextmanager
def faults() -> Iterator[None]:
    """Print faults one to a line on standard error, and end with exit code 2."""
    try:
        with _ended_like_interrupted():
            yield
    except InputError as error:
        for fault in error.faults:
            stderr.print(str(fault), soft_wrap=True)
        raise typer.Exit(2) from None
    except ModelError as error:
        stderr.print(f"sim: {error}", soft_wrap=True)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        stderr.print("sim: interrupted; earlier results are as they were")
        raise typer.Exit(130) from None


@contextmanager
def _ended_like_interrupted() -> Iterator[None]:
    """Let a request to end (SIGTERM, a closed terminal) clean up as an interruption from the keyboard does."""

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    kinds = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {kind: signal.signal(kind, interrupt) for kind in kinds}
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)
