"""Figures of the officers of files: how long files waited for them while a colleague was free, and the load of each of them."""

from __future__ import annotations

import numpy as np

from sim.engine.assigned import pairs
from sim.engine.steplog import StepLog, StepOutcome
from sim.grouping import by_value
from sim.measure.averages import Rows, ratio
from sim.measure.find_visits import of_steps, visits_where, within
from sim.measure.work import WorkSums
from sim.model.model import Model
from sim.model.route import table_of_steps
from sim.quantities import HOUR, UNSET, Flags, Integers


def officer_figures(log: StepLog, model: Model, sums: WorkSums) -> Rows:
    """The figures of every officer by office, role and member, over the counted period; no rows where it cannot matter who
    of several members that is.

    Columns: files (applications of which he begins a visit as their officer, or of which one waits for him when the period ends),
    queue_h (waits for him of these visits, while a colleague was free), work_h (on duty, in all that he does, sittings among it), on_duty_h [h], utilisation
    (the one over the other).
    """
    capacity, window, names = model.capacity, model.window, log.names
    rows: Rows = {}
    pools = _pools_with_officers(model)
    if not pools:
        return rows
    visits = log.visits
    concerned, officer = _of_officers(log, model)
    most = int(officer.max(initial=0)) + 1
    visits_of = dict(by_value(visits.pool[concerned].astype(np.int64) * most + officer))
    for pool in pools:
        plan, office = capacity.pools[pool], names.offices[names.pool_offices[pool]]
        for member in range(plan.members):
            his = concerned[visits_of.get(pool * most + member, concerned[:0])] if member < most else concerned[:0]
            duty = plan.duty_of(member)
            work = int(sums.of_pool(pool)[member])
            work += sum(duty.elapsed(s.begin, s.end) for s in sums.sittings if (s.pool, s.member) == (pool, member))
            on_duty = duty.elapsed(window.warm_up_end, window.horizon)
            rows[office, plan.role, names.member(pool, member)] = {
                "files": float(len(np.unique(visits.application[his]))),
                "queue_h": float(visits.wait_officer_s[his].sum()) / HOUR,
                "work_h": work / HOUR,
                "on_duty_h": on_duty / HOUR,
                "utilisation": ratio(work, on_duty),
            }
    return rows


def _pools_with_officers(model: Model) -> list[int]:
    """The pools of several members with steps that the officer of the file does, in order [positions in `Capacity.pools`]."""
    found: set[int] = set()
    for i, plan in enumerate(model.routes):
        steps = [k for k, step in enumerate(plan.steps) if step.same_member]
        tables = [table for stream in model.every_stream if stream.route == i for table in stream.pools.values()]
        found |= {int(table[k]) for table in tables for k in steps}
    return sorted(pool for pool in found if pool >= 0 and model.capacity.pools[pool].members > 1)


def _of_officers(log: StepLog, model: Model) -> tuple[Integers, Integers]:
    """Visits that an officer began in the counted period, or that wait for him when it ends.

    Positions in the log, and who it is [number in the pool].
    """
    table = table_of_steps(model.routes, lambda step: int(step.same_member)) == 1
    visits, window = log.visits, model.window

    def begun(rows: slice) -> Flags:
        of_pool = visits.served_by[rows] == visits.pool[rows]
        started = visits.started[rows]
        late = (visits.queued[rows] < window.horizon) & (started != UNSET) & (started >= window.horizon)
        concerned = of_steps(log, table, rows) & of_pool & (within(started, window) | late)
        return np.asarray(concerned, dtype=np.bool_)

    def waiting(rows: slice) -> Flags:
        still = (visits.started[rows] == UNSET) & (visits.outcome[rows] == StepOutcome.open)
        return np.asarray(of_steps(log, table, rows) & still & (visits.queued[rows] < window.horizon), dtype=np.bool_)

    done, left = visits_where(log, begun), visits_where(log, waiting)
    which, assignment = pairs(visits.application[left], visits.pool[left], log.assignments)
    lasts = log.assignments.until[assignment] == UNSET
    left, officers = left[which[lasts]], log.assignments.member[assignment[lasts]]
    return np.concatenate((done, left)), np.concatenate((visits.member[done], officers)).astype(np.int64)
