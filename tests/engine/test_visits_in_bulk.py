"""Compiled code completes and checks a log as numpy does: the same columns, and the same fault in the same words."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from functools import cache
from unittest import mock

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim import native
from sim.engine.complete import complete
from sim.engine.conservation import check_conservation
from sim.engine.simpy.simulation import run
from sim.engine.steplog import StepLog, StepOutcome
from sim.engine.visits_in_bulk import Suspicion, suspicions, works_twice
from sim.errors import ConservationError
from sim.model.capacity import Capacity
from sim.model.workload import Workload
from tests.conformance.cases import CASES, load_case
from tests.oracle.test_oracle import SORTS

pytestmark = pytest.mark.skipif(native.library() is None, reason=f"there is no library: {native.why_missing()}")
SCENARIOS = [(sort, seed) for sort in SORTS for seed in range(3)]
INSTANTS = ("queued", "started", "work_ended", "finished")
COLUMNS = (
    "application", "row", "position", "number", "served_by", "member", "outcome", "work_s", "stated_work_s", *INSTANTS,
)  # fmt: skip


def without_library() -> mock._patch:
    """Numpy alone."""
    return mock.patch("sim.calendar.open_time.library", return_value=None)


def assert_equal(one: object, other: object) -> None:
    """Two logs, or parts of them, are equal field by field."""
    for field in fields(one):  # type: ignore[arg-type]  # a dataclass
        left, right = getattr(one, field.name), getattr(other, field.name)
        if is_dataclass(left):
            assert_equal(left, right)
        elif isinstance(left, np.ndarray):
            np.testing.assert_array_equal(left, right, err_msg=field.name)
        else:
            assert left == right, field.name


def fault(log: StepLog, workload: Workload, capacity: Capacity) -> str | None:
    """What the check finds wrong."""
    try:
        check_conservation(log, workload, capacity)
    except ConservationError as error:
        return str(error)
    return None


@cache
def simulated(sort: str, seed: int) -> tuple[StepLog, Workload, Capacity]:
    workload, capacity = SORTS[sort](seed)
    return complete(run(workload, capacity), workload, capacity), workload, capacity


@pytest.mark.parametrize("name", CASES)
def test_the_cases_derived_by_hand_are_completed_alike(name: str) -> None:
    case = load_case(name)
    record = run(case.workload, case.capacity)
    log = complete(record, case.workload, case.capacity)
    with without_library():
        assert_equal(log, complete(record, case.workload, case.capacity))


@pytest.mark.parametrize(("sort", "seed"), SCENARIOS)
def test_random_scenarios_are_completed_alike_and_pass(sort: str, seed: int) -> None:
    log, workload, capacity = simulated(sort, seed)
    with without_library():
        assert_equal(log, complete(run(workload, capacity), workload, capacity))
        assert fault(log, workload, capacity) is None
    assert fault(log, workload, capacity) is None
    found = suspicions(log, workload)
    assert found is not None
    assert not found & Suspicion.breaks_a_law


def changed(log: StepLog, name: str, visit: int, value: int) -> StepLog:
    """The log with one value of a column changed."""
    column = getattr(log.visits, name).astype(np.int64)
    column[visit] = value
    return replace(log, visits=replace(log.visits, **{name: column}))


@settings(max_examples=400)
@given(st.sampled_from(SCENARIOS), st.sampled_from(COLUMNS), st.data())
def test_a_value_out_of_place_is_found_in_the_same_words(
    scenario: tuple[str, int], name: str, data: st.DataObject
) -> None:
    log, workload, capacity = simulated(*scenario)
    column = getattr(log.visits, name)
    assume(len(column) > 0)
    visit = data.draw(st.integers(0, len(column) - 1))
    other = st.sampled_from(sorted({int(value) for value in column}))
    near = st.sampled_from([-1, 1]).map(lambda shift: int(column[visit]) + shift)
    if name in INSTANTS:
        value = data.draw(st.one_of(other, near, st.just(-1)))
    elif name == "outcome":
        value = int(data.draw(st.sampled_from(StepOutcome)))
    else:
        value = data.draw(st.one_of(other, near) if name.endswith("_s") or name == "number" else other)
    broken = changed(log, name, visit, value)
    found = fault(broken, workload, capacity)
    with without_library():
        assert found == fault(broken, workload, capacity)


def test_files_in_the_same_hands_are_seen_in_any_order() -> None:
    log, _, capacity = simulated("plain", 0)
    served = np.flatnonzero((log.visits.served_by >= 0) & (log.visits.started >= 0) & (log.visits.work_ended >= 0))
    longest = served[np.argmax((log.visits.work_ended - log.visits.started)[served])]
    his = (log.visits.served_by == log.visits.served_by[longest]) & (log.visits.member == log.visits.member[longest])
    second = next(int(visit) for visit in served if his[visit] and visit != longest)
    assert works_twice(log, capacity) is False
    for begin in (int(log.visits.started[longest]), int(log.visits.work_ended[longest]) - 1):
        broken = changed(changed(log, "started", second, begin), "work_ended", second, begin + 1)
        assert works_twice(broken, capacity) is True
    for begin in (int(log.visits.started[longest]) - 1, int(log.visits.work_ended[longest])):
        beside = changed(changed(log, "started", second, begin), "work_ended", second, begin + (begin == 0))
        assert works_twice(beside, capacity) is not None
