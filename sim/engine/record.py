"""What an engine writes down: the instants of every visit, and nothing that follows from them."""

from __future__ import annotations

from dataclasses import dataclass

from sim.quantities import Instants


@dataclass(frozen=True)
class EngineRecord:
    """The bare course of one replication, as every engine gives it.

    Arrays named by row follow the rows of the workload and tell of the last visit to each step; earlier visits to a
    step, which ended at the close of business or when the file was handed over, stand in `earlier`.
    """

    received: Instants
    """By application: when the office received it, or UNSET [instants]."""
    queued: Instants
    """By row: when the last visit began to queue, or UNSET [instants]."""
    started: Instants
    """By row: when a member, or the system, began with it, or UNSET [instants]."""
    work_ended: Instants
    """By row: when the work was done and a hold, if any, began, or UNSET [instants]."""
    finished: Instants
    """By row: when the step was over, or UNSET [instants]."""
    member: Instants
    """By row: who did it [number in the pool from 0; -1 for a system or nobody yet]."""
    served_by: Instants
    """By row: the pool whose member did it, another one where somebody stood in [position; -1 as for `member`]."""
    visit: Instants
    """By row: number of the last visit [from 1]."""
    earlier: Instants
    """Visits before the last one: columns row, visit, queued, started, ended, served by, member, work done [shape (n, 8)].

    In the order of row and visit. One that was turned away at the close of business has -1 in `started`, `served by` and
    `member`, and no work; one that was handed over has all of them, and what is left of its work is in the next visit.
    """
    spells: Instants
    """Parts of work that was set aside: columns row, visit, member, from, to [shape (n, 5)], in order of row and time.

    `to` is UNSET for a part that was under way when the observation ended.
    """
    sittings: Instants
    """Sittings that were due: columns pool, begin, end, present, held (1 or 0), files, carried over [shape (n, 7)].

    In the order of begin and pool. One that was not held ends as it begins; `carried over` counts the files that were
    there by the cut-off and stay in the queue.
    """
    outings: Instants
    """Days of visits to households: columns pool, team, opening, close, households [shape (n, 5)], by opening, pool, team."""
    observed_until: int
    """Last instant up to which everything is recorded."""
