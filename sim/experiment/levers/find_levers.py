"""The whole list of levers of a study: single changes and the best pairs of them, judged by replications that chose none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from sim.engine.engine_use import EngineUse
from sim.experiment.levers.effect import Baseline
from sim.experiment.levers.lever import NotTried
from sim.experiment.levers.pairs import Pair, PairsToTry
from sim.experiment.levers.race import Race, RaceRounds, Tried, studies_to_try
from sim.experiment.precision import replications_of
from sim.experiment.replications import Replicated, Together, engine_of
from sim.experiment.warm_up import weekly_pilot, with_found_warm_up
from sim.experiment.workers import Machines, Progress, Workers, no_progress
from sim.measure.figures import Figures, InTime, ReplicationFigures, estimate, in_time_shares, measure
from sim.model.model import Model, build_model
from sim.study.study import EngineName, Study, with_engine
from sim.translations.in_use import translated

MOST_LEVERS = 150
"""At most this many levers are tried, those for what late files waited for longest."""


@dataclass(frozen=True)
class Levers:
    """The levers of a study."""

    model: Model
    """The study made ready."""
    figures: Figures
    """Estimates from the replications that choose, without a change."""
    baseline: Baseline
    """Answers in time of all replications without a change."""
    rounds: RaceRounds
    """Which replications choose, and which judge."""
    tried: tuple[Tried, ...] = ()
    """Single changes: those that were judged first, each part by what they bring."""
    pairs: tuple[Pair, ...] = ()
    """Pairs of the best of them, by what they bring."""
    not_tried: tuple[NotTried, ...] = ()
    """What was left out, and why."""
    engines: tuple[EngineUse, ...] = ()
    """The engines that simulated the replications without a change, each once."""

    @property
    def study(self) -> Study:
        """The study."""
        return self.model.study

    @property
    def ranked(self) -> tuple[Tried | Pair, ...]:
        """All that was judged, singles and pairs, by the mean gain in the share in time."""
        judged: list[Tried | Pair] = [*(one for one in self.tried if one.finalist), *self.pairs]
        return tuple(sorted(judged, key=lambda one: -one.effect.whole.mean))

    @property
    def better_pairs(self) -> Iterator[Pair]:
        """Pairs of which it can be told that they bring more than each of their two alone, the best first."""
        return (pair for pair in self.pairs if pair.beyond_best.low > 0)


def find_levers(
    study: Study,
    *,
    workers: Machines = None,
    progress: Progress | None = None,
    engine: EngineName | None = None,
) -> Levers:
    """Try every lever for what late files waited for, judge the best, and pairs of these.

    Each is judged in as many replications as the scenario states, a hundred with `auto`; up to thirty others choose. `workers` is
    how many processes share the work, None for one per processor core; the result is the same byte for byte. `engine` as in
    :func:`sim.experiment.run.run_study`, and so are the faults.
    """
    progress = progress or no_progress
    with Workers(workers) as shared:
        study, _ = with_found_warm_up(with_engine(study, engine), progress, partial(weekly_pilot, shared))
        model, rounds = build_model(study), RaceRounds.of_list(replications_of(study))
        base, engines = _chosen_from(shared, model, rounds, progress)
        figures = estimate(base)
        studies, left_out = studies_to_try(model, figures, MOST_LEVERS)
        if not studies:
            baseline = Baseline.of(base, study.scenario.target)
            return Levers(model, figures, baseline, rounds, not_tried=left_out, engines=engines)
        baseline = Baseline.of(base, study.scenario.target, _judged_by(shared, model, rounds, progress))
        race = Race(shared, baseline, studies, rounds, progress)
        race.choose()
        pairs = PairsToTry(race, study)
        compared = len(race.finalists) + len(pairs)
        tried = race.judge(compared)
        found = pairs.judged(shared, compared, progress)
    return Levers(model, figures, baseline, rounds, tried, found, left_out, engines)


def _chosen_from(
    workers: Workers, model: Model, rounds: RaceRounds, progress: Progress
) -> tuple[list[ReplicationFigures], tuple[EngineUse, ...]]:
    """All figures of the replications that choose, and the engines that simulated them."""
    found, engines = [], []
    task = Replicated(model, Together((measure, engine_of)))
    for number, (figures, engine) in enumerate(workers.run(task, rounds.chosen), 1):
        found.append(figures)
        engines.append(engine)
        progress(number, len(rounds.chosen), "replications")
    return found, tuple(dict.fromkeys(engines))


def _judged_by(workers: Workers, model: Model, rounds: RaceRounds, progress: Progress) -> list[InTime]:
    """Answers in time of the replications that judge, without a change."""
    found = []
    for number, one in enumerate(workers.run(Replicated(model, in_time_shares), rounds.judged), 1):
        found.append(one)
        progress(number, len(rounds.judged), translated("replications to judge by"))
    return found
