"""The door of the compiled engine: a workload and a capacity go in as plain arrays, and a record comes out."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence

import numpy as np

from sim import native
from sim.engine.compiled.capacity_input import CapacityInput, capacity_input
from sim.engine.compiled.workload_input import WorkloadInput
from sim.engine.record import EngineRecord
from sim.model.capacity import Capacity
from sim.model.workload import Workload
from sim.quantities import UNSET, Instants

_TABLES = (("earlier", 8), ("work_parts", 5), ("partners", 3), ("sittings", 7), ("outings", 5), ("assignments", 5))
"""Tables of `Output` in `kernel/input.h`, each with the number of its columns."""
_KEYS = {
    "earlier": (0, 1),
    "work_parts": (0, 3),
    "partners": (0, 1, 2),
    "sittings": (1, 0),
    "outings": (2, 0, 1),
    "assignments": (0, 1, 3),
}
"""By table: the columns by which its rows are put in order."""
_SIZES = (12, 3, 4, 2, 10, 26, 5, 2, 6, 8, 33, 30, 23)
"""Fields of the structures of `kernel/input.h` as Python fills them, of eight bytes each."""
_MEMORY, _SPAN = 1, 2


def unsupported(workload: Workload, capacity: Capacity) -> str | None:
    """What in a workload or a capacity the compiled engine does not know; None: it knows all of it.

    It knows every rule of the model; a rule that the reference engine has before it is named here, and then `auto` takes that one.
    """
    return None


def run(workload: Workload, capacity: Capacity) -> EngineRecord:
    """Simulate one replication and write down the instants of every visit; calls no random number generator.

    Raises CalendarSpanError for an instant outside the calendar, and RuntimeError where the library is missing.
    """
    library = _library()
    given, offices = WorkloadInput(workload), capacity_input(capacity)
    applications, rows = workload.size, len(workload.work)
    received = np.empty(applications, dtype=np.int64)
    columns = [np.empty(rows, dtype=np.int64) for _ in range(7)]
    addresses = [column.ctypes.data for column in (received, *columns)]
    out = np.array([*addresses, *[0] * 15], dtype=np.int64)
    handle = ctypes.c_void_p()
    failed = library.sim_kernel_run(
        *(ctypes.c_void_p(fields.ctypes.data) for fields in (offices.fields, given.fields, out)), ctypes.byref(handle)
    )
    try:
        if failed:
            _raise(failed, offices, *out[-2:].tolist())
        numbers, tables = out[8:14].tolist(), out[14:20].tolist()
        sorted_tables = {
            name: _table(tables[i], numbers[i], width, _KEYS[name]) for i, (name, width) in enumerate(_TABLES)
        }
    finally:
        library.sim_kernel_free(handle)
    queued, started, work_ended, finished, member, served_by, visit = columns
    return EngineRecord(
        received=received,
        queued=queued,
        started=started,
        work_ended=work_ended,
        finished=finished,
        member=member,
        served_by=served_by,
        visit=visit,
        **sorted_tables,
        observed_until=int(out[20]),
    )


def _table(address: int, rows: int, columns: int, keys: Sequence[int]) -> Instants:
    """A copy of a table of the kernel, in the order of some of its columns."""
    if not rows:
        return np.zeros((0, columns), dtype=np.int64)
    numbers = (ctypes.c_int64 * (rows * columns)).from_address(address)
    table: Instants = np.ctypeslib.as_array(numbers).reshape(rows, columns)
    return table[np.lexsort([table[:, key] for key in reversed(keys)])]


def _raise(failed: int, offices: CapacityInput, hours: int, at: int) -> None:
    """Raise what the reference engine raises."""
    if failed == _MEMORY:
        raise MemoryError("the compiled engine ran out of memory")
    assert hours != UNSET
    offices.hours(hours).worked(at)
    raise AssertionError("an instant inside the calendar is no error")


def _library() -> ctypes.CDLL:
    """The library, whose structures have been held against what is filled in here."""
    library = native.library()
    if library is None:
        raise RuntimeError(native.why_missing())
    if library not in _checked:
        library.sim_kernel_free.argtypes = [ctypes.c_void_p]
        library.sim_kernel_free.restype = None
        sizes = (ctypes.c_int64 * len(_SIZES))()
        library.sim_kernel_sizes(sizes)
        if list(sizes) != [8 * fields for fields in _SIZES]:
            raise RuntimeError(f"the compiled engine has other structures than its door: {list(sizes)}")
        _checked.append(library)
    return library


_checked: list[ctypes.CDLL] = []
