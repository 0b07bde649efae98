"""Which cases lie in the office at the end of a register, at which step, since when."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.fitting.fitted import OpenFile
from sim.fitting.flow.fit_routing import FittedRouting
from sim.quantities import UNSET, Floats, Integers
from sim.register.events.event_register import EventRegister

_LIKELY = 0.5


def open_files(
    register: EventRegister,
    kind: Integers,
    routings: Sequence[FittedRouting],
    names: Sequence[str],
    chance_open: Floats,
) -> tuple[OpenFile, ...]:
    """The cases that are more likely open than over: at the step under way, else at the one that most likely follows.

    Routings and names are those of the kinds; `kind` is by case.
    """
    found = []
    number = [{activity: k + 1 for k, activity in enumerate(routing.activities)} for routing in routings]
    came = register.came
    for i in np.flatnonzero(chance_open >= _LIKELY).tolist():
        k = int(kind[i])
        first, last = int(register.first[i]), int(register.first[i + 1])
        received, due = int(came[i]), int(register.due[i])
        step, since, started = routings[k].entry, received, None
        if last > first:
            under_way = [e for e in range(first, last) if register.end[e] == UNSET]
            ended = max((int(register.end[e]) for e in range(first, last)), default=UNSET)
            if under_way:
                event = under_way[-1]
                step = number[k][int(register.activity[event])]
                started = int(register.start[event]) if register.start[event] != UNSET else None
                since = ended if ended != UNSET else received
                since = min(since, started) if started is not None else since
            else:
                step = _next(routings[k], number[k][int(register.activity[last - 1])])
                since = ended
        found.append(
            OpenFile(register.cases[i], names[k], received, None if due == UNSET else due, step, since, started)
        )
    return tuple(found)


def _next(routing: FittedRouting, step: int) -> int:
    """The step that follows most likely; the step itself where cases only end behind it."""
    chances = routing.transitions.chances[step, 1:]
    return int(np.argmax(chances)) + 1 if chances.any() else step
