"""What late answers of a staffing waited for: the step that is to blame for most of their lateness, and what its time went to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sim.experiment.replications import Replicated
from sim.experiment.workers import Workers
from sim.measure.blame import OFFICER, REASONS
from sim.measure.figures import Key, ReplicationFigures, measure
from sim.model.model import Model

_REPLICATIONS = 10
"""Replications in which the lateness is split over steps."""


@dataclass(frozen=True)
class Delay:
    """The step that is to blame for most of the lateness of some routes."""

    step: Key | None
    """Service, route and step; None where the term is shorter than what the steps may take."""
    role: str
    """Short name of the role that does it; empty without a step."""
    reason: str
    """What most of its time beyond its allowance went to, one of :data:`sim.measure.blame.REASONS` or that of officers."""
    share: float
    """Its share of the lateness [between 0 and 1]."""


def delay(workers: Workers, model: Model, routes: Iterable[Key], first: int) -> Delay | None:
    """The step that holds up the late answers of some routes most, in replications from a number on; None where none is late."""
    task = Replicated(model, measure)
    figures = list(workers.run(task, range(first, first + _REPLICATIONS)))
    keys = [key for key in routes if model.plan(key).term]
    total = sum(one.routes[key]["lateness_h"] for one in figures for key in keys)
    if total <= 0:
        return None
    hours = {
        (*key, step.key): sum(one.steps[(*key, step.key)]["blame_h"] for one in figures)
        for key in keys
        for step in model.plan(key).steps
    }
    worst = max(hours, key=lambda step: hours[step])
    shorter = sum(one.routes[key]["term_shorter_h"] for one in figures for key in keys)
    if shorter > hours[worst]:
        return Delay(None, "", "", shorter / total)
    role = next(step.role for step in model.plan(worst).steps if step.key == worst[2])
    reasons = {reason: _sum(figures, worst, reason) for reason in (*REASONS, OFFICER)}
    return Delay(worst, role, max(reasons, key=lambda reason: reasons[reason]), hours[worst] / total)


def _sum(figures: Iterable[ReplicationFigures], step: Key, reason: str) -> float:
    """Hours of a step's lateness that went to something."""
    return sum(one.steps[step].get(reason, 0.0) for one in figures)
