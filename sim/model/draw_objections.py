"""Objections to answers: who objects, how long after the answer, and by which path; drawn before the simulation.

Whether an applicant objects stands below his stream at the address `objection`, when he does at `objection`, `after`, and what
his objection takes at `objection` followed by the step; of the second objection in a row at `objection 2`, and so on. So they
move nobody else's numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from sim.model.model import Model
from sim.model.outcomes import ApplicationOutcome
from sim.model.sample_paths import UniformNumbers, draw_paths
from sim.model.workload_part import Parents, WorkloadPart, row_columns
from sim.quantities import UNSET, Floats, Integers

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
    who = np.flatnonzero(part.uniform(name) < chance)
    if not len(who):
        return None
    below = partial(_some, part.uniform, who, (name,))
    after, _ = rules.after.draw(lambda _: below("after"))
    route = model.routes[plan.route]
    paths = draw_paths(route, len(who), below)
    rows = row_columns(model, plan, paths, part.office[who], below)
    return WorkloadPart(
        plan=plan,
        paths=paths,
        serial=part.serial[who],
        submitted=np.full(len(who), UNSET, dtype=np.int64),
        office=part.office[who],
        settlement=part.settlement[who],
        rows=rows,
        appointment=np.full(len(who), UNSET, dtype=np.int64),
        uniform=partial(_some, part.uniform, who, ()),
        parents=Parents(number, who, after, generation),
    )


def _some(uniform: UniformNumbers, who: Integers, prefix: tuple[str, ...], *names: str) -> Floats:
    """Uniform numbers of some applications at an address that begins with given names."""
    return uniform(*prefix, *names)[who]
