"""Trying levers in paired replications: all of them in a few, those that may be the best in more.

After each round the levers go out that are significantly worse than the one in front, replication by replication, and
beyond a number those that are furthest behind. Source: racing (Maron and Moore, Advances in Neural Information Processing
Systems 6 (1994), 59-66), with the paired interval on common random numbers (Law, Simulation Modeling and Analysis, 5th
edition, 10.2.1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.errors import InputError
from sim.experiment.changed_studies import ChangedStudies, OfEachStudy
from sim.experiment.levers.candidates import candidates
from sim.experiment.levers.lever import Lever, NotTried
from sim.experiment.workers import Progress, Workers
from sim.measure.averages import mean
from sim.measure.figures import Figures, InTime, Key, ReplicationFigures, in_time_shares
from sim.measure.intervals import Estimate, share_difference
from sim.model.model import Model
from sim.study.new import only_placeholders
from sim.study.study import Study

ROUNDS = ((8, 6), (30, 3), (100, 0))
"""Paired replications after each round, of a run at most those that it has, and how many levers go on to the next one."""
_AT_A_TIME = 12
"""Levers whose models a process holds together."""
_SURE = 0.99
"""Level at which a lever is worse than the one in front."""


@dataclass(frozen=True)
class Tried:
    """A lever that was tried, and what it would bring, from the same replications with the same draws."""

    lever: Lever
    """What is changed."""
    shares: tuple[InTime, ...]
    """By replication, from the first one on: shares in time with the lever."""
    whole: Estimate
    """Gain in the share in time over all routes, paired by replication."""
    routes: dict[Key, Estimate]
    """Gain in the share in time on each route, paired by replication."""
    finalist: bool
    """Whether it was in the last round."""
    as_good: bool
    """Whether it helps, and cannot be told from the best one in that round."""

    @property
    def best_route(self) -> Key:
        """The route that gains most, of those that have a share in time."""
        return max(self.routes, key=lambda key: _or_least(self.routes[key].mean))


def try_levers(
    workers: Workers, model: Model, base: Sequence[ReplicationFigures], figures: Figures, progress: Progress
) -> tuple[tuple[Tried, ...], tuple[NotTried, ...]]:
    """Simulate paired runs with each lever for what late files waited for; the best comes first, then what was left out.

    `base` has the figures of each replication without a change, and `figures` their estimates.
    """
    if only_placeholders(model.study.scenario):
        return (), (NotTried("", "", "placeholders"),)
    levers, left_out = candidates(model, figures)
    if not levers:
        return (), left_out
    changed = ChangedStudies(model.study)
    if changed.refused is not None:
        return (), (*left_out, NotTried("", "", changed.refused))
    studies: list[tuple[Lever, Study]] = []
    for lever in levers:
        try:
            studies.append((lever, changed.with_settings(lever.changes)))
        except InputError as error:
            left_out += (NotTried(lever.office, lever.name, "fault", error.faults[0].message),)
    return _Race(workers, base, studies, progress).run(), left_out


class _Race:
    """Levers against each other, round by round."""

    def __init__(
        self,
        workers: Workers,
        base: Sequence[ReplicationFigures],
        studies: Sequence[tuple[Lever, Study]],
        progress: Progress,
    ) -> None:
        self._workers, self._base, self._progress = workers, base, progress
        self._studies = studies
        self._shares: list[list[InTime]] = [[] for _ in studies]
        self._running = list(range(len(studies)))

    def run(self) -> tuple[Tried, ...]:
        """All rounds; the levers of the last one first, each part by what they bring."""
        last = min(ROUNDS[-1][0], len(self._base))
        for until, keeps in ROUNDS:
            self._simulate(min(until, last))
            if until >= last or len(self._running) < 2:
                break
            self._running = self._ahead(keeps)
        if self._running:
            self._simulate(last)
        order = sorted(range(len(self._studies)), key=lambda i: (i not in self._running, -self._gain(i)))
        return tuple(self._tried(i, order[0]) for i in order)

    def _simulate(self, until: int) -> None:
        """The replications of the levers that are still running, up to a number; few models are held at a time."""
        done = len(self._shares[self._running[0]])
        for first in range(0, len(self._running), _AT_A_TIME):
            group = self._running[first : first + _AT_A_TIME]
            task = OfEachStudy(tuple(self._studies[i][1] for i in group), in_time_shares)
            for number, shares in enumerate(self._workers.run(task, range(done + 1, until + 1)), done + 1):
                for i, share in zip(group, shares, strict=True):
                    self._shares[i].append(share)
                self._progress(number, until, f"levers {first + 1} to {first + len(group)} of {len(self._running)}")

    def _ahead(self, most: int) -> list[int]:
        """The levers that may be the best: not significantly worse than the one in front, and so many at most."""
        order = sorted(self._running, key=lambda i: -self._gain(i))
        return [i for i in order[:most] if not self._is_behind(i, order[0])]

    def _is_behind(self, i: int, first: int) -> bool:
        """Whether a lever is worse than another one, in the replications that both have."""
        both = zip(self._shares[first], self._shares[i], strict=False)
        return share_difference([a.whole - b.whole for a, b in both], _SURE).low > 0

    def _gain(self, i: int) -> float:
        """Mean gain in the share in time over all routes; the least of all where there is none."""
        gains = np.array(self._gains(i), dtype=np.float64)
        return _or_least(mean(gains[~np.isnan(gains)]))

    def _gains(self, i: int) -> list[float]:
        pairs = zip(self._shares[i], self._base, strict=False)
        return [after.whole - before.whole["in_time"] for after, before in pairs]

    def _tried(self, i: int, best: int) -> Tried:
        """What a lever brought."""
        shares, base = self._shares[i], self._base[: len(self._shares[i])]
        gains = {}
        for key in shares[0].routes:
            old = [figures.routes[key]["in_time"] for figures in base]
            cohort = sum(figures.routes[key]["cohort"] for figures in base) / len(base)
            differences = [after.routes[key] - share for after, share in zip(shares, old, strict=True)]
            gains[key] = share_difference(differences, applications=cohort)
        last = i in self._running
        applications = sum(figures.whole["applications"] for figures in base) / len(base)
        whole = share_difference(self._gains(i), applications=applications)
        as_good = last and whole.low > 0 and not self._is_behind(i, best)
        return Tried(self._studies[i][0], tuple(shares), whole, gains, last, as_good)


def _or_least(value: float) -> float:
    """A mean, or the least number of all where there is none."""
    return value if value == value else float("-inf")
