"""The command `quick`: five numbers and a regulation, a first answer, and the scenario that was run, ready to be refined."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from sim.cli.app import app
from sim.cli.consoles import print_json, progress, stderr, stdout
from sim.cli.faults import faults
from sim.cli.options import Engine, EngineOption, Format, Language, Processes, TableFormat, takes
from sim.errors import Fault, InputError, did_you_mean
from sim.quantities import Limit, parse_limit, shown
from sim.schema.language import Lang
from sim.translations.in_use import ORIGINAL, in_language, translated

if TYPE_CHECKING:
    from sim.law.regulation import Channel, Regulation
    from sim.planning.quick import QuickAnswer
    from sim.study.few_numbers import FewNumbers

Answered = TypeVar("Answered")
_MOST_DAYS = 400
"""Days of a term, or of a hold, at most."""


def _number(least: float, most: float, *, whole: bool = False) -> Callable[[str], float]:
    """A reader of a number in its range; other texts are its faults."""

    def read(text: str) -> float:
        given = text.strip()
        if re.fullmatch(r"[0-9]+,[0-9]+", given):
            raise typer.BadParameter(
                translated("{text} has a comma in its number; write a point before decimals", text=shown(given))
            )
        try:
            value = float(given)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            such = max(round(least), 20)
            raise typer.BadParameter(
                translated("{text} is no number; write one such as {such}", text=shown(given), such=such)
            )
        if whole and value != round(value):
            raise typer.BadParameter(translated("{text} is no whole number", text=shown(given)))
        if not least <= value <= most:
            bounds = {"least": f"{least:g}", "most": f"{most:g}"}
            raise typer.BadParameter(
                translated("{text} is out of range; from {least} to {most} are possible", text=given, **bounds)
            )
        return value

    return read


def _term(text: str) -> Limit:
    """Read a term: `10 working days`, or a bare number of working days."""
    given = text.strip()
    try:
        term = parse_limit(f"{given} working days" if given.isdigit() else given)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    if not 1 <= term.value <= _MOST_DAYS * (1 if term.unit.endswith("days") else 60):
        raise typer.BadParameter(
            translated("{text} is out of range; a term has from 1 to {most} days", text=shown(given), most=_MOST_DAYS)
        )
    return term


_APPLICATIONS, _PEOPLE, _MINUTES, _HOLD = (0.1, 20_000), (1, 1_000), (0.1, 10_000), (0, 100)
"""What is possible: applications a month, people, minutes of work, working days of hold."""


@dataclass(frozen=True)
class QuickOptions:
    """What a user states; what is left out is asked for."""

    regulation: Annotated[
        str | None, typer.Argument(help="Short name of a shipped regulation, or a file; sim services lists them.")
    ] = None
    applications: Annotated[
        float | None,
        typer.Option(min=_APPLICATIONS[0], max=_APPLICATIONS[1], metavar="N", help="Applications a month."),
    ] = None
    people: Annotated[
        int | None, typer.Option(min=_PEOPLE[0], max=_PEOPLE[1], metavar="N", help="People who share the main work.")
    ] = None
    minutes: Annotated[
        float | None,
        typer.Option(
            min=_MINUTES[0],
            max=_MINUTES[1],
            metavar="N",
            help="Their work with a file, all their steps together [min].",
        ),
    ] = None
    hold: Annotated[
        float | None,
        typer.Option(
            min=_HOLD[0],
            max=_HOLD[1],
            metavar="DAYS",
            help="Working days that a file lies with them besides, waiting for papers and answers.",
        ),
    ] = None
    term: Annotated[
        Limit | None,
        typer.Option(
            parser=_term, metavar="TERM", help="The term, such as '10 working days'; the regulation's is offered."
        ),
    ] = None
    route: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The route by which applications come; default the first of the regulation."),
    ] = None
    role: Annotated[
        str | None, typer.Option(metavar="NAME", help="Whom the numbers are about; default who prepares the answer.")
    ] = None
    out: Annotated[Path | None, typer.Option(help="The scenario to write; default quick.yaml, or with a number.")] = (
        None
    )
    workers: Processes = None
    engine: EngineOption = Engine.auto
    lang: Language = Lang.en
    fmt: Format = TableFormat.table


@app.command("quick", short_help="Get a first answer out of five numbers and a regulation.")
@takes(QuickOptions)
def quick_command(options: QuickOptions) -> None:
    """Get a first answer out of five numbers and a regulation, and the scenario that was run, ready to be refined.

    What is not given as an option is asked for.
    """
    with faults():
        name, regulation = _asked_regulation(options.regulation)
        channel = _channel(regulation, options.route)
        role = _role(regulation, channel, options.role)
        if options.out is not None and options.out.exists():
            message = translated("there is a file '{file}' already", file=options.out)
            raise InputError([Fault("--out", 0, 0, message, translated("name another"))])
        numbers = _asked_numbers(options, regulation, channel, role)
        from sim.planning.quick import quick
        from sim.shipped import shipped_regulations
        from sim.study.few_numbers import FromFewNumbers

        file = None if name in shipped_regulations() else Path(name)
        made = FromFewNumbers(regulation, channel, numbers, role, None if file is None else file.name)
        with progress() as show:
            answer = quick(
                made,
                options.out,
                file=file,
                workers=options.workers,
                progress=show,
                engine=options.engine.value,
            )
        _print_answer(answer, options)


def _asked_regulation(name: str | None) -> tuple[str, Regulation]:
    """The regulation that is named, or asked for until one is, with its name."""
    from sim.law.load import load_regulation

    if name is not None:
        return name, load_regulation(name)

    def read(text: str) -> tuple[str, Regulation]:
        try:
            return text, load_regulation(text)
        except InputError as error:
            raise typer.BadParameter(f"{error.faults[0].message}; {error.faults[0].repair}") from None

    return _ask(translated("Regulation (sim services lists them)"), read, "regulation")


def _asked_numbers(options: QuickOptions, regulation: Regulation, channel: Channel, role: str) -> FewNumbers:
    """The numbers that are given, and those that are asked for; the term is not asked for where all others are given."""
    from sim.law.audit import route_term
    from sim.study.few_numbers import FewNumbers

    who = regulation.roles[role].text(options.lang.value)
    questions = {
        "applications": (translated("Applications a month"), _number(*_APPLICATIONS)),
        "people": (translated("People ({role})", role=who), _number(*_PEOPLE, whole=True)),
        "minutes": (translated("Minutes of their work with a file"), _number(*_MINUTES)),
        "hold": (translated("Working days that a file lies with them besides"), _number(*_HOLD)),
    }
    given = {name: getattr(options, name) for name in questions}
    numbers = {
        name: _ask(question, read, f"--{name}") if given[name] is None else given[name]
        for name, (question, read) in questions.items()
    }
    term, by_law = options.term, route_term(regulation, channel)[0]
    if term is None and (by_law is None or None in given.values()):
        term = _ask(translated("Term"), _term, "--term", default=by_law)
    return FewNumbers(numbers["applications"], int(numbers["people"]), numbers["minutes"], numbers["hold"], term)


def _ask(question: str, read: Callable[[str], Answered], option: str, default: Answered | None = None) -> Answered:
    """Ask until the answer can be read; raises InputError where nobody answers."""
    offered = "" if default is None else f" [{default}]"
    while True:
        answer = stderr.ask(f"{question}{offered}:")
        if answer is None:
            if not option.startswith("--"):
                message = translated("it is asked for, and nobody answers; name it")
                raise typer.BadParameter(message, param_hint=f"'{option}'")
            message = translated("it is asked for, and nobody answers")
            raise InputError([Fault(option, 0, 0, message, translated("give it as an option"))])
        if not answer and default is not None:
            return default
        try:
            return read(answer)
        except typer.BadParameter as error:
            stderr.print(error.message, soft_wrap=True)


def _channel(regulation: Regulation, name: str | None) -> Channel:
    """The route that is named, or the first one."""
    if name is None:
        return next(iter(regulation.routes))
    for channel in regulation.routes:
        if channel == name:
            return channel
    message = translated("'{regulation}' has no route {route}", regulation=regulation.regulation, route=shown(name))
    raise InputError([Fault("--route", 0, 0, message, did_you_mean(name, regulation.routes))])


def _role(regulation: Regulation, channel: Channel, name: str | None) -> str:
    """The role that is named, or the one that prepares the answers."""
    from sim.study.few_numbers import main_role, roles_of

    known = roles_of(regulation, channel)
    if name is not None and name not in known:
        message = translated("nobody on the route '{route}' is called {name}", route=channel, name=shown(name))
        raise InputError([Fault("--role", 0, 0, message, did_you_mean(name, known))])
    return name or main_role(regulation, channel)


def _print_answer(answer: QuickAnswer, options: QuickOptions) -> None:
    """Print the sentence, and what to do next."""
    from sim.cli.terminal.engines import print_slow_engines
    from sim.export.plain_data import estimate_data, number_data
    from sim.report.quick import quick_sentence

    print_slow_engines(answer.results.engines)
    if options.fmt is TableFormat.json:
        with in_language(ORIGINAL):  # data are the same in every language, but for names
            sentence = quick_sentence(answer, options.lang.value)
        numbers = answer.numbers
        print_json(
            {
                "file": str(answer.path),
                "role": answer.role,
                "applications_per_month": numbers.applications,
                "people": numbers.people,
                "minutes_per_file": numbers.minutes,
                "hold_days": numbers.hold,
                "term": None if answer.term is None else str(answer.term),
                "in_time": estimate_data(answer.in_time),
                "load": number_data(answer.load.load),
                "sentence": sentence,
            }
        )
        return
    stdout.print(quick_sentence(answer, options.lang.value), style="bold")
    stdout.print("\n" + translated("Written: {files}", files=answer.path), soft_wrap=True)
    stdout.print(
        translated(
            "All other roles in it are placeholders: so little work for so many people that no file waits for them."
        )
    )
    command = f"sim run {answer.path}"
    stdout.print(translated("Next: put in what you have counted, and: {command}", command=command), soft_wrap=True)
