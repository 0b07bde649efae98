"""A whole run of a study: its replications, their figures, and what is asked of paired runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from sim.engine.engine_use import EngineUse
from sim.engine.steplog import StepLog
from sim.experiment.causes.find_causes import find_causes
from sim.experiment.figure_store import FigureStore
from sim.experiment.levers.race import try_levers
from sim.experiment.pooling import try_pooling
from sim.experiment.precision import batches
from sim.experiment.replications import FirstLogs, Replicated, Together, engine_of, forget_draws, name_of_draws
from sim.experiment.results import Results
from sim.experiment.run_notes import run_notes
from sim.experiment.warm_up import stated_warm_up, weekly_pilot, with_found_warm_up
from sim.experiment.workers import Machines, Progress, Workers, no_progress
from sim.measure.figures import ReplicationFigures, measure
from sim.measure.impossible import impossible
from sim.measure.recovery import DailySeries, Recovery, daily_series, recovery
from sim.measure.weekly_series import Weeks, weekly_series
from sim.model.model import Model, build_model
from sim.scenario.scenario import AUTO
from sim.study.study import EngineName, Study, with_engine
from sim.translations.in_use import translated

LOGS_OF_AUTO = 30
"""With `replications: auto` the logs of this many replications are given, the first ones; else some hundred megabytes are written."""
MOST_PAIRED = 100
"""Replications of a paired run at most: pairs share their luck, so that fewer of them tell a gain."""


def run_study(
    study: Study,
    *,
    workers: Machines = None,
    keep_logs: bool = False,
    on_log: Callable[[StepLog], None] | None = None,
    progress: Progress | None = None,
    strengthen: bool = True,
    engine: EngineName | None = None,
) -> Results:
    """Simulate every replication of a study and estimate its figures.

    `workers` is how many processes share the work, None for one per processor core, or the address of a Dask cluster; the result is
    the same byte for byte.
    `on_log` gets the log of each replication in order, which is kept only with `keep_logs`; with `replications: auto` of the first
    :data:`LOGS_OF_AUTO`, unless :class:`FirstLogsTo` asks for others. `progress` is told after each replication.
    With `auto` or `precision` in the scenario replications are added until the interval is narrow enough, or their stated
    number is reached.
    Unless `strengthen` is off, levers for what late answers waited for are each tried in paired runs, of :data:`MOST_PAIRED`
    replications at most; so is what it would bring if any member took any file, where files have officers; and what disturbs the
    offices is taken out, to tell what it makes late.
    Where the scenario names an undisturbed variant, that is simulated with the same random numbers, and the recovery estimated.
    `engine` is `compiled`, `simpy` or `auto`; default that of the study, `auto`. The result is the same byte for byte. Raises
    InputError where the compiled engine is named and cannot be used.
    """
    progress, study = progress or no_progress, with_engine(study, engine)
    asked = on_log.replications if isinstance(on_log, FirstLogsTo) else None
    with Workers(workers) as shared:
        study, pilot = with_found_warm_up(study, progress, partial(weekly_pilot, shared))
        model = build_model(study)
        collected = _Collected(logs=[] if keep_logs else None, first_logs=logs_given(study, asked))
        task = Replicated(model, measure, draws=name_of_draws() if strengthen else "")
        _replicate_all(shared, task, collected, on_log, with_weeks=pilot is None, progress=progress)
        figures = collected.figures.estimate(impossible(model))
        paired = collected.figures[:MOST_PAIRED]
        levers = try_levers(shared, model, paired, figures, progress) if strengthen else None
        pooled = try_pooling(shared, task, paired, progress) if strengthen else None
        forget_draws()
        causes = find_causes(shared, model, paired, progress) if strengthen else None
        recovered = _recovery(shared, model, study.undisturbed, collected.daily, progress)
    warm_up = pilot or stated_warm_up(model, collected.weeks)
    warnings = run_notes(model, collected.figures, figures, warm_up)
    kept, engines = tuple(collected.logs or ()), tuple(dict.fromkeys(collected.engines))
    tried, rounds, left_out = levers or (None, None, ())
    first = (model, collected.figures, figures, tried, rounds, left_out, causes, pooled)
    return Results(*first, warnings, recovered, kept, warm_up, engines)


@dataclass(frozen=True)
class FirstLogsTo:
    """What takes in the logs of the first replications of a run, and of how many."""

    collect: Callable[[StepLog], None]
    """Gets each log."""
    replications: int | Literal["all"] | None = None
    """Of how many replications; None for what is usual."""

    def __call__(self, log: StepLog) -> None:
        """Take in a log."""
        self.collect(log)


def logs_given(study: Study, asked: int | Literal["all"] | None = None) -> int | None:
    """Of how many replications the logs are given, the first ones; None for all. `asked` is what is asked for, if anything."""
    if asked is not None:
        return None if asked == "all" else asked
    scenario = study.scenario
    return LOGS_OF_AUTO if scenario.replications == AUTO and scenario.precision is None else None


@dataclass
class _Collected:
    """What is kept of all replications of a run, in their order."""

    figures: FigureStore = field(default_factory=FigureStore)
    daily: list[DailySeries] = field(default_factory=list)
    weeks: list[Weeks] = field(default_factory=list)
    engines: list[EngineUse] = field(default_factory=list)
    logs: list[StepLog] | None = None
    """The logs; None where they are not kept."""
    first_logs: int | None = None
    """Of how many replications logs are kept or handed on; None for all."""


def _replicate_all(
    workers: Workers,
    base: Replicated[ReplicationFigures],
    collected: _Collected,
    on_log: Callable[[StepLog], None] | None,
    *,
    with_weeks: bool,
    progress: Progress,
) -> None:
    """Simulate the replications of a model, batch by batch, and collect what is needed of each; `base` gives their figures."""
    model = base.model
    wanted: list[tuple[Callable[[StepLog, Model], Any], Callable[[Any], None]]] = [
        (base.function, collected.figures.append),
        (engine_of, collected.engines.append),
    ]
    if model.study.undisturbed is not None:
        wanted.append((daily_series, collected.daily.append))
    if with_weeks:
        wanted.append((weekly_series, collected.weeks.append))
    if on_log is not None:
        wanted.append((FirstLogs(collected.first_logs), _if_given(on_log)))
    if collected.logs is not None:
        wanted.append((FirstLogs(collected.first_logs), _if_given(collected.logs.append)))
    task = Replicated(model, Together(tuple(function for function, _ in wanted)), draws=base.draws)
    for first, last in batches(model.study.scenario, collected.figures):
        progress(first - 1, last, "replications")
        for number, parts in enumerate(workers.run(task, range(first, last + 1)), first):
            for part, (_, collect) in zip(parts, wanted, strict=True):
                collect(part)
            progress(number, last, "replications")


def _if_given(collect: Callable[[StepLog], None]) -> Callable[[StepLog | None], None]:
    """Collect logs that are given, and pass over those that are not."""
    return lambda log: None if log is None else collect(log)


def _recovery(
    workers: Workers, model: Model, undisturbed: Study | None, disturbed: list[DailySeries], progress: Progress
) -> Recovery | None:
    """The undisturbed run with the same random numbers, held against the disturbed one; None where there is none."""
    if undisturbed is None:
        return None
    undisturbed_series = []
    task = Replicated(build_model(undisturbed), daily_series)
    for number, part in enumerate(workers.run(task, range(1, len(disturbed) + 1)), 1):
        undisturbed_series.append(part)
        progress(number, len(disturbed), translated("undisturbed run"))
    return recovery(model, undisturbed.name, disturbed, undisturbed_series)
