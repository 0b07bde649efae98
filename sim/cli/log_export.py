"""The step log of a recorded run, written for other programs."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast, get_args

from sim.cli.consoles import progress, stderr, stdout
from sim.cli.workbook_contents import workbook_contents
from sim.engine.log_tables import ReplicationTables
from sim.errors import Fault, InputError, OutputError
from sim.export.event_log.facts import LogFacts
from sim.export.event_log.names import EventNames
from sim.export.event_log.ocel import write_ocel
from sim.export.event_log.plain_json import write_json
from sim.export.event_log.rows import LogRows, log_rows
from sim.export.event_log.tables import write_csv, write_parquet
from sim.export.event_log.xes import write_xes
from sim.export.workbook.write import write_workbook
from sim.files.results_record import RECORDS
from sim.files.whole import whole_file
from sim.model.model import build_model
from sim.register.zone_names import WITHOUT_REGION, Zone
from sim.tracing.names import Names
from sim.tracing.recorded_run import RecordedRun, recorded_run
from sim.tracing.recorded_tables import replication_tables
from sim.translations.in_use import localized_number, translated

if TYPE_CHECKING:
    from sim.cli.export_options import ExportOptions

_Writer = Callable[[BinaryIO, Iterable[LogRows], LogFacts, EventNames], None]
_WRITERS: dict[str, _Writer] = {
    "csv": lambda file, pieces, _facts, _names: write_csv(file, pieces),
    "parquet": lambda file, pieces, facts, _names: write_parquet(file, pieces, facts),
    "xes": lambda file, pieces, facts, _names: write_xes(file, pieces, facts),
    "ocel": write_ocel,
    "json": lambda file, pieces, facts, _names: write_json(file, pieces, facts),
}
"""What writes the step log in each format."""
_ENDINGS = {"ocel": ".ocel.json"}
"""How the file of a format is called behind the name of the run, if not by the format."""
_PACKED_ALREADY = ("parquet", "xlsx")


@dataclass
class _Count:
    """How much of a log went by."""

    cases: int = 0
    steps: int = 0

    def passing(
        self, tables: Iterable[ReplicationTables], names: EventNames, total: int, show: Callable[[int, int, str], None]
    ) -> Iterator[LogRows]:
        """The rows of some replications, counted as they go by."""
        for done, one in enumerate(tables):
            show(done, total, "step log")
            for rows in log_rows(one, names):
                yield rows
                self.cases += len(rows.first_of_case)
                self.steps += len(rows)
        show(total, total, "step log")


def export_log(options: ExportOptions) -> None:
    """Write the steps of a run in the form that is asked for, with its figures if that is a workbook, and print what was written."""
    zone, form, lang = _checked_zone(options.time_zone), options.to.value, options.lang.value
    _refuse_options_of_workbooks(options)
    run = recorded_run(options.what)
    out = options.out or Path(f"{run.folder.resolve().name}{_ENDINGS.get(form, f'.{form}')}")
    _refuse_files_of_the_run(run, out)
    numbers = tuple(range(1, run.replications + 1)) if options.replication == "all" else (int(options.replication),)
    for number in numbers:
        run.check_number(number)
    model = build_model(run.study)
    names = EventNames.of(model, Names.of(run.study, lang), zone)
    count, left_out = _Count(), 0
    with whole_file(out) as file, progress() as show, _packed(file, out, form) as packed:
        # A place that cannot be written to is told before the work is done.
        contents = workbook_contents(run, options, show) if form == "xlsx" else None
        tables = replication_tables(run, model, numbers, options.engine.value)
        rows = count.passing(tables, names, len(numbers), show)
        if contents is not None:
            left_out = write_workbook(packed, contents, rows)
        else:
            _WRITERS[form](packed, rows, _facts(run, names, lang, numbers), names)
    _print_written(out, count, names, left_out)


def _facts(run: RecordedRun, names: EventNames, lang: str, numbers: tuple[int, ...]) -> LogFacts:
    """What the exported log is."""
    study, scenario = run.study, run.study.scenario
    title, release = scenario.scenario.text(lang), version("sim")
    return LogFacts(study.name, title, lang, names.distinct_zones, numbers, scenario.seed, release)


def _print_written(out: Path, count: _Count, names: EventNames, left_out: int) -> None:
    if names.without_region:
        services = ", ".join(names.without_region)
        said = translated(
            "Services without a known region: {services}; {zone} is taken for their time zone, --time-zone names another one",
            services=services,
            zone=WITHOUT_REGION,
        )
        stderr.print(said, soft_wrap=True)
    if left_out:
        said = translated(
            "Steps for which a sheet has no room: {steps}; --to csv and --to parquet have all of them",
            steps=localized_number(left_out),
        )
        stderr.print(said, soft_wrap=True)
    said = translated(
        "Written to {file}; applications: {applications}, steps: {steps}",
        file=out,
        applications=localized_number(count.cases),
        steps=localized_number(count.steps),
    )
    stdout.print(said, soft_wrap=True)


@contextmanager
def _packed(file: BinaryIO, out: Path, form: str) -> Iterator[BinaryIO]:
    """A file as it is, or what packs texts into it where its name ends with `.gz`."""
    if form in _PACKED_ALREADY or out.suffix != ".gz":
        yield file
        return
    # Without a name and a moment the same log gives the same bytes.
    with gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
        yield cast(BinaryIO, packed)


def _checked_zone(zone: str | None) -> str | None:
    """A time zone of Kazakhstan as it was given; InputError for another one."""
    known = get_args(Zone)
    if zone is not None and zone not in known:
        raise InputError(
            [
                Fault(
                    "--time-zone",
                    0,
                    0,
                    translated("Kazakhstan has no time zone '{zone}'", zone=zone),
                    translated("name one of {known}", known=", ".join(known)),
                )
            ]
        )
    return zone


def _refuse_options_of_workbooks(options: ExportOptions) -> None:
    """Raise InputError where options are given that only workbooks have."""
    given = {"--no-charts": options.no_charts, "--workers": options.workers is not None}
    if options.to.value != "xlsx" and any(given.values()):
        message, repair = translated("only workbooks have this option"), translated("leave it out, or write --to xlsx")
        raise InputError(Fault(name, 0, 0, message, repair) for name, is_given in given.items() if is_given)


def _refuse_files_of_the_run(run: RecordedRun, out: Path) -> None:
    """Raise OutputError where a file that the run wrote would be overwritten."""
    target = Path(os.path.realpath(out))
    if target.parent == run.folder.resolve() and target.name in {*run.hashes, *RECORDS}:
        raise OutputError(
            [
                Fault(
                    str(out),
                    0,
                    0,
                    translated("the run itself has written this file"),
                    translated("name another file"),
                )
            ]
        )
