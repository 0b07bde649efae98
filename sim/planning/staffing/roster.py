"""The roster: on which days and hours the same people should sit where, so that targets are met and few answers are late.

One choice after the other is tried in all of its values, in few paired replications first; those that look best go on (racing), and
the best takes the place of the present one where it is better for sure. That is done again until nothing changes (coordinate search).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.engine.steplog import StepLog
from sim.errors import refusal
from sim.experiment.changed_studies import OfEachModel
from sim.experiment.precision import replications_of
from sim.experiment.warm_up import with_found_warm_up
from sim.experiment.workers import Machines, Progress, Workers, no_progress
from sim.measure.averages import NAN
from sim.measure.figure_units import bounds_of
from sim.measure.find_visits import of_steps, within
from sim.measure.intervals import Estimate, difference_bounds, mean_interval
from sim.model.model import Model, build_model
from sim.model.route import Kind, kinds_of_steps
from sim.planning.points import readable
from sim.planning.staffing.erlang import CounterEstimate, counter_estimates
from sim.planning.staffing.find_staffing import StaffingFigures, staffing_figures
from sim.planning.staffing.judge import FIRST_ROUNDS
from sim.planning.staffing.roster_choices import roster_space
from sim.planning.staffing.targets import Conditions, Target, read_targets, refuse_unmeasured
from sim.planning.staffing.trials import Trials
from sim.planning.staffing.variables import Staffing, StaffingSpace, possible, with_level
from sim.quantities import MINUTE, UNSET, Floats
from sim.study.study import Study
from sim.translations.in_use import translated

_GO_ON = 3
"""This many values of a choice go on to the next round."""
_CYCLES = 3
"""Every choice is tried at most this often."""
_SURE = 0.98
"""Level of the interval of a gain above which a value takes the place of the present one: one-sided 99 %."""
_LATENESS = 1e-4
"""What an hour of lateness weighs beside a late answer, so that of two with as many late answers the less late one wins."""
_MISSED = 100.0
"""A target that is missed by a hundredth of its value weighs as much as a late answer."""
_OF_WAITS = 20
"""Replications in which the waits at counters are taken."""


@dataclass(frozen=True)
class CounterWait:
    """The mean wait at a counter, simulated and as Erlang's formula has it."""

    estimate: CounterEstimate
    """By Erlang's formula."""
    simulated: Estimate
    """Simulated [min on the clock]."""


@dataclass(frozen=True)
class RosterAnswer:
    """What a search for a roster has found."""

    study: Study
    """The study."""
    space: StaffingSpace
    """What could be chosen."""
    targets: tuple[Target, ...]
    """What is wanted."""
    replications: int
    """Replications of each roster that is shown, which the search has not used."""
    now: StaffingFigures
    """The present roster."""
    best: StaffingFigures
    """The best one that was found."""
    fewer: Estimate
    """How many fewer answers are late with it than now, paired by replication."""
    counters: tuple[tuple[CounterWait, CounterWait], ...]
    """Each counter to which applicants come, now and with the best roster."""
    simulated: tuple[int, int]
    """How many rosters were simulated, and how many replications in all."""


def find_roster(
    study: Study,
    targets: Sequence[str] = (),
    replications: int | None = None,
    workers: Machines = None,
    progress: Progress = no_progress,
) -> RosterAnswer:
    """The hours and days of counters, people and sittings that serve best, with the people as they are.

    What counts are late answers and how far targets are missed. Raises InputError for targets that cannot be read, and where nothing can be chosen.
    """
    study, _ = with_found_warm_up(study, progress)
    model = build_model(study)
    counters = counter_estimates(model)
    space = possible(roster_space(study, [(one.kind, one.role) for one in counters]), readable(study))
    if not any(len(variable.levels) > 1 for variable in space.variables):
        repair = translated("give a counter or a commission days or hours")
        raise refusal(study.place, translated("nothing of the roster can be chosen"), repair)
    asked, count = read_targets(targets, model), replications_of(study, replications)
    conditions = Conditions(asked, model)
    with Workers(workers) as pool:
        search = Trials(study, space, conditions, pool, progress, same_applications=False)
        search.simulate([space.bottom], count, "present")
        refuse_unmeasured(conditions.each, [one.estimate for one in staffing_figures(search, space.bottom).judged])
        best = _Coordinates(search, count).run(space.bottom)
        fresh = Trials(study, space, conditions, pool, progress, first=count + 1, same_applications=False)
        fresh.simulate([space.bottom, best], count, "results")
        figures = [staffing_figures(fresh, staffing) for staffing in (space.bottom, best)]
        models = [fresh.model(staffing) for staffing in (space.bottom, best)]
        waits = _waits(pool, models, range(count + 1, count + 1 + min(count, _OF_WAITS)))
    fewer = mean_interval(
        figures[0].outcomes.late - figures[1].outcomes.late, bounds=difference_bounds(bounds_of("whole", "late"))
    )
    done = (len(search.staffings), search.replications + fresh.replications)
    return RosterAnswer(study, space, asked, count, figures[0], figures[1], fewer, waits, done)


class _Coordinates:
    """Tries one choice after the other, in all of its values."""

    def __init__(self, trials: Trials, replications: int) -> None:
        self._trials = trials
        self._rounds = [*(count for count in FIRST_ROUNDS if count < replications), replications]

    def run(self, present: Staffing) -> Staffing:
        """The roster that no other value of a single choice makes better for sure."""
        best = present
        for _ in range(_CYCLES):
            before = best
            for i, variable in enumerate(self._trials.space.variables):
                values = [with_level(best, i, k) for k in range(len(variable.levels))]
                best = self._better(best, [other for other in values if other != best])
            if best == before:
                break
        return best

    def _better(self, best: Staffing, others: Sequence[Staffing]) -> Staffing:
        """The best of several rosters where it is better for sure than the one that is the best so far, else that."""
        running = list(others)
        for until in self._rounds:
            running = self._trials.simulate([best, *running], until, "roster")[1:]
            running = sorted(running, key=lambda other: -self._gain(best, other, until).mean)[:_GO_ON]
            running = [other for other in running if self._gain(best, other, until).high > 0]
        sure = [other for other in running if self._gain(best, other, self._rounds[-1]).low > 0]
        return sure[0] if sure else best

    def _gain(self, best: Staffing, other: Staffing, count: int) -> Estimate:
        """By how much another roster is better, paired by replication."""
        return mean_interval(self._score(best, count) - self._score(other, count), _SURE)

    def _score(self, staffing: Staffing, count: int) -> Floats:
        """Late answers and a little of their lateness, and how far targets are missed, one replication after the other.

        A roster without anything that is held against a target, such as a counter without hours of its own, is never taken.
        """
        outcomes = self._trials.outcomes(staffing).first(count)
        score = outcomes.late + _LATENESS * outcomes.lateness
        for i, condition in enumerate(self._trials.conditions.each):
            target, values = condition.target, outcomes.values[:, i, 0]
            if np.isnan(values).all() and condition.month is None:
                return np.full(len(score), np.inf)
            missed = (target.value - values) if target.at_least else (values - target.value)
            score = score + _MISSED * np.nan_to_num(np.maximum(missed, 0.0)) / (target.value or 1.0)
        return score


def _waits(workers: Workers, models: Sequence[Model], numbers: range) -> tuple[tuple[CounterWait, CounterWait], ...]:
    """The waits at every counter to which applicants come, of two rosters."""
    rows = np.array(list(workers.run(OfEachModel(tuple(models), _counter_waits), numbers)))
    estimates = [counter_estimates(model) for model in models]
    found = []
    for k, pair in enumerate(zip(*estimates, strict=True)):
        now, then = (CounterWait(one, mean_interval(rows[:, i, k])) for i, one in enumerate(pair))
        found.append((now, then))
    return tuple(found)


def _counter_waits(log: StepLog, model: Model) -> Floats:
    """The mean wait at each counter to which applicants come, in the order of its estimates [min on the clock; NaN for none]."""
    visits, offices = log.visits, model.capacity.offices
    at_counter = of_steps(log, kinds_of_steps(model.routes), slice(None)) == Kind.COUNTER
    served = np.flatnonzero(at_counter & within(visits.queued, model.window) & (visits.started != UNSET))
    waits = (visits.started[served] - visits.queued[served]) / MINUTE
    pools = {(offices[pool.office].name, pool.role): p for p, pool in enumerate(model.capacity.pools)}
    wanted = [pools[one.office, one.role] for one in counter_estimates(model)]
    means = [waits[visits.pool[served] == p] for p in wanted]
    return np.array([float(of_pool.mean()) if len(of_pool) else NAN for of_pool in means])
