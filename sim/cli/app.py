"""The application `sim`, to which every command is added."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from sim.cli.consoles import stdout
from sim.cli.help_texts import TranslatedContext, show_fault
from sim.cli.language import names_language_alone, spoken
from sim.cli.options import Language
from sim.schema.language import Lang
from sim.translations.in_use import ORIGINAL, language, marked, translated
from sim.visible_text import visible

_USAGE_ERROR: type[Any] = typer.BadParameter.__bases__[0]
"""The class of all errors of usage; in which package it lies depends on the release of typer."""
_OF_NUMBERS = (
    (r"Input should be a valid integer\b.*", marked("this is not a whole number")),
    (r"Input should be a valid number\b.*", marked("this is not a number")),
    (r"Unable to parse input string as an integer\b.*", marked("this number is far too long")),
    (r"Input should be greater than or equal to (?P<least>\S+)", marked("at least {least} is possible")),
    (r"Input should be less than or equal to (?P<most>\S+)", marked("at most {most} is possible")),
    (r"Value error, (?P<fault>.*)", "{fault}"),
)
"""What typer says of a number by the words of a library, which differ between releases, and what planners are told."""


@contextmanager
def _in_plain_words() -> Iterator[None]:
    """Mend what typer says of a command line, which it prints itself: words of programmers, and signs that are not seen."""
    try:
        yield
    except _USAGE_ERROR as error:
        message = str(error.message)
        for said, plain in _OF_NUMBERS:
            if found := re.fullmatch(said, message, re.DOTALL):
                message = translated(plain, **found.groupdict())
        error.message = visible(message)
        if language() != ORIGINAL and type(error).__name__ != "NoArgsIsHelpError":  # which is a help and no fault
            error.show = partial(show_fault, error)
        raise
    except BrokenPipeError:  # who does not read a help to its end has had enough of it
        raise SystemExit(0) from None


def _careful(command: Any, ctx: Any, args: list[str]) -> None:
    """Refuse what would be passed over: an option given twice, or with nothing behind it, and a name without a sign."""
    given, _, order = command.make_parser(ctx).parse_args(args=list(args))
    for part in order:
        is_option = part.param_type_name == "option"
        name = max(part.opts, key=len)
        if is_option and not part.multiple and order.count(part) > 1:
            raise typer.BadParameter(translated("it is given twice; keep one of them"), ctx=ctx, param_hint=f"'{name}'")
        value = given.get(part.name)
        values = value if isinstance(value, (list, tuple)) and not is_option else (value,)
        if any(isinstance(one, str) and not one.strip() for one in values):
            message = translated("nothing stands behind it") if is_option else translated("there is no name in it")
            raise typer.BadParameter(message, ctx=ctx, param_hint=f"'{name}'")


class _Commands(TyperGroup):
    """The commands of `sim`."""

    context_class = TranslatedContext

    def main(self, args: Sequence[str] | None = None, *arguments: Any, **more: Any) -> Any:
        words = sys.argv[1:] if args is None else list(args)
        with spoken(words):
            return super().main([] if names_language_alone(words) else args, *arguments, **more)

    def make_context(self, *arguments: Any, **more: Any) -> Any:
        with _in_plain_words():
            return super().make_context(*arguments, **more)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        _careful(self, ctx, args)
        rest: list[str] = super().parse_args(ctx, args)
        return rest

    def invoke(self, ctx: Any) -> Any:
        with _in_plain_words():
            return super().invoke(ctx)


class OneCommand(TyperCommand):
    """A command of `sim`, which refuses what would be passed over, and whose language is that in use where none is given."""

    context_class = TranslatedContext

    def make_context(self, *arguments: Any, **more: Any) -> Any:
        """The words of the command line, read; errors of usage end it with exit code 2."""
        return super().make_context(*arguments, default_map={"lang": language()}, **more)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words of the command line; errors of usage end it with exit code 2."""
        _careful(self, ctx, args)
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
    _lang: Language = Lang.en,
) -> None:
    """Simulate public services of Kazakhstan: how long citizens wait, and how many answers are late."""
