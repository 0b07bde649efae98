"""Which cases of a register are over, and which are only silent."""

from __future__ import annotations

import numpy as np

from sim.quantities import UNSET, Flags, Floats, Instants
from sim.register.events.event_register import EventRegister

_ROUNDS = 40


def chance_open(register: EventRegister) -> Floats:
    """By case: how likely it is that it is not over at the end of the register [probability].

    A case with a step under way is open. Where the register says of any case when its answer was ready, those of which it does
    not say so are open. Elsewhere a case that is silent since t ended with its last step, or its next event is still to
    come: both shares by the activity of that step, from the gaps behind it, as in a mixture cure model (J. Boag, Journal of
    the Royal Statistical Society B 11 (1949)) by the EM algorithm.
    """
    if (register.ready != UNSET).any():
        return np.asarray(register.ready == UNSET, dtype=np.float64)
    filled = np.diff(register.first) > 0
    result = np.ones(register.size)
    if not filled.any():
        return result
    heads, last = register.first[:-1][filled], register.first[1:][filled] - 1
    under_way = np.add.reduceat((register.end == UNSET).astype(np.int64), heads) > 0
    reached = np.maximum.reduceat(register.end, heads)
    result[filled] = np.where(under_way, 1.0, _silent(register, last, reached, under_way))
    return result


def _silent(register: EventRegister, last: Instants, reached: Instants, under_way: Flags) -> Floats:
    """By case with events: how likely its next event is still to come."""
    begin = np.where(register.start == UNSET, register.end, register.start)
    inner = np.ones(len(begin), dtype=np.bool_)
    inner[last] = False
    before = np.flatnonzero(inner)
    known = (register.end[before] != UNSET) & (begin[np.minimum(before + 1, len(begin) - 1)] != UNSET)
    before = before[known]
    gap = np.maximum(begin[before + 1] - register.end[before], 0)
    activity = register.activity[last]
    result = np.zeros(len(last))
    for a in np.unique(activity).tolist():
        mine = np.flatnonzero((activity == a) & ~under_way)
        gaps = np.sort(gap[register.activity[before] == a])
        if not len(gaps) or not len(mine):
            continue
        silent = register.seen_until - reached[mine]
        longer = 1 - np.searchsorted(gaps, silent, side="left") / len(gaps)
        chance = np.full(len(mine), 0.5)
        for _ in range(_ROUNDS):
            ends = float((1 - chance).sum()) / (len(gaps) + len(mine))
            goes_on = (1 - ends) * longer
            chance = np.divide(goes_on, goes_on + ends, out=np.zeros(len(mine)), where=goes_on > 0)
        result[mine] = chance
    return result
