"""Many instants at once from texts, for files with a row per application: 2018-09-10 09:15 or 10.09.2018, without a time too.

Only what is written in full digits is read here; anything else is left to a reader that knows more and takes longer.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.quantities import DAY, HOUR, MINUTE, Flags, Instants

_ZERO = ord("0")
_YEAR_FIRST = (slice(0, 4), slice(5, 7), slice(8, 10), ((4, "-"), (7, "-"), (10, " T"), (13, ":"), (16, ":")))
_DAY_FIRST = (slice(6, 10), slice(3, 5), slice(0, 2), ((2, "."), (5, "."), (10, " "), (13, ":"), (16, ":")))
"""Where year, month and day stand, and the signs between the numbers; the time follows in the same places in both."""
_LENGTHS = {10: 2, 16: 4, 19: 5}
"""By the signs of a text, a day alone, one with a time, and one with seconds: how many signs stand between numbers."""


def written_instants(texts: list[str]) -> tuple[Instants, Flags]:
    """The instants of some texts, and which of them could be read; where one could not, its instant means nothing.

    A day without a time is read as its midnight: its text has ten signs.
    """
    instants = np.zeros(len(texts), dtype=np.int64)
    known = np.zeros(len(texts), dtype=bool)
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    for length, between_numbers in _LENGTHS.items():
        positions = np.flatnonzero(lengths == length)
        together = "".join(texts if len(positions) == len(texts) else [texts[i] for i in positions.tolist()])
        signs = np.frombuffer(together.encode("ascii", "replace"), dtype=np.uint8).reshape(-1, length)
        for year, month, day, between in (_YEAR_FIRST, _DAY_FIRST):
            fits = np.ones(len(positions), dtype=bool)
            for place, allowed in between[:between_numbers]:
                fits &= np.isin(signs[:, place], np.frombuffer(allowed.encode(), dtype=np.uint8))
            rows = np.flatnonzero(fits)
            at, sound = _read(signs[rows], year, month, day)
            instants[positions[rows]], known[positions[rows]] = at, sound
    return instants, known


def _read(signs: NDArray[np.uint8], year: slice, month: slice, day: slice) -> tuple[Instants, Flags]:
    """The instants of texts of one length, and which of them are some."""
    parts = [year, month, day]
    parts += [part for part in (slice(11, 13), slice(14, 16), slice(17, 19)) if part.stop <= signs.shape[1]]
    numbers = []
    sound = np.ones(len(signs), dtype=bool)
    for part in parts:
        digits = signs[:, part].astype(np.int64) - _ZERO
        sound &= ((digits >= 0) & (digits <= 9)).all(axis=1)
        numbers.append(digits @ 10 ** np.arange(digits.shape[1] - 1, -1, -1))
    y, m, d = numbers[:3]
    none = np.zeros(len(signs), dtype=np.int64)
    hour, minute, second = [*numbers[3:], none, none, none][:3]
    sound &= (y >= 1) & (m >= 1) & (m <= 12) & (d >= 1) & (hour < 24) & (minute < 60) & (second < 60)
    months = np.where(sound, (y - 1970) * 12 + m - 1, 0).astype("datetime64[M]")
    midnight = months.astype("datetime64[D]").astype(np.int64)
    sound &= d <= (months + 1).astype("datetime64[D]").astype(np.int64) - midnight
    return (midnight + d - 1) * DAY + hour * HOUR + minute * MINUTE + second, sound
