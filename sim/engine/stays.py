"""Stays at a counter: several steps that are done there one after the other, read off the visits of a log."""

from __future__ import annotations

import numpy as np

from sim.engine.steplog import RecordedLog, StepOutcome
from sim.model.route import Kind, RoutePlan, kinds_of_steps
from sim.quantities import Flags


def visits_that_go_on(log: RecordedLog, routes: tuple[RoutePlan, ...]) -> Flags:
    """By visit: whether it goes on with a stay at a counter that the visit before it has begun."""
    visits = log.visits
    at_counter = kinds_of_steps(routes)[log.route_of_visit, visits.position] == Kind.COUNTER
    result = np.zeros(len(visits), dtype=bool)
    both = at_counter[1:] & at_counter[:-1] & (visits.row[1:] != visits.row[:-1])
    same = (visits.application[1:] == visits.application[:-1]) & (visits.pool[1:] == visits.pool[:-1])
    result[1:] = both & same & (visits.outcome[:-1] == StepOutcome.done) & (visits.hold_s[:-1] == 0)
    return result
