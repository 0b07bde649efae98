"""When desks are open in a stretch of time, each set of hours once, however many desks share it."""

from __future__ import annotations

import numpy as np

from sim.calendar.duty import Duty, open_intervals, union_of_arrays
from sim.quantities import Instants

ALWAYS = -1
"""In the place of the number of hours: never closed."""


class OpenHours:
    """Hours by number, as they are asked for."""

    def __init__(self, begin: int, end: int) -> None:
        """Take the stretch in which hours are looked at [instants]."""
        self._begin, self._end = begin, end
        self._found: list[Instants] = []
        self._by_content: dict[bytes, int] = {}
        self._of_duty: dict[int, tuple[Duty, int]] = {}

    def of_duty(self, duty: Duty) -> int:
        """The number of the hours in which somebody is on duty."""
        if id(duty) not in self._of_duty:
            number = self.of_stretches(*open_intervals(duty, self._begin, min(self._end, duty.end)))
            self._of_duty[id(duty)] = duty, number  # the duty is kept, so that nothing else gets its identity
        return self._of_duty[id(duty)][1]

    def of_stretches(self, begins: Instants, ends: Instants) -> int:
        """The number of hours that are given by their stretches, in order and apart [instants]."""
        begins, ends = np.maximum(begins, self._begin), np.minimum(ends, self._end)
        inside = begins < ends
        both = np.column_stack([begins[inside], ends[inside]]).ravel() - self._begin
        number = self._by_content.setdefault(both.tobytes(), len(self._found))
        if number == len(self._found):
            self._found.append(both)
        return number

    @property
    def all(self) -> tuple[Instants, ...]:
        """By number: opening, closing, opening, closing [s from the beginning of the stretch]."""
        return tuple(self._found)

    @property
    def any_open(self) -> Instants:
        """When any of them is open, likewise."""
        every = np.concatenate([np.zeros(0, dtype=np.int64), *self._found])
        return np.column_stack(union_of_arrays(every[::2], every[1::2])).ravel()
