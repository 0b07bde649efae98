"""Commands that help to write files: `new` begins a scenario, `schema` lets an editor complete and check it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.consoles import print_json, stdout
from sim.cli.faults import faults
from sim.cli.options import FileKind, Language
from sim.errors import Fault, InputError
from sim.schema.language import Lang
from sim.translations.in_use import translated


@app.command(short_help="Write a scenario to begin with.")
def new(
    path: Annotated[Path | None, typer.Argument(help="File to write; default NAME.yaml or ID.yaml here.")] = None,
    scenario: Annotated[str | None, typer.Option(metavar="NAME", help="Copy a shipped scenario.")] = None,
    service: Annotated[
        str | None, typer.Option(metavar="ID", help="Make a first scenario from a shipped regulation alone.")
    ] = None,
    neighbour: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help="With --service: write a second one beside it, under this region's regulation, to compare them.",
        ),
    ] = None,
    _lang: Language = Lang.en,
) -> None:
    """Write a scenario to begin with, complete, commented and ready to run: a copy of a shipped one, or a first one for a service.

    Without a file and options, list what there is.
    """
    with faults():
        from sim.files.whole import write_whole
        from sim.study.new import begun, shipped_choices

        if path is None and scenario is None and service is None:
            for line in shipped_choices():
                stdout.print(line, soft_wrap=True)
            return
        if (scenario is None) == (service is None):
            if scenario:
                what = translated("both '{one}' and '{other}' are given", one="--scenario", other="--service")
                repair = translated("keep one of them")
            else:
                what = translated("nothing says what to write")
                repair = translated("give --scenario NAME or --service ID; 'sim new' alone lists them")
            raise InputError([Fault("--scenario", 0, 0, what, repair)])
        if neighbour is not None:
            if service is None:
                message = translated("it goes with the regulation of a service")
                raise InputError([Fault("--neighbour", 0, 0, message, translated("add --service ID"))])
            _write_pair(path, service, neighbour)
            return
        text, name = begun(scenario=scenario, service=service)
        target = path or Path(f"{name}.yaml")
        write_whole(target, text, repair=translated("name another"), new=True)
        stdout.print(translated("Written: {files}", files=target), soft_wrap=True)
        steps = {"check": f"sim check {target}", "run": f"sim run {target}"}
        if service:
            told = translated("Next: {check}; then replace its placeholders, and: {run}", **steps)
        else:
            told = translated("Next: {check}; then change it to your case, and: {run}", **steps)
        stdout.print(told, soft_wrap=True)


def _write_pair(path: Path | None, service: str, neighbour: str) -> None:
    """Write two scenarios of one service under two regulations, the second one beside the first."""
    from sim.files.whole import write_whole
    from sim.study.new import begun_pair

    (text, name), (other_text, other_name) = begun_pair(service, neighbour)
    target = path or Path(f"{name}.yaml")
    beside = target.with_name(f"{other_name}.yaml")
    taken = [file for file in (target, beside) if file.exists()]
    if taken:
        message, repair = translated("there is such a file already"), translated("name another")
        raise InputError([Fault(str(file), 0, 0, message, repair) for file in taken])
    for file, content in ((target, text), (beside, other_text)):
        write_whole(file, content, repair=translated("name another"), new=True)
    stdout.print(translated("Written: {files}", files=f"{target}, {beside}"), soft_wrap=True)
    command = f"sim compare {target} {beside}"
    stdout.print(translated("Next: replace their placeholders, and: {command}", command=command), soft_wrap=True)


@app.command(short_help="Print the JSON Schema of a kind of file, for editors.")
def schema(
    language: Annotated[FileKind, typer.Argument(help="Which kind of file: scenario or regulation.")],
    _lang: Language = Lang.en,
) -> None:
    """Print the JSON Schema of a kind of file, for editors that complete and check while one types."""
    from sim.scenario.json_schema import json_schema

    print_json(json_schema(language.value))
