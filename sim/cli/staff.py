"""The command `staff`: the cheapest staffing that meets targets, and what cheaper ones cost in late answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.app import app
from sim.cli.consoles import print_json, progress, stdout
from sim.cli.faults import faults
from sim.cli.options import (
    Format,
    Language,
    TableFormat,
    Targets,
    takes,
)
from sim.cli.study_options import StudyOptions
from sim.schema.language import Lang
from sim.schema.size_caps import MOST_REPLICATIONS
from sim.translations.in_use import ORIGINAL, in_language

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from sim.study.study import Study


@dataclass(frozen=True, kw_only=True)
class StaffOptions(StudyOptions):
    """What a user asks of a search for a staffing."""

    targets: Targets = None
    replications: Annotated[
        int | None,
        typer.Option(
            min=2, max=MOST_REPLICATIONS, help="Of each staffing that is shown; default the scenario's, with auto 100."
        ),
    ] = None
    front: Annotated[
        bool, typer.Option(help="Look for the cost front too: what cheaper staffings cost in late answers.")
    ] = True
    roster: Annotated[
        bool,
        typer.Option(
            "--roster", help="Leave the people as they are, and find days and hours of counters and sittings."
        ),
    ] = False
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write the answer to this file too, as JSON, and beside it as a page that ends in .html.",
        ),
    ] = None
    lang: Language = Lang.en
    fmt: Format = TableFormat.table


@app.command("staff", short_help="Find the cheapest staffing that meets targets.")
@takes(StaffOptions)
def staff_command(options: StaffOptions) -> None:
    """Find the cheapest staffing that meets targets, and what cheaper ones cost in late answers.

    The scenario's block `staffing` says which posts and sittings may be changed, and what a post costs. With `--roster` the
    people stay, and days and hours are looked for on which they should sit where.
    """
    with faults():
        from sim.cli.terminal.contents import file_and_page_text
        from sim.files.page_beside import file_with_page
        from sim.visible_text import as_json

        study = options.study()
        # A place that cannot be written to is told before the work is done.
        with file_with_page(options.out) as write:
            found = _roster(study, options) if options.roster else _staffing(study, options)
            files = write(as_json(found.data), found.page)
        if options.fmt is TableFormat.json:
            print_json(found.data)
            return
        for part in found.parts:
            stdout.print(part, soft_wrap=getattr(part, "no_wrap", None) is True)
        if files:
            stdout.print(file_and_page_text(files), soft_wrap=True)


@dataclass(frozen=True)
class _Found:
    """What was found, in all forms in which it is given out."""

    data: dict[str, Any]
    """As data."""
    parts: Iterator[Table | Text]
    """What is printed."""
    page: Callable[[], str]
    """Gives the page."""


def _staffing(study: Study, options: StaffOptions) -> _Found:
    """The cheapest staffing."""
    from sim.cli.terminal.staffing import staffing_parts
    from sim.export.staffing import staffing_data
    from sim.planning.staffing.find_staffing import find_staffing

    with progress() as show:
        asked, count, workers = options.targets or (), options.replications, options.machines
        answer = find_staffing(study, asked, count, workers=workers, progress=show, front=options.front)
    with in_language(ORIGINAL):
        data = staffing_data(answer)

    def page() -> str:
        from sim.report.staffing.page import render_staffing

        return render_staffing(answer, options.lang.value)

    return _Found(data, staffing_parts(answer), page)


def _roster(study: Study, options: StaffOptions) -> _Found:
    """The best roster."""
    from sim.cli.terminal.staffing import roster_parts
    from sim.export.staffing import roster_data
    from sim.planning.staffing.roster import find_roster

    with progress() as show:
        workers = options.machines
        answer = find_roster(study, options.targets or (), options.replications, workers, show)
    with in_language(ORIGINAL):
        data = roster_data(answer)

    def page() -> str:
        from sim.report.staffing.page import render_roster

        return render_roster(answer, options.lang.value)

    return _Found(data, roster_parts(answer), page)
