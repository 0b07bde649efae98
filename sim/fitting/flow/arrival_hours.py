"""At which times of the day cases come, as hours and weights of a scenario."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.fitting.fitted import FittedHours
from sim.fitting.flow.arrival_days import DAYS_OF_WEEK
from sim.fitting.flow.rate_blocks import constant_stretches
from sim.quantities import DAY, MINUTE, Floats, Instants

_BIN = 1800
_HARDLY = 0.03
"""In a stretch with less than this share of the average rate nobody comes."""
_SPIKE = 60
"""Length of the stretch in which those come that come exactly at an opening [s]."""
_SELDOM = 0.02
_PENALTY = 1.5
_FEW = 20


@dataclass(frozen=True)
class ArrivalHours:
    """At which times of the day cases come."""

    hours: FittedHours
    """When they come."""
    weights: dict[str, float]
    """By hours of the day: weight; empty where they come evenly."""
    edges: Floats
    """Second of the day at which stretches of one rate begin, and the last ends [s]."""
    before: Floats
    """Share of a day's cases that come before each of them [probability]."""

    def clock(self, at: Instants | Floats) -> Floats:
        """Operational time of the day: the share of a day's cases that come before an instant."""
        return np.interp(np.asarray(at, dtype=np.float64) % DAY, self.edges, self.before)


def hours_of_arrivals(
    at: Instants, spikes: Instants, name: str, fallback: FittedHours, *, told: bool = True
) -> ArrivalHours:
    """Hours and weights of arrivals; `spikes` are those that come exactly at an opening, `at` the others.

    Half hours in a row of which nothing says that their rates differ are one stretch. Of few arrivals, and of those whose time of
    the day is not `told`, it is the hours of whom they come to (`fallback`).
    """
    counts = np.bincount(at % DAY // _BIN, minlength=DAY // _BIN).astype(np.float64)
    total = max(len(at), 1)
    starts = constant_stretches(counts, np.ones(len(counts)), _PENALTY * float(np.log(max(total, 3))))
    edges = np.array([*starts, len(counts)]) * _BIN
    share = np.diff(np.concatenate([[0.0], np.cumsum(counts)])[edges // _BIN])
    rate = share / np.diff(edges)
    coming = rate > _HARDLY * float((rate * share).sum() / max(share.sum(), 1))
    if len(at) < _FEW or not told:
        edges, coming = _of_hours(fallback)
        share = np.diff(edges) * coming
    pieces = [(int(a), int(b), float(s)) for a, b, s, c in zip(edges[:-1], edges[1:], share, coming, strict=True) if c]
    scale = len(at) / max(sum(s for _, _, s in pieces), 1e-9)
    pieces = [(a, b, s * scale) for a, b, s in pieces] or [(0, DAY, 1.0)]
    if len(spikes):
        pieces = _with_spike(pieces, spikes)
    return _written(pieces, np.concatenate([at, spikes]), name)


def _of_hours(hours: FittedHours) -> tuple[Floats, Floats]:
    """Edges and openness of the day of weekly hours that has the most."""
    from sim.quantities import parse_opening_hours

    longest = max(
        (parse_opening_hours(text) for text in hours.by_weekday.values()),
        key=lambda h: sum(b - a for a, b in h),
        default=((0, DAY),),
    )
    edges = np.unique(np.clip([0, *(t for pair in longest for t in pair), DAY], 0, DAY))
    coming = np.array([any(a <= e < b for a, b in longest) for e in edges[:-1]])
    return edges, coming


def _with_spike(pieces: list[tuple[int, int, float]], spikes: Instants) -> list[tuple[int, int, float]]:
    """The stretches with a narrow one for those that come exactly at an opening."""
    at = int(np.bincount(spikes % DAY).argmax())
    result = []
    for begin, end, share in pieces:
        if begin < at + _SPIKE and at < end:
            length = end - begin
            for a, b in ((begin, min(at, end)), (max(at + _SPIKE, begin), end)):
                if b > a:
                    result.append((a, b, share * (b - a) / length))
        else:
            result.append((begin, end, share))
    return sorted([*result, (at, at + _SPIKE, float(len(spikes)))])


def _written(pieces: list[tuple[int, int, float]], at: Instants, name: str) -> ArrivalHours:
    total, length = sum(s for _, _, s in pieces), sum(b - a for a, b, _ in pieces)
    weights = (
        {f"{_clock(a)}-{_clock(b)}": round(s / (b - a) * length / total, 3) for a, b, s in pieces} if total else {}
    )
    if len(set(weights.values())) < 2:
        weights = {}
    text: list[tuple[int, int]] = []
    open_until = -1
    for a, b, _ in pieces:
        if a == open_until:
            text[-1] = (text[-1][0], b)
        else:
            text.append((a, b))
        open_until = b
    words = ", ".join(f"{_clock(a)}-{_clock(b)}" for a, b in text)
    by_weekday = np.bincount((at // DAY + 3) % 7, minlength=7)
    coming = by_weekday > _SELDOM * by_weekday.max() if len(at) else np.arange(7) < 5
    inside = np.zeros(len(at), dtype=np.bool_)
    for a, b in text:
        inside |= (at % DAY >= a) & (at % DAY < b)
    hours = FittedHours(
        name,
        {day: words for day, c in zip(DAYS_OF_WEEK, coming.tolist(), strict=True) if c},
        float(inside.mean()) if len(at) else 1.0,
    )
    edges = np.array(sorted({e for a, b, _ in pieces for e in (a, b)}), dtype=np.float64)
    by_begin = {a: s for a, _, s in pieces}
    before = np.concatenate([[0.0], np.cumsum([by_begin.get(int(e), 0.0) for e in edges[:-1]])]) / max(total, 1e-9)
    return ArrivalHours(hours, weights, edges, before)


def _clock(second: int) -> str:
    return f"{second // 3600:02d}:{second % 3600 // MINUTE:02d}"
