"""The command `compare`: cases of one question beside each other, on the same random numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.app import (
    Changes,
    Format,
    Lang,
    Language,
    MostApplications,
    TableFormat,
    app,
    faults,
    print_json,
    progress,
    stdout,
)
from sim.errors import Fault, InputError
from sim.schema.size_caps import MOST_APPLICATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.experiment.comparison.compare import Comparison
    from sim.study.study import Study


@app.command()
def compare(
    cases: Annotated[
        list[str],
        typer.Argument(
            help="Scenario files or names of shipped ones; FILE:VARIANT is a variant. The first is the base."
        ),
    ],
    variants: Annotated[bool, typer.Option("--variants", help="Take every variant of each scenario too.")] = False,
    routes: Annotated[
        bool, typer.Option("--routes", help="Compare the routes of one scenario, each with the first.")
    ] = False,
    service: Annotated[
        str | None, typer.Option(metavar="NAME", help="With --routes: the service, where several have routes.")
    ] = None,
    readings: Annotated[
        bool, typer.Option("--readings", help="Take each case again with joined routes on their other reading.")
    ] = False,
    changes: Changes = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the results; default reports/NAME-comparison, with --routes reports/NAME-routes."
        ),
    ] = None,
    replications: Annotated[
        int | None, typer.Option(min=2, max=100_000, help="Of every case; default that of the first scenario.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, max=2**63 - 1, help="Of every case; default that of the first scenario.")
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1, max=1024, help="Processes that share the work; default one per processor core. Same results."
        ),
    ] = None,
    most_applications: MostApplications = MOST_APPLICATIONS,
    lang: Language = Lang.en,
    fmt: Format = TableFormat.table,
) -> None:
    """Compare scenarios, variants, routes or readings: what differs, by how much, and how surely.

    Every case faces the same applications with the same luck, and is held against the first one.
    """
    with faults():
        from sim.experiment.comparison.cases import read_case, read_cases
        from sim.experiment.comparison.compare import compare as compare_studies
        from sim.experiment.comparison.compare import compare_routes
        from sim.experiment.replications import with_seed_and_replications
        from sim.export.comparison import comparison_data
        from sim.export.folder import ResultFolder
        from sim.export.results import as_json
        from sim.report.comparison.page import render_comparison
        from sim.report.comparison.sentences import sentence

        _refuse(cases, variants, routes, service, readings)
        settings = changes or ()
        if routes:
            read: tuple[Study, ...] = (read_case(cases[0], settings, most_applications),)
        else:
            read = read_cases(
                cases, variants=variants, readings=readings, changes=settings, most_applications=most_applications
            )
        studies = [with_seed_and_replications(study, replications, seed) for study in read]
        kind = "routes" if routes else "comparison"
        with ResultFolder(out or Path("reports") / f"{studies[0].name}-{kind}", FILES) as folder:
            with progress() as tell:
                if routes:
                    found = compare_routes(studies[0], service, workers=workers, progress=tell)
                else:
                    found = compare_studies(studies, workers=workers, progress=tell)
                tell(0, 1, "report")
                data = comparison_data(found, lambda difference: sentence(found, difference, lang.value))
                folder.add_text("comparison.json", as_json(data))
                folder.add_text("report.html", render_comparison(found, lang.value))
                tell(1, 1, "report")
            files = folder.publish()
        if fmt is TableFormat.json:
            print_json(data | {"files": [str(path) for path in files]})
        else:
            _print(found, files, lang.value)


FILES = ("comparison.json", "report.html")
"""What a comparison writes into its folder."""


def _refuse(cases: Sequence[str], variants: bool, routes: bool, service: str | None, readings: bool) -> None:
    """Refuse options that exclude each other."""
    found = []
    if routes and (variants or readings):
        other = "--variants" if variants else "--readings"
        found.append(Fault("--routes", 0, 0, f"both '--routes' and '{other}' are given", "keep one of them"))
    if routes and len(cases) > 1:
        message = f"the routes of one scenario are compared, and {len(cases)} are given"
        found.append(Fault("--routes", 0, 0, message, "name one"))
    if service is not None and not routes:
        found.append(Fault("--service", 0, 0, "a service is chosen for its routes", "add --routes"))
    if found:
        raise InputError(found)


def _print(found: Comparison, files: Sequence[Path], lang: str) -> None:
    from sim.cli.terminal.comparison import MOST_SENTENCES, difference_tables
    from sim.cli.terminal.results import files_text
    from sim.report.comparison.page import heading
    from sim.report.comparison.sentences import case_name, luck_sentence, narrowing_sentence, sentences
    from sim.report.notes import comparison_warnings, note_sentence

    stdout.print(f"\n{heading(found, lang)}\n", style="bold", markup=False)
    names = [case_name(found, i, lang) for i in range(len(found.cases))]
    stdout.print(f"Against {names[0]}: {'; '.join(names[1:])}. {luck_sentence(found)}", markup=False)
    for note in found.notes:
        stdout.print(f"{note_sentence(note, lang)}.", markup=False)
    stdout.print()
    for table in difference_tables(found, lang):
        stdout.print(table)
    for warning in comparison_warnings(found, lang):
        stdout.print(f"Warning: {warning}", style="yellow", markup=False)
    stdout.print(files_text(files) + "\n", markup=False, soft_wrap=True)
    if text := narrowing_sentence(found):
        stdout.print(f"{text}\n", markup=False)
    citizens, staff, untold = sentences(found, lang)
    for told in (citizens, staff):
        for text in told[:MOST_SENTENCES]:
            stdout.print(text, style="bold", markup=False)
        if len(told) > MOST_SENTENCES:
            stdout.print(f"Further findings in report.html: {len(told) - MOST_SENTENCES}.", markup=False)
    of_citizens = sum(not d.significant and not d.equal and d.place.kind != "staff" for d in found.strongest)
    printed = min(of_citizens, MOST_SENTENCES // 2)
    for text in untold[:printed]:
        stdout.print(text, markup=False)
    if others := len(untold) - printed:
        rest = "1 other; it is" if others == 1 else f"{others} others; they are"
        stdout.print(f"No difference can be told in {rest} in report.html.", markup=False)
    if equal := sum(d.equal for d in found.differences):
        stdout.print(f"The same in every replication: {equal} of {len(found.differences)} measures.", markup=False)
