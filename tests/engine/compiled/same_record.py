"""Both engines side by side: their records of one workload, and where they differ first."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass, fields
from importlib.util import find_spec

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.engine.record import EarlierVisits, EngineRecord
from sim.engine.simpy.simulation import run as run_with_simpy
from sim.model.capacity import Capacity
from sim.model.workload import Workload
from sim.quantities import UNSET, civil

Run = Callable[[Workload, Capacity], EngineRecord]
MISSING = "the compiled engine is not built in"
"""Why tests of it are skipped where it is not there."""
BY_ROW = ("queued", "started", "work_ended", "finished", "member", "served_by", "visit")
"""Fields with one entry per row of the workload."""
COLUMNS = {
    "earlier": tuple(field.name for field in fields(EarlierVisits)),
    "work_parts": ("row", "visit", "member", "from", "to"),
    "partners": ("row", "visit", "member"),
    "sittings": ("pool", "begin", "end", "present", "held", "files", "carried_over"),
    "outings": ("pool", "team", "opening", "close", "households"),
    "assignments": ("application", "pool", "member", "from", "until"),
}
"""Columns of the fields that are tables."""
MOMENTS = {"received", "queued", "started", "work_ended", "finished", "ended", "from", "to", "until", "begin", "end"} | {
    "opening", "close", "observed_until",
}  # fmt: skip
"""Fields and columns of instants."""


@dataclass(frozen=True)
class Failed:
    """How an engine failed on a workload."""

    kind: str
    """The class of the exception."""
    message: str
    """What it says."""


def there_is_a_compiled_engine() -> bool:
    """Whether the package has the compiled engine."""
    return all(find_spec(name) is not None for name in ("sim.engine.compiled", "sim.engine.compiled.door"))


compiled_only = pytest.mark.skipif(not there_is_a_compiled_engine(), reason=MISSING)
"""Marks a test that needs the compiled engine."""


def run_compiled(workload: Workload, capacity: Capacity) -> EngineRecord:
    """The record of the compiled engine."""
    record: EngineRecord = importlib.import_module("sim.engine.compiled.door").run(workload, capacity)
    return record


def unsupported(workload: Workload, capacity: Capacity) -> str | None:
    """What of a workload or a capacity the compiled engine cannot do; None where it can do all."""
    reason: str | None = importlib.import_module("sim.engine.compiled.door").unsupported(workload, capacity)
    return reason


def answer(run: Run, workload: Workload, capacity: Capacity) -> EngineRecord | Failed:
    """The record of an engine, or how it failed."""
    try:
        return run(workload, capacity)
    except Exception as failure:
        return Failed(f"{type(failure).__module__}.{type(failure).__qualname__}", str(failure))


def assert_same_record(workload: Workload, capacity: Capacity, name: str = "this workload") -> None:
    """Both engines give one record of a workload, or fail with one message."""
    expected = answer(run_with_simpy, workload, capacity)
    found = differences(expected, answer(run_compiled, workload, capacity), workload, capacity)
    assert not found, "\n".join([f"the engines differ in {name}:", *found])


def differences(
    expected: EngineRecord | Failed, found: EngineRecord | Failed, workload: Workload, capacity: Capacity
) -> list[str]:
    """The first difference in each field, the earliest instant first; empty where the records are equal."""
    if isinstance(expected, Failed) or isinstance(found, Failed):
        return [] if expected == found else [f"  SimPy: {_told(expected)}", f"  compiled: {_told(found)}"]
    faults = []
    for field in fields(EngineRecord):
        fault = _difference(field.name, expected, found, workload, capacity)
        if fault is not None:
            faults.append(fault)
    return [text for _, text in sorted(faults, key=lambda fault: fault[0])]


def _told(result: EngineRecord | Failed) -> str:
    return f"{result.kind}: {result.message}" if isinstance(result, Failed) else "gives a record"


def _difference(
    field: str, expected: EngineRecord, found: EngineRecord, workload: Workload, capacity: Capacity
) -> tuple[int, str] | None:
    """The first difference in one field: an instant near it, and the difference in words."""
    mine, other = (np.asarray(getattr(record, field)) for record in (expected, found))
    if np.array_equal(mine, other):
        return None
    if mine.ndim != other.ndim or mine.shape[1:] != other.shape[1:]:
        return 0, f"  {field}: shape {mine.shape} by SimPy, {other.shape} by the compiled engine"
    if mine.ndim == 0:
        return int(min(mine, other)), f"  {field}: {_value(field, int(mine))} by SimPy, {_value(field, int(other))}"
    if mine.ndim == 2:
        return _difference_of_tables(field, mine, other, workload, capacity)
    if len(mine) != len(other):
        return 0, f"  {field}: {len(mine)} entries by SimPy, {len(other)} by the compiled engine"
    place = _earliest(np.flatnonzero(mine != other), field, expected, found)
    where = _row(place, workload, capacity) if field in BY_ROW else f"application {place}"
    near = _near(field, place, expected, found)
    count = int(np.sum(mine != other))
    text = f"  {field}: {_value(field, int(mine[place]))} by SimPy, {_value(field, int(other[place]))} by the compiled engine"
    return near, f"{text}; {where} ({count} entries differ)"


def _earliest(places: NDArray[np.intp], field: str, expected: EngineRecord, found: EngineRecord) -> int:
    """That of several entries of a field which is the first in time."""
    return min((int(place) for place in places), key=lambda place: (_near(field, place, expected, found), place))


def _near(field: str, place: int, expected: EngineRecord, found: EngineRecord) -> int:
    """An instant at which an entry of a field came about."""
    names = (field,) if field not in ("member", "served_by", "visit") else ("started", "queued")
    instants = [int(getattr(record, name)[place]) for name in names for record in (expected, found)]
    return min((at for at in instants if at != UNSET), default=0)


def _difference_of_tables(
    field: str, mine: NDArray[np.int64], other: NDArray[np.int64], workload: Workload, capacity: Capacity
) -> tuple[int, str]:
    """The first row of a table in which both differ: the earliest instant in it, and the difference in words."""
    both = min(len(mine), len(other))
    unlike = np.flatnonzero((mine[:both] != other[:both]).any(axis=1))
    at = int(unlike[0]) if len(unlike) else both
    rows = [table[at].tolist() if at < len(table) else None for table in (mine, other)]
    said = [_table_row(field, row, workload, capacity) for row in rows]
    instants = [
        value for row in rows if row is not None
        for column, value in zip(COLUMNS[field], row, strict=True) if column in MOMENTS and value != UNSET
    ]  # fmt: skip
    text = f"  {field}, row {at} of {len(mine)} by SimPy and of {len(other)} by the compiled engine:"
    return min(instants, default=0), f"{text}\n    SimPy: {said[0]}\n    compiled: {said[1]}"


def _table_row(field: str, row: list[int] | None, workload: Workload, capacity: Capacity) -> str:
    if row is None:
        return "no such row"
    cells = [f"{column} {_value(column, value)}" for column, value in zip(COLUMNS[field], row, strict=True)]
    if COLUMNS[field][0] == "row" and 0 <= row[0] < len(workload.work):
        cells[0] = _row(row[0], workload, capacity)
    return ", ".join(cells)


def _row(row: int, workload: Workload, capacity: Capacity) -> str:
    """A row of the workload in words: application, step, kind, pool and durations."""
    application = int(workload.application[row])
    step = workload.routes[workload.route[application]].steps[workload.position[row]]
    pool = int(workload.pool[row])
    of_pool = f"pool {pool} {capacity.pools[pool].role}" if pool >= 0 else "no pool"
    durations = f"work {workload.work[row]} s, hold {workload.hold[row]} s"
    return f"row {row}: application {application}, step {step.key}, {step.kind.name}, {of_pool}, {durations}"


def _value(name: str, value: int) -> str:
    """A value, and what the clock shows where it is an instant."""
    if value == UNSET:
        return "UNSET"
    return f"{value} ({civil(value)})" if name in MOMENTS else str(value)
