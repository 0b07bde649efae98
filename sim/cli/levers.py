"""The command `levers`: single changes of a scenario and pairs of them, by how many late answers they take away."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.consoles import print_json, progress, stdout
from sim.cli.faults import faults
from sim.cli.options import (
    Format,
    Language,
    Replications,
    TableFormat,
    replications_option,
    takes,
)
from sim.cli.study_options import StudyOptions
from sim.schema.language import Lang


@dataclass(frozen=True, kw_only=True)
class LeversOptions(StudyOptions):
    """What a user asks of a list of levers."""

    replications: Annotated[
        Replications | None,
        replications_option("In how many each change is judged; default those of the scenario. With auto 100."),
    ] = None
    out: Annotated[
        Path | None,
        typer.Option(help="Write the list into this file too, as JSON, and beside it as a page that ends in .html."),
    ] = None
    lang: Language = Lang.en
    fmt: Format = TableFormat.table


@app.command("levers", short_help="List what would help against late answers.")
@takes(LeversOptions)
def levers_command(options: LeversOptions) -> None:
    """List single changes of a scenario, and pairs of the best of them, by what they bring against late answers.

    Posts, stand-ins, leave, sittings, couriers, reception, order in the queue, channels: each with late answers before and after, how
    likely the target is missed, and whether it costs nothing.
    """
    with faults():
        from sim.cli.terminal.contents import file_and_page_text, section_parts
        from sim.cli.terminal.engines import print_slow_engines
        from sim.experiment.levers.find_levers import find_levers
        from sim.export.levers import levers_data
        from sim.files.page_beside import file_with_page
        from sim.report.levers.listing import levers_section
        from sim.visible_text import as_json

        study = options.study(options.replications)
        # A place that cannot be written to is told before the work is done.
        with file_with_page(options.out) as write:
            with progress() as show:
                found = find_levers(study, workers=options.machines, progress=show)
            data = levers_data(found)

            def page() -> str:
                from sim.report.planning.levers import render_levers

                return render_levers(found, options.lang.value)

            files = write(as_json(data), page)
        print_slow_engines(found.engines)
        if options.fmt is TableFormat.json:
            print_json(data | {"files": [str(path) for path in files]})
            return
        section = levers_section(found, options.lang.value)
        stdout.print(f"\n{section.title}\n", style="bold")
        for part in section_parts(section):
            stdout.print(part)
        if files:
            stdout.print(file_and_page_text(files), soft_wrap=True)
