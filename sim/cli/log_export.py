"""The step log of a recorded run, written for other programs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, get_args

from sim.cli.consoles import progress, stderr, stdout
from sim.errors import Fault, InputError, OutputError, did_you_mean
from sim.export.event_log.facts import LogFacts
from sim.export.event_log.names import EventNames
from sim.export.event_log.rows import LogRows, log_rows
from sim.export.event_log.tables import write_csv, write_parquet
from sim.files.results_record import RECORDS
from sim.files.whole import whole_file
from sim.model.model import build_model
from sim.register.zone_names import WITHOUT_REGION, Zone
from sim.tracing.names import Names
from sim.tracing.recorded_run import RecordedRun, recorded_run
from sim.tracing.recorded_tables import replication_tables

if TYPE_CHECKING:
    from sim.cli.export_options import ExportOptions

_Writer = Callable[[BinaryIO, Iterable[LogRows], LogFacts], None]
_FORMATS: dict[str, tuple[str, _Writer]] = {"csv": (".csv", write_csv), "parquet": (".parquet", write_parquet)}
"""By format: how its file is called behind the name of the run, and what writes it."""


@dataclass
class _Count:
    """How much of a log went by."""

    cases: int = 0
    steps: int = 0
    _last: str = ""

    def passing(self, pieces: Iterable[LogRows], show: Callable[[int, int, str], None]) -> Iterator[LogRows]:
        """The rows of a log as they are, counted."""
        for rows in pieces:
            yield rows
            case = rows.columns["case"]
            self.cases += len(case.unique()) - (case[0].as_py() == self._last)
            self.steps += len(rows)
            self._last = case[-1].as_py()


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
    with whole_file(out) as file, progress() as show:
        tables = replication_tables(run, model, numbers, options.engine.value)
        pieces = (rows for one in tables for rows in log_rows(one, names))
        write(file, count.passing(pieces, show), facts)
    if names.without_region:
        services = ", ".join(names.without_region)
        stderr.print(
            f"The region of {services} is not known: its clock is taken to be {WITHOUT_REGION}", soft_wrap=True
        )
    stdout.print(f"Written to {out}: {count.cases} applications with {count.steps} steps", soft_wrap=True)


def _checked_zone(zone: str | None) -> str | None:
    """A time zone of Kazakhstan as it was given; InputError for another one."""
    known = get_args(Zone)
    if zone is not None and zone not in known:
        raise InputError(
            [Fault("--time-zone", 0, 0, f"Kazakhstan has no time zone '{zone}'", did_you_mean(zone, known))]
        )
    return zone


def _refuse_files_of_the_run(run: RecordedRun, out: Path) -> None:
    """Raise OutputError where a file that the run wrote would be overwritten."""
    target = Path(os.path.realpath(out))
    if target.parent == run.folder.resolve() and target.name in {*run.hashes, *RECORDS}:
        raise OutputError([Fault(str(out), 0, 0, "the run itself has written this file", "name another file")])
