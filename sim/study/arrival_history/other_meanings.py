"""Registers that mean something else than one row per application: a row per step, doubled rows, a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from sim.errors import Fault, InputError
from sim.quantities import Instants, shown
from sim.schema.text_file import one_line

_NUMBERS = frozenset((
    "case", "case id", "caseid", "case:concept:name", "application", "application id", "application number", "id", "number",
    "№", "номер", "номер дела", "номер заявления", "номер обращения", "нөмірі", "өтініш нөмірі", "өтініштің нөмірі",
))  # fmt: skip
"""Names of columns with the number of an application, as registers and the logs of process mining have them."""
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How the workbooks of spreadsheet programs begin."""
_LEAST_DOUBLED = 20
"""So many different instants that all stand there an even number of times are no chance."""


def refuse_workbook(path: Path, name: str) -> None:
    """Raise InputError where a file is the workbook of a spreadsheet program, whatever it is called."""
    try:
        with path.open("rb") as stream:
            begins = stream.read(4)
    except (OSError, ValueError):
        return  # a fault of its own
    if begins in _WORKBOOKS:
        message = "this is the workbook of a spreadsheet program and no CSV file"
        raise InputError([Fault(name, 0, 0, message, "save its sheet as CSV in UTF-8")])


def number_column(header: Sequence[str], place: int) -> int | None:
    """Position of the column with the numbers of applications, other than that of the instants; None without one."""
    names = [head.casefold().replace("_", " ").strip() for head in header]
    return next((i for i, head in enumerate(names) if head in _NUMBERS and i != place), None)


def repeated_numbers(
    name: str, head: str, numbers: Sequence[str], texts: Sequence[str], row_lines: Sequence[int]
) -> list[Fault]:
    """A fault where an application has several rows: doubled ones, or one for each of its steps.

    `numbers` and `texts` are the number and the instant of each row, in `row_lines` of the file.
    """
    first: dict[str, int] = {}
    again = [i for i, number in enumerate(numbers) if number and first.setdefault(number, i) != i]
    if not again:
        return []
    i, before = again[0], first[numbers[again[0]]]
    rows = f"{len(again)} rows have" if len(again) > 1 else "the row has"
    message = f"{rows} a {shown(head)} that stood there before, as {shown(numbers[i])} in line {row_lines[before]}"
    if all(texts[k] == texts[first[numbers[k]]] for k in again):
        message, repair = f"{message}, with the same instant: they are doubled", "take the doubled rows out"
    else:
        message = f"{message}; every row is an application here, not a step of one"
        repair = "keep the first row of each application"
    return [Fault(name, row_lines[i], 1, one_line(message), one_line(f"{repair}, or the column {shown(head)} out"))]


def doubled_rows(name: str, instants: Instants, row_lines: Sequence[int]) -> list[Fault]:
    """A fault where every instant stands there an even number of times, as if a file had been put behind itself and sorted."""
    _, counts = np.unique(instants, return_counts=True)
    if len(counts) < _LEAST_DOUBLED or (counts % 2).any():
        return []
    message = f"each of the {len(counts)} instants stands there twice or an even number of times: the rows are doubled"
    return [Fault(name, row_lines[1], 1, message, "take one row of each pair out")]
