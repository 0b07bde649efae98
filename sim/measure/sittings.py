"""Figures of commissions that sit: how many sittings, how full, what was carried over, and how old the files are."""

from __future__ import annotations

from sim.engine.steplog import StepLog
from sim.measure.averages import Rows, mean
from sim.model.model import Model
from sim.quantities import HOUR, UNSET


def sitting_figures(log: StepLog, model: Model) -> Rows:
    """The figures of every commission that sits, by office and role, over the sittings that begin in the counted period.

    Columns: sittings (due), not_held (of these), too_few_files (of those not held: fewer files than have to be there),
    files_per_sitting (files taken over sittings held), carried_over (files that were there by the cut-off and not taken, per
    sitting held), waiting (files at the end of the period that none has taken), present (members, per sitting held), length_h
    (per sitting held) [h], wait_sitting_h (mean wait for the first sitting that could take a file) [h on the clock],
    wait_more_h (mean wait after it, the agenda full or the quorum missing) [h on the clock], age_days (mean age of the files
    taken) [working days].
    """
    capacity, window, sittings, visits = model.capacity, model.window, log.sittings, log.visits
    in_period = (sittings.begin >= window.warm_up_end) & (sittings.begin < window.horizon)
    begun = (visits.started >= window.warm_up_end) & (visits.started < window.horizon)
    waiting = (visits.queued < window.horizon) & ((visits.started == UNSET) | (visits.started >= window.horizon))
    rows: Rows = {}
    for p, pool in enumerate(capacity.pools):
        if pool.sittings is None:
            continue
        due = in_period & (sittings.pool == p)
        held = due & (sittings.held == 1)
        taken = begun & (visits.pool == p)
        clock = capacity.offices[pool.office].clock
        ages = clock.working_days(log.applications.received[visits.application[taken]], visits.started[taken])
        rows[(capacity.offices[pool.office].name, pool.role)] = {
            "sittings": float(due.sum()),
            "not_held": float((due & ~held).sum()),
            "too_few_files": float((due & ~held & (sittings.carried_over < pool.sittings.at_least)).sum()),
            "files_per_sitting": mean(sittings.files[held]),
            "carried_over": mean(sittings.carried_over[held]),
            "waiting": float(((visits.pool == p) & waiting).sum()),
            "present": mean(sittings.present[held]),
            "length_h": mean((sittings.end - sittings.begin)[held]) / HOUR,
            "wait_sitting_h": mean(visits.wait_sitting_s[taken]) / HOUR,
            "wait_more_h": mean(visits.wait_people_s[taken]) / HOUR,
            "age_days": mean(ages),
        }
    return rows
