"""When somebody of a role was on duty and had nothing begun."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.calendar.duty import Duty, open_intervals, union_of_arrays
from sim.quantities import MINUTE, Instants, Integers

_NO_PAUSE = MINUTE
"""Time between two files in which nobody is said to be idle [s]."""


def idle_of_role(
    begins: Instants, ends: Instants, member: Integers, duties: Mapping[int, Duty], span: tuple[int, int]
) -> tuple[Instants, Instants]:
    """When at least one member of a role was on duty with nothing begun, as stretches in order and apart [instants].

    Pieces of work with their members, and when each member of the role is on duty; those of `duties` who did nothing in a
    stretch are idle in it. A stretch of idleness ends as the next file is begun, though the duty goes on.
    """
    idle_begins, idle_ends = [], []
    order = np.argsort(member, kind="stable")
    sorted_member = member[order]
    for who, duty in duties.items():
        rows = order[np.searchsorted(sorted_member, who, "left") : np.searchsorted(sorted_member, who, "right")]
        opens, closes = open_intervals(duty, *span)
        busy_begins, busy_ends = union_of_arrays(begins[rows], ends[rows]) if len(rows) else (begins[:0], ends[:0])
        free_begins, free_ends = without(opens, closes, busy_begins, busy_ends)
        long_enough = free_ends - free_begins > _NO_PAUSE
        idle_begins.append(free_begins[long_enough])
        idle_ends.append(free_ends[long_enough])
    if not idle_begins:
        none = np.zeros(0, dtype=np.int64)
        return none, none
    all_begins, all_ends = np.concatenate(idle_begins), np.concatenate(idle_ends)
    return union_of_arrays(all_begins, all_ends) if len(all_begins) else (all_begins, all_ends)


def without(
    begins: Instants, ends: Instants, taken_begins: Instants, taken_ends: Instants
) -> tuple[Instants, Instants]:
    """Stretches less others, all in order and apart [instants]."""
    edges = np.unique(np.concatenate([begins, ends, taken_begins, taken_ends]))
    if len(edges) < 2:
        return edges[:0], edges[:0]
    left = edges[:-1]
    inside = np.searchsorted(begins, left, side="right") > np.searchsorted(ends, left, side="right")
    inside &= np.searchsorted(taken_begins, left, side="right") == np.searchsorted(taken_ends, left, side="right")
    before = np.concatenate([[False], inside[:-1]])
    after = np.concatenate([inside[1:], [False]])
    return edges[:-1][inside & ~before], edges[1:][inside & ~after]
