"""Which figures of a replication a page shows, so that no others travel from the process that simulated it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.engine.steplog import StepLog, Truth
from sim.measure.averages import Rows, share_in_time
from sim.measure.estimates import ONLY, TablesOfFigures
from sim.measure.figure_units import FigureTable
from sim.measure.figures import WholeFigures
from sim.model.model import Model

SHOWN_FIGURES: Mapping[FigureTable, tuple[str, ...]] = {
    "whole": ("applications", "in_time", "late", "objections", "objections_in_time"),
    "routes": (
        "applications", "cohort", "late", "open", "in_time", "p95_days", "longest_days", "lateness_h", "in_progress", "backlog",
    ),
    "steps": (
        "visits", "waiting", "not_begun", "in_time", "queue_mean_h", "queue_median_h", "queue_p95_h", "queue_longest_h",
        "queue_officer_mean_h", "work_mean_h", "wait_closed_h", "wait_sitting_h", "wait_applicant_h", "wait_transfer_h",
        "wait_system_h", "blame_h",
    ),
    "pools": ("members", "on_duty_h", "overtime_h", "utilisation", "files", "queue_mean_h", "queued_h", "waiting"),
    "sittings": ("sittings", "not_held", "files_per_sitting", "carried_over", "waiting", "wait_sitting_h"),
    "halls": ("visits", "not_served", "wait_min", "wait_p95_min", "wait_longest_min", "turned_away", "gave_up", "lost"),
}  # fmt: skip
"""By table: the figures that a page shows, and those without which their intervals would not be those of a run: of what they are
a quotient or a part, and what was not over when the observation ended."""


@dataclass(frozen=True)
class ChosenTables:
    """Some of the tables of a replication, with some of their figures."""

    rows: Mapping[FigureTable, Rows]
    """By table: its rows."""

    def table(self, name: FigureTable) -> Rows:
        """The rows of a table by their keys; none where it was not chosen."""
        return self.rows.get(name, {})


def shown_tables(figures: TablesOfFigures) -> ChosenTables:
    """The figures of a replication that a page shows."""
    return ChosenTables(
        {
            table: {
                key: {name: row[name] for name in names if name in row} for key, row in figures.table(table).items()
            }
            for table, names in SHOWN_FIGURES.items()
        }
    )


def answers_alone(log: StepLog, model: Model) -> ChosenTables:
    """Answers in time and late ones by route and of all, which take a hundredth of the time of all figures.

    Their rows have what the intervals of a run need: how many answers they are shares of.
    """
    routes: Rows = {}
    for i, plan in enumerate(model.routes):
        answers = log.applications.in_time[log.cohort & (log.applications.route == i)]
        routes[plan.key] = {
            "cohort": float(len(answers)),
            "late": float((answers == Truth.no).sum()),
            "in_time": share_in_time(answers),
        }
    return ChosenTables({"routes": routes, "whole": {ONLY: WholeFigures.of(log, model).whole}})
