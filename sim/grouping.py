"""Rows of a table in groups that share a value, for arithmetic on whole groups at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

import numpy as np

from sim.quantities import UNSET, Integers

Thing = TypeVar("Thing")


def by_identity(things: Sequence[Thing], index: Integers) -> Iterator[tuple[Thing, Integers]]:
    """Rows grouped by the object to which each refers; rows that refer to UNSET are left out.

    Positions of one and the same object belong to one group, so that many offices with one clock are one group.
    """
    first = {id(thing): i for i, thing in reversed(list(enumerate(things)))}
    groups = np.array([first[id(thing)] for thing in things] + [UNSET], dtype=np.int64)[index]
    for group, rows in by_value(groups):
        if group != UNSET:
            yield things[group], rows


def by_value(keys: Integers) -> Iterator[tuple[int, Integers]]:
    """Rows grouped by an integer, the smallest first."""
    if not len(keys):
        return
    least = int(keys.min())
    if least == keys.max():  # one group, as it often is
        yield least, np.arange(len(keys), dtype=np.int64)
        return
    order = np.argsort(keys, kind="stable")
    borders = np.flatnonzero(np.diff(keys[order])) + 1
    for rows in np.split(order, borders):
        yield int(keys[rows[0]]), rows
