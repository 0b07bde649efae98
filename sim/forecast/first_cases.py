"""The first applications of a replication alone, as if nothing came after them."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np

from sim.model.workload import Workload

_BY_APPLICATION = (
    "submitted",
    "stream",
    "route",
    "office",
    "settlement",
    "priority",
    "ending",
    "inherited",
    "appointment",
)
_BY_ROW = ("pool", "work", "hold", "transfer", "step", "patience", "returns_after")


def first_cases(workload: Workload, count: int) -> Workload:
    """A workload with its first applications, and no more; one whose applications are objected to keeps all of them.

    Applications are numbered in the order in which they come, those of a backlog before all others, which are kept besides.
    """
    inherited = 0 if workload.inherited is None else int(np.count_nonzero(workload.inherited))
    kept = min(workload.size, count + inherited)
    if kept == workload.size or workload.parent is not None:
        return workload
    rows = int(workload.first[kept])
    cut: dict[str, Any] = {"first": workload.first[: kept + 1]}
    for names, size in ((_BY_APPLICATION, kept), (_BY_ROW, rows)):
        cut |= {name: values[:size] for name in names if (values := getattr(workload, name)) is not None}
    return replace(workload, **cut)


assert {field.name for field in fields(Workload)} == {
    *_BY_APPLICATION,
    *_BY_ROW,
    *("replication", "window", "streams", "routes", "first", "parent", "objects_after", "bookings"),
}, "a workload has arrays that nobody cuts"
