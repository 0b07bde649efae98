"""One application's life as places on a line from 0 to 100, for drawings that are made without matplotlib."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sim.model.route import Kind
from sim.quantities import DAY, NEVER, UNSET, civil
from sim.tracing.life import VisitLife
from sim.tracing.names import Names
from sim.tracing.trace import Trace
from sim.translations.in_use import translated

_MOST_DAYS = 7
"""At most so many days have their date below the line."""
_LAST_DAY = 93
"""Behind this place there is no room for a date [percent of the line]."""


@dataclass(frozen=True)
class TimelineBar:
    """A stretch of the line."""

    what: str
    """What it shows: a kind of interval (a key of :data:`sim.tracing.chart.STYLES`), `closed` or `rest`."""
    left: float
    """Where it begins [percent of the line]."""
    width: float
    """How long it is [percent of the line]."""


@dataclass(frozen=True)
class TimelineRow:
    """One visit."""

    label: str
    """Whoever has to do with it."""
    bars: tuple[TimelineBar, ...]
    """What it went through."""


@dataclass(frozen=True)
class Timeline:
    """The visits of one application on a common line of time."""

    rows: tuple[TimelineRow, ...]
    """A row per visit that took any time, in order."""
    closed: tuple[TimelineBar, ...]
    """When the provider was closed: `closed` in hours of a working day, `rest` on other days."""
    deadline: float | None
    """Where the term ended [percent of the line]; None without one."""
    days: tuple[tuple[float, date], ...]
    """Some days, by where they begin [percent of the line]."""


def life_timeline(trace: Trace) -> Timeline:
    """The timeline of an application's life, from the first moment that is known of it to the last one or its deadline."""
    life = trace.life
    known = [at for visit in life.visits for part in visit.intervals for at in (part.begin, part.end)]
    known += [at for at in (life.submitted, life.received, life.ready, life.deadline) if at not in (UNSET, NEVER)]
    line = _Line(min(known, default=0), max(known, default=1))
    rows = []
    for visit in life.visits:
        bars = tuple(line.bar(part.what, part.begin, part.end) for part in visit.intervals)
        if bars:
            rows.append(TimelineRow(_row_label(visit, life.service, trace.names), bars))
    closed = (
        line.bar("rest" if rest else "closed", begin, end) for begin, end, rest in _joined(trace.closed_intervals())
    )
    return Timeline(
        rows=tuple(rows),
        closed=tuple(bar for bar in closed if bar.width > 0),
        deadline=None if life.deadline in (UNSET, NEVER) else line.place(life.deadline),
        days=tuple(line.days()),
    )


def _row_label(visit: VisitLife, service: str, names: Names) -> str:
    """Whoever has to do with a visit."""
    if visit.step.kind is Kind.TRANSFER:
        return translated("on the way")
    if visit.step.kind is Kind.APPLICANT:
        return translated("applicant")
    return names.role(service, visit.step.role)


@dataclass(frozen=True)
class _Line:
    """A line of time."""

    first: int
    last: int

    def place(self, at: int) -> float:
        """The place of an instant [percent of the line]."""
        return round(100 * (min(max(at, self.first), self.last) - self.first) / max(self.last - self.first, 1), 2)

    def bar(self, what: str, begin: int, end: int) -> TimelineBar:
        """The stretch between two instants."""
        return TimelineBar(what, left := self.place(begin), round(self.place(end) - left, 2))

    def days(self) -> Iterator[tuple[float, date]]:
        """Some of the days that begin on the line, evenly spaced, or that of its beginning where none does."""
        begins = range(-(-self.first // DAY), self.last // DAY + 1)
        if not begins:
            yield 0.0, civil(self.first).date()
        for day in begins[:: -(-len(begins) // _MOST_DAYS) if begins else 1]:
            if (place := self.place(day * DAY)) <= _LAST_DAY:
                yield place, civil(day * DAY).date()


def _joined(closed: Iterator[tuple[int, int, bool]]) -> Iterator[tuple[int, int, bool]]:
    """Stretches of the same kind that follow one another as one."""
    last: tuple[int, int, bool] | None = None
    for begin, end, rest in closed:
        if last is not None and last[1:] == (begin, rest):
            last = last[0], end, rest
            continue
        if last is not None:
            yield last
        last = begin, end, rest
    if last is not None:
        yield last
