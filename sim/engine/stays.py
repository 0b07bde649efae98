"""Stays at a counter: several steps that are done there one after the other, read off the visits of a log."""

from __future__ import annotations

import numpy as np

from sim.engine.steplog import RecordedLog, StepOutcome
from sim.model.route import Kind, RoutePlan, kinds_of_steps
from sim.quantities import Flags


def visits_that_go_on(log: RecordedLog, routes: tuple[RoutePlan, ...], rows: slice = slice(None)) -> Flags:
    """By visit: whether it goes on with a stay at a counter that the visit before it has begun.

    `rows` are the visits that are asked for: whole applications, or all of them.
    """
    visits = log.visits
    application, pool, row = visits.application[rows], visits.pool[rows], visits.row[rows]
    route = log.applications.route[application]
    at_counter = kinds_of_steps(routes)[route, visits.position[rows]] == Kind.COUNTER
    result = np.zeros(len(application), dtype=bool)
    both = at_counter[1:] & at_counter[:-1] & (row[1:] != row[:-1])
    same = (application[1:] == application[:-1]) & (pool[1:] == pool[:-1])
    ended = (visits.outcome[rows][:-1] == StepOutcome.done) & (visits.hold_s[rows][:-1] == 0)
    result[1:] = both & same & ended
    return result
