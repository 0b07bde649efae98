"""The steps of a kind of cases in their order, and what may follow them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.fitting.fitted import FittedMove
from sim.fitting.flow.step_order import in_order_of_numbers, order_of_steps, precedence, steps_side_by_side
from sim.fitting.flow.ways import StepSequences, StepTransitions, WaysExplained, transitions_of, ways_explained
from sim.quantities import MINUTE, UNSET, Flags, Floats, Integers
from sim.register.events.event_register import EventRegister

_OVERLAP = 0.02


@dataclass(frozen=True)
class FittedRouting:
    """The steps of a kind of cases in their order, and what may follow them."""

    activities: tuple[int, ...]
    """By step: its activity [position in the activities of the register]."""
    step: Integers
    """By event of the kind's cases: number of its step [from 1]."""
    entry: int
    """Number of the step with which most cases begin."""
    moves: tuple[FittedMove, ...]
    """What may follow instead of the next step, also a start elsewhere (`after` 0)."""
    transitions: StepTransitions
    """What follows what."""
    explained: WaysExplained
    """How far ways by chance are from those that cases took."""
    beside: tuple[tuple[int, int], ...]
    """Pairs of steps that come in either order, or overlap in time, numbers of steps, the most frequent first."""
    overlapping: float
    """Share of steps that begin before the one before them in their case has ended [probability]."""


def fit_routing(register: EventRegister, chance_open: Floats, seed: int = 1) -> FittedRouting:
    """Order the steps of cases of one kind so that the fewest go back, and count what follows what.

    Steps of which now the one and now the other comes first wait for neither; where they meet they are taken in the order of
    their numbers. Otherwise a file that takes them in the less frequent order would seem to come back.
    """
    present, activity = np.unique(register.activity, return_inverse=True)
    before = precedence(register.case, activity, len(present))
    order = order_of_steps(before.first)
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(1, len(order) + 1)
    step = number[activity]
    beside = np.zeros((len(order) + 1, len(order) + 1), dtype=np.bool_)
    beside[1:, 1:] = steps_side_by_side(before)[order][:, order]
    overlap = _overlap(register)
    meeting = _overlapping_steps(step, overlap, len(order))
    beside |= meeting | meeting.T
    sequences = StepSequences(register.case, in_order_of_numbers(register.case, step, beside), len(order), chance_open)
    transitions = transitions_of(sequences)
    entry = int(np.argmax(transitions.counts[0, 1:])) + 1 if len(order) else 1
    seen = transitions.counts[1:, 1:]
    pairs = np.argwhere(np.triu(beside[1:, 1:], 1))
    pairs = pairs[np.argsort(-(seen + seen.T)[pairs[:, 0], pairs[:, 1]], kind="stable")]
    return FittedRouting(
        tuple(present[order].tolist()), step, entry, transitions.moves(entry), transitions,
        ways_explained(sequences, transitions.chances, seed), tuple((int(a) + 1, int(b) + 1) for a, b in pairs),
        float(overlap.mean()) if len(overlap) else 0.0,
    )  # fmt: skip


def _overlap(register: EventRegister) -> Flags:
    """By event but the last: whether the next one of its case began more than a minute before it ended."""
    start, end = register.start[1:], register.end[:-1]
    known = (start != UNSET) & (end != UNSET) & (register.case[1:] == register.case[:-1])
    return np.asarray(known & (start < end - MINUTE))


def _overlapping_steps(step: Integers, overlap: Flags, steps: int) -> Flags:
    """By pair of numbers of steps: whether the second often begins before the first has ended."""
    size = steps + 1
    code = step[:-1] * size + step[1:]
    seen, over = (np.bincount(code[rows], minlength=size * size) for rows in (slice(None), overlap))
    found = (over > _OVERLAP * seen) & (over >= 5)
    return np.asarray(found.reshape(size, size) & ~np.eye(size, dtype=np.bool_))
