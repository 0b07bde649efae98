"""Notes on registers that are replayed: applications that do not count, and a part of the period without any."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.errors import Note
from sim.model.capacity import Window
from sim.quantities import DAY, civil
from sim.study.study import Study

_LONG_SILENCE = 14 * DAY
_THAN_GAPS = 3
"""A register ends or begins within the period where it is silent there for so much longer than anywhere else in it."""


def register_notes(study: Study, window: Window) -> Iterator[Note]:
    """A note of every register that is replayed and does not cover the period, or goes on behind it."""
    for name, stream in study.scenario.arrivals.items():
        if stream.history is None or stream.history.use != "replay":
            continue
        instants = study.histories[name]
        place = {"stream": name, "file": stream.history.file}
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
