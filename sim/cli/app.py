"""What all commands share: the application, the consoles, formats, faults and progress."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from importlib.metadata import version
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from sim.errors import InputError, ModelError
from sim.schema.language import Lang

app = typer.Typer(
    help="Simulate public services of Kazakhstan: how long citizens wait, and how many answers are late.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
# Names and places are printed as they are: no emoji codes (line 100 of a file is ':100:'), no colouring of numbers.
stdout = Console(highlight=False, emoji=False)
stderr = Console(stderr=True, highlight=False, emoji=False)


class TableFormat(StrEnum):
    """How a table is printed."""

    table = "table"
    json = "json"


class CalendarFormat(StrEnum):
    """How a calendar is printed."""

    table = "table"
    csv = "csv"
    json = "json"


class FileKind(StrEnum):
    """What a file describes."""

    scenario = "scenario"
    regulation = "regulation"


Format = Annotated[TableFormat, typer.Option("--format", help="How to print.")]
Language = Annotated[Lang, typer.Option(help="Language of titles and roles: kk, ru or en.")]
Variant = Annotated[str | None, typer.Option("--variant", metavar="NAME", help="A variant of the scenario.")]
Changes = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change one setting, such as offices.department.staff.executor=3; may be given several times.",
    ),
]
MostApplications = Annotated[
    int,
    typer.Option(
        "--max-applications",
        min=1,
        metavar="N",
        help="Applications of one replication at most; more fill the memory, some 3.5 kilobytes each.",
    ),
]


@contextmanager
def _ended_like_interrupted() -> Iterator[None]:
    """Let a request to end (SIGTERM, a closed terminal) clean up as an interruption from the keyboard does."""

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    kinds = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {kind: signal.signal(kind, interrupt) for kind in kinds}
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


@contextmanager
def faults() -> Iterator[None]:
    """Print faults one to a line on standard error, and end with exit code 2."""
    try:
        with _ended_like_interrupted():
            yield
    except InputError as error:
        for fault in error.faults:
            stderr.print(str(fault), markup=False, soft_wrap=True)
        raise typer.Exit(2) from None
    except ModelError as error:
        stderr.print(f"sim: {error}", markup=False, soft_wrap=True)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        stderr.print("sim: interrupted; earlier results are as they were")
        raise typer.Exit(130) from None
    except BrokenPipeError:
        sys.stderr.close()
        raise typer.Exit(0) from None


def _version(wanted: bool) -> None:
    if wanted:
        stdout.print(f"sim {version('sim')}")
        raise typer.Exit


@app.callback()
def main(
    _show: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Simulate public services of Kazakhstan: how long citizens wait, and how many answers are late."""


@contextmanager
def progress() -> Iterator[Callable[[int, int, str], None]]:
    """A bar with the time left on a terminal, nothing when standard error goes elsewhere."""
    if not stderr.is_terminal:
        yield lambda done, total, what: None
        return
    columns = (
        TextColumn("{task.description:<28}"),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=stderr, transient=True) as progress:
        tasks: dict[str, Any] = {}

        def tell(done: int, total: int, what: str) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=total)
            progress.update(tasks[what], completed=done, total=total)

        yield tell


def print_json(data: Any) -> None:
    """Print plain data as JSON on standard output."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n")
