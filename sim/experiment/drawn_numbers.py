"""A task for workers: replications of a study with its uncertain numbers drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from sim.errors import Fault, InputError
from sim.experiment.replications import replicate
from sim.measure.day_quantiles import answered_within
from sim.measure.figures import Key, ReplicationFigures, Row, measure
from sim.model.model import build_model
from sim.quantities import Floats
from sim.schema.yaml_file import Place
from sim.study.layers import Origin
from sim.study.loading import Reader
from sim.study.study import EngineName, Study
from sim.study.uncertain_inputs import SECTION, Drawable, changes_together, drawables
from sim.translations.in_use import translated

WHOLE: Key = ()
"""The place of what is measured over all routes."""


@dataclass(frozen=True)
class DrawnReplication:
    """One replication with its numbers, or the fault that they bring about."""

    numbers: Mapping[str, float]
    """The number drawn for each assumption, by name."""
    rows: Mapping[Key, Row]
    """The figures of every route, and under WHOLE those over all routes; none where there is a fault."""
    within: Mapping[Key, Floats] = field(default_factory=dict)
    """By route: the share of its applications that is answered within so many working days [shape (days,)]."""
    fault: Fault | None = None
    """Why the numbers cannot be used."""


@dataclass(frozen=True)
class DrawnNumbers:
    """A task for workers: replications with a value of their own for each uncertain number of a study."""

    origin: Origin
    """Where the scenario lies."""
    changes: tuple[str, ...]
    """Settings that are laid over it."""
    hashes: tuple[tuple[str, str], ...]
    """Names and SHA-256 of the files of the run."""
    kept: tuple[tuple[str, Any], ...]
    """Parts of the scenario that are those of the run, whatever the files say."""
    assumptions: tuple[Drawable, ...]
    """The uncertain numbers with their settings."""
    seed: int
    """The seed of the run."""
    place: Place
    """Where the uncertain numbers stand in the file."""
    engine: EngineName
    """The engine of the run."""

    @staticmethod
    def of(study: Study) -> DrawnNumbers:
        """The task of a study, whose files are read again; raises InputError as `refuse_certain`, and where they have changed."""
        refuse_certain(study)
        assert study.origin is not None
        again, file = _reader(study.origin, study.changes).with_values(study.origin.variants, ())
        scenario = study.scenario
        kept = {
            "seed": scenario.seed,
            "replications": scenario.replications,
            "precision": None,
            "period": scenario.period,
        }
        task = DrawnNumbers(
            origin=study.origin,
            changes=study.changes,
            hashes=tuple(study.hashes.items()),
            kept=tuple(kept.items()),
            assumptions=drawables(file, again.scenario),
            seed=scenario.seed,
            place=file.place((SECTION,), at_key=True),
            engine=study.engine,
        )
        task.refuse_changed_files(again)
        return task

    def prepared(self) -> Callable[[int], DrawnReplication]:
        """The function of a replication's number; the files are read once for all of them."""
        return partial(self.replication, _reader(self.origin, self.changes))

    def replication(self, reader: Reader, number: int) -> DrawnReplication:
        """One replication with its numbers drawn and laid over the scenario."""
        numbers = {assumption.name: assumption.draw(self.seed, number) for assumption in self.assumptions}
        changes = changes_together([(assumption, numbers[assumption.name]) for assumption in self.assumptions])
        try:
            study, _ = reader.with_values(self.origin.variants, changes)
            self.refuse_changed_files(study)
        except InputError as error:
            return DrawnReplication(numbers, {}, fault=self._fault(number, numbers, error.faults[0]))
        scenario = study.scenario.model_copy(update=dict(self.kept))
        drawn, log = replicate(build_model(replace(study, scenario=scenario, engine=self.engine)), number)
        figures = measure(log, drawn)
        within: dict[Key, Floats] = {
            plan.key: answered_within([figures.over_time], i)[0] for i, plan in enumerate(drawn.routes)
        }
        return DrawnReplication(numbers, rows_of(figures), within)

    def refuse_changed_files(self, study: Study) -> None:
        """Raise InputError where a study was read from other files than those of the run."""
        if tuple(study.hashes.items()) != self.hashes:
            message = translated("the files of the scenario have changed since the run began")
            raise InputError([Fault(str(self.origin.path), 0, 0, message, translated("run it again"))])

    def _fault(self, number: int, numbers: Mapping[str, float], fault: Fault) -> Fault:
        """A fault of what was drawn, with the numbers at fault."""
        drawn = ", ".join(assumption.shown(numbers[assumption.name]) for assumption in self.assumptions)
        message = translated(
            "in replication {number}, with {drawn}: {message}", number=number, drawn=drawn, message=fault.message
        )
        return Fault(*self.place[:3], message, fault.repair)


def refuse_certain(study: Study, *, alone: bool = False) -> None:
    """Raise InputError for a study without uncertain numbers, and for one replication `alone`."""
    if alone:
        message = translated("one replication alone shows no spread")
        raise InputError([Fault("--uncertain", 0, 0, message, translated("leave --only out, or --uncertain"))])
    if study.origin is None or not study.scenario.assumptions:
        message = translated("nothing is uncertain in '{name}'", name=study.name)
        repair = translated(
            "name the numbers that nobody has measured under '{section}', each with a range or a factor",
            section=SECTION,
        )
        raise InputError([Fault("--uncertain", 0, 0, message, repair)])


def rows_of(figures: ReplicationFigures) -> Mapping[Key, Row]:
    """The figures of every route, and under WHOLE those over all routes."""
    return {WHOLE: figures.whole, **figures.routes}


def _reader(origin: Origin, changes: tuple[str, ...]) -> Reader:
    return Reader(origin.path, changes, origin.most_applications)
