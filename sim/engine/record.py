"""What an engine writes down: the instants of every visit, and nothing that follows from them."""

from __future__ import annotations

from dataclasses import dataclass

from sim.quantities import Instants, Integers


@dataclass(frozen=True)
class EarlierVisits:
    """Visits to a step before the last one, in order of row and visit.

    One that was turned away at the close of business has UNSET in `started`, `served_by` and `member`, and no work; one that
    was handed over has all of them, and what is left of its work is in the next visit.
    """

    row: Integers
    """Row of the workload."""
    visit: Integers
    """Number of the visit [from 1]."""
    queued: Instants
    """When it began to queue [instants]."""
    started: Instants
    """When a member began with it [instants]."""
    ended: Instants
    """When it ended [instants]."""
    served_by: Integers
    """Pool of whoever did it [position in `Capacity.pools`]."""
    member: Integers
    """Who did it [number in that pool]."""
    work: Instants
    """Time that was worked in it [s at the pace of whoever did it]."""


@dataclass(frozen=True)
class EngineRecord:
    """The bare events of one replication, as every engine gives them.

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
    member: Integers
    """By row: who did it [number in the pool from 0; UNSET for a system or nobody yet]."""
    served_by: Integers
    """By row: the pool whose member did it, another one where somebody stood in [position; UNSET as for `member`]."""
    visit: Integers
    """By row: number of the last visit [from 1]."""
    earlier: Instants
    """Visits before the last one [shape (n, 8); columns of EarlierVisits, in its order]."""
    work_parts: Instants
    """Parts of work that was set aside: columns row, visit, member, from, to [shape (n, 5)], in order of row and time.

    `to` is UNSET for a part that was under way when the observation ended.
    """
    partners: Instants
    """Those who did a visit together with its member: columns row, visit, member [shape (n, 3)], in this order.

    They are of the pool that served it.
    """
    sittings: Instants
    """Sittings that were due [shape (n, 7); columns of SittingsDue, in its order]."""
    outings: Instants
    """Days of visits to households [shape (n, 5); columns of Outings, in its order]."""
    assignments: Instants
    """Officers of applications: columns application, pool, member, from, until [shape (n, 5)], in order of the first three
    and from.

    From one instant to the other he alone took the application's visits in that pool; `until` is UNSET where he was still its
    officer when the observation ended.
    """
    observed_until: int
    """Last instant up to which everything is recorded."""
