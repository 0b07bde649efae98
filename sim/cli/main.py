"""The command `sim`, from its first instant to its exit code."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from typing import TYPE_CHECKING, Any

from sim.cli.ending import ended_by_signals
from sim.cli.language import speak
from sim.translations.in_use import translated

if TYPE_CHECKING:
    from sim.cli.all_commands import app

__all__ = ["app", "command"]

LEAST_MEMORY = 150_000_000
"""With less than this no library of numbers can be imported [bytes]."""


def __getattr__(name: str) -> Any:
    if name == "app":
        # Late, so that a command that is interrupted while it is imported ends in good order too.
        from sim.cli.all_commands import app

        return app
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")


def command() -> None:
    """Run the command; what a library warns of is for developers, and shows only where Python is asked to (`python -W`)."""
    speak(sys.argv[1:])
    with ended_by_signals():
        _open_standard_streams()
        # Each thread of the library of linear algebra takes memory as it is imported, and ends the process where there is none.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        # To look for plugins takes as long as to read a scenario.
        os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
        if not sys.warnoptions:
            warnings.simplefilter("ignore")
            os.environ.setdefault("PYTHONWARNINGS", "ignore")  # for the processes that share the replications
            logging.getLogger().addHandler(logging.NullHandler())
        from sim.cli.all_commands import app
        from sim.cli.consoles import prepare_streams, stderr, stdout
        from sim.cli.faults import faults
        from sim.errors import system_reason

        prepare_streams()
        try:
            with faults():  # what goes wrong outside of any command
                _refuse_little_memory()
                app(prog_name="sim")
        finally:
            stdout.finish()
            if stdout.failure is not None:
                fault = translated(
                    "standard output cannot be written to: {reason}", reason=system_reason(stdout.failure)
                )
                stderr.print(f"sim: {fault}")
                raise SystemExit(2) from None


def _refuse_little_memory() -> None:
    """Raise MemoryError where the process may have too little for the libraries, of which some end it without a word."""
    try:
        import resource
    except ImportError:  # a system that has no such limits
        return
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit != resource.RLIM_INFINITY and limit < LEAST_MEMORY:
        raise MemoryError


def _open_standard_streams() -> None:
    """Let no file that is opened later be taken for a standard stream that was closed (`sim run NAME >&-`)."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest number that is free
