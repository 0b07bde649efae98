"""The command with all of its subcommands."""

from __future__ import annotations

import logging
import os
import sys
import warnings

from sim.cli import check, compare, law, load, new, run, trace
from sim.cli.app import app
from sim.cli.consoles import prepare_streams, stderr, stdout

__all__ = ["app", "check", "command", "compare", "law", "load", "new", "run", "trace"]

_IN_HELP = (
    "check", "compare", "services", "calendar", "audit", "timeline", "load", "run", "trace", "new", "schema",
)  # fmt: skip
"""The commands in the order in which the help lists them."""

app.registered_commands.sort(
    key=lambda command: _IN_HELP.index(command.name or getattr(command.callback, "__name__", ""))
)


def command() -> None:
    """Run the command; what a library warns of is for developers, and shows only where Python is asked to (`python -W`)."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # to look for some takes as long as to read a scenario
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
        os.environ.setdefault("PYTHONWARNINGS", "ignore")  # for the processes that share the replications
        logging.getLogger().addHandler(logging.NullHandler())
    prepare_streams()
    try:
        app(prog_name="sim")
    except SystemExit:
        if stdout.failure is None:
            raise
        stderr.print(f"sim: standard output cannot be written to: {stdout.failure.strerror}")
        raise SystemExit(2) from None
