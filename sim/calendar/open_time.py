"""Bulk arithmetic of open time in compiled code: what `open_time.c` works out, given the arrays of a working time or a presence.

Every function gives None where compiled code is missing, or where an instant or a result lies outside the calendar: then numpy
does it, which says what is wrong.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, cast

import numpy as np

from sim.native import library
from sim.quantities import Instants

_KINDS = {"a": ctypes.c_void_p, "n": ctypes.c_int64}


class Structure(ctypes.Structure):
    """A structure of whole numbers and addresses, with the arrays and structures that lie there."""

    kept: tuple[object, ...]

    @property
    def address(self) -> int:
        """Where it lies."""
        return ctypes.addressof(self)


class OpenTime(Structure):
    """The structure `SimOpenTime` of `open_time.h`."""

    _fields_ = [
        (name, ctypes.c_int64 if name in ("start", "end", "intervals", "gaps") else ctypes.c_void_p)
        for name in (
            "start", "end", "intervals", "gaps", "opens", "closes", "before", "first_of_day",
            "gap_begins", "gap_ends", "missed_before",
        )
    ]  # fmt: skip
    kept: tuple[Instants, ...]

    @classmethod
    def of(cls, start: int, end: int, hours: Sequence[Instants], gaps: Sequence[Instants] = ()) -> OpenTime:
        """The structure of arrays: openings, closings, open time before each, and first interval of each day; of gaps the
        beginnings, the ends, and what is missed before each."""
        arrays = tuple(np.ascontiguousarray(array, dtype=np.int64) for array in (*hours, *gaps))
        addresses = [array.ctypes.data for array in arrays] + [0] * (3 if not gaps else 0)
        result = cls(start, end, len(arrays[0]), len(gaps[0]) if gaps else 0, *addresses)
        result.kept = arrays
        return result


class HasStructures:
    """What keeps structures that hold it as compiled code reads it."""

    def __getstate__(self) -> dict[str, object]:
        """What is pickled: all but addresses, which mean nothing elsewhere."""
        return {name: value for name, value in self.__dict__.items() if not isinstance(value, Structure)}


def compiled(name: str, arguments: str) -> Callable[..., int] | None:
    """A function of the compiled code that gives a whole number; None where there is none.

    `arguments` has a letter for each: `a` for the address of an array, `n` for a whole number.
    """
    found = library()
    return None if found is None else _function(found, name, arguments)


@lru_cache(maxsize=64)
def _function(found: ctypes.CDLL, name: str, arguments: str) -> Callable[..., int]:
    function: Any = found[name]
    function.argtypes, function.restype = [_KINDS[kind] for kind in arguments], ctypes.c_int64
    return cast("Callable[..., int]", function)


def bulk(name: str, time: OpenTime, *columns: Instants) -> Instants | None:
    """What a function of `open_time.c` works out from columns of equal length."""
    function = compiled(name, "an" + "a" * (len(columns) + 1))
    if function is None:
        return None
    if any(column.shape != columns[0].shape for column in columns):
        columns = np.broadcast_arrays(*columns)
    plain = [np.ascontiguousarray(column, dtype=np.int64) for column in columns]
    result = np.empty(plain[0].shape, dtype=np.int64)
    outside = function(time.address, result.size, *(column.ctypes.data for column in plain), result.ctypes.data)
    return None if outside else result
