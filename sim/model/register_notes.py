"""Notes on registers: what was put right as they were read, days without a time, and a period that they do not cover."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import Note
from sim.model.arrival_processes import Listed
from sim.model.capacity import Window
from sim.model.stream import StreamPlan
from sim.quantities import DAY, Instants, civil
from sim.study.study import Study

if TYPE_CHECKING:
    from sim.register.read_register import ReadingAccount

_LONG_SILENCE = 14 * DAY
_THAN_GAPS = 3
"""A register ends or begins within the period where it is silent there for so much longer than anywhere else in it."""


def register_notes(study: Study, window: Window, streams: Sequence[StreamPlan]) -> Iterator[Note]:
    """What a reader of the results ought to know of every register."""
    for name, stream in study.scenario.arrivals.items():
        if stream.history is None:
            continue
        register, place = study.histories[name], {"stream": name, "file": stream.history.file}
        yield from _put_right(place, register.account)
        if register.account.timeless:
            process = next(plan.process for plan in streams if plan.name == name)
            closed = _on_closed_days(process, window) if isinstance(process, Listed) else 0
            counts = {"rows": register.account.timeless, "of": register.account.rows, "closed": closed}
            yield Note("register_days_without_time", place | counts | {"at_midnight": register.account.midnights})
        if stream.history.use == "replay":
            yield from _coverage(study, window, place, register.instants)


def _put_right(place: dict[str, str], account: ReadingAccount) -> Iterator[Note]:
    """Rows that were put in order, doubled ones, and instants of another time zone."""
    facts = {"unsorted": account.unsorted, "doubled": account.left_out.get("doubled", 0), "zoned": account.zoned}
    if any(facts.values()):
        yield Note("register_put_right", place | facts | {"zone": account.zone if account.zoned else None})


def _on_closed_days(process: Listed, window: Window) -> int:
    """How many applications have no time, on days on which nobody takes any."""
    if process.timeless is None:
        return 0
    days = process.instants[process.timeless & (process.instants < window.run_out_end)]
    return int((~np.any([spread.taken(days) for spread in process.spreads], axis=0)).sum())


def _coverage(study: Study, window: Window, place: dict[str, str], instants: Instants) -> Iterator[Note]:
    """A register that is replayed and does not cover the period, or goes on behind it."""
    if behind := int((instants >= window.horizon).sum()):
        left_out = int((instants >= window.run_out_end).sum())
        facts = {"applications": len(instants), "behind": behind, "left_out": left_out}
        yield Note("register_longer", place | facts | {"end": str(study.scenario.period.end)})
    gap = int(np.diff(instants).max(initial=0))
    first, last = int(instants[0]), int(instants[-1])
    silence = max(first - window.start, window.horizon - last)
    if silence > max(_LONG_SILENCE, _THAN_GAPS * gap):
        days = {"first": str(civil(first).date()), "last": str(civil(last).date())}
        period = {"start": str(study.scenario.period.start), "end": str(study.scenario.period.end)}
        yield Note("register_shorter", place | days | period)
