"""The application `sim`, to which every command is added."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.consoles import stdout

app = typer.Typer(
    help="Simulate public services of Kazakhstan: how long citizens wait, and how many answers are late.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        stdout.print(f"sim {version('sim')}")
        raise typer.Exit


@app.callback()
def main(
    _show: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Simulate public services of Kazakhstan: how long citizens wait, and how many answers are late."""
