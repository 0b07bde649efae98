"""Simulating staffings in paired replications: every staffing faces the very same applications, and none is simulated twice."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.engine.steplog import StepLog, Truth
from sim.errors import InputError
from sim.experiment.changed_studies import OfEachModel
from sim.experiment.replications import name_of_draws
from sim.experiment.workers import Progress, Workers
from sim.model.model import Model, build_model
from sim.planning.points import readable
from sim.planning.staffing.targets import Conditions
from sim.planning.staffing.variables import Staffing, StaffingSpace
from sim.quantities import HOUR, UNSET, Floats
from sim.study.study import Study

_MODELS_KEPT = 48
"""Models of staffings that are kept ready, of those that were simulated last."""
_AT_A_TIME = 12
"""Staffings whose replications are simulated together."""


@dataclass(frozen=True)
class _Outcome:
    """What is kept of a replication: what is held against the targets, late answers and their lateness."""

    conditions: Conditions

    def __call__(self, log: StepLog, model: Model) -> tuple[Floats, float, float]:
        """The values of the conditions, late answers over all routes, and by how much they are late [h on the clock]."""
        return self.conditions.values(log, model), *late_answers(log)


def late_answers(log: StepLog) -> tuple[float, float]:
    """How many answers to first applications are late, and by how much together until they were given or the observation
    ended [h on the clock]."""
    applications = log.applications
    late = np.flatnonzero(log.cohort & ~log.objections & (applications.in_time == Truth.no))
    ready = applications.ready[late]
    end = np.where(ready != UNSET, ready, log.observed_until)
    return float(len(late)), float((end - applications.deadline[late]).sum()) / HOUR


@dataclass(frozen=True)
class Outcomes:
    """What a staffing brought, one replication after the other."""

    values: Floats
    """What is held against the conditions, and of how much each is a share [shape (replications, conditions, 2)]."""
    late: Floats
    """Late answers over all routes [shape (replications,)]."""
    lateness: Floats
    """By how much they are late together [h on the clock; shape (replications,)]."""

    def __len__(self) -> int:
        return len(self.late)

    def first(self, count: int) -> Outcomes:
        """The first so many replications."""
        return Outcomes(self.values[:count], self.late[:count], self.lateness[:count])


class Trials:
    """Simulates the staffings of a space, and knows what each brought in the replications that it has had.

    Replications are numbered on from `first`; another object with later numbers has replications that this one has not used.
    """

    def __init__(
        self,
        study: Study,
        space: StaffingSpace,
        conditions: Conditions,
        workers: Workers,
        progress: Progress,
        first: int = 1,
        *,
        same_applications: bool = True,
    ) -> None:
        """Take a study whose scenario can be read again; raises InputError where it cannot.

        With `same_applications` nothing that is tried decides when somebody comes, so that applications are drawn once.
        """
        self.space, self.conditions = space, conditions
        self.first = first
        self._workers, self._progress = workers, progress
        self._changed = readable(study)
        self._models: OrderedDict[Staffing, Model] = OrderedDict()
        self._outcomes: dict[Staffing, list[tuple[Floats, float, float]]] = {}
        self._impossible: dict[Staffing, str] = {}
        self._draws = name_of_draws() if same_applications else ""
        self.replications = 0
        """How many replications were simulated."""

    @property
    def staffings(self) -> tuple[Staffing, ...]:
        """Every staffing that was simulated, in the order in which that was first done."""
        return tuple(self._outcomes)

    def outcomes(self, staffing: Staffing) -> Outcomes:
        """What a staffing brought in the replications that it has had."""
        rows = self._outcomes[staffing]
        values = np.array([row[0] for row in rows])
        return Outcomes(values, np.array([row[1] for row in rows]), np.array([row[2] for row in rows]))

    def mean_late(self, staffing: Staffing) -> float:
        """Late answers of a staffing in the replications that it has had, on average; 0 where it has had none."""
        rows = self._outcomes.get(staffing)
        return sum(row[1] for row in rows) / len(rows) if rows else 0.0

    def simulate(self, staffings: Sequence[Staffing], until: int, what: str) -> list[Staffing]:
        """Simulate staffings until each has had so many replications; those that the scenario allows are given back.

        `what` is what progress calls it.
        """
        allowed = [staffing for staffing in dict.fromkeys(staffings) if self._model(staffing) is not None]
        groups: dict[int, list[Staffing]] = {}
        for staffing in allowed:
            if (done := len(self._outcomes.setdefault(staffing, []))) < until:
                groups.setdefault(done, []).append(staffing)
        for done, group in groups.items():
            for begin in range(0, len(group), _AT_A_TIME):
                self._some(group[begin : begin + _AT_A_TIME], done, until, what)
        return allowed

    def study(self, staffing: Staffing) -> Study:
        """The study of a staffing that the scenario allows."""
        model = self._model(staffing)
        assert model is not None
        return model.study

    def model(self, staffing: Staffing) -> Model:
        """The model of a staffing that the scenario allows."""
        model = self._model(staffing)
        assert model is not None
        return model

    def why_impossible(self, staffing: Staffing) -> str:
        """Why the scenario does not allow a staffing; empty where it does."""
        return "" if self._model(staffing) is not None else self._impossible[staffing]

    def _some(self, staffings: Sequence[Staffing], done: int, until: int, what: str) -> None:
        """Simulate the replications of some staffings from one number on to another."""
        models = tuple(self.model(staffing) for staffing in staffings)
        draws = "" if any(stream.booked for stream in models[0].streams) else self._draws
        task = OfEachModel(models, _Outcome(self.conditions), draws)
        numbers = range(self.first + done, self.first + until)
        for number, results in enumerate(self._workers.run(task, numbers), 1):
            for staffing, result in zip(staffings, results, strict=True):
                self._outcomes[staffing].append(result)
            self.replications += len(staffings)
            self._progress(number, until - done, what)

    def _model(self, staffing: Staffing) -> Model | None:
        """The model of a staffing; None where the scenario does not allow it."""
        if staffing in self._impossible:
            return None
        if staffing in self._models:
            self._models.move_to_end(staffing)
            return self._models[staffing]
        try:
            study = self._changed.with_settings(self.space.changes(staffing))
        except InputError as error:
            self._impossible[staffing] = error.faults[0].message
            return None
        self._models[staffing] = build_model(replace(study, undisturbed=None))
        while len(self._models) > _MODELS_KEPT:
            self._models.popitem(last=False)
        return self._models[staffing]
