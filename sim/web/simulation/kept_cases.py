"""What a process keeps of the cases that it simulates: scenarios that are read, models that are ready, logs of replications."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache

import numpy as np

from sim.engine.steplog import StepLog
from sim.experiment.comparison.faults import refuse_unlike
from sim.experiment.replications import replicate
from sim.experiment.warm_up import with_found_warm_up
from sim.experiment.workers import no_progress
from sim.model.model import Model, build_model
from sim.schema.size_caps import MOST_APPLICATIONS
from sim.study.loading import Reader
from sim.study.study import Study
from sim.web.cases import ScenarioCase

MOST_MODELS = 16
"""Models that a process keeps ready, those that were used last: what twenty planners look at, shared by two processes."""
MOST_LOG_BYTES = 256 << 20
"""Logs of replications are kept up to that size by all processes of a server together, those that were used last: as many as
twenty planners look at first [bytes]."""


@dataclass(frozen=True)
class Root:
    """A scenario as its file has it, whose seed and period hold for all of its cases."""

    reader: Reader
    """What reads it with variants and settings."""
    stated: Study
    """The scenario without any."""
    study: Study
    """The same with its warm-up found, where that was to be found."""
    digest: str
    """SHA-256 of all files that it was read from."""


class KeptCases:
    """Reads and simulates cases, and keeps what the next task of the same case needs again."""

    def __init__(self, most_applications: int = MOST_APPLICATIONS, most_log_bytes: int = MOST_LOG_BYTES) -> None:
        """Nothing is kept yet; one replication of a case may have `most_applications`, and all logs that are kept some size."""
        self.most_applications = most_applications
        self.most_log_bytes = most_log_bytes
        self._roots: dict[str, Root] = {}
        self._models: OrderedDict[ScenarioCase, Model] = OrderedDict()
        self._logs: OrderedDict[tuple[ScenarioCase, int], tuple[Model, StepLog]] = OrderedDict()
        self._sizes: dict[tuple[ScenarioCase, int], int] = {}

    def root(self, path: str) -> Root:
        """A scenario without variants and settings, read once; raises InputError with every fault."""
        if path not in self._roots:
            reader = Reader(path, (), self.most_applications)
            stated, _ = reader.with_values((), ())
            study, _ = with_found_warm_up(stated, no_progress)
            self._roots[path] = Root(reader, stated, study, _digest(study.hashes))
        return self._roots[path]

    def study(self, case: ScenarioCase) -> Study:
        """The study of a case on the random numbers and over the period of its scenario; raises InputError with every fault.

        A case of another period, or without any route of the scenario, is refused.
        """
        root = self.root(case.path)
        if not case.variants and not case.settings:
            return root.study
        changed, _ = root.reader.with_values(case.variants, case.settings)
        refuse_unlike((root.stated, changed), (case.path, "-".join((case.path, *case.variants))))
        own = root.study.scenario
        kept = {"seed": own.seed, "replications": own.replications, "precision": own.precision, "period": own.period}
        return replace(changed, scenario=changed.scenario.model_copy(update=kept), changes=case.settings)

    def model(self, case: ScenarioCase) -> Model:
        """The model of a case; raises InputError with every fault of its study."""
        model = self._models.get(case)
        if model is None:
            model = self._models[case] = build_model(self.study(case))
            while len(self._models) > MOST_MODELS:
                self._models.popitem(last=False)
        self._models.move_to_end(case)
        return model

    def replicated(self, case: ScenarioCase, number: int) -> tuple[Model, StepLog]:
        """A replication of a case: the model with its random absences drawn, and the log; raises InputError as a study does."""
        at = (case, number)
        if at not in self._logs:
            self._logs[at] = replicate(self.model(case), number)
            self._sizes[at] = _size(self._logs[at][1])
            while sum(self._sizes.values()) > self.most_log_bytes and len(self._logs) > 1:
                oldest, _ = self._logs.popitem(last=False)
                del self._sizes[oldest]
        self._logs.move_to_end(at)
        return self._logs[at]


@cache
def kept_cases() -> KeptCases:
    """What this process keeps."""
    return KeptCases()


def _digest(hashes: Mapping[str, str]) -> str:
    return hashlib.sha256("\n".join(f"{name} {digest}" for name, digest in sorted(hashes.items())).encode()).hexdigest()


def _size(thing: object) -> int:
    """Memory of the arrays of a log, and of what it consists of [bytes]."""
    if isinstance(thing, np.ndarray):
        return thing.nbytes
    if is_dataclass(thing):
        return sum(_size(getattr(thing, field.name)) for field in fields(thing))
    return 0
