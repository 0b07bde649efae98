"""What a register tells of its cases beside their dates: columns that have one value for all rows of a case."""

from __future__ import annotations

import numpy as np

from sim.quantities import Integers
from sim.register.events.event_register import NOBODY, CaseColumn
from sim.register.events.event_table import EMPTY, CodedColumn, EventTable

MOST_CASE_VALUES = 1000
"""Different values of a column of cases at most; with more of them it is a name, a text or an instant."""


def case_columns(table: EventTable, case_of_row: Integers, cases: int) -> dict[str, CaseColumn]:
    """By name: the columns that have at most one value for each case, by the numbers of the cases of each row."""
    taken = set(table.columns.position.values())
    found: dict[str, CaseColumn] = {}
    for position, (name, column) in enumerate(zip(table.columns.names, table.content, strict=True)):
        if position in taken or not name or name in found or not isinstance(column, CodedColumn):
            continue
        if 0 < len(column.values) <= MOST_CASE_VALUES:
            codes = _of_cases(column, case_of_row, cases)
            if codes is not None:
                found[name] = CaseColumn(tuple(column.texts()), codes)
    return found


def _of_cases(column: CodedColumn, case_of_row: Integers, cases: int) -> Integers | None:
    """The value of each case; None where a case has several."""
    rows = np.flatnonzero((column.codes != EMPTY) & (case_of_row != EMPTY))
    case, codes = case_of_row[rows], column.codes[rows]
    value = np.full(cases, NOBODY, dtype=np.int64)
    value[case[::-1]] = codes[::-1]
    return value if bool((value[case] == codes).all()) else None
