"""The Parquet files of the logs of a run: the very tables that pandas would write, row group by row group."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.engine.log_columns import ApplicationColumns, StepColumns
from sim.engine.log_tables import applications_frame, steps_frame
from sim.engine.steplog import StepLog
from sim.experiment.replications import replicate
from sim.export import log_files
from sim.export.log_files import TableFile
from sim.model.model import build_model
from sim.study.loading import load_scenario


@cache
def logs(scenario: str) -> tuple[StepLog, ...]:
    model = build_model(load_scenario(scenario))
    return tuple(replicate(model, number)[1] for number in (1, 2))


def by_pandas(path: Path, frames: list[pd.DataFrame], rows: int) -> bytes:
    """What a file is that is written from tables of pandas in row groups of so many rows."""
    schema = pa.Table.from_pandas(frames[0], preserve_index=False).schema
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for frame in frames:
            table = pa.Table.from_pandas(frame, schema=schema, preserve_index=False)
            writer.write_table(table, row_group_size=rows)
    return path.read_bytes()


@pytest.mark.parametrize("rows", [1000, 1 << 20])
@pytest.mark.parametrize("scenario", ["karaganda_department", "asp_surge_april_2019"])
def test_files_are_those_that_pandas_would_write(
    scenario: str, rows: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_files, "_ROW_GROUP", rows)
    steps, applications = TableFile(tmp_path / "steps"), TableFile(tmp_path / "applications")
    for log in logs(scenario):
        steps.append(StepColumns(log))
        applications.append(ApplicationColumns(log))
    for file in (steps, applications):
        file.close()
    frames = [steps_frame(log) for log in logs(scenario)]
    assert (tmp_path / "steps").read_bytes() == by_pandas(tmp_path / "other", frames, rows)
    frames = [applications_frame(log) for log in logs(scenario)]
    assert (tmp_path / "applications").read_bytes() == by_pandas(tmp_path / "other", frames, rows)


def test_a_later_replication_may_have_many_more_names(tmp_path: Path) -> None:
    log = logs("asp_surge_april_2019")[0]
    many = np.arange(len(log.visits)) % 500
    member = np.where(log.visits.member == -1, -1, many)
    crowd = replace(log, visits=replace(log.visits, member=member, served_by=log.visits.pool))
    file = TableFile(tmp_path / "steps")
    file.append(StepColumns(log))
    file.append(StepColumns(crowd))
    file.close()
    read = pd.read_parquet(tmp_path / "steps")
    expected = pd.concat([steps_frame(log).astype(object), steps_frame(crowd).astype(object)], ignore_index=True)
    assert read["member"].astype(object).fillna("").tolist() == expected["member"].fillna("").tolist()
    assert read["queued"].tolist() == expected["queued"].tolist()
