"""Into which kinds the cases of a register are parted, and which column would part them best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.errors import Fault, InputError, did_you_mean
from sim.quantities import UNSET, Integers
from sim.register.events.event_register import NOBODY, EventRegister
from sim.translations.in_use import translated

_LEAST_CASES, _LEAST_SHARE = 20, 0.01
"""Kinds with fewer cases than both are merged."""
_MOST_KINDS = 12
_LEAST_TESTED = 50
_SURE = 0.05
_CYCLE_EFFECT, _WAY_EFFECT = 0.02, 0.1
"""What a column has to explain before it is named: share of the variance of ranks, and Cramér's V."""


@dataclass(frozen=True)
class KindsOfCases:
    """Cases parted into kinds, the largest first."""

    titles: tuple[str, ...]
    """What the register calls them; the last one may be all others."""
    kind: Integers
    """By case: its kind [position in `titles`]."""


def kinds_by(register: EventRegister, column: str | None) -> KindsOfCases:
    """Part cases by the values of a column; values of few cases, and cases without a value, are all others together."""
    if column is None:
        return KindsOfCases((translated("case"),), np.zeros(register.size, dtype=np.int64))
    if column not in register.columns:
        message = translated("the register has no column '{column}' of its cases", column=column)
        raise InputError([Fault("--by", 0, 0, message, did_you_mean(column, register.columns))])
    found = register.columns[column]
    count = np.bincount(found.code[found.code != NOBODY], minlength=len(found.values))
    large = count >= max(_LEAST_CASES, _LEAST_SHARE * register.size)
    order = [int(k) for k in np.argsort(-count, kind="stable") if large[k]][:_MOST_KINDS]
    place = np.full(len(found.values) + 1, len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    kind = place[np.where(found.code == NOBODY, len(found.values), found.code)]
    titles = [found.values[k] for k in order]
    if (kind == len(order)).any():
        titles.append(translated("other"))
    return KindsOfCases(tuple(titles), kind)


def suggest_split(register: EventRegister) -> str | None:
    """The column, if any, by whose values cycle times or ways of cases differ the most, told from none by a test.

    Kruskal and Wallis's test of cycle times and the chi-squared test of ways, by Bonferroni over all columns; a column is named
    only if it explains as much as matters.
    """
    from scipy.stats import chi2_contingency, kruskal

    tried = [name for name, column in register.columns.items() if 1 < len(column.values) <= 10 * _MOST_KINDS]
    took = register.left - register.came
    over = (register.left != UNSET) & (register.came != UNSET)
    ways = _ways(register)
    best: tuple[float, str | None] = (0.0, None)
    for name in tried:
        kinds = kinds_by(register, name)
        groups = [took[over & (kinds.kind == k)] for k in range(len(kinds.titles))]
        groups = [g for g in groups if len(g) >= _LEAST_TESTED]
        if len(groups) < 2:
            continue
        bound = _SURE / (2 * len(tried))
        strength = 0.0
        if len(np.unique(np.concatenate(groups))) > 1:
            test = kruskal(*groups)
            explained = float(test.statistic) / max(sum(map(len, groups)) - 1, 1)
            if test.pvalue < bound and explained > _CYCLE_EFFECT:
                strength = explained / _CYCLE_EFFECT
        table = np.zeros((len(kinds.titles), int(ways.max()) + 1 if len(ways) else 1))
        np.add.at(table, (kinds.kind[over], ways[over]), 1)
        table = table[table.sum(axis=1) >= _LEAST_TESTED][:, table.sum(axis=0) >= 5 * len(table)]
        table = table[table.sum(axis=1) > 0][:, :]
        if min(table.shape) > 1 and (table.sum(axis=0) > 0).all():
            result = chi2_contingency(table)
            way = float(np.sqrt(result.statistic / table.sum() / (min(table.shape) - 1)))
            if result.pvalue < bound and way > _WAY_EFFECT:
                strength = max(strength, way / _WAY_EFFECT)
        best = max(best, (strength, name), key=lambda pair: pair[0]) if strength else best
    return best[1]


def _ways(register: EventRegister) -> Integers:
    """By case: its way, as a number; the more frequent ones first."""
    rng = np.random.default_rng(0)
    code = rng.integers(1 << 62, size=max(len(register.activities), 1), dtype=np.uint64)
    place = np.arange(len(register.activity)) - np.repeat(register.first[:-1], np.diff(register.first))
    scattered = code[register.activity] * (2 * place.astype(np.uint64) + 1)
    total = np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum(scattered, dtype=np.uint64)])
    hashed = total[register.first[1:]] - total[register.first[:-1]]
    _, which, count = np.unique(hashed, return_inverse=True, return_counts=True)
    rank = np.argsort(np.argsort(-count, kind="stable"), kind="stable")
    return np.minimum(rank[which], 30)
