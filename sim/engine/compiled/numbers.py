"""Rows of whole numbers and addresses, as the structures of `kernel/input.h` hold them: eight bytes each, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from sim.quantities import Instants

_Array = np.ndarray[Any, np.dtype[Any]]
"""An array of whole numbers of any width."""

LIMIT_UNITS = {"minutes": 1, "hours": 1, "working_days": 2, "calendar_days": 3}
"""`LIMIT_SECONDS` and so on of the kernel by the unit of a limit."""


class Kept:
    """Arrays whose addresses are given to compiled code, kept for as long as it may read them."""

    def __init__(self) -> None:
        self._arrays: list[_Array] = []

    def address(self, array: _Array | None, dtype: type[np.generic] = np.int64) -> int:
        """The address of an array of a type, made of one of another type where needed; 0 for None."""
        if array is None:
            return 0
        plain: _Array = np.ascontiguousarray(array, dtype=dtype)
        self._arrays.append(plain)
        return plain.ctypes.data

    def of_numbers(self, numbers: Iterable[int], dtype: type[np.generic] = np.int64) -> int:
        """The address of an array of whole numbers."""
        return self.address(np.array(list(numbers), dtype=dtype), dtype)

    def of_rows(self, rows: Sequence[Sequence[int]], columns: int) -> int:
        """The address of structures, given field by field."""
        return self.address(np.array(rows, dtype=np.int64).reshape(-1, columns))


class Ranges:
    """Parts of one long array each, which a structure names by its first element and its length."""

    def __init__(self, columns: int) -> None:
        self._columns: list[list[int]] = [[] for _ in range(columns)]

    def add(self, rows: Iterable[Sequence[int]]) -> tuple[int, int]:
        """Add a part, row by row [first, length]."""
        first = len(self._columns[0])
        for row in rows:
            for column, value in zip(self._columns, row, strict=True):
                column.append(value)
        return first, len(self._columns[0]) - first

    def column(self, number: int, dtype: type[np.generic] = np.int64) -> Instants:
        """One column of all parts."""
        return np.array(self._columns[number], dtype=dtype)
