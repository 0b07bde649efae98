"""The command `compare`: cases of one question beside each other, on the same random numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.app import app
from sim.cli.consoles import print_json, progress, stdout
from sim.cli.faults import faults
from sim.cli.options import (
    Changes,
    Format,
    Language,
    Replications,
    TableFormat,
    replications_option,
    seed_option,
    takes,
)
from sim.cli.study_options import SimulatingOptions
from sim.errors import Fault, InputError, Note
from sim.schema.language import Lang
from sim.translations.in_use import ORIGINAL, counted, in_language, translated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.experiment.comparison.compare import Comparison
    from sim.study.study import Study


@dataclass(frozen=True, kw_only=True)
class CompareOptions(SimulatingOptions):
    """What a user asks of a comparison."""

    cases: Annotated[
        list[str],
        typer.Argument(
            help="Scenario files or names of shipped ones; FILE:VARIANT is a variant. The first is the base."
        ),
    ]
    variants: Annotated[bool, typer.Option("--variants", help="Take every variant of each scenario too.")] = False
    routes: Annotated[
        bool, typer.Option("--routes", help="Compare the routes of one scenario, each with the first.")
    ] = False
    service: Annotated[
        str | None, typer.Option(metavar="NAME", help="With --routes: the service, where several have routes.")
    ] = None
    readings: Annotated[
        bool, typer.Option("--readings", help="Take each case again with joined routes on their other reading.")
    ] = False
    regulation: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Compare one scenario with itself under this regulation of the same service."),
    ] = None
    map_routes: Annotated[
        list[str] | None,
        typer.Option("--map-route", metavar="OURS=THEIRS", help="With --regulation: by which route they come there."),
    ] = None
    map_roles: Annotated[
        list[str] | None,
        typer.Option(
            "--map-role", metavar="THEIRS=OURS", help="With --regulation: who here is a role of that regulation."
        ),
    ] = None
    there: Annotated[
        list[str] | None,
        typer.Option("--there", metavar="PATH=VALUE", help="With --regulation: as --set, under that regulation alone."),
    ] = None
    changes: Changes = None
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the results; default reports/NAME-comparison, with --routes reports/NAME-routes."
        ),
    ] = None
    replications: Annotated[
        Replications | None,
        replications_option(
            "Of every case; default that of the first scenario. With auto as many as the case needs that needs most."
        ),
    ] = None
    seed: Annotated[int | None, seed_option("Of every case; default that of the first scenario.")] = None
    strengthen: Annotated[bool, typer.Option(help="Try single changes of the first case too, as a run of it does.")] = (
        True
    )
    lang: Language = Lang.en
    fmt: Format = TableFormat.table


@app.command("compare", short_help="Compare scenarios, variants, routes, readings or regulations.")
@takes(CompareOptions)
def compare_command(options: CompareOptions) -> None:
    """Compare scenarios, variants, routes or readings: what differs, by how much, and how surely.

    Every case faces the same applications with the same random numbers, and is held against the first one.
    """
    with faults():
        from sim.cli.terminal.engines import print_slow_engines
        from sim.experiment.comparison.compare import compare as compare_studies
        from sim.experiment.comparison.compare import compare_routes
        from sim.export.comparison import comparison_data
        from sim.export.folder import COMPARISON_FILES, ResultFolder
        from sim.export.provenance import engine_data
        from sim.report.comparison.page import render_comparison
        from sim.report.comparison.sentences import sentence

        _refuse_excluding(options)
        studies, names, rules = _studies(options)
        kind = "routes" if options.routes else "comparison"
        lang, workers = options.lang.value, options.machines
        with ResultFolder(options.out or Path("reports") / f"{studies[0].name}-{kind}", COMPARISON_FILES) as folder:
            with progress() as show:
                if options.routes:
                    comparison = compare_routes(studies[0], options.service, workers=workers, progress=show)
                else:
                    comparison = compare_studies(
                        studies, names, workers=workers, progress=show, strengthen=options.strengthen
                    )
                    comparison = replace(comparison, notes=(*comparison.notes, *rules))
                show(0, 1, "report")
                with in_language(ORIGINAL):  # data are the same in every language
                    data = comparison_data(comparison, lambda difference: sentence(comparison, difference))
                folder.add_text("report.html", render_comparison(comparison, lang))
                files = folder.publish(data)
                show(1, 1, "report")
            print_slow_engines(comparison.engines)
            if options.fmt is TableFormat.json:
                engine = engine_data(studies[0], comparison.engines)
                print_json(data | {"engine": engine, "files": [str(path) for path in files]})
            else:
                _print_comparison(comparison, files, lang)


def _studies(options: CompareOptions) -> tuple[list[Study], tuple[str, ...] | None, tuple[Note, ...]]:
    """The studies to be compared, all with the same seed and number of replications, their names and what is noted of them."""
    from sim.experiment.comparison.cases import read_case, read_cases
    from sim.experiment.replications import with_seed_and_replications
    from sim.study.study import with_engine

    changes, most = options.changes or (), options.most_applications
    names: tuple[str, ...] | None = None
    notes: tuple[Note, ...] = ()
    if options.regulation is not None:
        from sim.experiment.comparison.other_rules import read_under_other_rules
        from sim.study.other_rules.settings import Counterparts

        routes, roles = _pairs(options.map_routes, "--map-route"), _pairs(options.map_roles, "--map-role")
        counterparts = Counterparts(routes, roles, tuple(options.there or ()))
        under = read_under_other_rules(options.cases[0], options.regulation, counterparts, changes, most)
        studies: tuple[Study, ...] = under.studies
        names, notes = under.names, under.notes
    elif options.routes:
        studies = (read_case(options.cases[0], changes, most),)
    else:
        studies = read_cases(
            options.cases,
            variants=options.variants,
            readings=options.readings,
            changes=changes,
            most_applications=most,
        )
    studies = tuple(with_seed_and_replications(study, options.replications, options.seed) for study in studies)
    return [with_engine(study, options.engine.value) for study in studies], names, notes


def _pairs(texts: Sequence[str] | None, option: str) -> dict[str, str]:
    """What stands before and behind the sign of equality in each text; raises InputError for texts without one."""
    pairs = [(text.partition("=")[0].strip(), text.partition("=")[2].strip()) for text in texts or ()]
    faults = [
        Fault(option, 0, 0, translated("'{text}' names no two", text=text), translated("write one, '=' and the other"))
        for text, pair in zip(texts or (), pairs, strict=True)
        if not all(pair)
    ]
    if faults:
        raise InputError(faults)
    return dict(pairs)


def _refuse_excluding(options: CompareOptions) -> None:
    """Raise InputError for options that exclude each other."""
    excluded = []
    if options.routes and (options.variants or options.readings):
        other = "--variants" if options.variants else "--readings"
        excluded.append(_both_given("--routes", "--routes", other))
    if options.routes and len(options.cases) > 1:
        message = translated("the routes of one scenario are compared, and {count} are given", count=len(options.cases))
        excluded.append(Fault("--routes", 0, 0, message, translated("name one")))
    excluded += _excluding_regulation(options)
    if options.service is not None and not options.routes:
        message = translated("a service is chosen for its routes")
        excluded.append(Fault("--service", 0, 0, message, translated("add --routes")))
    if excluded:
        raise InputError(excluded)


def _excluding_regulation(options: CompareOptions) -> Iterator[Fault]:
    """Faults of options beside or without `--regulation`."""
    if options.regulation is None:
        for option, given in (
            ("--map-route", options.map_routes),
            ("--map-role", options.map_roles),
            ("--there", options.there),
        ):
            if given:
                message = translated("it says something of another regulation, and none is named")
                yield Fault(option, 0, 0, message, translated("add --regulation ID"))
        return
    flags = {"--routes": options.routes, "--variants": options.variants, "--readings": options.readings}
    for option, wanted in flags.items():
        if wanted:
            yield _both_given("--regulation", "--regulation", option)
    if len(options.cases) > 1:
        message = translated(
            "one scenario is compared with itself under another regulation, and {count} are given",
            count=len(options.cases),
        )
        yield Fault("--regulation", 0, 0, message, translated("name one"))


def _both_given(place: str, one: str, other: str) -> Fault:
    message = translated("both '{one}' and '{other}' are given", one=one, other=other)
    return Fault(place, 0, 0, message, translated("keep one of them"))


def _print_comparison(comparison: Comparison, files: Sequence[Path], lang: str) -> None:
    """Print the differences in tables, then the findings in sentences."""
    from sim.cli.terminal.comparison import MOST_SENTENCES, difference_tables
    from sim.cli.terminal.contents import files_text, section_parts
    from sim.report.comparison.page import against_text, heading
    from sim.report.comparison.sentences import (
        finding_sentences,
        narrowing_sentence,
        pairing_sentence,
        tried_table,
    )
    from sim.report.notes import comparison_warnings, note_sentence
    from sim.report.parts import Section

    stdout.print(f"\n{heading(comparison, lang)}\n", style="bold")
    stdout.print(f"{against_text(comparison, lang)} {pairing_sentence(comparison)}")
    for note in comparison.notes:
        stdout.print(f"{note_sentence(note, lang)}.")
    stdout.print()
    for table in difference_tables(comparison, lang):
        stdout.print(table)
    if (tried := tried_table(comparison, lang, "terminal")) is not None:
        for part in section_parts(Section("levers", "", (tried,))):
            stdout.print(part)
    for warning in comparison_warnings(comparison, lang):
        stdout.print(translated("Warning: {text}", text=warning), style="yellow")
    stdout.print(files_text(files) + "\n", soft_wrap=True)
    if text := narrowing_sentence(comparison):
        stdout.print(f"{text}\n")
    citizens, staff, untold = finding_sentences(comparison, lang)
    for findings in (citizens, staff):
        for text in findings[:MOST_SENTENCES]:
            stdout.print(text, style="bold")
        if len(findings) > MOST_SENTENCES:
            stdout.print(translated("Further findings in report.html: {count}.", count=len(findings) - MOST_SENTENCES))
    of_citizens = sum(not d.significant and not d.equal and d.place.kind != "staff" for d in comparison.strongest)
    printed = min(of_citizens, MOST_SENTENCES // 2)
    for text in untold[:printed]:
        stdout.print(text)
    if others := len(untold) - printed:
        text = counted(
            "No difference can be told in {count} other; it is in report.html.",
            "No difference can be told in {count} others; they are in report.html.",
            others,
        )
        stdout.print(text)
    if equal := sum(d.equal for d in comparison.differences):
        of_all = {"count": equal, "all": len(comparison.differences)}
        stdout.print(translated("The same in every replication: {count} of {all} measures.", **of_all))
