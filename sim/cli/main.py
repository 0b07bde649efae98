"""The command with all of its subcommands, in the order in which the help lists them."""

from __future__ import annotations

from sim.cli import check, compare, law, load, new, run, trace
from sim.cli.app import app

__all__ = ["app", "check", "compare", "law", "load", "new", "run", "trace"]
