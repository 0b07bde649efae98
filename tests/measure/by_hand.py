"""Small workloads in YAML, as conformance cases write them, together with the model that measures read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
from ruamel.yaml import YAML

from sim.calendar.official_days import load_days
from sim.engine.simulate import simulate
from sim.engine.steplog import StepLog
from sim.model.capacity import Capacity
from sim.model.model import Model
from sim.model.workload import Workload
from sim.study.study import Study
from tests.conformance.cases import _capacity as capacity_of
from tests.conformance.cases import _workload as workload_of


@dataclass(frozen=True)
class Counted:
    """A simulated case."""

    log: StepLog
    model: Model
    workload: Workload


def simulated_case(text: str, streams: Sequence[str] = ()) -> Counted:
    """Simulate a case; `streams` names the stream of each application, where they are not all of one.

    Applications that are inherited make the backlog of their stream's name.
    """
    data: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return of_data({"title": "by hand", "calendar": "kz"} | data, streams)


def of_data(data: Mapping[str, Any], streams: Sequence[str] = (), capacity: Capacity | None = None) -> Counted:
    """The same from plain data; `capacity` is that of the data, where it is known already."""
    capacity = capacity or capacity_of(data)
    workload = workload_of(data, capacity)
    if streams:
        names = tuple(dict.fromkeys(streams))
        stream = np.array([names.index(name) for name in streams], dtype=np.int64)
        workload = replace(workload, streams=names, stream=stream)
    backlog = dict.fromkeys(
        workload.streams[workload.stream[i]]
        for i in np.flatnonzero([] if workload.inherited is None else workload.inherited)
    )
    # What measures read of a study: the names of its backlogs and its official days.
    study = SimpleNamespace(scenario=SimpleNamespace(backlog=backlog), days=load_days("kz"))
    model = Model(cast(Study, study), capacity, workload.window, (), workload.routes, ())
    return Counted(simulate(workload, capacity), model, workload)
