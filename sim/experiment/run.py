"""Replications of a study, their figures, and the paired run that names the role to strengthen first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.engine.steplog import StepLog
from sim.experiment.figure_store import FigureStore
from sim.experiment.precision import batches, missed
from sim.experiment.replications import More, Wanted, Workers, replicate
from sim.experiment.results import ResultTables
from sim.experiment.warm_up import WarmUp, stated_warm_up, with_found_warm_up
from sim.experiment.warm_up_warnings import warm_up_warnings
from sim.measure.censoring import MOST_CENSORED
from sim.measure.figures import Figures, Key, ReplicationFigures, estimate
from sim.measure.intervals import Estimate, mean_interval
from sim.measure.offered_load import overloaded
from sim.measure.recovery import DailySeries, Recovery, recovery
from sim.measure.weekly_series import Weeks
from sim.model.model import Model, build_model
from sim.study.study import Study

Progress = Callable[[int, int, str], None]
"""Called with work done, work in all, and what is being done."""
_CANDIDATES = 3
"""How many roles the paired runs try at most, those that keep late answers waiting longest first."""
_WORTH_TRYING = 0.05
"""A role is tried if it has at least this share of the lateness that waiting for people is to blame for."""


@dataclass(frozen=True)
class Strengthening:
    """What one member more in one role would bring, from the same replications with the same draws."""

    kind: str
    """Short name of the office or offices."""
    offices: int
    """How many offices of the kind there are; each gets one member more."""
    role: str
    """Short name of the role."""
    members: int
    """Members of each pool before."""
    whole: Estimate
    """Gain in the share in time over all routes, paired by replication."""
    routes: dict[Key, Estimate]
    """Gain in the share in time on each route, paired by replication."""

    @property
    def best_route(self) -> Key:
        """The route that gains most, of those that have a share in time."""
        return max(self.routes, key=lambda key: np.nan_to_num(self.routes[key].mean, nan=-np.inf))


@dataclass(frozen=True, repr=False)
class Results(ResultTables):
    """What a run of a study found; its tables and what a notebook shows of it are those of ResultTables."""

    tried: tuple[Strengthening, ...] | None = None
    """Roles strengthened in paired runs, the one that brings most first; none where no late answer waited for people.

    None where paired runs were not asked for.
    """
    warnings: tuple[str, ...] = ()
    """What the reader ought to know."""
    recovery: Recovery | None = None
    """When the offices have recovered from what disturbs them, where the scenario names the variant without it."""
    logs: tuple[StepLog, ...] = ()
    """The log of each replication, where they were to be kept."""
    warm_up: WarmUp | None = None
    """The beginning of the run week by week, and what MSER-5 says of it; None where a backlog stands for it."""

    @property
    def study(self) -> Study:
        """The study that was run."""
        return self.model.study


def run_study(
    study: Study,
    *,
    workers: int | None = None,
    keep_logs: bool = False,
    on_log: Callable[[StepLog], None] | None = None,
    progress: Progress | None = None,
    strengthen: bool = True,
) -> Results:
    """Simulate every replication of a study and estimate its figures.

    `workers` is how many processes share the work: None for one per processor core; the result is the same byte for byte.
    `on_log` gets the log of each replication in order, which is kept only with `keep_logs`; `progress` is told after each
    replication. With `precision` in the scenario replications are added until it is reached, or their stated number is.
    Unless `strengthen` is off, the roles that keep late answers waiting are each given one member more in a paired run.
    Where the scenario names an undisturbed variant, that is simulated with the same random numbers, and the recovery told.
    """
    tell = progress or (lambda done, total, what: None)
    found, courses, weeks, logs = FigureStore(), list[DailySeries](), list[Weeks](), list[StepLog]()
    with Workers(workers) as shared:
        study, warm_up = with_found_warm_up(study, tell, lambda model, count: _weeks(shared, model, count))
        model = build_model(study)
        wanted = Wanted(
            course=study.undisturbed is not None, weeks=warm_up is None, log=keep_logs or on_log is not None
        )
        for first, last in batches(study.scenario, found):
            tell(first - 1, last, "replications")
            for replication in shared.run(model, range(first, last + 1), wanted):
                assert replication.figures is not None
                found.append(replication.figures)
                if replication.course is not None:
                    courses.append(replication.course)
                if replication.weeks is not None:
                    weeks.append(replication.weeks)
                if replication.log is not None and on_log is not None:
                    on_log(replication.log)
                if replication.log is not None and keep_logs:
                    logs.append(replication.log)
                tell(replication.number, last, "replications")
        figures = estimate(found, found.mean_curves)
        tried = _try_strengthening(shared, model, found, figures, tell) if strengthen else None
        recovered = None
        if study.undisturbed is not None:
            recovered = _recovery(shared, model, study.undisturbed, courses, tell)
    warm_up = warm_up or stated_warm_up(model, weeks)
    warnings = (*model.warnings, *overloaded(model), *_unfinished(figures), *missed(study.scenario, found))
    warnings += warm_up_warnings(model, warm_up)
    return Results(model, found, figures, tried, warnings, recovered, tuple(logs), warm_up)


def _weeks(shared: Workers, model: Model, count: int) -> Iterator[Weeks]:
    """The first replications of a pilot week by week."""
    for replication in shared.run(model, range(1, count + 1), Wanted(figures=False, weeks=True)):
        assert replication.weeks is not None
        yield replication.weeks


def _recovery(
    shared: Workers, model: Model, undisturbed: Study, disturbed: list[DailySeries], tell: Progress
) -> Recovery:
    """The undisturbed run with the same random numbers, held against the disturbed one."""
    other = build_model(undisturbed)
    courses = []
    for replication in shared.run(other, range(1, len(disturbed) + 1), Wanted(figures=False, course=True)):
        assert replication.course is not None
        courses.append(replication.course)
        tell(replication.number, len(disturbed), "undisturbed run")
    return recovery(model, undisturbed.name, disturbed, courses)


def simulated(model: Model, count: int) -> Iterator[tuple[Model, StepLog]]:
    """The logs of replications 1 to `count`, each with the model whose capacity has its random absences drawn."""
    yield from (replicate(model, number) for number in range(1, count + 1))


def strengthened(model: Model, kind: str, role: str, more: int = 1) -> Model:
    """The same with some members more in one role of every office of a kind; they keep the first member's hours."""
    return More(kind, role, more).applied(model)


def _try_strengthening(
    shared: Workers, model: Model, base: Sequence[ReplicationFigures], figures: Figures, tell: Progress
) -> tuple[Strengthening, ...]:
    """Paired runs for the roles that keep late answers waiting, the one that brings most first."""
    candidates = _candidates(model, figures)
    tried = []
    total = len(base) * len(candidates)
    for i, (kind, role) in enumerate(candidates):
        whole: list[float] = []
        by_route: dict[Key, list[float]] = {key: [] for key in figures.routes}
        wanted = Wanted(figures=False, in_time=True)
        for replication in shared.run(model, range(1, len(base) + 1), wanted, More(kind, role)):
            before, then = base[replication.number - 1], replication.in_time
            assert then is not None
            whole.append(then.whole - before.whole["in_time"])
            for key, share in then.routes.items():
                by_route[key].append(share - before.routes[key]["in_time"])
            tell(i * len(base) + replication.number, total, f"one more {role}")
        pools = [p for p in model.capacity.pools if model.capacity.offices[p.office].kind == kind and p.role == role]
        gains = {key: mean_interval(values) for key, values in by_route.items()}
        tried.append(Strengthening(kind, len(pools), role, pools[0].members, mean_interval(whole), gains))
    return tuple(sorted(tried, key=lambda gain: -np.nan_to_num(gain.whole.mean, nan=-np.inf)))


def _candidates(model: Model, figures: Figures) -> list[tuple[str, str]]:
    """Offices and roles by the lateness for which waiting for their people is to blame, the most first."""
    blamed: dict[tuple[str, str], float] = {}
    for i, plan in enumerate(model.routes):
        pools = [pools for stream in model.streams if stream.route == i for pools in stream.pools.values()]
        for k, step in enumerate(plan.steps):
            mine = {int(table[k]) for table in pools if table[k] >= 0}
            mine -= {
                p for p in mine if model.capacity.pools[p].sittings is not None
            }  # a seat more gives no sitting more
            for kind in {model.capacity.offices[model.capacity.pools[p].office].kind for p in mine}:
                row = figures.steps[(*plan.key, step.key)]
                blamed[kind, step.role] = blamed.get((kind, step.role), 0.0) + row["blame_people_h"].mean
    ranked = sorted(blamed, key=lambda key: -blamed[key])
    least = _WORTH_TRYING * sum(blamed.values())
    return [key for key in ranked if blamed[key] > 0 and blamed[key] >= least][:_CANDIDATES]


def _unfinished(figures: Figures) -> Iterator[str]:
    for (service, route), row in figures.routes.items():
        applications, unfinished = row["applications"].mean, row["open"].mean
        if unfinished > MOST_CENSORED * applications:
            yield (
                f"{service} / {route}: {unfinished / applications:.0%} of the applications were not finished when the "
                "run-out ended; their elapsed terms and queue times are Kaplan-Meier estimates, marked by a star"
            )
