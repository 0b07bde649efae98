"""Files in the offices day by day, as it is and with the changes, as a drawing with a sentence that says the same."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sim.measure.digits import plain
from sim.translations.in_use import localized_date, translated
from sim.web.simulation.paired_figures import BacklogCurve, PairedFigures

WIDTH, HEIGHT = 720, 250
"""Size of the drawing [its own units]."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 8, 12, 26
"""Margins around the curves [same units]."""
_MOST_MONTHS = 8
"""At most so many months have their name below the axis."""
_STEPS = (1, 2, 5)
"""Files between two lines of the scale are one of these times a power of ten."""


@dataclass(frozen=True)
class Tick:
    """A mark of an axis."""

    at: float
    """Where it stands [units of the drawing]."""
    text: str
    """What it says."""


@dataclass(frozen=True)
class BacklogDrawing:
    """Both curves on common axes."""

    before: str
    """Points of the curve as it is, as SVG has them."""
    after: str
    """Points of the curve with the changes."""
    before_band: str
    """Outline of nine in ten replications as it is."""
    after_band: str
    """Outline of nine in ten replications with the changes."""
    months: tuple[Tick, ...]
    """Where months begin."""
    files: tuple[Tick, ...]
    """The scale of files."""
    sentence: str
    """What the curves show."""


def backlog_drawing(figures: PairedFigures) -> BacklogDrawing | None:
    """The curves of both cases; None as long as they are not known."""
    before, after = figures.base.backlog, figures.alternative.backlog
    if before is None or after is None or not before.days:
        return None
    most = _rounded_up(max(float(curve.high.max()) for curve in (before, after)))
    first, last = min(before.days[0], after.days[0]), max(before.days[-1], after.days[-1])
    axes = _Axes(first, last, most)
    return BacklogDrawing(
        axes.points(before.days, before.mean.tolist()),
        axes.points(after.days, after.mean.tolist()),
        axes.band(before),
        axes.band(after),
        tuple(axes.months()),
        tuple(axes.scale()),
        _sentence(before, after),
    )


def _sentence(before: BacklogCurve, after: BacklogCurve) -> str:
    return translated(
        "Files in the offices on {day}: {was} as it is, {now} with the changes; at most on one day {most_was} and {most_now}, on average.",
        day=localized_date(before.days[-1]),
        was=plain(float(before.mean[-1]), 0),
        now=plain(float(after.mean[-1]), 0),
        most_was=plain(float(before.mean.max()), 0),
        most_now=plain(float(after.mean.max()), 0),
    )


def _rounded_up(value: float) -> float:
    """The end of a scale above a value."""
    step = _step(max(value, 1.0))
    return step * math.ceil(max(value, 1.0) / step - 1e-9)


def _step(most: float) -> float:
    """Files between two lines of a scale of about four."""
    power = 10.0 ** math.floor(math.log10(most / 4)) if most >= 4 else 1.0
    return next((power * step for step in _STEPS if power * step >= most / 4), 10 * power)


@dataclass(frozen=True)
class _Axes:
    """Where days and files stand in the drawing."""

    first: date
    last: date
    most: float

    def x(self, day: date) -> float:
        whole = max((self.last - self.first).days, 1)
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * (day - self.first).days / whole

    def y(self, files: float) -> float:
        return _TOP + (HEIGHT - _TOP - _BOTTOM) * (1 - files / self.most)

    def points(self, days: Sequence[date], files: Sequence[float]) -> str:
        return " ".join(f"{self.x(day):.1f},{self.y(value):.1f}" for day, value in zip(days, files, strict=True))

    def band(self, curve: BacklogCurve) -> str:
        there = self.points(curve.days, curve.high.tolist())
        back = self.points(curve.days[::-1], curve.low[::-1].tolist())
        return f"{there} {back}"

    def months(self) -> list[Tick]:
        """Beginnings of months, every so many that their names have room."""
        begins = []
        year, month = self.first.year, self.first.month
        while (begin := date(year, month, 1)) <= self.last:
            if begin >= self.first:
                begins.append(begin)
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        every = -(-len(begins) // _MOST_MONTHS) if begins else 1
        room = WIDTH - 40
        return [Tick(self.x(day), localized_date(day, "short_month")) for day in begins[::every] if self.x(day) <= room]

    def scale(self) -> list[Tick]:
        step = _step(self.most)
        return [Tick(self.y(step * i), plain(step * i, 0)) for i in range(round(self.most / step) + 1)]
