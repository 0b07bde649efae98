"""The cheapest staffing that meets targets: the floor first, then the search, then both its winner and the cost front on replications
that the search has not used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sim.errors import refusal
from sim.experiment.precision import replications_of
from sim.experiment.warm_up import with_found_warm_up
from sim.experiment.workers import Machines, Progress, Workers, no_progress
from sim.measure.figure_units import bounds_of
from sim.measure.intervals import CONFIDENCE, Estimate, difference_bounds, mean_interval
from sim.measure.offered_load import offered_load
from sim.model.model import build_model
from sim.planning.points import readable
from sim.planning.staffing.cheapest import Cheapest, CheapestSearch
from sim.planning.staffing.delays import Delay, delay
from sim.planning.staffing.front import FrontSearch, pareto
from sim.planning.staffing.judge import Judge
from sim.planning.staffing.targets import Conditions, Judged, Target, read_targets, refuse_unmeasured
from sim.planning.staffing.trials import Outcomes, Trials
from sim.planning.staffing.variables import (
    Level,
    Staffing,
    StaffingSpace,
    possible,
    staffing_space,
    unlimited,
    with_level,
)
from sim.study.study import Study
from sim.translations.in_use import translated

MOST_OF_FRONT = 8
"""Staffings of the cost front that are shown at most."""
_MOST_DROPPED = 10
"""At most this many staffings are dropped that met the targets in the search alone."""


@dataclass(frozen=True)
class StaffingFigures:
    """What a staffing brings, in replications that no search has used."""

    staffing: Staffing
    """By variable the position of its level."""
    levels: tuple[Level, ...]
    """By variable its level."""
    cost: float
    """What it costs [unit of the space]."""
    judged: tuple[Judged, ...]
    """The targets, with the bounds that decide."""
    late: Estimate
    """Late answers to first applications over all routes, in one period."""
    outcomes: Outcomes = field(repr=False)
    """Replication by replication."""

    @property
    def met(self) -> bool:
        """Whether all targets are met for sure."""
        return all(one.met for one in self.judged)


@dataclass(frozen=True)
class OneLess:
    """The winner with less of one variable, and why that does not do."""

    variable: int
    """Position of the variable."""
    figures: StaffingFigures
    """What it brings."""
    delay: Delay | None
    """What its late answers wait for."""


@dataclass(frozen=True)
class FrontPoint:
    """One staffing of the cost front."""

    figures: StaffingFigures
    """What it brings."""
    fewer: Estimate | None
    """How many fewer late answers it has than the one before it, paired by replication, at a level that holds for the whole front
    together; None for the cheapest."""

    @property
    def sure(self) -> bool:
        """Whether it has fewer late answers for sure than the one before it."""
        return self.fewer is None or self.fewer.low > 0


@dataclass(frozen=True)
class StaffingAnswer:
    """What a search for the cheapest staffing has found."""

    study: Study
    """The study."""
    space: StaffingSpace
    """Which staffings could be tried."""
    targets: tuple[Target, ...]
    """What had to be met."""
    replications: int
    """Replications of each staffing that is shown."""
    floor: StaffingFigures
    """What nobody could do better than: staff without limit, with the sittings and couriers as they are."""
    present: StaffingFigures | None
    """The staffing of the scenario; None where it is not among those that may be tried."""
    winner: StaffingFigures | None
    """The cheapest staffing that meets the targets; None where there is none."""
    proven: bool
    """Whether every cheaper staffing was ruled out."""
    forbids: Delay | None
    """Where there is no winner: what holds up the answers of the floor, or of the staffing with most of everything."""
    one_less: tuple[OneLess, ...]
    """The winner with less of one variable each."""
    front: tuple[FrontPoint, ...]
    """The cost front, the cheapest staffing first."""
    dropped: tuple[Staffing, ...]
    """Staffings that met the targets in the search, and not in the replications that it had not used."""
    simulated: tuple[int, int]
    """How many staffings were simulated, and how many replications in all."""

    @property
    def within_bounds(self) -> bool:
        """Whether the floor meets the targets, so that it is the bounds of the scenario that leave no staffing."""
        return self.floor.met


def find_staffing(
    study: Study,
    targets: Sequence[str] = (),
    replications: int | None = None,
    workers: Machines = None,
    progress: Progress = no_progress,
    front: bool = True,
) -> StaffingAnswer:
    """The cheapest staffing of a scenario that meets targets, and what cheaper ones cost in late answers.

    `targets` are texts as :func:`sim.planning.staffing.targets.read_target` reads them; without any the scenario's target
    holds. `replications` are those of each staffing that is shown, and the most of a search; default the scenario's, with
    `auto` a hundred. Raises InputError for targets that cannot be read, and where nothing may be changed.
    """
    study, _ = with_found_warm_up(study, progress)
    model = build_model(study)
    space = possible(staffing_space(study, offered_load(model)), readable(study))
    asked = read_targets(targets, model)
    if not space.variables:
        raise refusal(
            study.place,
            translated("no role has work and is free to change"),
            translated("take 'fixed' out of 'staffing'"),
        )
    count = replications_of(study, replications)
    with Workers(workers) as pool:
        return _Finding(study, space, asked, Conditions(asked, model), count, pool, progress).run(front)


def staffing_figures(trials: Trials, staffing: Staffing) -> StaffingFigures:
    """What a staffing brings in the replications that it has had."""
    outcomes, space = trials.outcomes(staffing), trials.space
    late = mean_interval(outcomes.late, bounds=_LATE)
    judged = trials.conditions.judged(outcomes.values)
    return StaffingFigures(staffing, tuple(space.levels(staffing)), space.cost(staffing), judged, late, outcomes)


class _Finding:
    """One search with all that belongs to it."""

    def __init__(
        self,
        study: Study,
        space: StaffingSpace,
        targets: tuple[Target, ...],
        conditions: Conditions,
        count: int,
        workers: Workers,
        progress: Progress,
    ) -> None:
        self._study, self._space, self._targets, self._count = study, space, targets, count
        self._workers = workers
        self._trials = partial(Trials, study, conditions=conditions, workers=workers, progress=progress)
        self._simulated = [0, 0]

    def run(self, front: bool) -> StaffingAnswer:
        """The floor, the search, and all that is shown."""
        floor, forbids = self._floor()
        if not floor.met:
            return self._answer(floor, forbids=forbids)
        search = self._trials(self._space)
        judge = Judge(search, self._count)
        finder = CheapestSearch(self._space, judge)
        found, fresh, dropped = self._confirmed(finder, judge)
        if found is None:
            self._counted(search)
            top = self._space.top
            return self._answer(floor, forbids=self._delay(search, top), dropped=tuple(dropped))
        line = FrontSearch(self._space, search).run(found.staffing) if front else ()
        self._counted(search)
        answer = self._shown(fresh, found, line)
        self._counted(fresh)
        return self._answer(floor, dropped=tuple(dropped), **answer)

    def _floor(self) -> tuple[StaffingFigures, Delay | None]:
        """Staff without limit, and what holds up its answers where it misses the targets."""
        space = unlimited(self._space)
        trials = self._trials(space)
        met = Judge(trials, self._count).meets(space.top)
        if not met:
            trials.simulate([space.top], self._count, "floor")
        self._counted(trials)
        figures = staffing_figures(trials, space.top)
        refuse_unmeasured([one.condition for one in figures.judged], [one.estimate for one in figures.judged])
        return figures, None if met else self._delay(trials, space.top)

    def _confirmed(self, finder: CheapestSearch, judge: Judge) -> tuple[Cheapest | None, Trials, list[Staffing]]:
        """What the search finds and replications that it has not used confirm, those replications, and what they did not confirm."""
        dropped: list[Staffing] = []
        while True:
            fresh = self._trials(self._space, first=1 + self._count * (len(dropped) + 1))
            found = finder.run()
            if found is None or len(dropped) >= _MOST_DROPPED:
                return None, fresh, dropped
            fresh.simulate([found.staffing], self._count, "winner")
            if staffing_figures(fresh, found.staffing).met:
                return found, fresh, dropped
            dropped.append(found.staffing)
            judge.drop(found.staffing)
            self._counted(fresh)

    def _shown(self, fresh: Trials, found: Cheapest, line: Sequence[Staffing]) -> dict[str, Any]:
        """Everything that is shown of the winner and of other staffings, in replications that the search has not used."""
        winner = found.staffing
        less = [(i, with_level(winner, i, winner[i] - 1)) for i in range(len(winner)) if winner[i] > 0]
        less = [(i, staffing) for i, staffing in less if not fresh.why_impossible(staffing)]
        present = self._present(fresh)
        line = _thinned(line, winner, fresh.space)
        others = [staffing for _, staffing in less] + [*line, *([present] if present else [])]
        fresh.simulate([winner, *others], self._count, "results")
        figures = {staffing: staffing_figures(fresh, staffing) for staffing in dict.fromkeys([winner, *others])}
        return {
            "winner": figures[winner],
            "present": figures[present] if present else None,
            "proven": found.proven,
            "one_less": tuple(OneLess(i, figures[s], self._delay(fresh, s)) for i, s in less),
            "front": tuple(_front([figures[staffing] for staffing in line], self._space)),
        }

    def _present(self, fresh: Trials) -> Staffing | None:
        """The staffing of the scenario; None where it is not among those that may be tried."""
        levels = [
            next((k for k, level in enumerate(variable.levels) if not level.changes), None)
            for variable in self._space.variables
        ]
        return None if None in levels else tuple(level for level in levels if level is not None)

    def _delay(self, trials: Trials, staffing: Staffing) -> Delay | None:
        """What holds up the late answers of a staffing, on the routes of the targets that it misses."""
        model = trials.model(staffing)
        missed = [one.condition.target.measure for one in staffing_figures(trials, staffing).judged if not one.met]
        routes = [key for chosen in missed if chosen.table == "routes" for key in chosen.keys]
        every = [plan.key for plan in model.routes if plan.term]
        return delay(self._workers, model, dict.fromkeys(routes or every), trials.first)

    def _counted(self, trials: Trials) -> None:
        """Add what was simulated to the sums."""
        self._simulated[0] += len(trials.staffings)
        self._simulated[1] += trials.replications

    def _answer(self, floor: StaffingFigures, **found: Any) -> StaffingAnswer:
        """The answer, with nothing in the place of what was not found."""
        nothing = {
            "present": None,
            "winner": None,
            "proven": True,
            "forbids": None,
            "one_less": (),
            "front": (),
            "dropped": (),
        }
        return StaffingAnswer(
            study=self._study,
            space=self._space,
            targets=self._targets,
            replications=self._count,
            floor=floor,
            simulated=(self._simulated[0], self._simulated[1]),
            **(nothing | found),
        )


def _front(figures: Sequence[StaffingFigures], space: StaffingSpace) -> Iterator[FrontPoint]:
    """The staffings that no cheaper one beats in these replications, with how many fewer late answers each has than the one before."""
    by_staffing = {one.staffing: one for one in figures}
    kept = pareto({one.staffing: one.late.mean for one in figures}, space.order_cost)
    level = 1 - (1 - CONFIDENCE) / max(len(kept) - 1, 1)
    for i, staffing in enumerate(kept):
        fewer = None
        if i:
            before, here = by_staffing[kept[i - 1]].outcomes.late, by_staffing[staffing].outcomes.late
            fewer = mean_interval(before - here, level, difference_bounds(_LATE))
        yield FrontPoint(by_staffing[staffing], fewer)


def _thinned(line: Sequence[Staffing], winner: Staffing, space: StaffingSpace) -> tuple[Staffing, ...]:
    """The winner and others of a front, as many as are shown: those nearest to the winner in cost, the ends among them."""
    if len(line) <= MOST_OF_FRONT:
        return tuple(line)
    cost = space.order_cost(winner)
    nearest = sorted(line[1:-1], key=lambda staffing: abs(space.order_cost(staffing) - cost))[: MOST_OF_FRONT - 2]
    return tuple(staffing for staffing in line if staffing in {line[0], line[-1], *nearest})


_LATE = bounds_of("whole", "late")
"""What is possible for the number of late answers."""
