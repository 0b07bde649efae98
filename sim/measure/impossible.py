"""Figures that are nothing whatever happens, since the scenario has nothing that could bring about anything else.

Where all replications have none of something, an interval says what may have been missed; of what cannot happen nothing was
missed. Only what the scenario rules out for certain is named here: a figure that is left out has a small width too much.
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.measure.figure_units import Figure
from sim.model.capacity import Pool
from sim.model.model import Model
from sim.model.outcomes import ApplicationOutcome
from sim.model.route import Kind, RoutePlan, StepPlan
from sim.model.unattended_counters import pools_with_a_counter

_ENDINGS = {
    "refused": ApplicationOutcome.refused,
    "returned": ApplicationOutcome.returned,
    "ended_by_applicant": ApplicationOutcome.ended_by_applicant,
    "stopped": ApplicationOutcome.stopped_before_receipt,
}
"""By figure: how an application ends that counts in it."""


def impossible(model: Model) -> frozenset[Figure]:
    """The figures of a model that are 0 in every replication that there could be."""
    return frozenset((*_of_pools(model), *_of_sittings(model), *_of_routes(model)))


def _of_routes(model: Model) -> Iterator[Figure]:
    """Endings that no branch leads to, and reasons for which nothing on a route can wait."""
    handed_over = any(map(_may_hand_over, model.capacity.pools))
    sitting = {pool.role for pool in model.capacity.pools if pool.sittings is not None}
    patient = {plan.route for plan in model.every_stream if plan.patience is not None}
    for i, plan in enumerate(model.routes):
        yield from (("endings", plan.key, name) for name in _no_endings(plan))
        if i not in patient:
            yield "endings", plan.key, "lost"
        kinds = {step.kind for step in plan.steps}
        ways = Kind.TRANSFER in kinds or any(step.rounds for step in plan.steps)
        for possible, ending, blamed in (
            (any(step.role in sitting for step in plan.steps), "sitting_h", ""),
            (Kind.APPLICANT in kinds, "applicant_h", "blame_applicant_h"),
            (ways, "way_h", "blame_transfer_h"),
            (Kind.SYSTEM in kinds, "system_h", "blame_system_h"),
        ):
            if not possible:
                yield "endings", plan.key, ending
                yield from (("steps", (*plan.key, step.key), blamed) for step in plan.steps if blamed)
        for step in plan.steps:
            names = _no_events(step, sits=step.role in sitting, handed_over=handed_over)
            yield from (("steps", (*plan.key, step.key), name) for name in names)


def _no_endings(plan: RoutePlan) -> Iterator[str]:
    """Figures of how applications of a route end, of endings that it does not have."""
    has = {branch.ending for branch in plan.branches}
    if any(step.applicant_deadline is not None for step in plan.steps):
        has |= set(_ENDINGS.values())  # what is brought too late ends the file in one of several ways
    yield from (name for name, ending in _ENDINGS.items() if ending not in has)
    if all(step.clock != "extended" for step in plan.steps):
        yield "longer_term"


def _no_events(step: StepPlan, *, sits: bool, handed_over: bool) -> Iterator[str]:
    """Figures of what cannot happen at a step."""
    if step.kind is not Kind.COUNTER:
        yield "turned_away"
    if not handed_over:
        yield "handed_over"
    if not sits:
        yield "blame_sitting_h"


def _of_pools(model: Model) -> Iterator[Figure]:
    """Nobody stays away from a pool without a counter, and nothing is handed over where nobody is ever away."""
    pools = model.capacity.pools
    counters = {step.role for plan in model.routes for step in plan.steps if step.kind is Kind.COUNTER}
    counters |= {pools[p].role for p in pools_with_a_counter(model.routes, model.every_stream)}
    for pool in pools:
        key = (model.capacity.offices[pool.office].name, pool.role)
        if pool.role not in counters:
            yield "pools", key, "stayed_away"
        if not _may_hand_over(pool):
            yield "pools", key, "handed_over"


def _of_sittings(model: Model) -> Iterator[Figure]:
    """A commission that sits for any number of files never has too few."""
    for pool in model.capacity.pools:
        if pool.sittings is not None and not pool.sittings.at_least:
            yield "sittings", (model.capacity.offices[pool.office].name, pool.role), "too_few_files"


def _may_hand_over(pool: Pool) -> bool:
    """Whether a member of a pool may ever be away for so long that others get what he had in hand."""
    if pool.sickness is not None:
        return True
    return any(member.absences or member.off_staff for member in pool.roster)
