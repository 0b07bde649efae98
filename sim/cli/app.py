"""The application `sim`, to which every command is added."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from sim.cli.consoles import stdout
from sim.visible_text import visible

_USAGE_ERROR: type[Any] = typer.BadParameter.__bases__[0]
"""The class of all errors of usage; in which package it lies depends on the release of typer."""


@contextmanager
def _shown_visibly() -> Iterator[None]:
    """Make unseen signs visible in what typer says of a command line, which it prints itself."""
    try:
        yield
    except _USAGE_ERROR as error:
        error.message = visible(error.message)
        raise
    except BrokenPipeError:  # who does not read a help to its end has had enough of it
        raise SystemExit(0) from None


class _Commands(TyperGroup):
    """The commands of `sim`."""

    def make_context(self, *arguments: Any, **more: Any) -> Any:
        with _shown_visibly():
            return super().make_context(*arguments, **more)

    def invoke(self, ctx: Any) -> Any:
        with _shown_visibly():
            return super().invoke(ctx)


app = typer.Typer(
    cls=_Commands,
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
