"""The command `forecast`: what an office will do as it is and changed, with intervals from chance and ignorance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.app import app
from sim.cli.consoles import print_json, progress
from sim.cli.faults import faults
from sim.cli.options import CalendarFormat, Language, takes
from sim.cli.study_options import StudyOptions
from sim.errors import Fault, InputError
from sim.quantities import shown
from sim.schema.language import Lang
from sim.schema.size_caps import MOST_REPLICATIONS
from sim.translations.in_use import ORIGINAL, in_language, translated

if TYPE_CHECKING:
    from sim.experiment.workers import Progress
    from sim.forecast.forecast import Forecast, ForecastOptions

_MOST_CASES = 100_000
_MOST_DAYS = 3_650


@dataclass(frozen=True, kw_only=True)
class ForecastingOptions(StudyOptions):
    """What a user asks of a forecast."""

    cases: Annotated[
        list[str] | None,
        typer.Option(
            "--case",
            metavar="CASE",
            help="A changed office, such as 'more: executor=3', 'less: demand=0.8' or 'both: executor=3, work.head=1.2'; several times.",
        ),
    ] = None
    count: Annotated[
        int | None,
        typer.Option(
            "--cases",
            min=1,
            max=_MOST_CASES,
            metavar="N",
            help="The first N cases, from empty offices; else those of the period.",
        ),
    ] = None
    start: Annotated[
        str | None,
        typer.Option("--start", metavar="YYYY-MM-DD", help="First day whose cases count; default the scenario's."),
    ] = None
    end: Annotated[
        str | None,
        typer.Option("--end", metavar="YYYY-MM-DD", help="First day whose cases do not count; default the scenario's."),
    ] = None
    within: Annotated[
        list[int] | None,
        typer.Option(
            min=1,
            max=_MOST_DAYS,
            metavar="DAYS",
            help="Share over within so many days of 24 hours; several times. Default 3 and 7.",
        ),
    ] = None
    draws: Annotated[
        int, typer.Option(min=2, max=MOST_REPLICATIONS, metavar="K", help="Draws of what is not known of the office.")
    ] = 100
    replications: Annotated[
        int, typer.Option(min=2, max=MOST_REPLICATIONS, metavar="M", help="Replications of each draw.")
    ] = 10
    open_register: Annotated[
        Path | None,
        typer.Option(
            "--open",
            metavar="REGISTER",
            help="Instead: which of the files that lie in the office by this register will be late.",
        ),
    ] = None
    at: Annotated[
        str | None,
        typer.Option(
            "--at", metavar="YYYY-MM-DD", help="With --open: as known on that day; default the register's end."
        ),
    ] = None
    out: Annotated[Path | None, typer.Option(help="Folder for the results; else nothing is written.")] = None
    lang: Language = Lang.en
    fmt: Annotated[CalendarFormat, typer.Option("--format", help="How to print; csv with --open.")] = (
        CalendarFormat.table
    )


@app.command("forecast", short_help="Foretell an office as it is and changed, as its register will show it.")
@takes(ForecastingOptions)
def forecast_command(options: ForecastingOptions) -> None:
    """Foretell an office as it is and changed: times on the clock, shares and waits as its register will show them.

    The numbers under 'assumptions' are drawn anew again and again, so that an interval has both chance and ignorance in it. All
    cases share all draws.
    """
    with faults():
        if options.open_register is not None:
            from sim.cli.forecast_open import print_open_files

            seed = options.study().scenario.seed
            print_open_files(options.open_register, options.at, seed, options.fmt, options.lang.value)
            return
        _refuse_without_register(options)
        from sim.cli.terminal.forecast import print_forecast
        from sim.export.folder import FORECAST_FILES, ResultFolder

        files: Sequence[Path] = ()
        if options.out is None:
            forecast = _foretold(options)
            data = _data(forecast)
        else:
            with ResultFolder(options.out, FORECAST_FILES) as folder:
                forecast = _foretold(options)
                data = _data(forecast)
                files = folder.publish(data)
        if options.fmt is CalendarFormat.json:
            print_json(data | ({"files": [str(path) for path in files]} if files else {}))
        else:
            print_forecast(forecast, files, options.lang.value)


def _refuse_without_register(options: ForecastingOptions) -> None:
    """Raise InputError where something is asked for that only `--open` answers."""
    repair = translated("name the register with --open")
    wrong = [("--at", options.at is not None), ("--format", options.fmt is CalendarFormat.csv)]
    faults_found = [
        Fault(option, 0, 0, translated("this concerns the open files of a register"), repair)
        for option, given in wrong
        if given
    ]
    if faults_found:
        raise InputError(faults_found)


def _foretold(options: ForecastingOptions) -> Forecast:
    """The forecast that is asked for."""
    from sim.forecast.forecast import run_forecast
    from sim.forecast.forecast_cases import is_short_change, stated_base, stated_cases

    changes = options.changes or []
    short = [change for change in changes if is_short_change(change)]
    study = _with_paths(options, [change for change in changes if change not in short]).study()
    base, cases = stated_base(study.scenario, short), stated_cases(study.scenario, options.cases or ())
    with progress() as show:
        return run_forecast(study, base, cases, _asked(options, show))


def _with_paths(options: ForecastingOptions, changes: list[str]) -> ForecastingOptions:
    return replace(options, changes=changes or None)


def _asked(options: ForecastingOptions, show: Progress) -> ForecastOptions:
    """The options of the forecast itself."""
    from sim.forecast.forecast import ForecastOptions
    from sim.forecast.register_figures import WITHIN_DAYS

    return ForecastOptions(
        cases=options.count,
        start=_day(options.start, "--start"),
        end=None if options.count else _day(options.end, "--end"),
        within=tuple(dict.fromkeys(options.within or WITHIN_DAYS)),
        draws=options.draws,
        replications=options.replications,
        workers=options.machines,
        progress=show,
    )


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        message = translated("{given} is no day", given=shown(text))
        raise InputError([Fault(option, 0, 0, message, translated("write it as 2018-10-01"))]) from None


def _data(forecast: Forecast) -> dict[str, Any]:
    from sim.export.forecast import forecast_data
    from sim.report.forecast.sentences import forecast_sentences

    with in_language(ORIGINAL):
        return forecast_data(forecast, forecast_sentences(forecast))
