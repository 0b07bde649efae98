"""The command `headroom`: how much more demand, and how much longer work, the present staff bears before a target is missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.app import app
from sim.cli.consoles import print_csv, print_json, progress, stdout
from sim.cli.faults import faults
from sim.cli.options import (
    CalendarFormat,
    Language,
    Replications,
    Targets,
    replications_option,
    takes,
)
from sim.cli.study_options import StudyOptions
from sim.schema.language import Lang
from sim.translations.in_use import ORIGINAL, in_language

if TYPE_CHECKING:
    from sim.planning.headroom.find_headroom import Headroom


@dataclass(frozen=True, kw_only=True)
class HeadroomOptions(StudyOptions):
    """What a user asks of headroom."""

    targets: Targets = None
    streams: Annotated[
        list[str] | None,
        typer.Option(
            "--stream", metavar="NAME", help="Let the demand of this stream alone grow; may be given several times."
        ),
    ] = None
    roles: Annotated[
        list[str] | None,
        typer.Option(
            "--role", metavar="NAME", help="Let the work of this role alone grow; may be given several times."
        ),
    ] = None
    only_demand: Annotated[
        bool, typer.Option("--only-demand", help="Look at the demand alone, not at the work of each role.")
    ] = False
    out: Annotated[Path | None, typer.Option(help="Folder for the results; default reports/NAME-headroom.")] = None
    replications: Annotated[
        Replications | None,
        replications_option("Of each multiple that is tried. Overrides the scenario's; auto is 100."),
    ] = None
    lang: Language = Lang.en
    fmt: Annotated[CalendarFormat, typer.Option("--format", help="How to print.")] = CalendarFormat.table


@app.command("headroom", short_help="Find how much more demand and longer work the present staff bears.")
@takes(HeadroomOptions)
def headroom_command(options: HeadroomOptions) -> None:
    """Find how much more demand, and how much longer work with a file, the present staff bears before a target is missed.

    One thing grows at a time, all else stays as it is, and everybody who comes now comes then too, on the same random numbers.
    """
    with faults():
        from sim.cli.terminal.engines import print_slow_engines
        from sim.export.folder import HEADROOM_FILES, ResultFolder
        from sim.export.headroom import headroom_data, headroom_rows
        from sim.export.provenance import engine_data
        from sim.planning.headroom.find_headroom import find_headroom
        from sim.report.headroom.contents import render_headroom
        from sim.report.headroom.sentences import headroom_sentences

        study = options.study(options.replications)
        lang = options.lang.value
        with ResultFolder(options.out or Path("reports") / f"{study.name}-headroom", HEADROOM_FILES) as folder:
            with progress() as show:
                headroom = find_headroom(
                    study,
                    options.targets or (),
                    streams=options.streams or (),
                    roles=options.roles or (),
                    all_roles=not options.only_demand,
                    workers=options.machines,
                    progress=show,
                )
                show(0, 1, "report")
                with in_language(ORIGINAL):  # data are the same in every language, but for names
                    data = headroom_data(headroom, headroom_sentences(headroom, lang))
                folder.add_text("report.html", render_headroom(headroom, lang))
                files = folder.publish(data)
                show(1, 1, "report")
            print_slow_engines(headroom.engines)
            if options.fmt is CalendarFormat.json:
                engine = engine_data(study, headroom.engines)
                print_json(data | {"engine": engine, "files": [str(path) for path in files]})
            elif options.fmt is CalendarFormat.csv:
                print_csv(headroom_rows(headroom))
            else:
                _print_headroom(headroom, headroom_sentences(headroom, lang), files, lang)


def _print_headroom(headroom: Headroom, sentences: Sequence[str], files: Sequence[Path], lang: str) -> None:
    """Print the table, then what it says."""
    from sim.cli.terminal.contents import files_text, section_parts
    from sim.report.headroom.contents import headroom_section, present_sentence

    stdout.print(f"\n{headroom.study.scenario.scenario.text(lang)}\n", style="bold")
    stdout.print(f"{present_sentence(headroom, lang)}\n")
    for part in section_parts(headroom_section(headroom, lang).on("terminal")):
        stdout.print(part)
    stdout.print(files_text(files) + "\n", soft_wrap=True)
    for sentence in sentences:
        stdout.print(sentence, style="bold")
