"""The figures of a run by which runs are judged: what they are called, which way is better, and how they are taken of several
routes, pools or halls together."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sim.measure.averages import NAN, ratio
from sim.measure.figure_units import QUOTIENTS, FigureTable
from sim.translations.in_use import marked, translated

Better = Literal["more", "less", "neither"]
"""Which way a figure is better for citizens; `neither` where it depends on what is wanted."""


@dataclass(frozen=True)
class MeasureWords:
    """What is said of a figure wherever it is told."""

    name: str
    """What it is called in tables, in English."""
    unit: str
    """Its unit in tables, in English; of a share that of its hundredfold; empty for what is counted."""
    better: Better = "less"
    """Which way it is better."""
    also: tuple[str, ...] = ()
    """What else people call it, in small letters."""

    @property
    def shown_name(self) -> str:
        """What it is called in the language in use."""
        return translated(self.name)

    @property
    def shown_unit(self) -> str:
        """Its unit in the language in use."""
        return translated(self.unit) if self.unit else ""


MEASURES: dict[str, MeasureWords] = {
    "in_time": MeasureWords(marked("share in time"), "%", "more", ("term compliance", "answers in time", "compliance")),
    "late": MeasureWords(marked("citizens with a late answer"), "", also=("late answers", "late citizens", "late applications")),
    "lateness_h": MeasureWords(marked("lateness of all answers"), marked("working hours"), also=("lateness",)),
    "median_days": MeasureWords(marked("elapsed term, median"), marked("working days"), also=("median term", "median elapsed term")),
    "p95_days": MeasureWords(marked("elapsed term, 95th percentile"), marked("working days"), also=("95th percentile", "p95")),
    "longest_days": MeasureWords(marked("elapsed term, longest"), marked("working days"), also=("longest term",)),
    "queue_median_h": MeasureWords(marked("queue time, median"), marked("working hours"), also=("queue time",)),
    "queue_p95_h": MeasureWords(marked("queue time, 95th percentile"), marked("working hours")),
    "in_progress": MeasureWords(marked("applications in progress"), "", also=("work in progress",)),
    "backlog": MeasureWords(marked("files open at the end of the period"), "", also=("open files",)),
    "oldest_days": MeasureWords(marked("age of the oldest open file"), marked("working days"), also=("oldest file",)),
    "utilisation": MeasureWords(marked("utilisation"), marked("% of the time on duty"), "neither", ("utilization",)),
    "queue_mean_h": MeasureWords(marked("queue time per file, mean"), marked("working hours"), also=("mean queue time",)),
    "overtime_h": MeasureWords(marked("overtime"), marked("hours")),
    "waiting": MeasureWords(marked("files that nobody has begun at the end of the period"), "", also=("files waiting",)),
    "wait_min": MeasureWords(marked("wait in the hall, mean"), marked("minutes"), also=("wait", "mean wait", "wait in the hall")),
    "wait_p95_min": MeasureWords(marked("wait in the hall, 95th percentile"), marked("minutes")),
    "wait_longest_min": MeasureWords(marked("wait in the hall, longest"), marked("minutes"), also=("longest wait",)),
    "served_5_min": MeasureWords(marked("visits to the hall served within 5 minutes"), "%", "more", ("served within 5 minutes",)),
    "served_10_min": MeasureWords(marked("visits to the hall served within 10 minutes"), "%", "more", ("served within 10 minutes",)),
    "served_15_min": MeasureWords(marked("visits to the hall served within 15 minutes"), "%", "more", ("served within 15 minutes",)),
    "served_20_min": MeasureWords(marked("visits to the hall served within 20 minutes"), "%", "more", ("served within 20 minutes",)),
    "served_30_min": MeasureWords(marked("visits to the hall served within 30 minutes"), "%", "more", ("served within 30 minutes",)),
    "served_60_min": MeasureWords(marked("visits to the hall served within 60 minutes"), "%", "more", ("served within 60 minutes",)),
    "gave_up": MeasureWords(marked("visits to the hall given up"), "%", also=("given up",)),
    "turned_away": MeasureWords(marked("visitors turned away"), ""),
}  # fmt: skip
"""By figure: its words. The figures are those of :class:`sim.measure.figures.Figures`."""
_SHARES_OF_VISITS = frozenset({"gave_up", *(figure for figure in MEASURES if figure.startswith("served_"))})
"""Figures of halls that are shares of the visits."""
_SUMS = frozenset(
    ("late", "lateness_h", "in_progress", "backlog", "overtime_h", "waiting", "turned_away", "applications")
)
"""Figures of several rows that are sums of those of each."""
_RATIOS = {"utilisation": ("work_h", "on_duty_h"), "queue_mean_h": ("queued_h", "files")}
"""Figures of pools that are quotients of two sums."""


def addable(figure: str) -> bool:
    """Tell whether a figure can be taken of several rows together; a quantile cannot."""
    return figure in _SUMS or figure in _RATIOS or figure in ("in_time", "wait_min", *_SHARES_OF_VISITS)


def measured(rows: Sequence[Mapping[str, float]], table: FigureTable, figure: str) -> tuple[float, float]:
    """A figure of some rows of a table together in one replication, and of how much it is one where it is a quotient.

    Both are NaN where there are no rows; the second is NaN where the figure is no quotient [number of applications, visits,
    files or hours on duty]. Of several rows only what is :func:`addable` can be taken; else it is a ValueError.
    """
    if not rows:
        return NAN, NAN
    if table == "halls" and figure in ("wait_min", *_SHARES_OF_VISITS):
        return _of_halls(rows, figure)
    if table == "pools" and figure in _RATIOS:
        part, whole = (sum(row[name] for row in rows) for name in _RATIOS[figure])
        return ratio(part, whole), whole
    if len(rows) == 1:
        row = rows[0]
        names = QUOTIENTS.get(table, {}).get(figure, "").split()
        return row[figure], math.prod(row[name] for name in names) if names else NAN
    if figure == "in_time":
        cohort = sum(row["cohort"] for row in rows)
        return (1 - sum(row["late"] for row in rows) / cohort if cohort else NAN), cohort
    if figure not in _SUMS:
        raise ValueError(f"'{figure}' cannot be taken of several rows of '{table}' together")
    return sum(row[figure] for row in rows), NAN


def _of_halls(rows: Sequence[Mapping[str, float]], figure: str) -> tuple[float, float]:
    """The mean wait of all who are served, or the share of visits given up or served within a time, over some halls together."""
    if figure in _SHARES_OF_VISITS:
        known = [row for row in rows if row["visits"] and not math.isnan(row[figure])]
        visits = sum(row["visits"] for row in known)
        return ratio(sum(row["visits"] * row[figure] for row in known), visits), visits
    served = [
        (row["visits"] * (1 - row["gave_up"]) - row["turned_away"], row["wait_min"]) for row in rows if row["visits"]
    ]
    count = sum(weight for weight, _ in served)
    return ratio(sum(weight * wait for weight, wait in served if weight), count), count
