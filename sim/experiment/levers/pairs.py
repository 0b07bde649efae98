"""Pairs of levers: two changes at once, and whether they bring more or less than each of them alone does together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from sim.errors import InputError
from sim.experiment.changed_studies import ChangedStudies
from sim.experiment.levers.effect import Effect
from sim.experiment.levers.lever import Lever, LeverKind
from sim.experiment.levers.paired_runs import PairedRuns
from sim.experiment.levers.race import Race
from sim.experiment.workers import Progress, Workers
from sim.measure.figure_units import bounds_of
from sim.measure.intervals import CONFIDENCE, Estimate, difference_bounds, mean_interval
from sim.study.study import Study
from sim.translations.in_use import marked

_MOST_PARTNERS = 5
"""At most this many of the best levers, of different places or sorts, are combined."""
_SORTS: dict[LeverKind, str] = {
    "leave_parts": "leave",
    "sitting_day": "sitting",
    "reception_day": "reception",
    "escalate": "order",
}
"""Kinds that are ways of doing one thing."""


@dataclass(frozen=True)
class Pair:
    """Two levers at once."""

    levers: tuple[Lever, Lever]
    """What is changed."""
    effect: Effect
    """What both bring together."""
    beyond_sum: Estimate
    """Late answers fewer than the sum of what each brings alone; below zero where the pair brings less."""
    beyond_best: Estimate
    """Late answers fewer than with that one of them alone that brings more."""

    @property
    def free(self) -> bool:
        """Whether it costs nothing."""
        return all(lever.free for lever in self.levers)


class PairsToTry:
    """The pairs of a race's best levers that make sense together."""

    def __init__(self, race: Race, study: Study) -> None:
        """Take a race that has chosen, and the study as it is."""
        self._race = race
        self._places: list[tuple[int, int]] = []
        self._studies: list[Study] = []
        changed = ChangedStudies(study)
        for i, j in combinations(_partners(race), 2):
            one, other = race.levers[i], race.levers[j]
            if one.paths & other.paths:
                continue
            try:
                both = changed.with_settings((*one.changes, *other.changes))
            except InputError:  # such as two who would stand in for each other
                continue
            self._places.append((i, j))
            self._studies.append(both)

    def __len__(self) -> int:
        return len(self._places)

    def judged(self, workers: Workers, compared: int, progress: Progress) -> tuple[Pair, ...]:
        """What each pair brings, the best first; `compared` is how many changes are judged with them."""
        baseline, numbers = self._race.baseline, self._race.rounds.judged
        runs = PairedRuns(workers, self._studies, progress, marked("pairs {first} to {last} of {all}"))
        runs.simulate(range(len(self)), numbers)
        together = 1 - (1 - CONFIDENCE) / compared
        alone = 1 - (1 - CONFIDENCE) / max(len(self), 1)
        bounds = difference_bounds(difference_bounds(bounds_of("whole", "late")))
        pairs: list[Pair] = []
        for place, (i, j) in enumerate(self._places):
            outcomes = runs.outcomes(place)
            fewer = [baseline.fewer(part, numbers) for part in (outcomes, *map(self._race.outcomes, (i, j)))]
            both, *each = (np.array(part) for part in fewer)
            pairs.append(
                Pair(
                    (self._race.levers[i], self._race.levers[j]),
                    baseline.effect(outcomes, numbers, together),
                    mean_interval(both - each[0] - each[1], alone, bounds),
                    mean_interval(both - max(each, key=lambda part: float(part.mean())), alone, bounds),
                )
            )
        return tuple(sorted(pairs, key=lambda pair: -pair.effect.whole.mean))


def _partners(race: Race) -> Sequence[int]:
    """The best levers that help where they were chosen, one of each sort at each place."""
    best: dict[tuple[str, str, str], int] = {}
    for i in race.finalists:
        lever = race.levers[i]
        if race.gain(i, race.rounds.chosen) > 0:
            best.setdefault((_SORTS.get(lever.kind, lever.kind), *lever.place), i)
    return list(best.values())[:_MOST_PARTNERS]
