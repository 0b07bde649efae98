"""How many objections an application is expected to bring: how its way may end, and how likely each answer is objected to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from sim.model.expected_passes import NEGLIGIBLE, branches_ahead
from sim.model.outcomes import ApplicationOutcome
from sim.model.route import ObjectionPlan, RoutePlan
from sim.model.stream import StreamPlan

_Decided = tuple[ApplicationOutcome | None, ...]
"""By branch: the ending that its last decision led to; None where it was not taken, or leads to none."""


class _EndingState(NamedTuple):
    """The state of an application: its step, and what was decided before."""

    position: int | None
    """Position of the step that it passes; None at the end."""
    taken: tuple[int, ...]
    """By branch: how often it was taken; 0 for branches that are not ahead any more."""
    decided: _Decided


def expected_objections(routes: Sequence[RoutePlan], stream: StreamPlan) -> float:
    """How many objections an application of a stream is expected to bring, those to answers to objections among them."""
    if stream.objections is None:
        return 0.0
    plan, of = routes[stream.route], routes[stream.objections.route]
    rules = of.objection
    assert rules is not None
    entries = np.array([plan.entry], dtype=np.int64) if stream.entries is None else stream.entries
    found, counts = np.unique(entries, return_counts=True)
    shares = [_objected_to(rules, ending_shares(plan, entry)) for entry in found.tolist()]
    first = float(np.average(shares, weights=counts))
    again = _objected_to(rules, ending_shares(of, of.entry))
    return first * sum(again**n for n in range(rules.at_most))


def ending_shares(plan: RoutePlan, entry: int) -> dict[ApplicationOutcome, float]:
    """How likely each ending of an application is that begins at a step; documents are taken to be brought in time."""
    ahead, result = branches_ahead(plan), defaultdict[ApplicationOutcome, float](float)
    nothing = _EndingState(entry, (0,) * len(plan.branches), (None,) * len(plan.branches))
    probabilities: dict[_EndingState, float] = {nothing: 1.0}
    while probabilities:
        reached: dict[_EndingState, float] = defaultdict(float)
        for state, probability in probabilities.items():
            for move, share in _moves(plan, state, probability):
                if move.position is None:
                    last = [ending for ending in move.decided if ending is not None][-1:]
                    result[last[0] if last else ApplicationOutcome.assigned] += share
                elif share > NEGLIGIBLE:
                    needed = tuple(n if k in ahead[move.position] else 0 for k, n in enumerate(move.taken))
                    reached[move._replace(taken=needed)] += share
        probabilities = reached
    return dict(result)


def _moves(plan: RoutePlan, state: _EndingState, probability: float) -> Iterator[tuple[_EndingState, float]]:
    """What may follow a state, and how probable that is."""
    assert state.position is not None
    remaining, position = probability, state.position
    anew = tuple(
        None if branch.after == position else ending
        for branch, ending in zip(plan.branches, state.decided, strict=True)
    )
    for k, branch in enumerate(plan.branches):
        if branch.after == position and state.taken[k] < branch.at_most:
            taken = (*state.taken[:k], state.taken[k] + 1, *state.taken[k + 1 :])
            yield (
                _EndingState(branch.goes_to, taken, (*anew[:k], branch.ending, *anew[k + 1 :])),
                probability * branch.probability,
            )
            remaining -= probability * branch.probability
    yield _EndingState(plan.following(position), state.taken, anew), remaining


def _objected_to(rules: ObjectionPlan, endings: dict[ApplicationOutcome, float]) -> float:
    """The share of applications whose answer is objected to."""
    assigned, refused = (
        endings.get(ending, 0.0) for ending in (ApplicationOutcome.assigned, ApplicationOutcome.refused)
    )
    return rules.chance * assigned + rules.chance_if_refused * refused
