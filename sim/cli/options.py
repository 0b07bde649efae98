"""Options that several commands have, and commands that take all of their options as one object."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import MISSING, Field, fields
from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, get_type_hints

import typer

from sim.schema.language import Lang
from sim.schema.size_caps import MOST_APPLICATIONS_ALLOWED, MOST_REPLICATIONS
from sim.translations.in_use import translated


class TableFormat(StrEnum):
    """How a table is printed."""

    table = "table"
    json = "json"


class CalendarFormat(StrEnum):
    """How a calendar is printed."""

    table = "table"
    csv = "csv"
    json = "json"


class Engine(StrEnum):
    """What simulates."""

    auto = "auto"
    compiled = "compiled"
    simpy = "simpy"


class FileKind(StrEnum):
    """What a file describes."""

    scenario = "scenario"
    regulation = "regulation"


Format = Annotated[TableFormat, typer.Option("--format", help="How to print.")]
Language = Annotated[
    Lang, typer.Option("--lang", help="Language of all texts: kk, ru or en; else that of the variable SIM_LANG.")
]
Variant = Annotated[str | None, typer.Option("--variant", metavar="NAME", help="A variant of the scenario.")]
Changes = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change one setting, such as offices.department.staff.executor=3; may be given several times.",
    ),
]
Targets = Annotated[
    list[str] | None,
    typer.Option(
        "--target",
        metavar="TARGET",
        help="What has to be met, such as 'term compliance >= 95 %'; may be given several times. Default the scenario's.",
    ),
]
MostApplications = Annotated[
    int,
    typer.Option(
        "--max-applications",
        min=1,
        max=MOST_APPLICATIONS_ALLOWED,
        metavar="N",
        help="Applications of one replication at most; more fill the memory, one to two kilobytes each.",
    ),
]
Processes = Annotated[
    int | None,
    typer.Option(min=1, max=1024, help="Processes that share the work; default one per processor core. Same results."),
]
ClusterAddress = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="ADDRESS",
        help="Share the work over the Dask cluster whose scheduler has this address, such as tcp://host:8786. Same results.",
    ),
]
EngineOption = Annotated[
    Engine,
    typer.Option("--engine", help="What simulates; auto is the compiled engine wherever it can be used. Same results."),
]


def replications_option(help: str) -> Any:
    """The option `--replications`, a number or `auto`; a command says what it changes."""
    return typer.Option(metavar="N|auto", parser=_number_or("auto", 2, MOST_REPLICATIONS), help=help)


def logs_option(help: str) -> Any:
    """The option `--logs`, a number or `all`; a command says of what."""
    return typer.Option("--logs", metavar="N|all", parser=_number_or("all", 1, MOST_REPLICATIONS), help=help)


def replication_option(help: str) -> Any:
    """The option `--replication`, a number or `all`; a command says what of it is meant."""
    return typer.Option("--replication", metavar="N|all", parser=_number_or("all", 1, MOST_REPLICATIONS), help=help)


def _number_or(word: str, least: int, most: int) -> Callable[[str], Any]:
    """A reader of a whole number in its range, or of a word, for an option; other texts are its faults."""

    def read(given: object) -> int | str:
        text = str(given)  # a default that is a number comes as one
        if text.strip() == word:
            return word
        try:
            number = int(text)
        except ValueError:
            raise typer.BadParameter(
                translated("'{text}' is neither a whole number nor '{word}'", text=text, word=word)
            ) from None
        if not least <= number <= most:
            raise typer.BadParameter(
                translated("{number} is not in the range {least}<=x<={most}", number=number, least=least, most=most)
            )
        return number

    return read


def seed_option(help: str) -> Any:
    """The option `--seed` with its bounds; a command says what it changes."""
    return typer.Option(min=0, max=2**63 - 1, help=help)


if TYPE_CHECKING:
    Replications = int | Literal["auto"]
    Logs = int | Literal["all"]
    ReplicationChoice = int | Literal["all"]
else:  # typer takes no unions; the reader of the option gives a number or the word
    Replications = Logs = ReplicationChoice = str

Options = TypeVar("Options")


def takes(options: type[Options]) -> Callable[[Callable[[Options], None]], Callable[..., None]]:
    """Give a command the fields of a dataclass as its options: its own first, then those that it inherits, the nearest first.

    The fields have the annotations of typer. The command is called with one object of the dataclass.
    """
    hints = get_type_hints(options, include_extras=True)
    stated = [inspect.get_annotations(owner) for owner in options.__mro__]

    def place(field: Field[Any]) -> int:
        """How far away the class is that states a field."""
        return next(i for i, names in enumerate(stated) if field.name in names)

    ordered = sorted(fields(options), key=place)  # type: ignore[arg-type]  # a dataclass
    parameters = [_parameter(field, hints[field.name]) for field in ordered]

    def with_options(command: Callable[[Options], None]) -> Callable[..., None]:
        @wraps(command)
        def with_parameters(**values: Any) -> None:
            command(options(**values))

        with_parameters.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # typer reads it
        with_parameters.__annotations__ = hints
        return with_parameters

    return with_options


def _parameter(field: Field[Any], annotation: Any) -> inspect.Parameter:
    default = inspect.Parameter.empty if field.default is MISSING else field.default
    return inspect.Parameter(field.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
