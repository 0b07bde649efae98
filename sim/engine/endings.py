"""How visits to steps and whole applications ended."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.engine_visits import EngineVisits
from sim.engine.record import EngineRecord
from sim.engine.steplog import StepOutcome
from sim.model.outcomes import ApplicationOutcome
from sim.model.route import Kind
from sim.model.workload import Workload
from sim.quantities import UNSET, Flags, Instants


def visit_outcomes(visits: EngineVisits) -> NDArray[np.int8]:
    """How each visit ended [StepOutcome]."""
    outcome = np.where(visits.finished == UNSET, np.int8(StepOutcome.open), np.int8(StepOutcome.done))
    if visits.ended_early.any():
        outcome[visits.turned_away] = StepOutcome.turned_away
        outcome[visits.handed_over] = StepOutcome.handed_over
        outcome[visits.gave_up] = StepOutcome.gave_up
        outcome[visits.lost] = StepOutcome.lost
    by_applicant = visits.by_applicant
    not_brought = (visits.started[by_applicant] == UNSET) & (visits.finished[by_applicant] != UNSET)
    outcome[by_applicant[not_brought]] = StepOutcome.not_brought
    return outcome


@dataclass(frozen=True)
class Endings:
    """How the applications of a replication ended, one entry per application."""

    ready: Instants
    """When the last act of the office was done [instants]."""
    handed_out: Instants
    """When the applicant had the result [instants]."""
    ended: Instants
    """When there was nothing more to be done about it [instants]."""
    outcome: NDArray[np.int8]
    """How it ended [ApplicationOutcome]."""
    answerable: Flags
    """Whether an answer is due: not for one that was stopped or returned, or that its applicant has ended or left."""


def endings(record: EngineRecord, workload: Workload) -> Endings:
    """How the applications ended."""
    left = np.flatnonzero((record.started == UNSET) & (record.finished != UNSET))
    given_up, lost_at = (left[workload.kind[left] == kind] for kind in (Kind.APPLICANT, Kind.COUNTER))
    by_applicant, lost = (np.zeros(workload.size, dtype=bool) for _ in range(2))
    by_applicant[workload.application[given_up]] = True
    lost[workload.application[lost_at]] = True
    finished = record.finished.copy()
    finished[lost_at] = UNSET
    whole_way = finished[workload.first[1:] - 1]
    whole_way[by_applicant] = UNSET
    ended = whole_way.copy()
    for rows in (given_up, lost_at):
        ended[workload.application[rows]] = record.finished[rows]
    ending = np.full(workload.size, ApplicationOutcome.assigned) if workload.ending is None else workload.ending
    answered = np.isin(ending, (ApplicationOutcome.assigned, ApplicationOutcome.refused))
    ready = np.where(workload.ready == UNSET, UNSET, finished[workload.ready])
    over = np.where(answered, ready != UNSET, whole_way != UNSET)
    outcome = np.where(over, ending, ApplicationOutcome.open)
    outcome[by_applicant & ~over] = ApplicationOutcome.ended_by_applicant
    outcome[lost & ~over] = ApplicationOutcome.lost
    return Endings(
        ready=ready,
        handed_out=np.where(answered, whole_way, UNSET),
        ended=ended,
        outcome=outcome.astype(np.int8),
        answerable=answered & (over | ~(by_applicant | lost)),
    )
