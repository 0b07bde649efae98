"""What a page is shown of two cases: estimates of each and of their differences, over the replications that are there so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sim.measure.figure_units import FigureTable
from sim.measure.figures import Key
from sim.measure.intervals import Estimate
from sim.quantities import Floats

FigureName = tuple[FigureTable, Key, str]
"""A figure by its table, the key of its row and its own name, as :class:`sim.measure.figures.Figures` has them."""


@dataclass(frozen=True)
class BacklogCurve:
    """Files received and not yet ready, day by day, over all routes."""

    days: tuple[date, ...]
    """The official working days, warm-up included."""
    mean: Floats
    """Mean over replications [files; shape (days,)]."""
    low: Floats
    """Below it lie 5 % of the replications [files; shape (days,)]."""
    high: Floats
    """Above it lie 5 % of the replications [files; shape (days,)]."""


@dataclass(frozen=True)
class CaseFigures:
    """The estimates of one case."""

    estimates: Mapping[FigureName, Estimate] = field(default_factory=dict)
    """Figures with the intervals of their means."""
    backlog: BacklogCurve | None = None
    """None as long as only answers in time are known."""


@dataclass(frozen=True)
class PairedFigures:
    """Two cases in the same replications."""

    replications: int
    """How many of each are in the figures."""
    wanted: int
    """After how many the figures are final."""
    whole: bool
    """Whether all figures are there; the first answer has `in_time` and `late` alone."""
    base: CaseFigures
    """The scenario as it is."""
    alternative: CaseFigures
    """The scenario with what the planner has changed."""
    differences: Mapping[FigureName, Estimate]
    """Of figures that both have: alternative less base, with the paired interval of the mean difference."""
