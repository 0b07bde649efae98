"""Which replication of a run stands for the others where one is shown application by application."""

from __future__ import annotations

from sim.experiment.results import Results
from sim.experiment.run import logs_given


def late_of_replication(results: Results, number: int) -> int:
    """How many counted applications of a replication, given by its number [from 1], were late, objections included."""
    return round(sum(row["late"] for row in results.replications[number - 1].routes.values()))


def typical_replication(results: Results) -> int:
    """The number of the replication whose late answers are nearest to their mean over all replications; of several the first.

    It is one of those whose visits and applications a run writes into its tables unless other ones are asked for.
    """
    mean = sum(row["late"].mean for row in results.figures.routes.values())
    recorded = logs_given(results.study) or len(results.replications)
    candidates = range(1, min(recorded, len(results.replications)) + 1)
    return min(candidates, key=lambda number: (abs(late_of_replication(results, number) - mean), number))
