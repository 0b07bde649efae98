"""Rows of a table in groups that share a value, for arithmetic on whole groups at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import TypeVar

import numpy as np

from sim.quantities import UNSET, Integers

Thing = TypeVar("Thing")
Made = TypeVar("Made")
_KEPT = 16
"""For how many objects an answer is kept."""
BLOCK = 1 << 16
"""Rows are worked on in blocks of this many, so that what is in between stays in the processor's cache."""
_FEW = 1 << 15
"""How many different keys fit into numbers of 16 bits."""


def by_identity(things: Sequence[Thing], index: Integers) -> Iterator[tuple[Thing, Integers]]:
    """Rows grouped by the object to which each refers; rows that refer to UNSET are left out.

    Positions of one and the same object belong to one group, so that many offices with one clock are one group.
    """
    groups = first_positions(things)[index]
    for group, rows in by_value(groups):
        if group != UNSET:
            yield things[group], rows


def once_per_object(function: Callable[[Thing], Made]) -> Callable[[Thing], Made]:
    """A function that works out its answer once for each of the last few objects that it is given, told by their identity."""
    known: dict[int, tuple[Thing, Made]] = {}

    def answer(thing: Thing) -> Made:
        found = known.get(id(thing))
        if found is None:
            while len(known) >= _KEPT:
                known.pop(next(iter(known)))
            # The object is kept, so that nothing else gets its identity.
            found = known[id(thing)] = thing, function(thing)
        return found[1]

    return answer


def first_positions(things: Sequence[object]) -> Integers:
    """By thing: position of the first that is one and the same object; behind all of them UNSET, the place of UNSET itself."""
    first: dict[int, int] = {}
    return np.array([*(first.setdefault(id(thing), i) for i, thing in enumerate(things)), UNSET], dtype=np.int64)


def numbered(keys: Integers, most: int) -> tuple[Integers, list[int]]:
    """By row the number of its key among those that occur, UNSET for UNSET; and these keys, the smallest first.

    Keys are whole numbers below `most`.
    """
    occurring = np.flatnonzero(np.bincount(keys[keys != UNSET], minlength=most))
    numbers = np.full(most + 1, UNSET, dtype=np.int32)  # the last place is that of UNSET
    numbers[occurring] = np.arange(len(occurring))
    return numbers[keys], occurring.tolist()


def by_value(keys: Integers) -> Iterator[tuple[int, Integers]]:
    """Rows grouped by an integer, the smallest first."""
    if not len(keys):
        return
    least, most = int(keys.min()), int(keys.max())
    if least == most:  # one group, as it often is
        yield least, np.arange(len(keys), dtype=np.int64)
        return
    if most - least < _FEW:  # short numbers are sorted digit by digit, in a time that grows with their count alone
        keys = (keys - least).astype(np.int16)
    else:
        least = 0
    order = np.argsort(keys, kind="stable")
    in_order = keys[order]
    borders = [0, *(np.flatnonzero(in_order[1:] != in_order[:-1]) + 1).tolist(), len(order)]
    for begin, end in pairwise(borders):
        yield int(in_order[begin]) + least, order[begin:end]


def whole_applications(application: Integers) -> Iterator[slice]:
    """Blocks of rows that are in order of their application, none of which lies in two blocks."""
    start, n = 0, len(application)
    while start < n:
        stop = min(start + BLOCK, n)
        if stop < n:
            first = int(np.searchsorted(application[start:stop], application[stop])) + start
            # An application with more rows than a block has one of its own.
            stop = (
                first
                if first > start
                else start + int(np.searchsorted(application[start:], application[start], "right"))
            )
        yield slice(start, stop)
        start = stop
