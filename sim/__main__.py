"""`python -m sim` is the command `sim`."""

from __future__ import annotations

from sim.cli.main import command

if __name__ == "__main__":
    command()
