"""Which steps of a role in one act correspond to which in another."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from itertools import combinations

from sim.law.regulation import PathStep


def corresponding(
    mine: Sequence[PathStep], theirs: Sequence[PathStep]
) -> Iterator[tuple[tuple[PathStep, ...], tuple[PathStep, ...]]]:
    """Steps of one role that correspond, in order: several own ones to one, or one to several; nothing where one side has none."""
    if not mine or not theirs:
        return
    if len(mine) >= len(theirs):
        chosen = max(
            combinations(range(len(mine)), len(theirs)), key=lambda some: _likeness([mine[i] for i in some], theirs)
        )
        for group, there in zip(_grouped(mine, chosen), theirs, strict=True):
            yield group, (there,)
        return
    chosen = max(
        combinations(range(len(theirs)), len(mine)), key=lambda some: _likeness(mine, [theirs[i] for i in some])
    )
    for own, group in zip(mine, _grouped(theirs, chosen), strict=True):
        yield (own,), group


def _grouped(steps: Sequence[PathStep], chosen: Sequence[int]) -> list[tuple[PathStep, ...]]:
    """The steps in groups around those chosen: each goes with the next chosen one, or with the last."""
    ends = [*chosen[:-1], len(steps) - 1]
    begins = [0, *(end + 1 for end in ends[:-1])]
    return [tuple(steps[begin : end + 1]) for begin, end in zip(begins, ends, strict=True)]


def _likeness(some: Sequence[PathStep], others: Sequence[PathStep]) -> float:
    """How much the wordings of steps are alike, pair by pair, in the language of the acts."""
    return sum(
        difflib.SequenceMatcher(
            None, a.step.action.kk or a.step.action.ru, b.step.action.kk or b.step.action.ru
        ).ratio()
        for a, b in zip(some, others, strict=True)
    )
