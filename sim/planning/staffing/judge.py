"""Whether a staffing meets its targets, found out with few replications where it is clear, and from others that bound it.

More people hardly ever make answers later, so a staffing with at least as much of everything as one that meets the targets is
taken to meet them, and one with no more of anything than one that misses them to miss them: what monotone programs are
solved by (Atlason, Epelman and Henderson, Annals of Operations Research 127 (2004), 333-358, for call centres). The replications
come in rounds, after each of which the clear cases go out (racing; Maron and Moore, Advances in Neural Information Processing
Systems 6 (1994), 59-66).
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.planning.staffing.targets import Judged
from sim.planning.staffing.trials import Trials
from sim.planning.staffing.variables import Staffing

FIRST_ROUNDS = (8, 24)
"""Replications after which clear cases go out."""
_CLEAR = 0.995
"""How sure it has to be before the last round that targets are met or missed."""


class Judge:
    """Tells of staffings whether they meet the targets in the replications of a search."""

    def __init__(self, trials: Trials, replications: int) -> None:
        """Take the trials, and how many replications decide where the first ones do not."""
        self.trials = trials
        self._rounds = (*(count for count in FIRST_ROUNDS if count < replications), replications)
        self._met: list[Staffing] = []
        self._missed: list[Staffing] = []
        self._answers: dict[Staffing, bool] = {}

    def drop(self, staffing: Staffing) -> None:
        """Take a staffing to miss the targets, whatever the replications of the search say."""
        self._answers[staffing] = False
        self._met = [other for other in self._met if not covers(staffing, other)]
        self._missed.append(staffing)
        for other, met in self._answers.items():
            if met and covers(staffing, other):
                self._answers[other] = False

    def known(self, staffing: Staffing) -> bool | None:
        """What is known of a staffing without simulating it; None where nothing is."""
        if staffing in self._answers:
            return self._answers[staffing]
        if any(covers(other, staffing) for other in self._missed):
            return False
        if any(covers(staffing, other) for other in self._met):
            return True
        return None

    def look_at(self, staffings: Sequence[Staffing]) -> None:
        """Simulate the first round of several staffings together, which takes less time than one after the other."""
        self.trials.simulate([s for s in staffings if self.known(s) is None], self._rounds[0], "search")

    def meets(self, staffing: Staffing) -> bool:
        """Tell whether a staffing meets all targets."""
        known = self.known(staffing)
        if known is None:
            known = self._simulated(staffing)
            self._answers[staffing] = known
            (self._met if known else self._missed).append(staffing)
        return known

    def _simulated(self, staffing: Staffing) -> bool:
        if self.trials.why_impossible(staffing):
            return False
        for until in self._rounds:
            self.trials.simulate([staffing], until, "search")
            last = until == self._rounds[-1]
            judged = self.judged(staffing, until, None if last else _CLEAR)
            if all(one.met for one in judged):
                return True
            if not last and any(one.missed for one in judged):
                return False
        return False

    def judged(self, staffing: Staffing, count: int, sure: float | None = None) -> tuple[Judged, ...]:
        """The conditions of a staffing over the first so many replications."""
        values = self.trials.outcomes(staffing).first(count).values
        return self.trials.conditions.judged(values) if sure is None else self.trials.conditions.judged(values, sure)


def covers(more: Staffing, less: Staffing) -> bool:
    """Tell whether a staffing has at least as much of everything as another one."""
    return all(a >= b for a, b in zip(more, less, strict=True))
