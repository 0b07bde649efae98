"""The application `sim`, to which every command is added."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

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


class OneCommand(TyperCommand):
    """A command of `sim`, which refuses what would be passed over: an option given twice, or with nothing behind it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words of the command line; errors of usage end it with exit code 2."""
        given, _, order = self.make_parser(ctx).parse_args(args=list(args))
        options = [part for part in order if part.param_type_name == "option" and not part.multiple]
        for option in options:
            name = max(option.opts, key=len)
            if options.count(option) > 1:
                raise typer.BadParameter("it is given twice; keep one of them", ctx=ctx, param_hint=f"'{name}'")
            value = given.get(option.name)
            if isinstance(value, str) and not value.strip():
                raise typer.BadParameter("nothing stands behind it", ctx=ctx, param_hint=f"'{name}'")
        rest: list[str] = super().parse_args(ctx, args)
        return rest


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
