"""Sums over the districts of a region, replication by replication.

Districts are simulated apart with random numbers of their own, so replication 7 of one and replication 7 of another are one possible
period of both, and sums over them are what such a period brings to the region. That nothing hits several districts at once (a
crisis, an outage of a system that all use) is an assumption.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sim.measure.day_quantiles import DAY_QUANTILES, day_of, day_quantile, share_within
from sim.measure.figure_units import bounds_of
from sim.measure.figures import Key, ReplicationFigures
from sim.measure.intervals import Estimate, mean_interval, share_interval
from sim.measure.time_series import MOST_DAYS
from sim.model.objection_names import answers_of
from sim.quantities import Floats

_COUNTS = ("applications", "cohort", "late", "open")
"""Figures of a route that are added."""


@dataclass(frozen=True)
class AnswerCounts:
    """Answers of some routes of some districts in as many replications as all of them have."""

    counts: dict[str, Floats]
    """By figure, as :class:`sim.measure.figures.Figures` names them [applications; shape (replications,)]."""
    answered: Floats
    """Answers by their elapsed term [applications; shape (replications, MOST_DAYS + 1)]."""
    unanswered: Floats
    """Applications that stayed open by their elapsed term, likewise."""

    def plus(self, other: AnswerCounts) -> AnswerCounts:
        """The answers of both, in the replications that both have."""
        n = min(len(self.answered), len(other.answered))
        return AnswerCounts(
            {name: values[:n] + other.counts[name][:n] for name, values in self.counts.items()},
            self.answered[:n] + other.answered[:n],
            self.unanswered[:n] + other.unanswered[:n],
        )

    def first(self, replications: int) -> AnswerCounts:
        """The answers of the first replications."""
        counts = {name: values[:replications] for name, values in self.counts.items()}
        return AnswerCounts(counts, self.answered[:replications], self.unanswered[:replications])

    def estimates(self) -> dict[str, Estimate]:
        """Applications, answers with a deadline that is observed, late ones, files never answered, share in time, median and 95th
        percentile of the elapsed term in whole working days; named as in :class:`sim.measure.figures.Figures`."""
        row = {name: mean_interval(values, bounds=bounds_of("routes", name)) for name, values in self.counts.items()}
        cohort, late = self.counts["cohort"], self.counts["late"]
        with np.errstate(invalid="ignore", divide="ignore"):
            shares = np.where(cohort > 0, 1 - late / cohort, np.nan)
        row["in_time"] = share_interval(shares, applications=float(cohort.mean()))
        within, applications = share_within(self.answered, self.unanswered), row["applications"].mean
        for name, share in DAY_QUANTILES.items():
            days = np.where(np.isnan(within[:, -1]), np.nan, day_of(within, share))
            row[name] = day_quantile(within, days, share, applications)
        return row


def answer_counts(replications: Iterable[ReplicationFigures], routes: Iterable[Key]) -> dict[Key, AnswerCounts]:
    """The first applications of a district by route; `routes` are all its routes in the order of the model."""
    every = list(routes)
    first = [(i, key) for i, key in enumerate(every) if answers_of(key[1]) is None]
    rows: dict[Key, list[list[float]]] = {key: [] for _, key in first}
    curves: dict[Key, tuple[list[Floats], list[Floats]]] = {key: ([], []) for _, key in first}
    for figures in replications:
        for i, key in first:
            rows[key].append([figures.routes[key][name] for name in _COUNTS])
            curves[key][0].append(figures.over_time.elapsed[i].astype(np.float64))
            curves[key][1].append(figures.over_time.unanswered[i].astype(np.float64))
    return {
        key: AnswerCounts(
            dict(zip(_COUNTS, np.array(rows[key], dtype=np.float64).reshape(-1, len(_COUNTS)).T, strict=True)),
            np.array(curves[key][0]).reshape(-1, MOST_DAYS + 1),
            np.array(curves[key][1]).reshape(-1, MOST_DAYS + 1),
        )
        for _, key in first
    }
