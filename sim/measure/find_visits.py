"""Visits that some condition picks out of a log, block by block, so that no table of all visits is made for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.engine.steplog import RecordedLog
from sim.grouping import BLOCK
from sim.model.capacity import Window
from sim.quantities import Flags, Instants, Integers

_Entry = TypeVar("_Entry", bound=np.generic)


def visits_where(log: RecordedLog, condition: Callable[[slice], Flags]) -> Integers:
    """Positions in the log of the visits for which a condition holds, which gets a slice of visits at a time."""
    n = len(log.visits)
    found = [
        start + np.flatnonzero(condition(slice(start, min(start + BLOCK, n)))).astype(np.int64)
        for start in range(0, n, BLOCK)
    ]
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def of_steps(log: RecordedLog, table: NDArray[_Entry], rows: slice | Integers) -> NDArray[_Entry]:
    """By visit: what a table by route and position [shape (routes, steps of the longest)] says of its step."""
    route = log.applications.route[log.visits.application[rows]]
    return table[route, log.visits.position[rows]]


def within(instants: Instants, window: Window) -> Flags:
    """Whether each instant lies in the counted period."""
    return np.asarray((instants >= window.warm_up_end) & (instants < window.horizon), dtype=np.bool_)
