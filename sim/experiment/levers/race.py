"""Trying levers in paired replications: all of them in a few, and those that may be the best in others that did not choose them.

Levers are chosen round by round: those go out that are significantly worse than the one in front, replication by replication, and
beyond a number those that are furthest behind. Source: racing (Maron and Moore, Advances in Neural Information Processing
Systems 6 (1994), 59-66), with the paired interval on common random numbers (Law, Simulation Modeling and Analysis, 5th
edition, 10.2.1). The best of many looks better than it is where it was chosen; so what is left is judged by later replications,
with intervals that hold for all of them together (Bonferroni; Law, 10.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.experiment.levers.candidates import candidates
from sim.experiment.levers.effect import Baseline, Effect
from sim.experiment.levers.lever import Lever, NotTried
from sim.experiment.levers.paired_runs import PairedRuns, changed_studies
from sim.experiment.workers import Progress, Workers
from sim.measure.averages import mean
from sim.measure.figures import Figures, InTime, ReplicationFigures
from sim.measure.intervals import CONFIDENCE, share_difference
from sim.model.model import Model
from sim.study.new import only_placeholders
from sim.study.study import Study
from sim.translations.in_use import marked

_FIRST_ROUND = 8
"""Replications in which all levers are tried."""
_CHOOSING_FOR_RUN, _CHOOSING_FOR_LIST = 20, 30
"""Replications that choose at most; those of a run a third of its replications."""
_JUDGING_FOR_RUN = 60
"""Replications of a run that judge at most."""
_LEAST_APART = 24
"""With fewer replications the same ones choose and judge."""
_SURE = 0.99
"""Level at which a lever is worse than the one in front."""


@dataclass(frozen=True)
class RaceRounds:
    """In which replications levers are chosen, and in which those that are left are judged."""

    chosen: range
    """Replications that choose, from the first one on."""
    judged: range
    """Replications that judge."""
    second_round: int
    """How many levers go on behind the first replications."""
    finalists: int
    """How many levers are judged."""
    free: int
    """How many of those that cost nothing go on, whatever others bring."""
    only_best: bool
    """Whether those go out that are significantly worse than the one in front."""

    @property
    def fresh(self) -> bool:
        """Whether those that judge have no part in the choice."""
        return self.judged.start >= self.chosen.stop

    @classmethod
    def of_run(cls, replications: int) -> RaceRounds:
        """The rounds of a run of so many replications, which looks for the best one."""
        n = replications
        if n < _LEAST_APART:
            return cls(range(1, n + 1), range(1, n + 1), 6, 3, 1, True)
        choosing = min(max(n // 3, _FIRST_ROUND), _CHOOSING_FOR_RUN)
        judged = range(choosing + 1, min(n, choosing + _JUDGING_FOR_RUN) + 1)
        return cls(range(1, choosing + 1), judged, 4, 3, 1, True)

    @classmethod
    def of_list(cls, replications: int) -> RaceRounds:
        """The rounds of a list of all that helps, of which each is judged in so many replications."""
        choosing = min(max(replications, _FIRST_ROUND), _CHOOSING_FOR_LIST)
        return cls(range(1, choosing + 1), range(choosing + 1, choosing + replications + 1), 24, 12, 4, False)


@dataclass(frozen=True)
class Tried:
    """A lever that was tried, and what it would bring."""

    lever: Lever
    """What is changed."""
    shares: tuple[InTime, ...]
    """Answers in time by replication, as far as it was tried: those that choose, then those that judge."""
    effect: Effect
    """What it brings: of finalists in the replications that judge, of others in those that it took part in."""
    finalist: bool
    """Whether it was judged."""
    as_good: bool
    """Whether it helps, and cannot be told from the best one in the replications that judge."""


def try_levers(
    workers: Workers, model: Model, base: Sequence[ReplicationFigures], figures: Figures, progress: Progress
) -> tuple[tuple[Tried, ...], RaceRounds | None, tuple[NotTried, ...]]:
    """Simulate paired runs with each lever for what late files waited for; the best comes first.

    Beside them the rounds, None where none was tried, and what was left out.
    `base` has the figures of each replication without a change, and `figures` their estimates.
    """
    studies, left_out = studies_to_try(model, figures)
    if not studies:
        return (), None, left_out
    baseline = Baseline.of(base, model.study.scenario.target)
    rounds = RaceRounds.of_run(len(base))
    race = Race(workers, baseline, studies, rounds, progress)
    race.choose()
    return race.judge(), rounds, left_out


def studies_to_try(
    model: Model, figures: Figures, most: int | None = None
) -> tuple[list[tuple[Lever, Study]], tuple[NotTried, ...]]:
    """The levers for what late files waited for, each with the study that it makes, and what is left out with the reason."""
    if only_placeholders(model.study.scenario):
        return [], (NotTried("", "", "placeholders"),)
    found = candidates(model, figures) if most is None else candidates(model, figures, most)
    if not found.levers:
        return [], found.left_out
    studies, refused = changed_studies(model.study, found.levers)
    return studies, (*found.left_out, *refused)


class Race:
    """Levers against each other: chosen round by round, then judged."""

    def __init__(
        self,
        workers: Workers,
        baseline: Baseline,
        studies: Sequence[tuple[Lever, Study]],
        rounds: RaceRounds,
        progress: Progress,
    ) -> None:
        self.baseline, self.rounds = baseline, rounds
        self.levers = [lever for lever, _ in studies]
        self.finalists: list[int] = []
        """Positions of the levers that are left, the one in front first."""
        self._runs = PairedRuns(
            workers, [study for _, study in studies], progress, marked("levers {first} to {last} of {all}")
        )

    def choose(self) -> None:
        """The rounds that choose: all levers in a few replications, the best of them in all that choose."""
        chosen, running = self.rounds.chosen, list(range(len(self.levers)))
        first = chosen[:_FIRST_ROUND]
        self._runs.simulate(running, first)
        running = self._ahead(running, self.rounds.second_round, first, only_helping=self.rounds.only_best)
        self._runs.simulate(running, chosen)
        self.finalists = self._ahead(running, self.rounds.finalists, chosen, only_helping=True)

    def judge(self, compared: int | None = None) -> tuple[Tried, ...]:
        """What all levers bring, the finalists first, each part by what they bring; `compared` is with how many they are judged."""
        judged = self.rounds.judged
        self._runs.simulate(self.finalists, judged)
        left = sorted(self.finalists, key=lambda i: -self.gain(i, judged))
        others = [i for i in range(len(self.levers)) if i not in left]
        others.sort(key=lambda i: -self.gain(i, self._numbers(i)))
        together = 1 - (1 - CONFIDENCE) / max(compared or len(left), 1)
        return (
            *(self._tried(i, judged, together, best=left[0]) for i in left),
            *(self._tried(i, self._numbers(i), CONFIDENCE) for i in others),
        )

    def outcomes(self, i: int) -> dict[int, InTime]:
        """Answers in time with a lever, by the number of the replication."""
        return dict(self._runs.outcomes(i))

    def gain(self, i: int, numbers: range) -> float:
        """Mean gain in the share in time over all routes in some replications; the least of all where there is none."""
        gains = np.array(self.baseline.gains(self._runs.outcomes(i), numbers), dtype=np.float64)
        value = mean(gains[~np.isnan(gains)])
        return value if value == value else float("-inf")

    def _numbers(self, i: int) -> range:
        return range(1, len(self._runs.outcomes(i)) + 1)

    def _ahead(self, running: Sequence[int], most: int, numbers: range, *, only_helping: bool) -> list[int]:
        """The levers that go on: those furthest ahead, and the best of those that cost nothing."""
        order = sorted(running, key=lambda i: -self.gain(i, numbers))
        helping = [i for i in order if self.gain(i, numbers) > 0 or not only_helping] or order[:1]
        ahead = helping[:most]
        if self.rounds.only_best:
            ahead = [i for i in ahead if not self._is_behind(i, order[0], numbers)]
        free = [i for i in helping if self.levers[i].free][: self.rounds.free]
        return [i for i in order if i in ahead or i in free]

    def _is_behind(self, i: int, first: int, numbers: range) -> bool:
        """Whether a lever is worse than another one in some replications."""
        ahead, behind = self._runs.outcomes(first), self._runs.outcomes(i)
        return share_difference([ahead[n].whole - behind[n].whole for n in numbers], _SURE).low > 0

    def _tried(self, i: int, numbers: range, confidence: float, best: int | None = None) -> Tried:
        """What a lever brought."""
        outcomes = self._runs.outcomes(i)
        effect = self.baseline.effect(outcomes, numbers, confidence)
        as_good = best is not None and effect.helps and not self._is_behind(i, best, numbers)
        shares = tuple(outcomes[number] for number in sorted(outcomes))
        return Tried(self.levers[i], shares, effect, best is not None, as_good)
