"""The command `check`: every fault of a file with its place, what to expect of a scenario, and all of its settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.app import app
from sim.cli.consoles import print_json, stderr, stdout
from sim.cli.faults import faults
from sim.cli.options import Changes, Format, Language, MostApplications, TableFormat, Variant
from sim.errors import Fault, InputError
from sim.schema.language import Lang
from sim.schema.size_caps import MOST_APPLICATIONS
from sim.translations.in_use import ORIGINAL, counted, in_language, language, localized_signs, of_hundred, translated

if TYPE_CHECKING:
    from sim.model.model import Model
    from sim.register.read_register import ReadingAccount
    from sim.study.explain import ExplainedSetting
    from sim.study.study import Study


@app.command(short_help="Check files: every fault with its place, and what to expect.")
def check(
    files: Annotated[
        list[str],
        typer.Argument(help="Scenario or regulation files, or shipped scenarios and regulations by their names."),
    ],
    variant: Variant = None,
    changes: Changes = None,
    most_applications: MostApplications = MOST_APPLICATIONS,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show every setting, its value and where it comes from.")
    ] = False,
    _lang: Language = Lang.en,
    fmt: Format = TableFormat.table,
) -> None:
    """Check files; print every fault with its place, and for a scenario what to expect of it.

    Of a scenario with variants, itself and every variant are checked, or the one that --variant names.
    """
    all_faults: list[Fault] = []
    reports: list[dict[str, Any]] = []
    with faults():
        for name in files:

            def found(name: str = name) -> dict[str, Any]:
                return _checked(name, variant, changes or (), most_applications, explain=explain, fmt=fmt)

            try:
                with in_language(ORIGINAL if fmt is TableFormat.json else language()):
                    reports.append({"file": name} | found())
            except InputError as error:
                told = fmt is TableFormat.table or language() == ORIGINAL
                all_faults += error.faults if told else _faults_of(found)
                reports.append({"file": name, "faults": [_fault_data(fault) for fault in error.faults]})
    if fmt is TableFormat.json:
        print_json(reports)
    for fault in all_faults:
        stderr.print(str(fault), soft_wrap=True)
    if all_faults:
        raise typer.Exit(2)
    if fmt is TableFormat.table:
        stdout.print(counted("{count} file is in order", "{count} files are in order", len(files)), style="green")


def _faults_of(found: Callable[[], object]) -> tuple[Fault, ...]:
    """The faults of a file in the language in use, as people read them beside data, whose texts are English."""
    try:
        found()
    except InputError as error:
        return error.faults
    return ()  # somebody has mended the file meanwhile


def _checked(
    name: str,
    variant: str | None,
    changes: Sequence[str],
    most_applications: int,
    *,
    explain: bool,
    fmt: TableFormat,
) -> dict[str, Any]:
    """What is found of one file without faults, as data; of a scenario tables are printed where they are asked for."""
    from sim.law.load import load_regulation
    from sim.model.model import build_model
    from sim.study.loading import Reader, kind_of

    if kind_of(name) == "regulation":
        load_regulation(name)
        return {"kind": "regulation", "faults": []}
    reader = Reader(name, changes, most_applications)
    (study, file), *others = reader.studies() if variant is None else (reader.study(variant),)
    model = build_model(study)
    models = [build_model(other) for other, _ in others]
    _refuse_unsteady([model, *models])
    data = {"kind": "scenario", "variant": variant, "faults": []} | _expectations(model)
    data["variants"] = [
        {"variant": other.variant, "title": other.scenario.scenario.model_dump()} | _expectations(made)
        for (other, _), made in zip(others, models, strict=True)
    ]
    settings: tuple[ExplainedSetting, ...] = ()
    if explain:
        from sim.study.explain import explained

        settings = explained(study, file)
        data["settings"] = [_setting_data(setting) for setting in settings]
    if fmt is TableFormat.table:
        stdout.print(f"{name}: {study.scenario.scenario.text(language())}", style="bold")
        if explain:
            from sim.cli.terminal.settings import settings_tables

            for part in settings_tables(settings, file.name):
                stdout.print(part)
        else:
            _print_expectations(model)
        for other, _ in others:
            stdout.print(translated("Variant {name}: {title}", name=other.variant, title=_title(other)))
    return data


def _title(study: Study) -> str:
    """What a variant is called for itself."""
    title = study.scenario.variants[study.variant].title if study.variant else None
    return title.text(language()) if title else translated("in order")


def _refuse_unsteady(models: Sequence[Model]) -> None:
    """Raise InputError with the faults of all models whose warm-up is to be found and cannot be."""
    from sim.scenario.scenario import MSER_5

    searched = [model for model in models if model.study.scenario.period.warm_up_until == MSER_5]
    if not searched:
        return
    from sim.experiment.warm_up import refuse_unsteady  # brings what a run needs, and takes as long to import

    unsteady: list[Fault] = []
    for model in searched:
        try:
            refuse_unsteady(model)
        except InputError as error:
            unsteady += error.faults
    if unsteady:
        raise InputError(unsteady)


def _print_expectations(model: Model) -> None:
    from sim.cli.terminal.load import expected_table, load_table
    from sim.cli.terminal.registers import register_table
    from sim.measure.offered_load import offered_load, overloaded
    from sim.report.notes import note_sentence
    from sim.study.study import pilot_size

    for name, file, account in _registers(model.study):
        stdout.print(register_table(name, file, account))
    stdout.print(expected_table(_expected(model)))
    stdout.print(load_table(model.study, offered_load(model)))
    for note in (*model.warnings, *overloaded(model)):
        stdout.print(translated("Warning: {text}", text=note_sentence(note)), style="yellow")
    if count := len(model.study.scenario.assumptions):
        stdout.print(
            counted(
                "One assumption is uncertain; the stated numbers hold, and 'sim run --uncertain' draws them.",
                "{count} assumptions are uncertain; the stated numbers hold, and 'sim run --uncertain' draws them.",
                count,
            )
        )
    if pilot := pilot_size(model.study):
        stdout.print(
            counted(
                "The end of the warm-up is found before the run, by MSER-5 from a pilot of {count} replication; the numbers "
                "above are those of the whole period.",
                "The end of the warm-up is found before the run, by MSER-5 from a pilot of {count} replications; the numbers "
                "above are those of the whole period.",
                pilot,
            )
        )


def _expectations(model: Model) -> dict[str, Any]:
    """Expected applications and load of a scenario as plain data."""
    from sim.cli.terminal.registers import register_data
    from sim.measure.offered_load import offered_load
    from sim.study.study import pilot_size

    return {
        "registers": [register_data(*register) for register in _registers(model.study)],
        "uncertain": list(model.study.scenario.assumptions),
        "warm_up": {
            "until": str(model.study.scenario.period.warm_up_until),
            "pilot_replications": pilot_size(model.study),
        },
        "streams": [
            {"stream": stream, "rate": rate, "expected": round(count, 6)} for stream, rate, count in _expected(model)
        ],
        "pools": [load.as_data() for load in offered_load(model)],
    }


def _registers(study: Study) -> list[tuple[str, str, ReadingAccount]]:
    """Of each register: its stream, its file, and what was read of it."""
    streams = study.scenario.arrivals
    return [
        (name, streams[name].history.file, register.account)  # type: ignore[union-attr]  # it has a history
        for name, register in study.histories.items()
    ]


def _expected(model: Model) -> list[tuple[str, str, float]]:
    """Name, rate and expected applications of each stream and channel in the counted period, and the files of backlogs."""
    from sim.model.expected_objections import expected_objections

    scenario, window = model.study.scenario, model.window
    rows = []
    for plan in model.streams:
        name, _, part = plan.name.partition("/")
        several = sum(other.name == plan.name for other in model.streams) > 1
        label = f"{plan.name} ({model.routes[plan.route].route})" if several else plan.name
        of_objections = expected_objections(model.routes, plan)
        if plan.entries is not None:
            files = float(len(plan.entries))
            rows.append((label, translated("waiting at the start"), files))
            rows += _of_objections(label, files, of_objections)
            continue
        stream = scenario.arrivals[name]
        says = stream.says
        if part and part in stream.campaigns:
            campaign = stream.campaigns[part]
            times = localized_signs(f"{campaign.times or 0:g}")
            says = translated("{number} times", number=times) if campaign.rate is None else str(campaign.rate)
        elif part:
            says = translated("{share} per year", share=of_hundred(localized_signs(f"{100 * (stream.growth or 0):+g}")))
        expected = plan.expected(window.warm_up_end, window.horizon)
        rows.append((label, says, expected))
        rows += _of_objections(label, expected, of_objections)
    return rows


def _of_objections(label: str, answers: float, each: float) -> list[tuple[str, str, float]]:
    """The row of the objections to the answers of a stream, if any are expected."""
    if not each:
        return []
    return [(translated("{stream}: objections", stream=label), translated("to its answers"), answers * each)]


def _fault_data(fault: Fault) -> dict[str, Any]:
    return {
        "file": fault.file,
        "line": fault.line,
        "column": fault.column,
        "message": fault.message,
        "repair": fault.repair,
    }


def _setting_data(setting: ExplainedSetting) -> dict[str, Any]:
    place = setting.place
    return {
        "path": setting.path,
        "value": setting.value,
        "origin": setting.origin,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "note": setting.note,
    }
