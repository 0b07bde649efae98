"""A run as its folder records it: the scenario as it was, and the log of any replication, read from the tables or run again."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
from pydantic import BaseModel, Field, ValidationError

from sim.engine.log_tables import APPLICATION_COLUMNS, STEP_COLUMNS
from sim.engine.steplog import RecordedLog
from sim.errors import CalendarSpanError, Fault, InputError
from sim.experiment.replications import replicate
from sim.files.publishing import settle
from sim.files.results_record import HASHES
from sim.model.build_capacity import draw_capacity
from sim.model.model import Model, build_model
from sim.quantities import shown
from sim.schema.size_caps import MOST_APPLICATIONS_ALLOWED, MOST_REPLICATIONS
from sim.schema.text_file import one_line, read_text
from sim.schema.yaml_file import YAML_ENDINGS
from sim.shipped import shipped_scenarios
from sim.study.loading import find_scenario, load_scenario
from sim.study.study import Study, with_engine
from sim.tracing.read_tables import log_from_tables
from sim.tracing.table_files import AS_IT_WAS, RUN_AGAIN, table_file
from sim.translations.in_use import translated


@dataclass(frozen=True)
class RecordedRun:
    """A run that lies in a folder."""

    folder: Path
    """Where its results lie."""
    study: Study
    """The study as it was run, read again."""
    replications: int
    """How many replications it has."""
    logs: int
    """Of how many of them the tables have rows, the first ones."""
    hashes: Mapping[str, str]
    """Of the files of the run, by their names [SHA-256, hexadecimal]."""

    def replication(self, number: int, engine: str | None = None) -> tuple[Model, RecordedLog]:
        """The model of a replication, its random absences and outages drawn, and its log.

        The log comes from `steps.parquet` and `applications.parquet` where both are there and have it, else the replication is
        run again, by `engine` (`compiled`, `simpy` or `auto`, which is the default). Raises InputError for a number that the run
        does not have, and for tables that are not those which the run wrote.
        """
        self.check_number(number)
        model = build_model(self.study)
        paths = [self.folder / name for name in ("steps.parquet", "applications.parquet")]
        if number > self.logs or not all(path.is_file() for path in paths):
            return replicate(replace(model, study=with_engine(self.study, engine)), number)
        capacity = draw_capacity(model.capacity, self.study, model.window, number)
        drawn = replace(model, capacity=capacity)
        steps = _read(paths[0], self.hashes, number, STEP_COLUMNS)
        applications = _read(paths[1], self.hashes, number, APPLICATION_COLUMNS)
        try:
            if not len(applications):
                raise ValueError("no rows")
            return drawn, log_from_tables(steps, applications, drawn)
        except (KeyError, ValueError, IndexError, CalendarSpanError):
            raise other_tables(self.folder) from None

    def check_number(self, number: int) -> None:
        """Raise InputError for a number of a replication that the run does not have."""
        if not 1 <= number <= self.replications:
            raise unknown_replication(number, self.replications)


def unknown_replication(number: int, count: int) -> InputError:
    """The error of a number of a replication that a run of so many does not have."""
    message = translated("the run has no replication {number}", number=number)
    repair = translated("name only 1") if count == 1 else translated("name one of 1 to {count}", count=count)
    return InputError([Fault("--replication", 0, 0, message, repair)])


def other_tables(folder: str | Path) -> InputError:
    """The error of tables that say what cannot have been in the run of a folder."""
    message = translated("the tables are not those of the run in run.json")
    return InputError([Fault(str(folder), 0, 0, message, translated(RUN_AGAIN))])


def recorded_run(folder: str | Path) -> RecordedRun:
    """Read what `run.json` in a folder of results says, and the scenario that it names.

    Raises InputError where there is no such folder or no run in it, and where a file of the scenario is gone or not the
    one that was run.
    """
    where = Path(folder)
    if not os.path.isdir(where):
        message, repair = translated("there is no such folder"), translated("name the folder of a run's results")
        raise InputError([Fault(str(folder), 0, 0, message, repair)])
    settle(where)
    record = where / "run.json"
    if not os.path.isfile(record):
        message = translated("no run lies in this folder: it has no run.json")
        repair = translated("name the folder of a run's results, such as {example}", example="reports/NAME")
        raise InputError([Fault(str(folder), 0, 0, message, repair)])
    facts, files, hashes = _recipe(record)
    study = _as_it_was(record, facts, files)
    # A warm-up that was found is part of what was run.
    period = study.scenario.period.model_copy(update={"warm_up_until": date.fromisoformat(facts["warm_up_until"])})
    changes = {"seed": facts["seed"], "replications": facts["replications"], "period": period}
    study = replace(study, scenario=study.scenario.model_copy(update=changes))
    count, logs = int(facts["replications"]), facts.get("logs")
    return RecordedRun(where, study, count, count if logs is None else int(logs), hashes)


class _Recipe(BaseModel):
    """What has to stand in `run.json` so that a study can be run again."""

    scenario: str
    scenario_from_here: str | None = None
    variant: str | None
    changes: list[str]
    replications: int = Field(ge=1, le=MOST_REPLICATIONS, strict=True)
    logs: int | None = Field(default=None, ge=0, le=MOST_REPLICATIONS, strict=True)
    seed: int = Field(ge=0, lt=2**63, strict=True)
    max_applications: int = Field(ge=1, le=MOST_APPLICATIONS_ALLOWED, strict=True)
    warm_up_until: date


def _recipe(record: Path) -> tuple[dict[str, Any], dict[str, str], dict[str, str]]:
    """What `run.json` says of the study, and the hashes of its files and of those of the results."""
    try:
        data = json.loads(read_text(record, str(record)))
        facts, files, hashes = data["study"], dict(data["files"]), dict(data.get(HASHES) or {})
        _Recipe.model_validate(facts)
        return dict(facts), files, hashes
    except (ValidationError, KeyError, TypeError, AttributeError):
        message = translated("the record does not say how to run the study again")
        raise InputError([Fault(str(record), 0, 0, message, translated(RUN_AGAIN))]) from None
    except (ValueError, RecursionError):
        message = translated("this is no readable record of a run")
        raise InputError([Fault(str(record), 0, 0, message, translated(RUN_AGAIN))]) from None


def _as_it_was(record: Path, facts: dict[str, Any], files: dict[str, str]) -> Study:
    """The study of a run by its record, read again; its files have to be those of the run."""
    given = str(facts["scenario"])
    if Path(given).suffix not in YAML_ENDINGS and given not in shipped_scenarios():
        message = translated("the record names no scenario, but {given}", given=shown(given))
        raise InputError([Fault(str(record), 0, 0, one_line(message), translated(RUN_AGAIN))])
    beside = record.parent / facts["scenario_from_here"] if facts.get("scenario_from_here") else None
    name = str(beside) if beside is not None and os.path.isfile(beside) else given
    path = find_scenario(name)
    if not os.path.isfile(path):
        message = translated("the scenario of this run is gone")
        repair = translated(
            "bring it back, trace from the folder in which the run was started, or run the scenario again"
        )
        raise InputError([Fault(given, 0, 0, message, repair)])
    # The scenario first: what was changed in it may be a fault of its own, or name other files.
    # Nothing is read but a scenario of which the record has the hash, wherever a record from elsewhere may point.
    if (
        path.suffix not in YAML_ENDINGS
        or files.get(path.name) != hashlib.sha256(read_text(path, name).encode()).hexdigest()
    ):
        raise InputError([_changed(given)])
    try:
        study = load_scenario(name, facts["variant"], facts["changes"], int(facts["max_applications"]))
    except InputError as error:
        raise InputError(_of_the_record(record, fault) for fault in error.faults) from None
    different = sorted(n for n in {*files, *study.hashes} if files.get(n) != study.hashes.get(n))
    if different:
        raise InputError(_changed(name) for name in different)
    return study


def _of_the_record(record: Path, fault: Fault) -> Fault:
    """A fault of a variant or a setting, which stand in the record and not on the command line."""
    return (
        replace(fault, file=str(record), message=f"{fault.file}: {fault.message}") if fault.file[:2] == "--" else fault
    )


def _changed(name: str) -> Fault:
    return Fault(name, 0, 0, translated("this file has changed since the run"), translated(AS_IT_WAS))


def _read(path: Path, hashes: Mapping[str, str], replication: int, columns: tuple[str, ...]) -> pd.DataFrame:
    """The rows of one replication, of a table that is the one which the run wrote."""
    with table_file(path, hashes) as file:
        table = pq.read_table(file, columns=list(columns), filters=[("replication", "=", replication)])
    frame: pd.DataFrame = table.to_pandas()
    return frame
