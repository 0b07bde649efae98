"""What becomes of the log of pools at the end of a simulation: the record of the engine."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy as np

from sim.engine.record import EngineRecord
from sim.engine.simpy.visit_log import VisitLog
from sim.model.workload import Workload
from sim.quantities import UNSET, Instants


def received_so_far(log: VisitLog, workload: Workload) -> Instants:
    """By application: when it was received, or UNSET [instants].

    It is received when its visit to the step of receipt begins to queue, be the file handed over later or not.
    """
    receipt = workload.receipt
    received = np.where(receipt == UNSET, UNSET, np.array(log.queued, dtype=np.int64)[receipt])
    for row, first_queued in log.first_queued.items():
        number = int(workload.application[row])
        if receipt[number] == row:
            received[number] = first_queued
    row = receipt[receipt != UNSET]  # at the visit after which an applicant stays away for good he is not received
    left = (np.asarray(log.started)[row] == UNSET) & (np.asarray(log.finished)[row] != UNSET)
    received[np.flatnonzero(receipt != UNSET)[left]] = UNSET
    if workload.inherited is not None:
        received[workload.inherited] = workload.submitted[workload.inherited]
    return received


def record_from_log(log: VisitLog, workload: Workload, until: int) -> EngineRecord:
    """Make the record, without what was announced and lies after the end of the observation [instant]."""
    received = received_so_far(log, workload)
    received[received > until] = UNSET
    queued, finished = _instants_until(log.queued, until), _instants_until(log.finished, until)
    started, work_ended = _instants_until(log.started, until), _instants_until(log.work_ended, until)
    # Where there is neither a hold nor a rest of work, a pool notes the end of the step only.
    only_end = (work_ended == UNSET) & (workload.hold == 0) & (started != UNSET)
    # A stay at a counter is noted to its end as it begins.
    member = np.where(started == UNSET, UNSET, np.frombuffer(log.member, dtype=np.int64))
    served_by = np.where(member == UNSET, UNSET, workload.pool)
    for row, pool in log.served_by.items():
        if member[row] != UNSET:
            served_by[row] = pool
    return EngineRecord(
        received=received,
        queued=queued,
        started=started,
        work_ended=np.where(only_end, finished, work_ended),
        finished=finished,
        member=member,
        served_by=served_by,
        visit=np.frombuffer(log.visit, dtype=np.int64),
        earlier=_table(log.earlier, 8, (0, 1)),
        work_parts=_table(log.work_parts, 5, (0, 3)),
        partners=_table(log.partners, 3, (0, 1, 2)),
        sittings=_table(log.sittings, 7, (1, 0)),
        outings=_table(log.outings, 5, (2, 0, 1)),
        assignments=_table(log.assignments, 5, (0, 1, 3)),
        observed_until=until,
    )


def _instants_until(values: array[int], until: int) -> Instants:
    """A column of instants up to the end of the observation; the log is not written any more."""
    column = np.frombuffer(values, dtype=np.int64)
    column[column > until] = UNSET
    return column


def _table(rows: Sequence[Sequence[int]], width: int, keys: Sequence[int]) -> Instants:
    """Rows as a table, in the order of some of its columns."""
    table = np.array(rows, dtype=np.int64).reshape(-1, width)
    return table[np.lexsort([table[:, key] for key in reversed(keys)])]
