"""What became of the days of a register whose weeks are drawn: notes for the reader of the results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.errors import Note
from sim.model.arrival_processes import Weekly
from sim.model.days_by_kind import INSTEAD, PLAIN_WEEK, DayKind
from sim.model.stream import StreamPlan
from sim.translations.in_use import marked

NAMES = {
    DayKind.first: marked("first working days after a rest"),
    DayKind.working: marked("other working days"),
    DayKind.saturday: marked("Saturdays of rest"),
    DayKind.rest: marked("Sundays and days of rest"),
}
"""Kinds of days in words."""


def resampled_days(streams: Sequence[StreamPlan]) -> Iterator[Note]:
    """A note for each stream that draws weeks of a register, where the calendar is none of plain weeks."""
    told: set[str] = set()
    for plan in streams:
        if isinstance(plan.process, Weekly) and plan.name not in told:
            told.add(plan.name)
            yield from _of_process(plan.name, plan.process)


def _of_process(stream: str, process: Weekly) -> Iterator[Note]:
    """Days whose kind is not that of their weekday in a plain week, by kind; and the kinds that the register lacks."""
    kinds = process.kinds[process.pattern]
    other = {NAMES[kind]: int(((kinds == kind) & (kind != _plain())).sum()) for kind in DayKind}
    found = set(process.register.kinds.reshape(-1).tolist())
    lacking = {
        NAMES[kind]: " or ".join(f"{NAMES[instead]} instead" for instead in INSTEAD[kind]) or "nobody comes on them"
        for kind in DayKind
        if kind not in found and (kinds == kind).any()
    }
    if any(other.values()) or lacking:
        yield Note("register_days_by_kind", {"stream": stream, "days": other, "lacking": lacking})


def _plain() -> NDArray[np.int64]:
    return np.array(PLAIN_WEEK, dtype=np.int64)
