"""A log and its two tables: every column of the log stands in them as what it means, and nothing else does."""

from __future__ import annotations

from dataclasses import fields
from functools import cache

import numpy as np
import pandas as pd
import pytest

from sim.engine.complete import complete
from sim.engine.log_tables import APPLICATION_COLUMNS, STEP_COLUMNS, applications_frame, steps_frame
from sim.engine.simpy.simulation import run
from sim.engine.steplog import Applications, StepLog, StepOutcome, Visits
from sim.model.outcomes import ApplicationOutcome
from sim.quantities import UNSET, Instants
from tests.conformance.cases import load_case

EVERY_WAIT = "134_every_kind_of_wait"


@cache
def completed(name: str) -> StepLog:
    case = load_case(name)
    return complete(run(case.workload, case.capacity), case.workload, case.capacity)


def seconds(column: pd.Series) -> Instants:
    moments = column.to_numpy(dtype="datetime64[s]")
    return np.where(np.isnat(moments), UNSET, moments.astype(np.int64))


def test_every_column_of_a_log_has_one_entry_per_visit_or_application() -> None:
    log = completed(EVERY_WAIT)
    assert {len(getattr(log.visits, field.name)) for field in fields(Visits)} == {len(log.visits)}
    assert {len(getattr(log.applications, f.name)) for f in fields(Applications)} == {len(log.applications)}
    assert log.visits.application.max() < len(log.applications)


@pytest.mark.parametrize("name", [EVERY_WAIT, "60_the_next_stand_in"])
def test_the_step_table_says_what_the_visits_are(name: str) -> None:
    log = completed(name)
    visits, names, table = log.visits, log.names, steps_frame(log)
    assert tuple(table.columns) == STEP_COLUMNS
    for column in ("application", *(column for column in STEP_COLUMNS if column.endswith("_s"))):
        assert table[column].tolist() == getattr(visits, column).tolist(), column
    for column in ("queued", "started", "finished", "deadline"):
        assert seconds(table[column]).tolist() == getattr(visits, column).tolist(), column
    assert table["visit"].tolist() == visits.number.tolist()
    assert table["outcome"].tolist() == [StepOutcome(code).name for code in visits.outcome]
    assert table["in_time"].astype("Int8").fillna(UNSET).tolist() == visits.in_time.tolist()
    steps = [names.steps[route][k] for route, k in zip(log.route_of_visit, visits.position, strict=True)]
    assert table["step"].tolist() == [key for key, _ in steps]
    assert table["role"].astype(object).fillna("").tolist() == [role for _, role in steps]
    offices = ["" if pool == UNSET else names.offices[names.pool_offices[pool]] for pool in visits.pool]
    assert table["office"].astype(object).fillna("").tolist() == offices
    whose = zip(visits.pool, visits.served_by, visits.member, strict=True)
    members = [
        "" if member == UNSET
        else names.member(by, member) if by == pool
        else f"{names.pool_roles[by]}/{names.member(by, member)}"
        for pool, by, member in whose
    ]  # fmt: skip
    assert table["member"].astype(object).fillna("").tolist() == members


def test_the_application_table_says_what_the_applications_are() -> None:
    log = completed(EVERY_WAIT)
    applications, names, table = log.applications, log.names, applications_frame(log)
    assert tuple(table.columns) == APPLICATION_COLUMNS
    for column in ("submitted", "received", "ready", "handed_out", "deadline", "delivered", "delivery_deadline"):
        assert seconds(table[column]).tolist() == getattr(applications, column).tolist(), column
    for column in ("counted", "inherited"):
        assert table[column].tolist() == getattr(applications, column).tolist(), column
    assert table["application"].tolist() == list(range(len(applications)))
    assert table["stream"].tolist() == [names.streams[i] for i in applications.stream]
    assert table["office"].tolist() == [names.offices[i] for i in applications.office]
    assert list(zip(table["service"], table["route"], strict=True)) == [names.routes[i] for i in applications.route]
    assert table["outcome"].tolist() == [ApplicationOutcome(code).name for code in applications.outcome]
    assert table["in_time"].astype("Int8").fillna(UNSET).tolist() == applications.in_time.tolist()


def test_work_that_was_set_aside_lies_within_its_visit() -> None:
    log = completed(EVERY_WAIT)
    parts, visits = log.work_parts, log.visits
    assert len(parts.visit)
    assert (parts.member == visits.member[parts.visit]).all()
    assert (parts.begin >= visits.started[parts.visit]).all()
    assert ((parts.end == UNSET) | (parts.end <= visits.work_ended[parts.visit])).all()
