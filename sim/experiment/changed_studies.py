"""The study of a run with settings changed, read again as `--set` reads them, and paired replications of such studies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Generic, Literal, TypeVar

from sim.engine.steplog import StepLog
from sim.errors import InputError
from sim.experiment.replications import replicate
from sim.model.model import Model, build_model
from sim.schema.yaml_file import YamlFile
from sim.study.loading import Reader
from sim.study.study import Study

_T = TypeVar("_T")


class ChangedStudies:
    """Reads the scenario of a study again, with other settings over those that it has."""

    def __init__(self, study: Study) -> None:
        """Take the study of a run; its seed, replications, period and engine hold for all that is read."""
        self._study = study
        self.file: YamlFile
        """The file as it results without other settings; only where nothing is `refused`."""
        self.refused: Literal["no_file", "changed_files"] | None = None
        """Why nothing can be changed: the study was read from no file, or its files have changed since."""
        if study.origin is None:
            self.refused = "no_file"
            return
        self._variants = study.origin.variants
        try:
            self._reader = Reader(study.origin.path, study.changes, study.origin.most_applications)
            again, self.file = self._reader.with_values(self._variants, ())
        except InputError:
            self.refused = "changed_files"
            return
        if dict(again.hashes) != dict(study.hashes):
            self.refused = "changed_files"

    def with_settings(self, changes: Sequence[str]) -> Study:
        """The study with some settings changed; raises InputError where they cannot be. Only where nothing is `refused`."""
        changed, _ = self._reader.with_values(self._variants, changes)
        own = self._study.scenario
        kept = {"seed": own.seed, "replications": own.replications, "precision": own.precision, "period": own.period}
        return replace(
            changed,
            scenario=changed.scenario.model_copy(update=kept),
            changes=(*self._study.changes, *changes),
            engine=self._study.engine,
        )


@dataclass(frozen=True)
class OfEachStudy(Generic[_T]):
    """A task for workers: a function that is applied to one replication of each of several studies."""

    studies: tuple[Study, ...]
    """The studies."""
    function: Callable[[StepLog, Model], _T]
    """What is applied to the log of a replication, and to the model with its random absences and outages drawn; it can be
    pickled."""

    def prepared(self) -> Callable[[int], tuple[_T, ...]]:
        """The function of a replication's number."""
        return OfEachModel(tuple(build_model(study) for study in self.studies), self.function).prepared()


@dataclass(frozen=True)
class OfEachModel(Generic[_T]):
    """A task for workers: a function that is applied to one replication of each of several models that are ready."""

    models: tuple[Model, ...]
    """The models."""
    function: Callable[[StepLog, Model], _T]
    """What is applied to the log of a replication, and to the model with its random absences and outages drawn; it can be
    pickled."""
    draws: str = ""
    """Name under which the workloads are kept for tasks with models whose applications are the same; none are kept without."""

    def prepared(self) -> Callable[[int], tuple[_T, ...]]:
        """The function of a replication's number."""
        return partial(_applied, self.models, self.function, self.draws)


def _applied(
    models: Sequence[Model], function: Callable[[StepLog, Model], _T], draws: str, number: int
) -> tuple[_T, ...]:
    """The results of one replication of each model."""
    results = []
    for model in models:
        drawn, log = replicate(model, number, draws)
        results.append(function(log, drawn))
    return tuple(results)
