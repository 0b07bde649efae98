"""Objections to answers: who objects, how long after the answer, and by which path; drawn before the simulation.

Whether an applicant objects stands below his stream at the address `objection`, when he does at `objection`, `after`, and what
his objection takes at `objection` followed by the step; of the second objection in a row at `objection 2`, and so on. So they
move nobody else's numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.model.model import Model
from sim.model.outcomes import ApplicationOutcome
from sim.model.sample_paths import draw_paths
from sim.model.workload_part import Parents, WorkloadPart
from sim.quantities import UNSET

OBJECTION = "objection"
"""Name below a stream at which the draws of objections stand."""


def with_objections(model: Model, parts: Sequence[WorkloadPart]) -> list[WorkloadPart]:
    """The parts of a workload, and behind them the objections to their answers, objections to objections last."""
    result = list(parts)
    for number, part in enumerate(result):  # the list grows meanwhile
        if (objections := _objections_to(model, number, part)) is not None:
            result.append(objections)
    return result


def _objections_to(model: Model, number: int, part: WorkloadPart) -> WorkloadPart | None:
    """The objections to the answers to the applications of a part; None where nobody objects."""
    plan = part.plan if part.parents else part.plan.objections
    generation = 1 if part.parents is None else part.parents.generation + 1
    rules = None if plan is None else model.routes[plan.route].objection
    if plan is None or rules is None or generation > rules.at_most:
        return None
    name = OBJECTION if generation == 1 else f"{OBJECTION} {generation}"
    ending = part.paths.ending
    chance = np.select(
        [ending == ApplicationOutcome.assigned, ending == ApplicationOutcome.refused],
        [rules.chance, rules.chance_if_refused],
        0.0,
    )
    who = np.flatnonzero(part.draws.at().uniform(name) < chance)
    if not len(who):
        return None
    draws = part.draws.some(who).at(name)
    after = rules.after.draw_work(lambda _: draws.uniform("after"))
    return WorkloadPart(
        plan=plan,
        paths=draw_paths(model.routes[plan.route], len(who), draws),
        draws=draws,
        submitted=np.full(len(who), UNSET, dtype=np.int64),
        place=part.place[who],
        settlement=part.settlement[who],
        appointment=None,
        parents=Parents(number, who, after, generation),
    )
