"""The application `sim` with all of its commands."""

from __future__ import annotations

from sim.cli import (
    check,
    compare,
    export,
    fit,
    forecast,
    headroom,
    law,
    levers,
    load,
    new,
    quick,
    run,
    serve,
    staff,
    sweep,
    tornado,
    trace,
)  # fmt: skip
from sim.cli.app import OneCommand, app

__all__ = [
    "app", "check", "compare", "export", "fit", "forecast", "headroom", "law", "levers", "load", "new", "quick", "run", "serve", "staff", "sweep", "tornado",
    "trace",
]  # fmt: skip

_IN_HELP = (
    "check", "compare", "services", "calendar", "audit", "timeline", "load", "run", "fit", "forecast", "levers", "staff", "headroom", "sweep", "tornado",
    "serve", "trace", "export", "quick", "new", "schema",
)  # fmt: skip
"""The commands in the order in which the help lists them."""

for _command in app.registered_commands:
    _command.cls = OneCommand
app.registered_commands.sort(
    key=lambda command: _IN_HELP.index(command.name or getattr(command.callback, "__name__", ""))
)
