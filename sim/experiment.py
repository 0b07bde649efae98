"""Replications of a study, their figures, and the paired run that names the role to strengthen first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from sim.capacity import Member, Pool, with_covers
from sim.draws import draw_workload
from sim.engines import simulate
from sim.intervals import Estimate, mean_interval
from sim.layout import draw_capacity
from sim.load import overloaded
from sim.loading import Study
from sim.measures import Figures, Key, ReplicationFigures, estimate, measure
from sim.models import Model, build_model
from sim.recovery import Course, Recovery, course, recovery
from sim.steplog import StepLog, Truth

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


@dataclass(frozen=True)
class Results:
    """What a run of a study found."""

    model: Model
    """The study made ready."""
    replications: tuple[ReplicationFigures, ...]
    """The figures of each replication."""
    figures: Figures
    """Estimates with intervals."""
    tried: tuple[Strengthening, ...] | None = None
    """Roles strengthened in paired runs, the one that brings most first; none where no late answer waited for people.

    None where paired runs were not asked for.
    """
    warnings: tuple[str, ...] = ()
    """What the reader ought to know."""
    recovery: Recovery | None = None
    """When the offices have recovered from what disturbs them, where the scenario names the variant without it."""

    @property
    def study(self) -> Study:
        """The study that was run."""
        return self.model.study


def run_study(
    study: Study,
    *,
    on_log: Callable[[StepLog], None] | None = None,
    progress: Progress | None = None,
    strengthen: bool = True,
) -> Results:
    """Simulate every replication of a study and estimate its figures.

    `on_log` gets the log of each replication in order, which is not kept; `progress` is told after each of them.
    Unless `strengthen` is off, the roles that keep late answers waiting are each given one member more in a paired run.
    Where the scenario names an undisturbed variant, that is simulated with the same random numbers, and the recovery told.
    """
    model = build_model(study)
    count = study.scenario.replications
    tell = progress or (lambda done, total, what: None)
    found = []
    courses: list[Course] = []
    tell(0, count, "replications")
    for number, (drawn, log) in enumerate(simulated(model, count), 1):
        found.append(measure(log, drawn))
        if study.undisturbed is not None:
            courses.append(course(log, drawn))
        if on_log is not None:
            on_log(log)
        tell(number, count, "replications")
    figures = estimate(found)
    tried = _try_strengthening(model, tuple(found), figures, tell) if strengthen else None
    warnings = (*model.warnings, *overloaded(model), *_unfinished(figures))
    recovered = None if study.undisturbed is None else _recovery(model, study.undisturbed, courses, tell)
    return Results(model, tuple(found), figures, tried, warnings, recovered)


def _recovery(model: Model, undisturbed: Study, disturbed: list[Course], tell: Progress) -> Recovery:
    """The undisturbed run with the same random numbers, held against the disturbed one."""
    other = build_model(undisturbed)
    courses = []
    for number, (drawn, log) in enumerate(simulated(other, len(disturbed)), 1):
        courses.append(course(log, drawn))
        tell(number, len(disturbed), "undisturbed run")
    return recovery(model, undisturbed.name, disturbed, courses)


def simulated(model: Model, count: int) -> Iterator[tuple[Model, StepLog]]:
    """The logs of replications 1 to `count`, each with the model whose capacity has its random absences drawn."""
    for replication in range(1, count + 1):
        capacity = draw_capacity(model.capacity, model.study, model.window, replication)
        drawn = replace(model, capacity=capacity)
        yield drawn, simulate(draw_workload(drawn, replication), capacity)


def strengthened(model: Model, kind: str, role: str, more: int = 1) -> Model:
    """The same with some members more in one role of every office of a kind; they keep the first member's hours."""

    def with_more(pool: Pool) -> Pool:
        if model.capacity.offices[pool.office].kind != kind or pool.role != role:
            return pool
        first = pool.roster[:1]
        added = tuple(Member(f"one more {i + 1}", member.hours) for i in range(more) for member in first)
        return replace(pool, members=pool.members + more, roster=pool.roster + added)

    pools = with_covers([with_more(pool) for pool in model.capacity.pools], model.window)
    return replace(model, capacity=replace(model.capacity, pools=pools))


def _try_strengthening(
    model: Model, base: tuple[ReplicationFigures, ...], figures: Figures, tell: Progress
) -> tuple[Strengthening, ...]:
    """Paired runs for the roles that keep late answers waiting, the one that brings most first."""
    candidates = _candidates(model, figures)
    tried = []
    total = len(base) * len(candidates)
    for i, (kind, role) in enumerate(candidates):
        stronger = strengthened(model, kind, role)
        whole: list[float] = []
        by_route: dict[Key, list[float]] = {key: [] for key in figures.routes}
        for number, ((_, log), before) in enumerate(zip(simulated(stronger, len(base)), base, strict=True), 1):
            shares = _shares(log, model)
            whole.append(_share(log, None) - before.whole["in_time"])
            for key, share in shares.items():
                by_route[key].append(share - before.routes[key]["in_time"])
            tell(i * len(base) + number, total, f"one more {role}")
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


def _shares(log: StepLog, model: Model) -> dict[Key, float]:
    return {plan.key: _share(log, i) for i, plan in enumerate(model.routes)}


def _share(log: StepLog, route: int | None) -> float:
    cohort = log.cohort if route is None else log.cohort & (log.a_route == route)
    answers = log.a_in_time[cohort]
    return float(np.mean(answers == Truth.yes)) if len(answers) else float("nan")


def _unfinished(figures: Figures) -> Iterator[str]:
    for (service, route), row in figures.routes.items():
        applications, unfinished = row["applications"].mean, row["open"].mean
        if unfinished > 0.05 * applications:
            yield (
                f"{service} / {route}: {unfinished / applications:.0%} of the applications were not finished when the "
                "run-out ended; their elapsed terms are Kaplan-Meier estimates, and some may be unknown"
            )
