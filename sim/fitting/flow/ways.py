"""What follows the steps of a kind of cases, how likely, and how well that explains the ways that cases took."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.fitting.fitted import FittedMove
from sim.fitting.flow.shares import share_with_interval
from sim.quantities import Flags, Floats, Integers

_NOISE_COUNT, _NOISE_SHARE = 2, 0.005
"""A move seen at most so often, and after so few of the ends of its step, is noise; all such at most so many of all ends."""
_MOST_NOISE = 0.005
_BALANCED = 1e-4
_ROUNDS = 2_000


@dataclass(frozen=True)
class StepSequences:
    """The events of the cases of one kind as numbers of steps, cases after one another."""

    case: Integers
    """By event: its case [from 0]."""
    step: Integers
    """By event: number of its step [from 1]."""
    steps: int
    """How many steps there are."""
    chance_open: Floats
    """By case: how likely its last event is not its end [probability]."""

    @property
    def heads(self) -> Flags:
        """By event: whether it is the first of its case."""
        return np.append(True, self.case[1:] != self.case[:-1])[: len(self.case)]

    @property
    def tails(self) -> Flags:
        """By event: whether it is the last of its case."""
        return np.append(self.case[1:] != self.case[:-1], True)[: len(self.case)]

    @property
    def codes(self) -> Integers:
        """By event: the pair of the step before it, 0 for none, and its own."""
        before = np.where(self.heads, 0, np.append(0, self.step[:-1])[: len(self.step)])
        return before * (self.steps + 1) + self.step


@dataclass(frozen=True)
class StepTransitions:
    """What follows what: row and column 0 are the start and the end of cases, the others steps."""

    counts: Floats
    """By pair: how often the one was followed by the other [shape (steps + 1, steps + 1)]."""
    chances: Floats
    """By pair: how likely it is, moves that are noise merged into others; rows of steps that nobody has left are 0 [probability]."""

    def moves(self, entry: int) -> tuple[FittedMove, ...]:
        """What may follow instead of the next step, and starts elsewhere than at the entry."""
        result = []
        last = len(self.counts) - 1
        for after in range(last + 1):
            ends = float(self.counts[after].sum())
            usual = entry if after == 0 else (after + 1 if after < last else 0)
            for to in np.flatnonzero(self.chances[after] > 0).tolist():
                if to != usual:
                    chance = float(self.chances[after, to])
                    number = share_with_interval(min(chance * ends, ends), ends, value=chance)
                    result.append(FittedMove(after, to or None, number))
        return tuple(result)


def transitions_of(sequences: StepSequences) -> StepTransitions:
    """Count what follows what; the last event of a case that may still be open counts as its end only so far as it is over."""
    size = sequences.steps + 1
    counts = np.bincount(sequences.codes, minlength=size * size).astype(np.float64).reshape(size, size)
    tails = np.flatnonzero(sequences.tails)
    over = 1 - sequences.chance_open[sequences.case[tails]]
    counts[:, 0] += np.bincount(sequences.step[tails], over, minlength=size)
    kept = _without_noise(counts)
    total = kept.sum(axis=1, keepdims=True)
    return StepTransitions(counts, np.divide(kept, total, out=np.zeros_like(kept), where=total > 0))


def _without_noise(counts: Floats) -> Floats:
    """The counts without moves seen so rarely that they are noise, each step entered and left as often as before.

    What is left is raised by iterative proportional fitting to the sums of rows and columns (W. E. Deming, F. F. Stephan, Annals of
    Mathematical Statistics 11 (1940)), so that the expected visits of every step stay as they were; where that cannot be, all
    moves stay.
    """
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)
    rare = (counts > 0) & (counts <= _NOISE_COUNT) & (counts <= _NOISE_SHARE * rows[:, None])
    rare &= (counts < counts.max(axis=0)[None, :]) & (counts < counts.max(axis=1)[:, None])
    if not rare.any() or counts[rare].sum() > _MOST_NOISE * counts.sum():
        return counts
    fitted = np.where(rare, 0.0, counts)
    for _ in range(_ROUNDS):
        fitted *= np.divide(rows, fitted.sum(axis=1), out=np.zeros_like(rows), where=rows > 0)[:, None]
        of_column = fitted.sum(axis=0)
        fitted *= np.divide(columns, of_column, out=np.zeros_like(columns), where=of_column > 0)[None, :]
        if np.abs(fitted.sum(axis=1) - rows).max() <= _BALANCED * max(rows.max(), 1):
            return fitted
    return counts


@dataclass(frozen=True)
class WaysExplained:
    """How far the ways that the chances of single moves make are from those that cases took."""

    variants_apart: float
    """Share of cases that would have to take another way: total variation between shares of variants [probability]."""
    by_chance: float
    """The same between the register and as many cases drawn from it anew [probability]."""
    triples_apart: float
    """Total variation between shares of three steps in a row [probability]."""
    variants: int
    """How many different ways complete cases took."""


def ways_explained(sequences: StepSequences, chances: Floats, seed: int = 1) -> WaysExplained:
    """Measure the ways that moves by chance make against those that complete cases took, exactly and without drawing cases.

    Total variation of the shares of variants is their earth mover's distance where any two different ways are equally far apart
    (S. Leemans, A. Syring, W. van der Aalst: Earth movers' stochastic conformance checking, BPM 2019).
    """
    size = sequences.steps + 1
    count = int(sequences.case[-1]) + 1 if len(sequences.case) else 0
    rng = np.random.default_rng(seed)
    with np.errstate(divide="ignore"):
        logs = np.log(chances)
    codes = sequences.codes
    likely = np.bincount(sequences.case, logs.reshape(-1)[codes], minlength=count)
    tails = np.flatnonzero(sequences.tails)
    likely[sequences.case[tails]] += logs[sequences.step[tails], 0]
    first = np.flatnonzero(sequences.heads)
    place = np.arange(len(codes)) - np.repeat(first, np.diff(np.append(first, len(codes))))
    scattered = rng.integers(1 << 62, size=size * size, dtype=np.uint64)[codes] * (2 * place.astype(np.uint64) + 1)
    hashed = np.add.reduceat(scattered, first) if len(first) else scattered[:0]
    complete = np.flatnonzero(sequences.chance_open < 0.5)
    if not len(complete):
        return WaysExplained(0.0, 0.0, 0.0, 0)
    _, example, times = np.unique(hashed[complete], return_index=True, return_counts=True)
    seen, told = times / len(complete), np.exp(likely[complete[example]])
    apart = (np.abs(seen - told).sum() + max(1 - told.sum(), 0)) / 2
    drawn = rng.multinomial(len(complete), seen, size=20) / len(complete)
    return WaysExplained(
        float(apart), float(np.abs(drawn - seen).sum(axis=1).mean() / 2), _triples_apart(sequences, chances), len(seen)
    )


def _triples_apart(sequences: StepSequences, chances: Floats) -> float:
    """Total variation between seen shares of three steps in a row and those that follow from pairs."""
    size, codes = sequences.steps + 1, sequences.codes
    inner = np.flatnonzero(~sequences.tails)
    if not len(inner):
        return 0.0
    triple, times = np.unique(codes[inner] * size + sequences.step[inner + 1], return_counts=True)
    pair, to = triple // size, triple % size
    pairs = np.bincount(codes[inner], minlength=size * size)
    goes_on = 1 - chances[:, 0]
    told = pairs[pair] * chances[pair % size, to] / np.maximum(goes_on[pair % size], 1e-12)
    return float((np.abs(times - told).sum() + max(times.sum() - told.sum(), 0)) / 2 / times.sum())
