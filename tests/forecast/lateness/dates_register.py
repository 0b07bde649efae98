"""Registers of dates alone, made up with a known chance of lateness for each clerk."""

from __future__ import annotations

import numpy as np

from sim.quantities import DAY, UNSET, Floats
from sim.register.events.event_register import CaseColumn, EventRegister, RegisterAccount

TERM = 40
"""Term of each case [days]."""
DAYS = 400
"""Length of the register [days]."""


def dates_register(seed: int, cases: int, late_by_clerk: tuple[float, ...]) -> tuple[EventRegister, Floats]:
    """A register of dates alone, and the true chance of each case to be late.

    Ends in time lie anywhere in the second half of the term; late ones up to a term after it.
    """
    random = np.random.default_rng(seed)
    came = np.sort(random.integers(0, DAYS * DAY, cases))
    clerk = random.integers(0, len(late_by_clerk), cases)
    chance = np.array(late_by_clerk)[clerk]
    late = random.random(cases) < chance
    spent = np.where(late, 1 + random.random(cases), 0.5 + 0.5 * random.random(cases))
    ready = came + (spent * TERM * DAY).astype(np.int64)
    none = np.zeros(0, dtype=np.int64)
    columns = {"clerk": CaseColumn(tuple(f"clerk {i}" for i in range(len(late_by_clerk))), clerk)}
    register = EventRegister(
        form="dates",
        cases=tuple(f"case {i}" for i in range(cases)),
        received=came,
        ready=ready,
        due=came + TERM * DAY,
        first=np.zeros(cases + 1, dtype=np.int64),
        activity=none,
        resource=none,
        start=none,
        end=none,
        activities=(),
        resources=(),
        seen_until=int(ready.max()),
        account=RegisterAccount("made up", "CSV", {}, cases),
        columns=columns | {"coin": CaseColumn(("heads", "tails"), random.integers(0, 2, cases))},
    )
    assert UNSET not in ready
    return register, chance
