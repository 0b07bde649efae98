"""In which order the steps of a kind of cases stand, so that as few cases as possible go back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.quantities import Flags, Floats, Integers

_MOST_COMPARED = 400_000_000
"""Comparisons at most; of more cases evenly many are left out."""
_MOST_REORDERED = 400
"""With more activities than this the order of their average ranks is kept."""
_PASSES = 50
_EITHER_WAY = 0.05
"""Steps of which either comes first in this share of the cases stand side by side [share]."""
_EITHER_CASES = 20


@dataclass(frozen=True)
class StepPrecedence:
    """By pair of activities: in how many cases the one comes before the other [shape (activities, activities)]."""

    first: Floats
    """Comes first before the other does."""
    done: Floats
    """Comes for the last time before the other does for the first: they are not done in turns, as in a loop."""


def precedence(case: Integers, activity: Integers, activities: int) -> StepPrecedence:
    """Count which activities come before which; events are in the order of their cases, cases numbered from 0."""
    first, done = np.zeros((activities, activities)), np.zeros((activities, activities))
    if not len(case):
        return StepPrecedence(first, done)
    cases = int(case.max()) + 1
    step = max(-(-2 * cases * activities * activities // _MOST_COMPARED), 1)
    if step > 1:
        rows = np.flatnonzero(case % step == 0)
        case, activity = case[rows] // step, activity[rows]
        cases = int(case.max()) + 1
    key, never = case.astype(np.int64) * activities + activity, len(case)
    begins, ends = (np.full((activities, cases), never, dtype=np.int32) for _ in range(2))
    found, at = np.unique(key, return_index=True)
    begins[found % activities, found // activities] = at
    found, at = np.unique(key[::-1], return_index=True)
    ends[found % activities, found // activities] = never - 1 - at
    for a in range(activities):
        there = np.flatnonzero(begins[a] < never)
        others = begins[:, there]
        met = others < never
        first[a] = (met & (others > begins[a, there])).sum(axis=1)
        done[a] = (met & (others > ends[a, there])).sum(axis=1)
    return StepPrecedence(first * step, done * step)


def order_of_steps(before: Floats) -> Integers:
    """Activities in the order in which the most pairs of first appearances agree with it.

    The linear ordering problem, from average ranks by moving one activity at a time where it gains most (M. Laguna, R. Martí,
    V. Campos, Computers & Operations Research 26 (1999)).
    """
    n = len(before)
    both = before + before.T
    wins = np.where(both > 0, before / np.maximum(both, 1), 0.5)
    order = np.argsort(-wins.sum(axis=1), kind="stable")
    if n > _MOST_REORDERED:
        return order
    gain = before - before.T
    for _ in range(_PASSES):
        moved = False
        for a in order.tolist():
            rest = order[order != a]
            # In place k, those from k on come after it and those before k do not.
            value = np.concatenate([[0.0], np.cumsum(-gain[a, rest])])
            now = int(np.flatnonzero(order == a)[0])
            best = int(np.argmax(value))
            if value[best] > value[now] + 1e-9:
                order, moved = np.insert(rest, best, a), True
        if not moved:
            break
    return order


def steps_side_by_side(before: StepPrecedence) -> Flags:
    """By pair of activities: whether now the one comes first and now the other, so that neither waits for the other.

    What comes once more after the other, as where a case is sent back to a step that not all take, is no such order.
    """
    low, both = np.minimum(before.done, before.done.T), before.first + before.first.T
    return np.asarray((low >= _EITHER_WAY * both) & (both >= _EITHER_CASES))


def in_order_of_numbers(case: Integers, step: Integers, beside: Flags) -> Integers:
    """The steps of cases, where steps that stand side by side and meet are put in the order of their numbers.

    `beside` is by pair of numbers of steps. Otherwise each chance order of theirs would look as if files went back.
    """
    step = step.copy()
    last = 0
    for turn in range(2 * _PASSES):
        left = np.arange(turn % 2, len(step) - 1, 2)
        left = left[(case[left] == case[left + 1]) & (step[left] > step[left + 1])]
        left = left[beside[step[left], step[left + 1]]]
        step[left], step[left + 1] = step[left + 1], step[left]
        if not len(left) and turn and not last:
            break
        last = len(left)
    return step
