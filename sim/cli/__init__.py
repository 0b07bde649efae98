"""The command `sim`: the only place that prints; faults become lines `file:line:column` and exit code 2."""

from __future__ import annotations

from sim.cli import checking, comparing, law, loads, running, tracing, writing
from sim.cli.app import app

__all__ = ["app", "checking", "comparing", "law", "loads", "running", "tracing", "writing"]
