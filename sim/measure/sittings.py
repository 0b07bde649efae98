"""Figures of commissions that sit: how many sittings, how full, what was carried over, and how old the files are."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.engine.steplog import StepLog
from sim.model.model import Model
from sim.quantities import HOUR, UNSET, Instants


def sitting_figures(log: StepLog, model: Model) -> dict[tuple[str, ...], dict[str, float]]:
    """The figures of every commission that sits, by office and role, over the sittings that begin in the counted period.

    Columns: sittings (due), not_held (for want of a quorum), files_per_sitting, carried_over (files that were there by the
    cut-off and not taken, per sitting held), present (members, per sitting held), length_h (per sitting held) [h],
    wait_sitting_h (mean wait for the first sitting that could take a file) [h on the clock], wait_more_h (mean wait after
    it, the agenda full or the quorum missing) [h on the clock], age_days (mean age of the files taken) [working days].
    """
    capacity, window, sittings = model.capacity, model.window, log.sittings
    inside = (sittings.begin >= window.warm_up_end) & (sittings.begin < window.horizon)
    rows: dict[tuple[str, ...], dict[str, float]] = {}
    for p, pool in enumerate(capacity.pools):
        if pool.sittings is None:
            continue
        due = inside & (sittings.pool == p)
        held = due & (sittings.held == 1)
        taken = (
            (log.visits.pool == p) & (log.visits.started >= window.warm_up_end) & (log.visits.started < window.horizon)
        )
        clock = capacity.offices[pool.office].clock
        ages = clock.working_days(log.applications.received[log.visits.application[taken]], log.visits.started[taken])
        rows[(capacity.offices[pool.office].name, pool.role)] = {
            "sittings": float(due.sum()),
            "not_held": float((due & ~held).sum()),
            "files_per_sitting": _mean(sittings.files[held]),
            "carried_over": _mean(sittings.carried_over[held]),
            "present": _mean(sittings.present[held]),
            "length_h": _mean((sittings.end - sittings.begin)[held]) / HOUR,
            "wait_sitting_h": _mean(log.visits.wait_sitting_s[taken]) / HOUR,
            "wait_more_h": _mean(log.visits.wait_people_s[taken]) / HOUR,
            "age_days": _mean(ages),
        }
    return rows


def time_in_sittings(log: StepLog, model: Model) -> Instants:
    """By pool: time on duty that its members spend in sittings of the counted period [s], their seats elsewhere included."""
    pools = model.capacity.pools
    result = np.zeros(len(pools), dtype=np.int64)
    for pool, number, low, high in sitting_stretches(log, model):
        result[pool] += pools[pool].duty_of(number).elapsed(low, high)
    return result


def sitting_stretches(log: StepLog, model: Model) -> Iterator[tuple[int, int, int, int]]:
    """Sittings of the counted period, one by one for every member who is on duty as they begin.

    Gives the pool of the member, his number in it, and from when to when [instants, cut to the counted period].
    """
    pools, window, sittings = model.capacity.pools, model.window, log.sittings
    columns = (sittings.pool, sittings.begin, sittings.end, sittings.held)
    for index, begin, end, held in zip(*(column.tolist() for column in columns), strict=True):
        plan = pools[index]
        low, high = max(begin, window.warm_up_end), min(end, window.horizon)
        if not held or low >= high or plan.sittings is None:
            continue
        for pool, number in plan.sittings.seats or [(index, i) for i in range(plan.members)]:
            if pools[pool].duty_of(number).is_open(begin):
                yield pool, number, low, high


def _mean(values: Instants) -> float:
    known = values[values != UNSET]
    return float(known.mean()) if len(known) else float("nan")
