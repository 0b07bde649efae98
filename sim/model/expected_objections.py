"""How many objections an application is expected to bring: how its way may end, and how likely each answer is objected to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from sim.model.expected_passes import NEGLIGIBLE, branches_ahead
from sim.model.limited_chain import Leaving, Move, expected_visits
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
    if stream.entries is None:
        found, counts = zip(*plan.beginnings, strict=True)
    else:
        of_files, files = np.unique(stream.entries, return_counts=True)
        found, counts = tuple(of_files.tolist()), tuple(files.tolist())
    shares = [_objected_to(rules, ending_shares(plan, entry)) for entry in found]
    first = float(np.average(shares, weights=counts))
    again = _objected_to(rules, ending_shares(of, of.entry))
    return first * sum(again**n for n in range(rules.at_most))


def ending_shares(plan: RoutePlan, entry: int) -> dict[ApplicationOutcome, float]:
    """How likely each ending of an application is that begins at a step; documents are taken to be brought in time."""
    if plan.jumps:
        return _shares_with_jumps(plan, entry)
    ahead, result = branches_ahead(plan), defaultdict[ApplicationOutcome, float](float)
    nothing = _EndingState(entry, (0,) * len(plan.branches), (None,) * len(plan.branches))
    probabilities: dict[_EndingState, float] = {nothing: 1.0}
    while probabilities:
        reached: dict[_EndingState, float] = defaultdict(float)
        for state, probability in probabilities.items():
            for move, share in _moves(plan, state, probability):
                if move.position is None:
                    result[_ending(move.decided)] += share
                elif share > NEGLIGIBLE:
                    needed = tuple(n if k in ahead[move.position] else 0 for k, n in enumerate(move.taken))
                    reached[move._replace(taken=needed)] += share
        probabilities = reached
    return dict(result)


def _ending(decided: _Decided) -> ApplicationOutcome:
    """How an application ends for which so much was decided."""
    last = [ending for ending in decided if ending is not None][-1:]
    return last[0] if last else ApplicationOutcome.assigned


def _shares_with_jumps(plan: RoutePlan, entry: int) -> dict[ApplicationOutcome, float]:
    """How likely each ending is where files may go back again and again, so that few of the limits are ever reached."""

    def leaving(node: tuple[int | None, _Decided]) -> Leaving[tuple[int | None, _Decided]] | None:
        position, decided = node
        if position is None:
            return None
        anew = _forgotten(plan, position, decided)
        moves = (
            Move(k, (branch.goes_to, (*anew[:k], branch.ending, *anew[k + 1 :])), branch.probability, branch.at_most)
            for k, branch in enumerate(plan.branches)
            if branch.after == position
        )
        return Leaving(tuple(moves), (plan.following(position), anew))

    beginning: tuple[int | None, _Decided] = (entry, (None,) * len(plan.branches))
    visits = expected_visits(leaving, [(beginning, 1.0)])
    result = defaultdict[ApplicationOutcome, float](float)
    for (position, decided), share in visits.items():
        if position is None:
            result[_ending(decided)] += share
    return dict(result)


def _forgotten(plan: RoutePlan, position: int, decided: _Decided) -> _Decided:
    """What was decided, without what is decided anew at a step."""
    return tuple(
        None if branch.after == position else ending for branch, ending in zip(plan.branches, decided, strict=True)
    )


def _moves(plan: RoutePlan, state: _EndingState, probability: float) -> Iterator[tuple[_EndingState, float]]:
    """What may follow a state, and how probable that is."""
    assert state.position is not None
    remaining, position = probability, state.position
    anew = _forgotten(plan, position, state.decided)
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
