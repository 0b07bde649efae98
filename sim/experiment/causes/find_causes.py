"""How much lateness goes away without what disturbs the offices, and at which steps the rest arises.

The log alone cannot tell a wave of files that an absence, an outage or a sitting sent on from a pool that is short of people:
in both the files queue there. So the same replications are simulated without any disturbance, with the same random numbers.
What is late then is to blame on the steps, and the difference on the disturbances, in proportion to what goes away without
each of them alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sim.engine.steplog import StepLog
from sim.errors import InputError
from sim.experiment.causes.disturbance import Disturbance, disturbances
from sim.experiment.changed_studies import ChangedStudies, OfEachStudy
from sim.experiment.workers import Progress, Workers
from sim.measure.blame import blame
from sim.measure.figures import Key, ReplicationFigures, Row
from sim.measure.intervals import Estimate, mean_interval
from sim.model.model import Model
from sim.quantities import HOUR
from sim.study.study import Study
from sim.translations.in_use import translated

_MOST_REPLICATIONS = 30
"""At most this many replications are simulated without the disturbances."""


@dataclass(frozen=True)
class Cause:
    """A disturbance, and the lateness that it is to blame for."""

    disturbance: Disturbance
    """What disturbs."""
    alone: Estimate
    """Lateness over all routes that goes away without it alone, paired by replication [working hours]."""
    routes: dict[Key, float]
    """Its part of the lateness of each route [working hours]."""


@dataclass(frozen=True)
class Causes:
    """The lateness of every route, split over disturbances and over steps; means over the replications that were paired."""

    replications: int
    """How many replications were paired."""
    lateness: dict[Key, float]
    """Lateness by route [working hours]."""
    causes: tuple[Cause, ...]
    """The disturbances that make answers late, the one that costs most first."""
    steps: dict[Key, Row]
    """By service, route and step: what is left of the lateness, as `blame_h` and by reason [working hours]."""
    term_shorter: dict[Key, float]
    """By route: what is left to the term that is shorter than the steps [working hours]."""


@dataclass(frozen=True)
class _Blamed:
    """The lateness of one replication, by route, and its split over the steps [working hours]."""

    lateness: dict[Key, float]
    steps: dict[Key, Row]

    def of_route(self, key: Key) -> dict[Key, Row]:
        return {step: row for step, row in self.steps.items() if step[:2] == key}


def find_causes(
    workers: Workers, model: Model, base: Sequence[ReplicationFigures], progress: Progress
) -> Causes | None:
    """Simulate the run without its disturbances, all at once and one by one; None where none is stated or none makes late.

    `base` has the figures of each replication with all of them.
    """
    base = base[:_MOST_REPLICATIONS]
    with_them = [_of_figures(figures) for figures in base]
    if not any(sum(one.lateness.values()) for one in with_them):
        return None
    found = _studies_without(model.study)
    if found is None:
        return None
    undisturbed, each = found
    without = _simulated(workers, [undisturbed], len(base), progress)[0]
    sure = {key for key in with_them[0].lateness if _less(with_them, without, [key]).low > 0}
    if not sure:
        return None
    alone = [without] if len(each) == 1 else _simulated(workers, [study for _, study in each], len(base), progress)
    return _split([part for part, _ in each], with_them, without, alone, sure)


def _studies_without(study: Study) -> tuple[Study, list[tuple[Disturbance, Study]]] | None:
    """The study without any disturbance, and without each of them; None where there is none or the files are not there."""
    stated = tuple(disturbances(study.scenario))
    quiet = study.undisturbed
    left = stated if quiet is None else tuple(disturbances(quiet.scenario))
    named = tuple(part for part in stated if part not in left)
    if not stated and quiet is None:
        return None
    changed = ChangedStudies(study)
    if changed.refused is not None:
        return None
    each: list[tuple[Disturbance, Study]] = []
    every_change: list[str] = []
    for part in stated:
        try:
            each.append((part, changed.with_settings(part.changes)))
            every_change += part.changes
        except InputError:  # such as a stand-in that nobody needs any more
            continue
    try:
        undisturbed = changed.with_settings(every_change)
        if quiet is not None and not named:  # the variant takes out what has no setting of its own here
            variant = (quiet.origin.variants if quiet.origin else ("",))[-1]
            quiet = replace(quiet, engine=study.engine, scenario=quiet.scenario.model_copy(update=_kept(study)))
            each.append((Disturbance("variant", "", variant, ()), quiet))
            undisturbed = ChangedStudies(quiet).with_settings(every_change) if every_change else quiet
    except InputError:
        return None
    return (undisturbed, each) if each else None


def _kept(study: Study) -> dict[str, object]:
    """What an undisturbed study has of the one that it is held against."""
    return {"seed": study.scenario.seed, "period": study.scenario.period}


def _simulated(workers: Workers, studies: Sequence[Study], count: int, progress: Progress) -> list[list[_Blamed]]:
    """The lateness of each replication of some studies."""
    result: list[list[_Blamed]] = [[] for _ in studies]
    for number, parts in enumerate(workers.run(OfEachStudy(tuple(studies), _of_log), range(1, count + 1)), 1):
        for one, part in zip(result, parts, strict=True):
            one.append(part)
        progress(number, count, translated("without disturbances"))
    return result


def _of_log(log: StepLog, model: Model) -> _Blamed:
    """The lateness of a replication, from its log."""
    lateness, rows = blame(log, model)
    return _Blamed(
        {plan.key: seconds / HOUR for plan, seconds in zip(model.routes, lateness, strict=True)},
        {
            (*plan.key, step.key): {name: value / HOUR for name, value in row.items()}
            for plan, of_route in zip(model.routes, rows, strict=True)
            for step, row in zip(plan.steps, of_route, strict=True)
        },
    )


def _of_figures(figures: ReplicationFigures) -> _Blamed:
    """The lateness of a replication, from its figures."""
    steps = {
        key: {name: value for name, value in row.items() if name.startswith("blame_")}
        for key, row in figures.steps.items()
    }
    return _Blamed({key: row["lateness_h"] for key, row in figures.routes.items()}, steps)


def _less(with_it: Sequence[_Blamed], without: Sequence[_Blamed], routes: Sequence[Key]) -> Estimate:
    """How much less lateness some routes have without a disturbance, paired by replication [working hours]."""
    pairs = zip(with_it, without, strict=True)
    return mean_interval([sum(a.lateness[key] - b.lateness.get(key, 0.0) for key in routes) for a, b in pairs])


def _effects(alone: Sequence[Estimate]) -> list[float]:
    """What weighs each disturbance: what goes away without it alone, of those of which that can be told; if of none, of all."""
    told = any(less.low > 0 for less in alone)
    return [max(less.mean, 0.0) if less.low > 0 or not told else 0.0 for less in alone]


def _split(
    parts: Sequence[Disturbance],
    with_them: Sequence[_Blamed],
    without: Sequence[_Blamed],
    alone: Sequence[Sequence[_Blamed]],
    sure: set[Key],
) -> Causes:
    """The lateness split over disturbances and steps; of routes that are not `sure` to have less without them over steps alone."""
    n, routes = len(with_them), list(with_them[0].lateness)
    lateness = {key: sum(one.lateness[key] for one in with_them) / n for key in routes}
    steps: dict[Key, Row] = {}
    term_shorter: dict[Key, float] = {}
    of_cause: list[dict[Key, float]] = [{} for _ in parts]
    for key in routes:
        rest = without if key in sure else with_them
        for step in with_them[0].of_route(key):
            rows = [one.steps.get(step, {}) for one in rest]
            steps[step] = {name: sum(row.get(name, 0.0) for row in rows) / n for name in with_them[0].steps[step]}
        left = sum(one.lateness[key] for one in rest) / n
        term_shorter[key] = left - sum(row["blame_h"] for step, row in steps.items() if step[:2] == key)
        effects = _effects([_less(with_them, one, [key]) for one in alone]) if key in sure else []
        total = sum(effects)
        for i, effect in enumerate(effects):
            of_cause[i][key] = (lateness[key] - left) * (effect / total if total > 0 else 1 / len(effects))
    causes = [
        Cause(part, _less(with_them, one, routes), amounts)
        for part, one, amounts in zip(parts, alone, of_cause, strict=True)
        if any(amounts.values())
    ]
    return Causes(
        n, lateness, tuple(sorted(causes, key=lambda cause: -sum(cause.routes.values()))), steps, term_shorter
    )
