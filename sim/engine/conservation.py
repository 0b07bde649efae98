"""What no replication may break: no application is lost or in two places, no work vanishes, nobody works on two files at once.

Checked on the log of every replication, so that a slip in an engine stops the run instead of bending its figures.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sim.engine.steplog import StepLog, StepOutcome
from sim.errors import ConservationError
from sim.model.route import Kind
from sim.model.transfers import DELIVERED_AT_ONCE
from sim.model.workload import Workload
from sim.quantities import UNSET

Flags = NDArray[np.bool_]


def check_conservation(log: StepLog, workload: Workload) -> None:
    """Raise ConservationError, naming an application concerned, where a log breaks a law of conservation."""
    for law, concerned in (*_order(log), *_succession(log, workload), *_work(log, workload), *_members(log)):
        if concerned.any():
            application = int(log.application[np.argmax(concerned)])
            raise ConservationError(
                f"replication {log.replication}, application {application}: {law}; the engine has a fault, please report it"
            )
    for application in _unaccounted(log, workload):
        raise ConservationError(
            f"replication {log.replication}, application {application}: it came and is nowhere; the engine has a fault, "
            "please report it"
        )


def _order(log: StepLog) -> Iterator[tuple[str, Flags]]:
    """What happens in a visit happens in order, and before the end of the observation."""
    latest = log.queued
    for instants in (log.started, log.work_ended, log.finished):
        there = instants != UNSET
        yield "a visit is not in order", there & ((instants < latest) | (instants > log.observed_until))
        latest = np.where(there, instants, latest)
    served = (log.outcome == StepOutcome.done) | (log.outcome == StepOutcome.handed_over)
    yield "a step has ended that nobody began", served & (log.started == UNSET)


def _succession(log: StepLog, workload: Workload) -> Iterator[tuple[str, Flags]]:
    """Each visit follows the one before it, with nothing in between but the office's door and the way back to it."""
    n = len(log.application)
    new = np.ones(n, dtype=bool)
    new[1:] = log.application[1:] != log.application[:-1]
    before = np.maximum(np.arange(n) - 1, 0)
    done, over = log.outcome[before] == StepOutcome.done, log.outcome[before] != StepOutcome.open
    ordinal = _ordinal(workload)[log.row]
    next_step = (ordinal == ordinal[before] + 1) & done
    next_visit = (log.row == log.row[before]) & ~done & over
    yield "a route does not begin with its first step", new & (log.row != workload.first[log.application])
    right_step = (log.position == workload.position[log.row]) & (log.visit == _visits_so_far(log))
    yield "a visit does not follow the one before it", ~new & ~((next_step | next_visit) & right_step)
    waits = (log.row == workload.door[log.application]) | (log.outcome[before] == StepOutcome.turned_away)
    gap = log.queued - log.finished[before]
    yield "time is lost between two steps", ~new & ((gap < 0) | ((gap > 0) & ~waits))


def _visits_so_far(log: StepLog) -> NDArray[np.int64]:
    """By visit: how many its application has made to the step, this one among them."""
    key = log.application * (int(log.position.max(initial=0)) + 1) + log.position
    order = np.argsort(key, kind="stable")
    result = np.empty(len(key), dtype=np.int64)
    result[order] = np.arange(len(key)) - np.searchsorted(key[order], key[order], side="left") + 1
    return result


def _ordinal(workload: Workload) -> NDArray[np.int64]:
    """By row: its place among all that are passed, transfers that fall away left out."""
    if workload.transfer is None:
        return np.arange(len(workload.work), dtype=np.int64)
    passed = np.cumsum(workload.transfer != DELIVERED_AT_ONCE)
    return np.asarray(passed, dtype=np.int64)


def _work(log: StepLog, workload: Workload) -> Iterator[tuple[str, Flags]]:
    """The visits to a step that is done have done its whole work."""
    total = np.bincount(log.row, weights=log.work_s, minlength=len(workload.work))
    done = (log.outcome == StepOutcome.done) & (workload.kind[log.row] != Kind.APPLICANT)
    yield "work has vanished or was done twice", done & (total[log.row] != workload.work[log.row])


def _members(log: StepLog) -> Iterator[tuple[str, Flags]]:
    """No member works on two files at once."""
    visit, begin, end = log.work_spells()
    order = np.lexsort((end, begin, log.member[visit], log.served_by[visit]))
    visit, begin, end = visit[order], begin[order], end[order]
    same = (log.served_by[visit[1:]] == log.served_by[visit[:-1]]) & (log.member[visit[1:]] == log.member[visit[:-1]])
    twice = np.zeros(len(log.application), dtype=bool)
    twice[visit[1:][same & (begin[1:] < end[:-1])]] = True
    yield "a member works on two files at once", twice


def _unaccounted(log: StepLog, workload: Workload) -> Iterator[int]:
    """Applications that came and have neither ended nor are anywhere: in a queue, at work, on the way or at the door."""
    last = np.full(len(log.a_submitted), UNSET, dtype=np.int64)
    last[log.application] = np.arange(len(log.application))
    row = np.where(last == UNSET, workload.first[:-1] - 1, log.row[last])
    done = np.where(last == UNSET, True, log.outcome[last] == StepOutcome.done)
    came = workload.submitted <= log.observed_until
    somewhere = ~done | (row == workload.first[1:] - 1) | (row + 1 == workload.door)
    yield from np.flatnonzero(came & ~somewhere).tolist()
