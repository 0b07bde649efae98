"""Who takes longer or shorter than his role: ratios of members, told from one another after all steps are allowed for."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.fitting.fitted import FittedNumber
from sim.quantities import Floats, Integers
from sim.translations.in_use import marked, translated

_ROUNDS = 200
_LEAST_PIECES = 8
"""Of a member with fewer pieces of work no pace is told."""
_DOUBT = 0.05
_METHOD = marked("member's work over that expected of its steps (log-linear model), told from 1 after Bonferroni")


@dataclass(frozen=True)
class RolePaces:
    """The pace of each member whose pace can be told from his role's, and what steps take at the role's pace."""

    by_member: dict[int, FittedNumber]
    """By member [position of the resource]: his pace, where it can be told from 1."""
    step_factors: dict[int, float]
    """By step: what it takes a member of pace 1, over its mean; 1 where no pace is told."""


def paces_of_role(seconds: Floats, step: Integers, member: Integers, inflation: float = 1.0) -> RolePaces:
    """The paces of the members of one role, from the work of their pieces, by step and member.

    A model with a factor for each step and each member, on the logarithmic scale, fitted so that the work of each step and
    each member is that of the register (log-linear quasi-likelihood: McCullagh & Nelder 1989, Generalized Linear Models,
    chapter 8); the average over all pieces is a pace of 1. A pace is told where Student's test tells it from 1 at 5 %,
    shared out over the members.
    """
    members, of_member = np.unique(member, return_inverse=True)
    steps, of_step = np.unique(step, return_inverse=True)
    none = RolePaces({}, {int(k): 1.0 for k in steps})
    if len(members) < 2:
        return none
    counts = np.zeros((len(steps), len(members)))
    sums = np.zeros_like(counts)
    np.add.at(counts, (of_step, of_member), 1.0)
    np.add.at(sums, (of_step, of_member), seconds)
    pace = _balanced(counts, sums, np.ones(len(members), dtype=np.bool_))
    level = _levels(counts, sums, pace)
    expected = level[of_step] * pace[of_member]
    told: dict[int, FittedNumber] = {}
    for j, who in enumerate(members.tolist()):
        mine = of_member == j
        n = int(mine.sum())
        if n >= _LEAST_PIECES and pace[j] > 0:
            ratio = seconds[mine] / np.maximum(expected[mine], 1e-9)
            # The others, against whom he is measured, are uncertain too.
            others = n / max(len(seconds) - n, 1)
            error = float(ratio.std(ddof=1)) * math.sqrt(max(inflation, 1.0) * (1 + others) / n)
            number = _told(float(pace[j]), error, n, len(members))
            if number is not None:
                told[who] = number
    if not told:
        return none
    # Members whose pace is not told work at 1, so the others and the steps are fitted once more beside them.
    free = np.array([who in told for who in members.tolist()])
    pace = _balanced(counts, sums, free)
    level = _levels(counts, sums, pace)
    mean = sums.sum(axis=1) / counts.sum(axis=1)
    factors = {int(k): float(level[i] / mean[i]) if mean[i] > 0 else 1.0 for i, k in enumerate(steps.tolist())}
    by_member = {who: _shifted(told[who], float(pace[j])) for j, who in enumerate(members.tolist()) if who in told}
    return RolePaces(by_member, factors)


def _levels(counts: Floats, sums: Floats, pace: Floats) -> Floats:
    return np.asarray(sums.sum(axis=1) / np.maximum(counts @ pace, 1e-12))


def _balanced(counts: Floats, sums: Floats, free: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Floats:
    """The pace of each member by balancing rows and columns; those that are not free keep 1, else the average is 1."""
    pace = np.ones(counts.shape[1])
    for _ in range(_ROUNDS):
        level = _levels(counts, sums, pace)
        following = np.where(free, sums.sum(axis=0) / np.maximum(level @ counts, 1e-12), 1.0)
        if free.all():
            following = following * counts.sum() / max(float(counts.sum(axis=0) @ following), 1e-12)
        if np.abs(following - pace).max() < 1e-10:
            return following
        pace = following
    return pace


def _told(pace: float, error: float, count: int, members: int) -> FittedNumber | None:
    """The pace with its interval, where it can be told from 1 beside all the others; its error is that of its logarithm."""
    from scipy.special import stdtrit

    if abs(math.log(pace)) <= float(stdtrit(count - 1, 1 - _DOUBT / members / 2)) * error:
        return None
    half = float(stdtrit(count - 1, 0.975)) * error
    return FittedNumber(pace, pace * math.exp(-half), pace * math.exp(half), count, translated(_METHOD))


def _shifted(number: FittedNumber, value: float) -> FittedNumber:
    """The same number about another best estimate."""
    by = value / number.value
    return FittedNumber(value, number.low * by, number.high * by, number.count, number.method, number.known)
