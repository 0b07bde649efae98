"""Both engines give one record: of the oracle's scenarios, and of the same ones with more ties; and `auto` takes the compiled one."""

from __future__ import annotations

import os
import signal
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from sim.engine.record import EngineRecord
from sim.engine.simpy.applications import ApplicationProcesses
from sim.engine.simpy.simulation import run as run_with_simpy
from sim.engine.simulate import simulate
from tests.engine.compiled.by_hypothesis import scenarios
from tests.engine.compiled.same_record import (
    COLUMNS,
    Failed,
    assert_same_record,
    compiled_only,
    differences,
    run_compiled,
    unsupported,
)
from tests.engine.compiled.try_all import run_group
from tests.engine.compiled.workloads import Group, Made, alike, in_bulk, of_oracle
from tests.oracle.test_oracle import SORTS

SEEDS = range(100_000, 100_012)
"""Others than those that the oracle itself is run on."""
SCENARIOS = [(sort, seed) for sort in SORTS for seed in SEEDS]
BY_HYPOTHESIS = 60
"""How many scenarios Hypothesis makes; more of them in the slow tests."""
RECORDED = [field.name for field in fields(EngineRecord)]


@cache
def drawn(sort: str, seed: int) -> Made:
    return of_oracle(sort, str(seed))


def tied(sort: str, seed: int) -> Made:
    """A scenario with equal durations and few instants of arrival."""
    workload, capacity = drawn(sort, seed)
    rng = Random(f"{sort} {seed}")
    return in_bulk(rng, alike(rng, workload)), capacity


@compiled_only
@pytest.mark.parametrize(("sort", "seed"), SCENARIOS)
def test_both_engines_give_one_record(sort: str, seed: int) -> None:
    assert_same_record(*drawn(sort, seed), name=f"{sort} {seed}")


@compiled_only
@pytest.mark.parametrize(("sort", "seed"), SCENARIOS)
def test_both_engines_give_one_record_where_ties_are_common(sort: str, seed: int) -> None:
    assert_same_record(*tied(sort, seed), name=f"{sort} {seed}, with ties")


@compiled_only
@settings(max_examples=BY_HYPOTHESIS)
@given(made=scenarios())
def test_both_engines_give_one_record_of_what_hypothesis_makes(made: Made) -> None:
    assert_same_record(*made)


@compiled_only
def test_nothing_is_unsupported() -> None:
    reasons = {name: unsupported(*drawn(*name)) for name in SCENARIOS}
    assert {name: reason for name, reason in reasons.items() if reason is not None} == {}


def test_ties_are_common_in_the_tied_scenarios() -> None:
    """Two of a pool's visits that begin to queue in one second, in most of them."""
    common = 0
    for sort, seed in SCENARIOS:
        workload, capacity = tied(sort, seed)
        queued = run_with_simpy(workload, capacity).queued
        of_staff = workload.staffed & (queued >= 0)
        pairs = np.stack([workload.pool[of_staff], queued[of_staff]])
        common += np.unique(pairs, axis=1).shape[1] < 0.8 * pairs.shape[1]
    assert common > 0.6 * len(SCENARIOS)


@compiled_only
@pytest.mark.parametrize("sort", SORTS)
def test_the_compiled_engine_leaves_workload_and_capacity_as_they_are(sort: str) -> None:
    workload, capacity = of_oracle(sort, "7")
    before = {field.name: _copy(getattr(workload, field.name)) for field in fields(workload)}
    spans = [(pool.duty.start, pool.duty.end, pool.members, pool.roster, pool.covers) for pool in capacity.pools]
    run_compiled(workload, capacity)
    for name, value in before.items():
        np.testing.assert_array_equal(getattr(workload, name), value, err_msg=name)
    assert spans == [
        (pool.duty.start, pool.duty.end, pool.members, pool.roster, pool.covers) for pool in capacity.pools
    ]
    assert_same_record(workload, capacity, f"{sort} once more")


def _copy(value: Any) -> Any:
    return value.copy() if isinstance(value, np.ndarray) else value


@compiled_only
def test_the_compiled_engine_takes_arrays_that_cannot_be_written_to() -> None:
    workload, capacity = of_oracle("every rule", "3")
    for field in fields(workload):
        if isinstance(value := getattr(workload, field.name), np.ndarray):
            value.flags.writeable = False
    assert_same_record(workload, capacity)


@compiled_only
def test_auto_takes_the_compiled_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    workload, capacity = drawn("plain", SEEDS[0])
    expected = simulate(workload, capacity, engine="simpy")

    def failing(self: ApplicationProcesses, *_: object) -> None:
        raise AssertionError("the SimPy engine was taken")

    monkeypatch.setattr(ApplicationProcesses, "__init__", failing)
    with pytest.raises(AssertionError, match="SimPy engine"):
        simulate(workload, capacity, engine="simpy")
    for log in (simulate(workload, capacity), simulate(workload, capacity, engine="auto")):
        np.testing.assert_array_equal(log.visits.started, expected.visits.started)
        np.testing.assert_array_equal(log.visits.member, expected.visits.member)


@pytest.mark.parametrize("field", RECORDED)
def test_a_difference_in_any_field_is_found_and_told_with_its_field(field: str) -> None:
    made, record = _with_something_in(field)
    assert differences(record, record, *made) == []
    value = np.asarray(getattr(record, field))
    changed = value.copy()
    changed[(-1,) * value.ndim] += 2
    (told,) = differences(record, replace(record, **{field: changed}), *made)
    assert told.strip().startswith(field)
    if value.ndim:
        (told,) = differences(record, replace(record, **{field: value[:-1]}), *made)
        assert told.strip().startswith(field)
    (told,) = differences(record, replace(record, **{field: value[None]}), *made)
    assert "shape" in told


def _with_something_in(field: str) -> tuple[Made, EngineRecord]:
    """A scenario whose record has an entry in a field, with its record."""
    for sort, seed in SCENARIOS:
        made = drawn(sort, seed)
        record = run_with_simpy(*made)
        if np.size(getattr(record, field)):
            return made, record
    raise AssertionError(f"no scenario has anything in {field}")


def test_the_columns_of_every_table_are_named() -> None:
    for name, columns in COLUMNS.items():
        _, record = _with_something_in(name)
        assert getattr(record, name).shape[1] == len(columns)


def test_a_difference_says_the_step_the_pool_and_both_values() -> None:
    workload, capacity = drawn("plain", SEEDS[0])
    record = run_with_simpy(workload, capacity)
    row = int(np.flatnonzero(workload.staffed & (record.started >= 0))[0])
    started = record.started.copy()
    started[row] += 1
    (told,) = differences(record, replace(record, started=started), workload, capacity)
    pool = int(workload.pool[row])
    application = int(workload.application[row])
    for part in (f"row {row}", f"application {application},", f"pool {pool} r{pool}", f"{record.started[row]} (1970-"):
        assert part in told


def test_two_failures_are_the_same_where_class_and_message_are() -> None:
    made = drawn("plain", SEEDS[0])
    record, failed = run_with_simpy(*made), Failed("builtins.ValueError", "no sitting is left")
    assert differences(failed, replace(failed), *made) == []
    assert differences(failed, replace(failed, message="no sitting"), *made)
    assert differences(failed, replace(failed, kind="builtins.KeyError"), *made)
    assert differences(failed, record, *made)
    assert differences(record, failed, *made)


@compiled_only
def test_a_crash_is_told_with_its_workload_and_the_next_ones_go_on(tmp_path: Path) -> None:
    def made(label: str) -> Made:
        if label == "2":
            os.kill(os.getpid(), signal.SIGKILL)
        return of_oracle("plain", label)

    result = run_group(Group("oracle", "plain", ("1", "2", "3"), made), tmp_path, 20.0)
    assert result.counts == {"agree": 2, "crash": 1}
    assert result.told == ["    plain 2: SIGKILL"]
