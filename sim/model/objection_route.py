"""From a route to that of the objections to its answers: the part of it that an objection passes once more."""

from __future__ import annotations

from dataclasses import replace

from sim.model.outcomes import ApplicationOutcome
from sim.model.route import BranchPlan, Kind, ObjectionPlan, RoutePlan, StepPlan
from sim.model.step_tables import StepTables
from sim.model.stream import StreamPlan
from sim.scenario.branches import Objections
from sim.scenario.step_durations import StepDuration


def objection_route(plan: RoutePlan, parent: int, stated: Objections) -> RoutePlan:
    """The route of the objections to the answers of a route without transfers; `parent` is the position of that route.

    It has the steps that can be reached from the one to which a file goes back, and the branches on that way. A limit that
    counts from a step which is not among them does not hold. Nobody is stopped before receipt any more.
    """
    entry = [step.key for step in plan.steps].index(stated.back_to)
    branches = [branch for branch in plan.branches if branch.ending != ApplicationOutcome.stopped_before_receipt]
    kept = _reached(plan, entry, branches)
    place = {old: new for new, old in enumerate(kept)}
    return replace(
        plan,
        steps=tuple(_step(plan.steps[old], place) for old in kept),
        receipt=place[entry],
        ready=place[plan.ready] if plan.ready in place else _last_act(plan, kept),
        term=stated.term,
        term_kind="scenario",
        extended_term=None,
        delivered_before=0,
        follows=tuple(_place_or_none(plan.following(old), place) for old in kept) if plan.follows else (),
        branches=tuple(
            replace(branch, after=place[branch.after], goes_to=_place_or_none(branch.goes_to, place))
            for branch in branches
            if branch.after in place
        ),
        entry=place[entry],
        starts=(),
        objection=ObjectionPlan(
            parent,
            stated.chance,
            stated.chance if stated.chance_if_refused is None else stated.chance_if_refused,
            StepDuration(stated.after, shortest=0),
            stated.at_most,
        ),
    )


def objections_of_stream(stream: StreamPlan, route: int, tables: StepTables) -> StreamPlan:
    """The plan of the objections to the answers of a stream's channel; `route` is the position of their route."""
    plan = replace(stream, route=route, work=tables.work(route), pools=tables.pools(route, stream.offices))
    if stream.entries is None:
        return plan
    return replace(plan, entries=tables.entries(route, len(stream.entries)))


def _reached(plan: RoutePlan, entry: int, branches: list[BranchPlan]) -> list[int]:
    """Positions of the steps that may be passed from one of them on, in order."""
    reached: set[int] = set()
    unexplored: list[int | None] = [entry]
    while unexplored:
        position = unexplored.pop()
        if position is None or position in reached:
            continue
        reached.add(position)
        unexplored += [plan.following(position), *(b.goes_to for b in branches if b.after == position)]
    return sorted(reached)


def _last_act(plan: RoutePlan, kept: list[int]) -> int:
    """Where no way leads to the step that makes the result ready: the last step of staff without the applicant, or else of staff."""
    kinds = [plan.steps[old].kind for old in kept]
    wanted = Kind.DESK if Kind.DESK in kinds else Kind.COUNTER
    return max(new for new, kind in enumerate(kinds) if kind is wanted)


def _step(step: StepPlan, place: dict[int, int]) -> StepPlan:
    """A step with its milestone at the new place; without its limit where that step is not passed."""
    if step.limit_from is None:
        return step
    since = place.get(step.limit_from)
    return replace(step, limit=None if since is None else step.limit, limit_from=since)


def _place_or_none(position: int | None, place: dict[int, int]) -> int | None:
    return None if position is None else place[position]
