"""How likely a case that is still open ends in each part of its term: a discrete-time hazard with effects of groups and months.

Singer & Willett (1993), "It's about time: using discrete-time survival analysis", with effects that are shrunk by a normal prior
whose spread has the largest marginal likelihood (Laplace's method; Rasmussen & Williams 2006, 3.4) under the exponential prior of
Simpson et al. (2017), which draws a needless effect to nought.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from sim.forecast.lateness.known_terms import KnownTerms
from sim.quantities import Floats, Integers

_PARTS: Final = 7
"""Parts of the term: each holds about as many ends in time as another."""
_MOST_MONTHS: Final = 60
"""Months before the instant that have effects of their own; earlier ones share the first."""
_PRIOR_RATE: Final = 1.0
_BASE_PRECISION: Final = 1 / 25
"""Of the hazards of a part of the term on the logistic scale, a priori: nearly nothing is said of them."""
_TOLERANCE: Final = 1e-8


@dataclass(frozen=True)
class TermCells:
    """Counts of cases that were open at the beginning of a part of their term, by group and month."""

    part: Integers
    """By cell: the part of the term."""
    group: Integers
    """By cell: the group."""
    month: Integers
    """By cell: the month before the instant [from 0, the earliest]."""
    open: Floats
    """By cell: cases that went through the part or ended in it."""
    ended: Floats
    """By cell: cases that ended in it."""


@dataclass(frozen=True)
class TermHazard:
    """A fitted hazard of ending within the term."""

    edges: Floats
    """Where the parts of the term begin and end [share of the term; one more than there are parts]."""
    groups: int
    """How many groups there are."""
    months: int
    """How many months have effects of their own."""
    effects: Floats
    """Most likely effects: parts, groups, groups over the course of the term, months."""
    root: Floats
    """Cholesky root of the covariance of the effects."""
    spread: Floats
    """Spread of the effects of groups, of groups over the term, and of months [logistic scale]."""
    evidence: float
    """Logarithm of the marginal likelihood."""

    def draws(self, normals: Floats) -> Floats:
        """Effects drawn of what they may be [shape (effects, draws)]."""
        return self.effects[:, None] + self.root @ normals

    def by_part(self, part: int, group: Integers, effects: Floats) -> Floats:
        """Effects of a part of the term and of groups, without those of months [shape (cases, draws)]."""
        parts = len(self.edges) - 1
        of_group, over_term = effects[parts + group], effects[parts + self.groups + group]
        return np.asarray(effects[part] + of_group + _course(parts)[part] * over_term)

    def by_month(self, month: Integers, effects: Floats) -> Floats:
        """Effects of months before the instant [from -1 backwards; shape (cases, draws)]."""
        first = len(self.edges) - 1 + 2 * self.groups
        return np.asarray(effects[first + np.maximum(month + self.months, 0)])


def fit_term_hazard(terms: KnownTerms, group: Integers, groups: int) -> TermHazard:
    """Fit the hazard to what was known of the terms, `group` by row."""
    from scipy.optimize import minimize

    edges = _edges(terms)
    months = int(min(_MOST_MONTHS, max(1, -terms.month.min(initial=-1))))
    cells = _cells(terms, group, edges, months)
    design, block = _design(cells, len(edges) - 1, groups, months)
    start = _Posterior(design, block, cells)

    def lost(log_spread: Floats) -> float:
        return -start.at(np.exp(log_spread))[0] + _PRIOR_RATE * float(np.exp(log_spread).sum())

    bounds = [(-5.0, 1.5)] * 3
    begin = np.full(3, np.log(0.5))
    found = minimize(
        lost, begin, method="Nelder-Mead", bounds=bounds, options={"maxiter": 150, "xatol": 0.05, "fatol": 0.02}
    ).x
    evidence, effects, precision = start.at(np.exp(found))
    root = np.linalg.cholesky(np.linalg.inv(precision))
    return TermHazard(edges, groups, months, effects, root, np.exp(found), evidence)


def _edges(terms: KnownTerms) -> Floats:
    """Parts of the term that hold about as many ends in time each."""
    ends = terms.spent[terms.in_time] if terms.in_time.any() else np.ones(1)
    return np.unique(np.concatenate(([0.0], np.quantile(ends, np.arange(1, _PARTS) / _PARTS), [1.0])))


def _course(parts: int) -> Floats:
    """Place of each part in the course of the term, from -1 to 1."""
    return np.linspace(-1.0, 1.0, parts) if parts > 1 else np.zeros(1)


def _cells(terms: KnownTerms, group: Integers, edges: Floats, months: int) -> TermCells:
    """Cases by part, group and month. A case that is open inside a part counts there once it has passed half of it."""
    month = np.maximum(terms.month + months, 0)
    keys = group * months + month
    size = int(keys.max(initial=0)) + 1
    counts = []
    for part, (begin, end) in enumerate(pairwise(edges)):
        last = part == len(edges) - 2
        ended = terms.in_time & ((terms.spent > begin) | (part == 0)) & ((terms.spent <= end) | last)
        through = ~ended & (terms.spent >= ((begin + end) / 2 if not last else end)) & ~terms.in_time
        through |= terms.in_time & (terms.spent > end)
        at_risk = np.bincount(keys[ended | through], minlength=size)
        counts.append((at_risk, np.bincount(keys[ended], minlength=size)))
    which = [np.flatnonzero(at_risk) for at_risk, _ in counts]
    key = np.concatenate(which)
    return TermCells(
        np.repeat(np.arange(len(which)), [len(rows) for rows in which]),
        key // months,
        key % months,
        np.concatenate([at_risk[rows] for (at_risk, _), rows in zip(counts, which, strict=True)]).astype(float),
        np.concatenate([ended[rows] for (_, ended), rows in zip(counts, which, strict=True)]).astype(float),
    )


def _design(cells: TermCells, parts: int, groups: int, months: int) -> tuple[Floats, Integers]:
    """The effects that bear on each cell, and by effect its block: -1 parts, 0 groups, 1 groups over the term, 2 months."""
    row = np.arange(len(cells.part))
    design = np.zeros((len(row), parts + 2 * groups + months))
    design[row, cells.part] = 1.0
    design[row, parts + cells.group] = 1.0
    design[row, parts + groups + cells.group] = _course(parts)[cells.part]
    design[row, parts + 2 * groups + cells.month] = 1.0
    return design, np.repeat([-1, 0, 1, 2], [parts, groups, groups, months])


class _Posterior:
    """Laplace's approximation of what the effects may be, given how far they spread."""

    def __init__(self, design: Floats, block: Integers, cells: TermCells) -> None:
        self._design, self._block, self._cells = design, block, cells
        self._effects = np.zeros(design.shape[1])

    def at(self, spread: Floats) -> tuple[float, Floats, Floats]:
        """Logarithm of the marginal likelihood, the most likely effects, and their precision."""
        prior = np.concatenate((spread**-2.0, [_BASE_PRECISION]))[self._block]
        effects = self._effects.copy()
        value = self._log_posterior(effects, prior)
        for _ in range(60):
            chance = 1 / (1 + np.exp(-(self._design @ effects)))
            slope = self._design.T @ (self._cells.ended - self._cells.open * chance) - prior * effects
            weight = self._cells.open * chance * (1 - chance)
            precision = (self._design * weight[:, None]).T @ self._design + np.diag(prior)
            step, size = np.linalg.solve(precision, slope), 1.0
            while self._log_posterior(effects + size * step, prior) < value - _TOLERANCE and size > 1e-4:
                size /= 2
            effects = effects + size * step
            before, value = value, self._log_posterior(effects, prior)
            if abs(value - before) < _TOLERANCE:
                break
        self._effects = effects
        evidence = value + 0.5 * float(np.log(prior).sum()) - 0.5 * float(np.linalg.slogdet(precision)[1])
        return evidence, effects, precision

    def _log_posterior(self, effects: Floats, prior: Floats) -> float:
        """Logarithm of likelihood times prior, up to a constant."""
        eta = self._design @ effects
        likely = self._cells.ended * eta - self._cells.open * np.logaddexp(0.0, eta)
        return float(likely.sum() - 0.5 * (prior * effects * effects).sum())
