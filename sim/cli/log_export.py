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
from sim.engine.log_tables import ReplicationTables
from sim.errors import Fault, InputError, OutputError
from sim.export.event_log.facts import LogFacts
from sim.export.event_log.names import EventNames
from sim.export.event_log.ocel import write_ocel
from sim.export.event_log.plain_json import write_json
from sim.export.event_log.rows import LogRows, log_rows
from sim.export.event_log.tables import write_csv, write_parquet
from sim.export.event_log.xes import write_xes
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
_FORMATS: dict[str, tuple[str, _Writer]] = {
    "csv": (".csv", lambda file, pieces, _facts, _names: write_csv(file, pieces)),
    "parquet": (".parquet", lambda file, pieces, facts, _names: write_parquet(file, pieces, facts)),
    "xes": (".xes", lambda file, pieces, facts, _names: write_xes(file, pieces, facts)),
    "ocel": (".ocel.json", write_ocel),
    "json": (".json", lambda file, pieces, facts, _names: write_json(file, pieces, facts)),
}
"""By format: how its file is called behind the name of the run, and what writes it."""


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
    """Write the steps of a run in the form that is asked for, and print what was written."""
    zone = _checked_zone(options.time_zone)
    run = recorded_run(options.what)
    ending, write = _FORMATS[options.to.value]
    out = options.out or Path(f"{run.folder.resolve().name}{ending}")
    _refuse_files_of_the_run(run, out)
    numbers = tuple(range(1, run.replications + 1)) if options.replication == "all" else (int(options.replication),)
    for number in numbers:
        run.check_number(number)
    model, lang = build_model(run.study), options.lang.value
    names = EventNames.of(model, Names.of(run.study, lang), zone)
    scenario = run.study.scenario
    facts = LogFacts(
        run.study.name, scenario.scenario.text(lang), lang, names.distinct_zones, numbers, scenario.seed, version("sim")
    )
    count = _Count()
    with whole_file(out) as file, progress() as show, _packed(file, out, options.to.value) as packed:
        tables = replication_tables(run, model, numbers, options.engine.value)
        write(packed, count.passing(tables, names, len(numbers), show), facts, names)
    if names.without_region:
        services = ", ".join(names.without_region)
        said = translated(
            "Services without a known region: {services}; {zone} is taken for their time zone, --time-zone names another one",
            services=services,
            zone=WITHOUT_REGION,
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
    if form == "parquet" or out.suffix != ".gz":
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
